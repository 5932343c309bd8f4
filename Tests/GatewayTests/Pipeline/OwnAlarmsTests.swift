import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("The gateway's own alarms", .serialized)
struct OwnAlarmsTests {
    @Test("Its rules are sound, and each condition is judged by one of them")
    func rulesAreSound() throws {
        let profile = try OwnAlarms.profile()
        let rules = profile.description.alarms.flatMap { $0.levels.map(\.when) }
        for condition in OwnAlarms.Condition.allCases {
            #expect(rules.count { $0.contains(condition.rawValue) } == 1)
        }
    }

    @Test("A broker that is away for ten seconds is an alarm, which ends when it is back")
    func brokerLost() async throws {
        let bench = try await PipelineBench(speed: 20)
        bench.broker.stop()
        #expect(try await becomes { try bench.kinds(of: "broker-lost") == [.raised] })
        let raised = try #require(try bench.events().first)
        #expect(raised.life.device.profile == "gengfu")
        #expect(raised.life.device.device == "bench")
        let again = try Broker(port: bench.broker.port)
        #expect(try await becomes { try bench.kinds(of: "broker-lost") == [.raised, .cleared] })
        // The broker had no persistence: our session is gone with it.
        #expect(try bench.kinds(of: "possible-gap") == [.raised])
        again.stop()
        await bench.stop()
    }

    @Test("A refusing receiver is delivery-failed until it accepts, and told about itself only once")
    func deliveryFailed() async throws {
        let isRefusing = Locked(true)
        let bench = try await PipelineBench { _ in .status(isRefusing.locked { $0 } ? 410 : 200) }
        try bench.publish([12])
        #expect(try await becomes { try bench.kinds(of: "delivery-failed") == [.raised] })
        isRefusing.locked { $0 = false }
        let before = bench.told.count
        bench.onQueue { pipeline in
            pipeline.commit(LedgerBatch())
            _ = try? pipeline.ledger.requeue(sink: nil)
            pipeline.webhooks["hook"]?.retryEverything()
            pipeline.refill("hook", limit: 100)
        }
        #expect(await becomes { bench.told.count >= before + 2 })
        #expect(try await becomes { try bench.kinds(of: "delivery-failed").contains(.returned) })
        await bench.stop()
    }

    @Test("An alarm that is not delivered in time is delivery-late, and no more once it is")
    func deliveryLate() async throws {
        let isDown = Locked(true)
        let bench = try await PipelineBench(sink: ", deadline: 1s, max_interval: 1s") { _ in
            .status(isDown.locked { $0 } ? 503 : 200)
        }
        try bench.publish([12])
        #expect(try await becomes { try bench.kinds(of: "delivery-late") == [.raised] })
        isDown.locked { $0 = false }
        #expect(try await becomes { try bench.kinds(of: "delivery-late") == [.raised, .cleared] })
        #expect(await becomes { bench.told.contains { $0.contains("\"alarm\":\"smoke-high\"") } })
        await bench.stop()
    }
}
