import AlarmEngine
import Glibc

/// Part b: The engine alone, in process: no broker, no disk.
struct EnginePart {
    let stage: Stage

    private var messages: Int { stage.scale == .full ? 5_000_000 : 100_000 }

    func run() throws(BenchError) -> Section {
        var section = Section(
            .engine, "The engine: offline replay on one core",
            manner: """
                \(Figure.grouped(messages)) messages of 170 bytes from 10,000 devices with five rules, made in memory and given \
                to `Engine.decide` and `adopt` 512 at a time; only those two are measured, by the CPU time of their thread. \
                Allocations are counted by `malloc-count.c` in the steady state, instructions by callgrind (`--toggle-collect`).
                """)
        var (plain, eventful): ([Double], [Double]) = ([], [])
        for _ in 0..<stage.scale.runs {
            plain.append(try speed(events: 0))
            eventful.append(try speed(events: 100))
        }
        section.add("messages per second, no events", plain, .atLeast(1_000_000, hopedFor: 2_500_000))
        section.add("messages per second, 1 % events", eventful)
        section.add("nanoseconds per message, no events", plain.map { 1e9 / $0 })
        try countAllocations(&section)
        try replay(&section)
        try profile(&section)
        return section
    }

    private func drive(_ more: [String], environment: [String] = []) throws(BenchError) -> JSONValue {
        try stage.ask(stage.bench, ["drive", "--devices", stage.devices] + more, environment: environment)
    }

    private func speed(events: Int) throws(BenchError) -> Double {
        let said = try drive(["--messages", "\(messages)", "--events", "\(events)"])
        return Double(messages) / said.number("nanoseconds") * 1e9
    }

    private func countAllocations(_ section: inout Section) throws(BenchError) {
        let counter = "LD_PRELOAD=\(stage.tools)/malloc-count.so"
        let said = try drive(["--messages", "100000"], environment: [counter])
        guard said.number("counting") == 1 else { throw BenchError("\(counter) counts nothing.") }
        let target = Target.atMost(0, hopedFor: 0)
        section.add("allocations per message, no events", [said.number("allocations") / 100_000], target)
        let eventful = try drive(["--messages", "100000", "--events", "100"], environment: [counter])
        section.add("allocations per message, 1 % events", [eventful.number("allocations") / 100_000])
    }

    /// `gengfu replay` of a file: reading and parsing its lines included; the difference of two lengths drops the start.
    private func replay(_ section: inout Section) throws(BenchError) {
        let short = stage.scale == .full ? 100_000 : 10_000
        let files = [short, 11 * short].map { (count: $0, path: stage.file("replay-\($0).jsonl")) }
        for file in files { try RecordingOfTraffic(devices: 10_000).write(file.count, to: file.path) }
        let hasLanes = try stage.run(stage.gengfu, ["replay", "--help"]).split(separator: " ").contains("--lanes")
        var (speeds, scaling): ([Double], [Double]) = ([], [])
        for _ in 0..<stage.scale.runs {
            let used = try files.map { file throws(BenchError) in try replay(file.path) }
            speeds.append(Double(10 * short) / (used[1].cpu - used[0].cpu))
            guard hasLanes else { continue }
            let shared = try files.map { file throws(BenchError) in try replay(file.path, ["--lanes", "2"]) }
            scaling.append((used[1].wall - used[0].wall) / (shared[1].wall - shared[0].wall))
        }
        for file in files { unlink(file.path) }
        section.add("`gengfu replay FILE`, messages per second of CPU, reading the lines included", speeds)
        if hasLanes {
            section.add("`gengfu replay --lanes 2 FILE`, how many times as fast as with one (wall time)", scaling)
        }
    }

    /// Seconds of CPU, and seconds.
    private func replay(_ path: String, _ more: [String] = []) throws(BenchError) -> (cpu: Double, wall: Double) {
        let (before, start) = (ChildUsage.seconds(), CPUClock.monotonic())
        try stage.run(stage.gengfu, ["replay", path, "--devices", stage.devices] + more)
        return (ChildUsage.seconds() - before, Double(CPUClock.monotonic() - start) / 1e9)
    }

    private func profile(_ section: inout Section) throws(BenchError) {
        guard (try? stage.run("valgrind", ["--version"])) != nil else {
            section.more = "callgrind is not here (`apt-get install valgrind`): instructions were not counted."
            return
        }
        let out = stage.file("callgrind.out")
        let messages = 20_000
        try stage.run(
            "valgrind",
            [
                "--tool=callgrind", "--callgrind-out-file=\(out)", "--toggle-collect=*EngineDrive*judge*", stage.bench,
                "drive", "--devices", stage.devices, "--count", "1000", "--messages", "\(messages)", "--warm", "0",
            ])
        let profile = try CallgrindProfile(path: out, sources: stage.devices + "/../../Sources/AlarmEngine")
        section.add("instructions per message", [profile.total / Double(messages)])
        section.more = profile.text(messages: Double(messages))
    }
}
