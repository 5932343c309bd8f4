import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge a recording in virtual time and print the events, or play it to a broker.",
        discussion: """
            Without --to it prints the events the daemon would have given, as fast as it can; the same input gives the same \
            bytes. With --expect it prints how they differ from a file, and exits 1 if they do.
            """
    )

    @Argument(
        help:
            "The recording: ours, what mosquitto_sub -F %J or %j printed, or mqtt-recorder's CSV; - is the standard input."
    )
    var recording: String

    @OptionGroup var input: RecordingInput

    @Option(
        help: "A folder of devices, in place of those the configuration names; else the recording's own, else Devices.")
    var devices: [String] = []

    @Option(help: "The configuration, gengfu.yaml: for its devices and registry.")
    var config: String?

    @Option(help: "How to print an event.")
    var format = Tail.Format.json

    @Option(help: "The language of the text format.")
    var lang = EventText.Language.zh

    @Option(help: "Where the clock stops, such as 2026-11-23T09:00:00Z; else at the last message.")
    var until: String?

    @Option(help: "A file of the events that are expected.")
    var expect: String?

    @OptionGroup var playing: PlayOptions

    func validate() throws {
        if let until, Timestamp.moment(until) == nil {
            throw ValidationError("--until '\(until)' is no time; write it as 2026-11-23T09:00:00Z.")
        }
        if playing.to != nil, expect != nil || until != nil {
            throw ValidationError("--to plays to a broker; --expect and --until are for judging here.")
        }
    }

    func run() throws {
        let setup =
            playing.to == nil
            ? try Setup.loaded(config: config, devices: folders)
            : try Setup.loadedIfAny(
                config: config, devices: folders, lack: "times in payloads are published as they were recorded.")
        let warnings = setup.warnings.count { $0.weight == .warning }
        if warnings > 0 { Terminal.complain("\(warnings) warnings; gengfu check prints them.") }
        do {
            if let broker = playing.to {
                try playing.play(recording, input, to: broker, setup)
            } else {
                try judge(setup)
            }
        } catch let problem as Problem {
            throw problem.reported()
        }
    }

    /// The device folder the recording lies in, if nothing else is said.
    private var folders: [String] {
        if !devices.isEmpty { return devices }
        let slash = recording.lastIndex(of: "/")
        let folder = slash.map { String(recording[...$0]) } ?? "./"
        return config == nil && access(folder + "profile.yaml", R_OK) == 0 ? [folder] : []
    }

    private func judge(_ setup: Setup) throws {
        LocalTime.use(setup.configuration?.timezone ?? LocalTime.home.name)
        let text = EventText.forTerminal(lang)
        let comparison = expect
        var said: [String] = []
        var replay = OfflineReplay(setup.engineConfiguration, until: until.flatMap(Timestamp.moment)) { event in
            if comparison != nil {
                said.append(EventLine.json(event))
            } else if !Terminal.say(format == .json ? EventLine.json(event) : text.line(event)) {
                Glibc.exit(EXIT_SUCCESS)
            }
        }
        try replay.read(
            recording, isBase64: input.base64, skipsBadLines: input.skipBadLines, news: Terminal.complain)
        if let comparison { try compare(said, with: comparison) }
    }

    private func compare(_ said: [String], with path: String) throws {
        let expected = try ExpectedEvents.read(path)
        let difference = ExpectedEvents.difference(expected: expected, actual: said)
        guard !difference.isEmpty else { return }
        difference.forEach { Terminal.say($0) }
        Terminal.complain("The events are not those of \(path): - expected and missing, + not expected.")
        throw ExitCode(1)
    }
}
