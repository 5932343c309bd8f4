import AlarmEngine
import Glibc
import TestSupport
import Testing

@testable import Gateway

/// Hands on a real ledger, without a broker.
@Suite("Hands, decided and kept")
struct HandPipelineTests {
    private let folder = TemporaryFolder()
    private let desk = Peer(processID: 1, userID: 1000, user: "desk")

    @Test("An answer carries the line that the ledger has, with its number")
    func numbered() throws {
        let pipeline = try pipeline()
        judge("level/a", "12", by: pipeline)
        judge("level/b", "12", by: pipeline)
        for line in [
            #"{"do":"shelve","device":"a","alarm":"up","for":"2h","reason":"welding"}"#,
            #"{"do":"out-of-service","device":"b","alarm":"up"}"#,
            #"{"do":"note","id":"\#(id("b"))","reason":"sent in"}"#,
            #"{"do":"ack","id":"\#(id("a"))"}"#, #"{"do":"in-service","device":"b","alarm":"up"}"#,
            #"{"do":"unshelve","id":"\#(id("a"))"}"#,
        ] {
            let reply = try ask(line, pipeline)
            let newest = try #require(try lines(pipeline).last)
            #expect(reply.hasSuffix(#","event":\#(newest)}"#), "\(reply)")
            #expect(newest.contains(#""by":"desk""#))
        }
        func id(_ device: String) -> String {
            let open = pipeline.queue.sync { pipeline.engine.openAlarms }
            return open.first { $0.life.device.device == device }.map { AlarmID.of($0.life) } ?? "none"
        }
    }

    @Test("Where more follows from a hand, its own event is the answer's, and all of them are kept")
    func several() throws {
        let pipeline = try pipeline()
        judge("level/a", "12", by: pipeline)
        judge("level/b", "12", by: pipeline)
        for device in ["a", "b"] {
            let reply = try ask(#"{"do":"maintenance","device":"\#(device)","for":"1h"}"#, pipeline)
            #expect(reply.contains(#""alarm":"maintenance""#) && reply.contains(#""devices":1,"#), "\(reply)")
        }
        #expect(try kinds(pipeline) == [.raised, .raised, .raised, .outOfService, .raised, .outOfService])
        let over = try ask(#"{"do":"maintenance","device":"a","end":true}"#, pipeline)
        #expect(over.contains(#""event":{"seq":7,"#) && over.contains(#""event":"cleared""#), "\(over)")
        #expect(try kinds(pipeline).suffix(2) == [.cleared, .inService])
    }

    @Test("What was due comes first: a shelf that is over cannot be ended, and the refusal says so")
    func dueFirst() throws {
        let pipeline = try pipeline()
        judge("level/a", "12", by: pipeline)
        _ = try ask(#"{"do":"shelve","device":"a","alarm":"up","for":"1ms"}"#, pipeline)
        usleep(20_000)
        let reply = try ask(#"{"do":"unshelve","device":"a","alarm":"up"}"#, pipeline)
        #expect(
            reply == #"{"ok":false,"error":"Alarm 'up' of a cannot be unshelved: it is not shelved."}"#, "\(reply)")
        #expect(try kinds(pipeline) == [.raised, .shelved, .unshelved])
    }

    @Test("The next run has the same covers and periods, those to come among them")
    func restart() throws {
        let said = try beforeTheEnd { pipeline in
            judge("level/a", "12", by: pipeline)
            for line in [
                #"{"do":"shelve","device":"a","alarm":"up","for":"2h"}"#,
                #"{"do":"out-of-service","device":"a","alarm":"payload","until":"2099-01-01T00:00:00Z"}"#,
                #"{"do":"drill","area":"5328","for":"1h","reason":"autumn"}"#,
                #"{"do":"absence","area":"5328","zone":"z","from":"2099-01-01T00:00:00Z","for":"366d"}"#,
            ] { #expect(try ask(line, pipeline).hasPrefix(#"{"ok":true"#)) }
            return try lists(pipeline)
        }
        #expect(said[0].contains(#""total":2,"#) && said[0].contains(#""cover":"shelved","source":"hand","until":"#))
        #expect(said[1].contains(#""begun":true,"by":"desk","reason":"autumn""#), "\(said[1])")
        #expect(try lists(try pipeline()) == said)
    }

    // MARK: A gateway without a broker

    private func pipeline() throws -> Pipeline {
        try barePipeline(in: folder, rules: ["level": "when: value >= 10, severity: severe, signal: alarm"])
    }

    /// What it does before it lets go of its ledger.
    private func beforeTheEnd<Answer>(_ body: (Pipeline) throws -> Answer) throws -> Answer {
        try body(try pipeline())
    }

    private func lists(_ pipeline: Pipeline) throws -> [String] {
        [try ask(#"{"do":"alarms","covered":true}"#, pipeline), try ask(#"{"do":"periods"}"#, pipeline)]
    }

    private func ask(_ line: String, _ pipeline: Pipeline) throws -> String {
        guard case .ask(let request) = try ControlLine(Array(line.utf8), from: desk) else { return "" }
        return pipeline.queue.sync { pipeline.answer(request) }
    }

    private func judge(_ topic: String, _ payload: String, by pipeline: Pipeline) {
        let message = Message(topic: topic, payload: Array(payload.utf8), receivedAt: pipeline.clock.now())
        pipeline.queue.sync { pipeline.judge([IngestedMessage(message: message, packetID: 1)]) {} }
    }

    private func lines(_ pipeline: Pipeline) throws -> [String] {
        try pipeline.reader.sync { try $0.events(after: 0, limit: 100) }.map(EventLine.json)
    }

    private func kinds(_ pipeline: Pipeline) throws -> [Event.Kind] {
        try pipeline.reader.sync { try $0.events(after: 0, limit: 100) }.map(\.event.kind)
    }
}
