import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Whom an event was told")
struct ToldSinksTests {
    @Test("Is kept with it, so that a log that comes back is given what it was to be told and nothing else")
    func kept() throws {
        let folder = TemporaryFolder()
        let pipeline = try barePipeline(
            in: folder,
            rules: [
                "fire": "when: value > 1, severity: extreme, signal: alarm",
                "battery": "when: value > 1, severity: minor, signal: trouble",
            ],
            more: """
                sinks:
                  all: {type: log, file: all.log}
                  fires: {type: log, file: fires.log, min_severity: extreme}
                """)
        pipeline.queue.sync {
            for profile in ["battery", "fire"] {
                let message = Message(
                    topic: "\(profile)/d", payload: [UInt8(ascii: "2")], receivedAt: GatewayClock.utc())
                _ = pipeline.decide([.message(message)])
            }
        }

        func alarms(toldTo sink: String) throws -> [String] {
            try pipeline.reader.sync { try $0.events(after: 0, toldTo: sink, limit: 9) }
                .map(\.event.life.device.profile)
        }
        #expect(try alarms(toldTo: "all") == ["battery", "fire"])
        #expect(try alarms(toldTo: "fires") == ["fire"])
        #expect(try alarms(toldTo: "nobody") == [])
    }

    @Test("Waits with its events while the disk fails")
    func backlog() {
        var batch = LedgerBatch()
        batch.told = [1: ["a"], 2: []]
        var more = LedgerBatch()
        more.told = [3: ["b"]]
        batch.append(more)

        #expect(batch.told == [1: ["a"], 2: [], 3: ["b"]])
    }
}
