import AlarmEngine
import Gateway
import Glibc

/// Part e: One per cent of all devices alarm within a second.
struct BurstPart {
    let stage: Stage

    private var devices: Int { stage.scale == .full ? 1_000_000 : 50_000 }
    private var alarms: Int { devices / 100 }

    func run() throws(BenchError) -> Section {
        var section = Section(
            .burst, "Bursts: one per cent alarm within a second",
            manner: """
                `gengfu run` from a ledger with \(Figure.grouped(devices)) devices; \(Figure.grouped(alarms)) of them alarm \
                within a second (QoS 1), ten in each area. Until the last webhook has arrived at `sink.c`, counted from the \
                first publish; the peak of the resident memory above what it was before. \(stage.scale.runs) runs, of other \
                devices each.
                """)
        let state = try stage.folder("ledger")
        try stage.run(
            stage.bench,
            ["drive", "--devices", stage.devices, "--count", "\(devices)", "--messages", "0", "--ledger", state])
        let port = LoopbackPort.unused()
        let gengfu = try GengfuReceiver(stage, state: state, webhook: port)
        var (seconds, peaks, cpu): ([Double], [Double], [Double]) = ([], [], [])
        for run in 0..<stage.scale.runs {
            let one = try burst(run, gengfu, port)
            seconds.append(one.seconds)
            peaks.append(one.peak)
            cpu.append(one.cpu)
        }
        section.add("until every `alarm` delivery has left", seconds, unit: "s")
        section.add("peak memory above rest", peaks, unit: "MiB")
        section.add("CPU of the gateway per alarm", cpu, unit: "µs")
        section.more =
            "Resident at rest: \(Figure.text(Double(Resident.bytes(of: gengfu.child.processID)) / 1_048_576)) MiB."
        return section
    }

    private func burst(
        _ run: Int, _ gengfu: GengfuReceiver, _ port: Int
    ) throws(BenchError) -> (seconds: Double, peak: Double, cpu: Double) {
        let output = stage.output("sink")
        let sink = try stage.start(
            "\(stage.tools)/sink", ["--listen", "\(port)", "--count", "\(alarms)"], output: output)
        defer {
            sink.send(SIGTERM)
            sink.wait()
        }
        try stage.await("ready", in: output)
        try gengfu.settle()
        let process = gengfu.child.processID
        // Resets VmHWM.
        try TextFile.write("5", to: "/proc/\(process)/clear_refs")
        let (rest, used) = (Resident.bytes(of: process), CPUClock.process(process))
        let load = Load(
            qos: 1, devices: alarms, count: alarms, rate: alarms, firstRound: 5 + run, from: run, stride: 100,
            isHot: true)
        let sent = try load.send(to: gengfu.broker, stage)
        try stage.await("}", in: output, seconds: 600)
        let said = try Stage.lastLine(TextFile.read(output), of: "sink")
        try gengfu.settle()
        return (
            (said.number("last") - sent.number("began")) / 1e9,
            Double(Resident.peak(of: process) - rest) / 1_048_576,
            Double(CPUClock.process(process) - used) / 1000 / Double(alarms)
        )
    }
}
