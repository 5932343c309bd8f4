import AlarmEngine
import Gateway
import Glibc

/// Part d: What many devices cost: memory, start-up, CPU per message, deadlines.
struct ScalePart {
    let stage: Stage

    private var sizes: [Int] { stage.scale == .full ? [10_000, 100_000, 1_000_000] : [10_000, 100_000] }
    private var messages: Int { stage.scale == .full ? 1_000_000 : 50_000 }

    func run() throws(BenchError) -> Section {
        var section = Section(
            .scale, "Scale: what many devices cost",
            manner: """
                The engine in process with five rules, each size in a process of its own: resident bytes from before the first \
                device to after the last has spoken, CPU per message of every device in turn, and every silence deadline run, \
                ten milliseconds of them at a time. Then `gengfu run` from a ledger with those devices: until it says \
                `READY=1`, and its resident bytes then, less those of one without devices. \(stage.scale.runs) runs each.
                """)
        let empty = Double(try started(nil).resident)
        var base: Double?
        for size in sizes {
            let time = try measure(size, empty: empty, into: &section)
            if let base {
                section.add("\(Figure.grouped(size)) devices: CPU per message, ratio to the fewest", [time / base])
            }
            base = base ?? time
        }
        return section
    }

    /// The nanoseconds per message.
    private func measure(_ size: Int, empty: Double, into section: inout Section) throws(BenchError) -> Double {
        let name = "\(Figure.grouped(size)) devices"
        let state = try stage.folder("ledger")
        var (bytes, times, deadlines): ([Double], [Double], [Double]) = ([], [], [])
        for run in 0..<stage.scale.runs {
            var arguments = ["drive", "--devices", stage.devices, "--count", "\(size)", "--messages", "\(messages)"]
            // The ledger is written by a run that lets nobody fall silent.
            arguments += run == 0 ? ["--ledger", state] : ["--silence"]
            let said = try stage.ask(stage.bench, arguments)
            bytes.append(said.number("resident") / Double(size))
            times.append(said.number("nanoseconds") / Double(messages))
            if run > 0 { deadlines.append(said.number("deadlineNanoseconds") / said.number("deadlines")) }
        }
        let isLargest = size == 1_000_000
        section.add("\(name): resident bytes each, engine", bytes, .atMost(1024, hopedFor: 300))
        section.add("\(name): ns per message", times)
        section.add("\(name): ns per silence deadline that passes", deadlines)
        var (starts, resident): ([Double], [Double]) = ([], [])
        for _ in 0..<stage.scale.runs {
            let start = try started(state)
            starts.append(start.seconds)
            resident.append((Double(start.resident) - empty) / Double(size))
        }
        section.add(
            "\(name): start-up from the ledger", starts, unit: "s", isLargest ? .atMost(10, hopedFor: 2) : .none)
        section.add("\(name): resident bytes each, `gengfu run`", resident, .atMost(1024, hopedFor: 300))
        return Figure.median(times)
    }

    private func started(_ state: String?) throws(BenchError) -> (seconds: Double, resident: Int) {
        let gengfu = try GengfuReceiver(stage, state: state)
        try gengfu.settle()
        return withExtendedLifetime(gengfu) {
            (Double(gengfu.startUp) / 1e9, Resident.bytes(of: gengfu.child.processID))
        }
    }
}
