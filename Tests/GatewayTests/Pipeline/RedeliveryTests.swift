import AlarmEngine
import Foundation
import Logging
import TestSupport
import Testing

@testable import Gateway

@Suite("What the broker sends once more after a crash")
struct RedeliveryTests {
    private let folder = TemporaryFolder()

    @Test("A repeated calm reading, followed by a repeated fire, does not end the fire")
    func calmBeforeFire() throws {
        let messages = [message(1, "5"), message(2, "12")]
        try beforeTheCrash { judge(messages, by: $0) }

        let pipeline = try pipeline()
        #expect(try kinds(pipeline) == [.raised])
        judge(messages.map(repeated), by: pipeline)

        #expect(try kinds(pipeline) == [.raised])
        #expect(pipeline.queue.sync { pipeline.counts.redelivered } == 2)
    }

    @Test("So it is where the calm reading came in an earlier batch")
    func earlierBatch() throws {
        let messages = [message(1, "5"), message(2, "12")]
        try beforeTheCrash { pipeline in
            for one in messages { judge([one], by: pipeline) }
        }

        let pipeline = try pipeline()
        judge(messages.map(repeated), by: pipeline)

        #expect(try kinds(pipeline) == [.raised])
    }

    @Test("A press is told again where the number or the topic is another, or the window is over")
    func presses() throws {
        try beforeTheCrash { judge([message(1, "1", topic: "sos/a")], by: $0) }

        let pipeline = try pipeline()
        let again = message(1, "1", topic: "sos/a")
        judge([repeated(again)], by: pipeline)
        #expect(try kinds(pipeline) == [.raised])
        judge([repeated(message(2, "1", topic: "sos/a"))], by: pipeline)
        judge([repeated(message(1, "1", topic: "sos/b"))], by: pipeline)
        judge([again], by: pipeline)
        #expect(try kinds(pipeline) == [.raised, .occurred, .raised, .occurred])
    }

    // MARK: A gateway without a broker

    /// What it does before it lets go of its ledger.
    private func beforeTheCrash(_ body: (Pipeline) throws -> Void) throws {
        try body(try pipeline())
    }

    private func pipeline() throws -> Pipeline {
        let profiles = [
            "level": "when: value >= 10, severity: severe, signal: trouble",
            "sos": "when: value > 0, event: true, severity: severe, signal: trouble",
        ]
        for (name, rule) in profiles {
            let place = folder.file("devices/\(name)")
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            writeFile(
                place + "/profile.yaml",
                """
                profile: \(name)
                service: fire-station
                topic: \(name)/{device}
                payload: text
                fields: {value: {type: number}}
                alarms: {up: {\(rule)}}

                """)
        }
        writeFile(
            folder.file("gengfu.yaml"),
            "broker: {url: \"mqtt://127.0.0.1:1\"}\ndevices: [devices]\nstate: state\ncontrol: control.sock\n")
        let setup = try Setup.load(config: folder.file("gengfu.yaml"))
        return try Pipeline(
            setup, try #require(setup.configuration), clock: GatewayClock(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func judge(_ messages: [IngestedMessage], by pipeline: Pipeline) {
        pipeline.queue.sync { pipeline.judge(messages) {} }
    }

    private func message(_ packetID: UInt16, _ payload: String, topic: String = "level/a") -> IngestedMessage {
        IngestedMessage(
            message: Message(topic: topic, payload: Array(payload.utf8), receivedAt: GatewayClock.utc()),
            packetID: packetID)
    }

    private func repeated(_ message: IngestedMessage) -> IngestedMessage {
        var message = message
        message.message.mayBeRedelivery = true
        return message
    }

    private func kinds(_ pipeline: Pipeline) throws -> [Event.Kind] {
        try pipeline.reader.sync { try $0.events(after: 0, limit: 100) }
            .filter { $0.event.life.device.profile != "gengfu" }.map(\.event.kind)
    }
}
