import AlarmEngine
import ArgumentParser
import Glibc

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu-bench",
        abstract: "How fast Gengfu is, beside the cost of receiving a message at all.",
        subcommands: [Measure.self, Drive.self], defaultSubcommand: Measure.self
    )
}

struct Measure: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure, and write what was found into BENCHMARKS.md.",
        discussion: """
            a floor, b engine, c latency, d scale, e bursts, f peers; each replaces its own section and leaves the others. \
            The C programs are compiled by make bench.
            """
    )

    @Argument(help: "The parts; all of them if none is named.")
    var parts: [Part] = []

    @Option(help: "quick to see within minutes that everything runs, full for the record.")
    var scale = Scale.full

    @Option(help: "The folder of the C programs.")
    var tools = ".build-bench/bin"

    @Option(help: "The folder of the profile that is judged by.")
    var devices = "Benchmarks/Devices"

    @Option(help: "A folder to work in, on the disk that is measured.")
    var work = ".build-bench/work"

    @Option(help: "The file of the results.")
    var results = "BENCHMARKS.md"

    func run() throws {
        let stage = try Stage(scale: scale, tools: tools, devices: devices, work: work)
        let results = Results(path: results)
        try checkTraffic(stage)
        var failed = false
        for part in Part.allCases where parts.isEmpty || parts.contains(part) {
            Screen.say("\(part.rawValue).")
            do throws(BenchError) {
                var section = try measure(part, on: stage)
                section.more = ([section.more] + stage.takeRemarks()).filter { !$0.isEmpty }.joined(separator: "\n\n")
                try results.put(section, try Machine(stage))
            } catch {
                // The other parts have their worth without this one.
                Screen.say("  Part \(part.rawValue) was not measured. \(error)")
                failed = true
            }
        }
        if failed { throw ExitCode(1) }
    }

    /// The publisher in C and the traffic in memory are the same bytes: a, b and d would else not be of one thing.
    private func checkTraffic(_ stage: Stage) throws(BenchError) {
        for (events, round) in [(0, 7), (10_000, 7), (10_000, 8)] {
            let ours = Traffic(devices: 1300, events: events)
                .message(of: 1234, round: round, at: Moment(milliseconds: 1_795_478_400_123))
            let theirs = try stage.run(
                "\(stage.tools)/load",
                [
                    "--show", "1795478400123", "--from", "1234", "--first", "\(round)", "--events", "\(events)",
                ])
            let text = ours.topic + "\n" + String(decoding: ours.payload, as: UTF8.self) + "\n"
            guard ours.payload.count == Traffic.payloadBytes, text == theirs else {
                throw BenchError(
                    "C/traffic.h and Traffic.swift do not write the same message; they must.\n\(text)\(theirs)")
            }
        }
    }

    private func measure(_ part: Part, on stage: Stage) throws(BenchError) -> Section {
        switch part {
        case .floor: try FloorPart(stage: stage).run()
        case .engine: try EnginePart(stage: stage).run()
        case .latency: try LatencyPart(stage: stage).run()
        case .scale: try ScalePart(stage: stage).run()
        case .burst: try BurstPart(stage: stage).run()
        case .peers: try PeersPart(stage: stage).run()
        }
    }
}
