import AlarmEngine
import Foundation
import Logging
import TestSupport
import Testing

@testable import Gateway

/// A whole gateway in this process: a real broker, a real ledger, a real webhook server.
final class PipelineBench {
    let broker: Broker
    let folder = TemporaryFolder()
    let server: HTTPServer
    let pipeline: Pipeline

    /// Starts it, with a profile whose `smoke` is an alarm at 10 and up.
    ///
    /// - Parameters:
    ///   - speed: how fast the engine's clock runs.
    ///   - sink: further keys of the webhook.
    ///   - answer: what the webhook's server does.
    /// - Throws: why it cannot start.
    init(
        speed: Double = 1, sink: String = "",
        answer: @escaping @Sendable (HTTPServer.Request) -> HTTPServer.Reply = { _ in .status(200) }
    ) async throws {
        broker = try Broker(settings: ["persistence false"])
        server = HTTPServer(answer: answer)
        let devices = folder.file("devices/smoke")
        try FileManager.default.createDirectory(atPath: devices, withIntermediateDirectories: true)
        writeFile(devices + "/profile.yaml", Self.profile)
        writeFile(
            folder.file("gengfu.yaml"),
            """
            broker: {url: "mqtt://127.0.0.1:\(broker.port)", client_id: bench}
            devices: [devices]
            state: state
            control: control.sock
            sinks:
              hook: {type: webhook, url: "\(server.url)", carry: [values]\(sink)}

            """)
        let setup = try Setup.load(config: folder.file("gengfu.yaml"))
        let configuration = try #require(setup.configuration)
        pipeline = try Pipeline(
            setup, configuration, clock: GatewayClock(speed: speed),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try pipeline.start()
        #expect(await becomes { onQueue { $0.link.isSubscribed } })
    }

    private static let profile = """
        profile: smoke
        service: fire-station
        topic: t/{device}
        payload: json
        fields: {smoke: {path: /smoke, type: number}}
        alarms:
          smoke-high: {when: smoke >= 10, severity: severe, signal: alarm}

        """

    func publish(_ values: [Int], from device: String = "d1") throws {
        let publisher = try Publisher(configuration: broker.configuration(clientID: "bench-\(UUID())"))
        for value in values {
            try publisher.publish(topic: "t/\(device)", payload: Array("{\"smoke\":\(value)}".utf8))
        }
        try publisher.flush()
        publisher.close()
    }

    /// The bodies the server was sent, in order.
    var told: [String] { server.requests.map(\.body) }

    func events() throws -> [Event] {
        try pipeline.reader.sync { try $0.events(after: 0, limit: 10_000) }.map(\.event)
    }

    func kinds(of alarm: String) throws -> [Event.Kind] {
        try events().filter { $0.life.alarm == alarm }.map(\.kind)
    }

    func onQueue<Answer: Sendable>(_ body: (Pipeline) -> Answer) -> Answer {
        pipeline.queue.sync { body(pipeline) }
    }

    func stop() async {
        await withCheckedContinuation { done in pipeline.stop { done.resume() } }
        server.stop()
        broker.stop()
    }
}
