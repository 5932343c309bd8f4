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
        for part in Part.allCases where parts.isEmpty || parts.contains(part) {
            Screen.say("\(part.rawValue).")
            let section = try measure(part, on: stage)
            try results.put(section, try Machine(stage))
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
