import AlarmEngine
import Gateway
import Glibc

/// `gengfu run`, as it is shipped.
final class GengfuReceiver: Receiver {
    let name = "gengfu"
    let broker: BenchBroker
    let child: ChildProcess
    /// Nanoseconds from its start until it said that it is ready.
    let startUp: UInt64
    private let control: String

    /// Starts it, and waits until it hears the broker.
    ///
    /// - Parameters:
    ///   - stage: where it runs.
    ///   - state: the folder of its ledger; nil for an empty one.
    ///   - webhook: the port of a receiver of webhooks on 127.0.0.1.
    /// - Throws: ``BenchError`` if it does not get ready.
    init(_ stage: Stage, state: String? = nil, webhook: Int? = nil) throws(BenchError) {
        broker = try BenchBroker(stage)
        let folder = try stage.folder("gengfu")
        control = folder + "/control.sock"
        let sink = webhook.map { "  hook: {type: webhook, url: \"http://127.0.0.1:\($0)/\", carry: [values]}\n" } ?? ""
        try TextFile.write(
            """
            broker: {url: "mqtt://127.0.0.1:\(broker.port)", client_id: gengfu-bench, protocol: 5}
            devices: [\(stage.devices)]
            state: \(state ?? folder + "/state")
            control: control.sock
            sinks:
              log: {type: log, file: alarms.log, format: json}
            \(sink)limits: {devices: 2000000}

            """, to: folder + "/gengfu.yaml")
        let ready = try ReadySocket(folder + "/ready")
        let start = CPUClock.monotonic()
        let output = stage.output("gengfu")
        child = try stage.start(
            stage.gengfu, ["run", "--config", folder + "/gengfu.yaml"], output: output,
            environment: ["NOTIFY_SOCKET=\(ready.path)"])
        guard ready.awaitReady(seconds: 600) else {
            child.send(SIGKILL)
            child.wait()
            throw BenchError("gengfu run does not get ready; see \(output).")
        }
        startUp = CPUClock.monotonic() - start
        try awaitSubscription()
    }

    deinit { end() }

    private func awaitSubscription() throws(BenchError) {
        for _ in 0..<600 {
            if let status, status["broker"]?["subscribed"]?.boolean == true { return }
            usleep(50_000)
        }
        throw BenchError("gengfu run does not subscribe.")
    }

    private var status: JSONValue? { try? ControlClient(path: control).ask(#"{"do":"status"}"#).reply }

    func received() throws(BenchError) -> Int? {
        guard let counts = status?["counts"] else { throw BenchError("gengfu run does not answer.") }
        let (messages, judged) = (counts.number("messages"), counts.number("judged"))
        guard messages == judged else { throw BenchError("gengfu judged \(Int(judged)) of \(Int(messages)) messages.") }
        return Int(messages)
    }

    /// The number of the newest event.
    func events() -> Int { Int(status?["ledger"]?.number("last") ?? 0) }

    /// Lets it hear every device once, so that what comes is the steady state.
    func warm(devices: Int, _ stage: Stage) throws(BenchError) {
        try Load(qos: 1, devices: devices, count: devices).send(to: broker, stage)
        try settle()
    }
}
