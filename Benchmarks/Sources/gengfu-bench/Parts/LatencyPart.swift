import AlarmEngine
import Gateway
import Glibc
import Histogram

/// Part c: From the publish of an alarm to its webhook's arrival, idle and under load.
struct LatencyPart {
    private typealias Latencies = Histogram<UInt64>

    let stage: Stage

    private var samples: Int { stage.scale == .full ? 1000 : 60 }
    private var gap: Int { stage.scale == .full ? 20 : 10 }
    private static let background = 10_000

    func run() throws(BenchError) -> Section {
        var section = Section(
            .latency, "Latency: publish to webhook",
            manner: """
                `latency.c` publishes an alarm at QoS 1, each of a device of its own, and is the receiver of the webhook too; \
                \(samples) alarms a run, \(stage.scale.runs) alternating runs idle and under \
                \(Figure.grouped(LatencyPart.background)) messages/s (QoS 0, 10,000 devices, no events) of background. Beside \
                it `probe.c`: the median of a 4 KiB append with fdatasync where the ledger lies, and of a byte to another \
                process and back over loopback. Ratios are between medians of the runs' p99.
                """)
        let port = LoopbackPort.unused()
        let gengfu = try GengfuReceiver(stage, webhook: port)
        try gengfu.warm(devices: 10_000, stage)
        var area = 10_000
        var (idle, loaded): ([[UInt64]], [[UInt64]]) = ([], [])
        var (syncs, trips): ([Double], [Double]) = ([], [])
        try alarms(20, from: &area, gengfu, port)
        for run in 0..<stage.scale.runs {
            let probe = try stage.ask("\(stage.tools)/probe", [stage.work])
            syncs.append(probe.number("fsync_us"))
            trips.append(probe.number("round_trip_us"))
            idle.append(try alarms(samples, from: &area, gengfu, port))
            let load = try background(run, gengfu)
            usleep(500_000)
            loaded.append(try alarms(samples, from: &area, gengfu, port))
            load.send(SIGTERM)
            load.wait()
            try gengfu.settle()
        }
        report(idle, loaded, syncs, trips, &section)
        return section
    }

    /// Alarms of fresh areas; nanoseconds.
    @discardableResult
    private func alarms(
        _ count: Int, from area: inout Int, _ gengfu: GengfuReceiver, _ port: Int
    ) throws(BenchError) -> [UInt64] {
        let said = try stage.run(
            "\(stage.tools)/latency",
            [
                "--port", "\(gengfu.broker.port)", "--listen", "\(port)", "--count", "\(count)", "--gap", "\(gap)",
                "--from", "\(area)",
            ])
        area += count
        let lines = said.split(separator: "\n")
        let times = lines.compactMap { UInt64($0) }
        guard times.count == count else { throw BenchError("\(count - times.count) of \(count) webhooks never came.") }
        return times
    }

    private func background(_ run: Int, _ gengfu: GengfuReceiver) throws(BenchError) -> ChildProcess {
        // Longer than any run; it is ended.
        let load = Load(
            devices: 10_000, count: 600 * LatencyPart.background, rate: LatencyPart.background,
            firstRound: 2 + run * 1000)
        return try stage.start(
            "\(stage.tools)/load", ["--port", "\(gengfu.broker.port)"] + load.arguments, output: stage.output("load"))
    }

    private func report(
        _ idle: [[UInt64]], _ loaded: [[UInt64]], _ syncs: [Double], _ trips: [Double], _ section: inout Section
    ) {
        section.add("fdatasync of the disk", syncs, unit: "µs")
        section.add("loopback round trip", trips, unit: "µs")
        for (name, runs) in [("idle", idle), ("under load", loaded)] {
            for (percent, text) in [(50.0, "p50"), (99, "p99")] {
                section.add("\(name), \(text)", runs.map { percentile([$0], percent) }, unit: "µs")
            }
            section.add("\(name), p99.9 of all runs", [percentile(runs, 99.9)], unit: "µs")
            section.add("\(name), the slowest of all runs", [percentile(runs, 100)], unit: "µs")
        }
        let (calm, busy) = (median99(idle), median99(loaded))
        let floor = Figure.median(syncs) + 2 * Figure.median(trips)
        section.add(
            "**p99 idle, as a multiple of fdatasync and two round trips**", [calm / floor], .atMost(5, hopedFor: 2))
        section.add("**p99 under load, ratio to idle**", [busy / calm], .atMost(4, hopedFor: 2))
    }

    private func median99(_ runs: [[UInt64]]) -> Double { Figure.median(runs.map { percentile([$0], 99) }) }

    /// Microseconds.
    private func percentile(_ runs: [[UInt64]], _ percent: Double) -> Double {
        var histogram = Latencies(
            lowestDiscernibleValue: 1000, highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        for time in runs.joined() { histogram.record(time) }
        return Double(percent < 100 ? histogram.valueAtPercentile(percent) : histogram.max) / 1000
    }
}
