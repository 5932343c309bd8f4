import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

struct RecordingStats: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count messages, devices and bytes, by profile.")

    @Argument(help: "The recording.")
    var recording: String

    @OptionGroup var input: RecordingInput
    @OptionGroup var profiles: RecordingProfiles

    func run() throws {
        let setup = try Setup.loadedIfAny(
            config: profiles.config, devices: profiles.devices, lack: "every topic counts as one of no profile.")
        var statistics = RecordingStatistics(setup.engineConfiguration)
        do throws(Problem) {
            var reader = try input.reader(recording)
            try statistics.read(&reader)
            reader.oddities.forEach(Terminal.complain)
        } catch {
            throw error.reported()
        }
        statistics.lines.forEach { Terminal.say(TerminalSafe.escaped($0)) }
    }
}

struct RecordingCutting: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut", abstract: "Write the part between two times.",
        discussion: "What is at --from is in it, what is at --until is not: two cuts at one time share no line.")

    @Argument(help: "The recording.")
    var recording: String

    @Option(help: "Its first moment, such as 2026-11-23T09:00:00Z; else the beginning.")
    var from: String?

    @Option(help: "The first moment that is out of it; else the end.")
    var until: String?

    @OptionGroup var input: RecordingInput
    @OptionGroup var target: RecordingTarget

    func validate() throws {
        for (name, text) in [("from", from), ("until", until)] {
            if let text, Timestamp.moment(text) == nil {
                throw ValidationError("--\(name) '\(text)' is no time; write it as 2026-11-23T09:00:00Z.")
            }
        }
        if from == nil, until == nil { throw ValidationError("Give --from, --until, or both.") }
        if let first = from.flatMap(Timestamp.moment), let end = until.flatMap(Timestamp.moment), first >= end {
            throw ValidationError("--from must be before --until: what is at --until is not in the part.")
        }
    }

    func run() throws {
        let cut = RecordingCut(from: from.flatMap(Timestamp.moment), until: until.flatMap(Timestamp.moment))
        try target.run { output in
            var reader = try input.reader(recording)
            try cut.run(&reader, to: output)
            reader.oddities.forEach(Terminal.complain)
        }
    }
}

struct RecordingMerging: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make one recording of several, in order of time.",
        discussion: "Of lines at one time those of the recording named first come first.")

    @Argument(help: "The recordings, at most \(RecordingMerge.most).")
    var recordings: [String]

    @OptionGroup var input: RecordingInput
    @OptionGroup var target: RecordingTarget

    func run() throws {
        try target.run { output in
            let merge = try RecordingMerge(
                recordings, isBase64: input.base64, skipsBadLines: input.skipBadLines)
            try merge.run(to: output)
            merge.oddities.forEach(Terminal.complain)
        }
    }
}

struct RecordingFiltering: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filter", abstract: "Write the messages that are wanted.",
        discussion: """
            Each option may be given several times: one of a kind must fit, and all kinds that are given. Devices are those \
            the topic names and those the payload names where its profile says so ('device:', also with 'each:'), bridges \
            among them; a message of many devices is written whole. Areas are the topic's, or the registry's. What \
            operators did is left out, and counted.
            """)

    @Argument(help: "The recording.")
    var recording: String

    @Option(help: "A topic filter, as MQTT has them: + is a level, # at the end the rest.")
    var topic: [String] = []

    @Option(help: "A device's id.")
    var device: [String] = []

    @Option(help: "A profile's name.")
    var profile: [String] = []

    @Option(help: "An area's code; what lies beneath it is meant too.")
    var area: [String] = []

    @OptionGroup var input: RecordingInput
    @OptionGroup var profiles: RecordingProfiles
    @OptionGroup var target: RecordingTarget

    func validate() throws {
        if topic.isEmpty, device.isEmpty, profile.isEmpty, area.isEmpty {
            throw ValidationError("Give --topic, --device, --profile or --area.")
        }
        for filter in topic where !MQTTFilter.isSound(filter) {
            throw ValidationError(
                "--topic '\(filter)' is no topic filter; '+' and '#' stand for a whole level, and '#' only at the end.")
        }
    }

    func run() throws {
        let needsProfiles = !(device.isEmpty && profile.isEmpty && area.isEmpty)
        let configuration = needsProfiles ? try profiles.engineConfiguration() : nil
        try checkProfiles(configuration?.profiles.map(\.name) ?? [])
        var filter = RecordingFilter(configuration)
        filter.topics = topic
        filter.devices = Set(device)
        filter.profiles = Set(profile)
        filter.areas = area
        try target.run { output in
            var reader = try input.reader(recording)
            try filter.run(&reader, to: output)
            reader.oddities.forEach(Terminal.complain)
            if filter.passedHands > 0 {
                Terminal.complain("\(filter.passedHands) lines are what operators did; they were left out.")
            }
        }
    }

    private func checkProfiles(_ known: [String]) throws {
        for name in profile where !known.contains(name) {
            throw ValidationError("There is no profile '\(name)'; \(advice(for: name, among: known))")
        }
    }
}
