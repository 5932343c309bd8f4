import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("When the disk fails", .serialized)
struct FailingLedgerTests {
    @Test(
        "Alarms go out unrecorded after five seconds, are acknowledged once told, and are kept when there is room again"
    )
    func failsOpen() async throws {
        let bench = try await PipelineBench()
        try bench.publish([1, 12, 1])
        #expect(try await becomes { try bench.kinds(of: "smoke-high") == [.raised, .returned] })
        #expect(await becomes { bench.told.count == 2 })

        let pages = bench.onQueue { pipeline in
            (try? pipeline.ledger.database.statement("PRAGMA page_count").first { $0.integer() }) ?? 0
        }
        bench.onQueue { pipeline in
            _ = try? pipeline.ledger.database.statement("PRAGMA max_page_count = \(pages)").rows { $0.integer() }
        }
        // Enough alarms to need another page.
        for device in 0..<40 { try bench.publish([12], from: "more-\(device)") }
        #expect(await becomes(within: 20) { bench.told.count { $0.contains("\"recorded\":false") } >= 1 })
        #expect(bench.onQueue { $0.recording.isOpen })
        #expect(await becomes { bench.told.contains { $0.contains("\"alarm\":\"ledger-failing\"") } })
        // Not deaf: what comes now is judged and told too.
        try bench.publish([12], from: "late-comer")
        #expect(await becomes { bench.told.contains { $0.contains("late-comer") } })

        bench.onQueue { pipeline in
            _ = try? pipeline.ledger.database.statement("PRAGMA max_page_count = 1073741823").rows { $0.integer() }
        }
        #expect(await becomes { bench.onQueue { !$0.recording.isOpen } })
        #expect(try await becomes { try bench.kinds(of: "ledger-failing") == [.raised, .cleared] })
        let sequences = try bench.pipeline.reader.sync { try $0.events(after: 0, limit: 1000) }.map(\.sequence)
        #expect(sequences == Array(1...Int64(sequences.count)))
        let raised = try bench.events().filter { $0.life.alarm == "smoke-high" && $0.kind == .raised }
        #expect(Set(raised.map(\.life.device.device)).count == 42)
        await bench.stop()
    }

    @Test("Once the disk is back nothing waits any longer for a receiver that is away")
    func recoversWithoutReceiver() async throws {
        let bench = try await PipelineBench(sink: ", max_interval: 1s") { _ in .status(503) }
        try bench.publish([12])
        #expect(try await becomes { try bench.kinds(of: "smoke-high") == [.raised] })
        let pages = bench.onQueue { pipeline in
            (try? pipeline.ledger.database.statement("PRAGMA page_count").first { $0.integer() }) ?? 0
        }
        bench.onQueue { pipeline in
            _ = try? pipeline.ledger.database.statement("PRAGMA max_page_count = \(pages)").rows { $0.integer() }
        }
        for device in 0..<40 { try bench.publish([12], from: "more-\(device)") }
        #expect(await becomes(within: 20) { bench.onQueue { $0.recording.settlement != nil } })

        bench.onQueue { pipeline in
            _ = try? pipeline.ledger.database.statement("PRAGMA max_page_count = 1073741823").rows { $0.integer() }
        }
        #expect(await becomes { bench.onQueue { !$0.recording.isOpen } })
        try bench.publish([12], from: "late-comer")
        #expect(try await becomes { try bench.events().contains { $0.life.device.device == "late-comer" } })
        await bench.stop()
    }

    @Test("An event that caused something is recognised when the broker sends it once more")
    func knownRedelivery() async throws {
        let bench = try await PipelineBench()
        func message(_ value: Int, id: UInt16, again: Bool) -> IngestedMessage {
            IngestedMessage(
                message: Message(
                    topic: "t/d1", payload: Array("{\"smoke\":\(value)}".utf8), mayBeRedelivery: again,
                    receivedAt: GatewayClock.utc()),
                packetID: id)
        }
        let settled = Locked(0)
        bench.onQueue { pipeline in
            pipeline.judge([message(12, id: 1, again: false), message(1, id: 2, again: false)]) {
                settled.locked { $0 += 1 }
            }
            pipeline.judge([message(12, id: 1, again: true), message(1, id: 2, again: true)]) {
                settled.locked { $0 += 1 }
            }
        }
        #expect(try bench.kinds(of: "smoke-high") == [.raised, .returned])
        #expect(bench.onQueue { $0.counts.redelivered } == 2)
        // Another number, or not in the window after a reconnect, is another message.
        bench.onQueue { pipeline in
            pipeline.judge([message(12, id: 3, again: true), message(1, id: 2, again: false)]) {
                settled.locked { $0 += 1 }
            }
        }
        #expect(try bench.kinds(of: "smoke-high") == [.raised, .returned, .raised, .returned])
        #expect(settled.locked { $0 } == 3)
        await bench.stop()
    }
}
