import AlarmEngine
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite("The acknowledgement contract")
struct AcknowledgementTests {
    private func configuration(_ port: Int) -> BrokerConfiguration {
        BrokerConfiguration(host: "127.0.0.1", port: port, clientID: "g", protocolVersion: .v311)
    }

    @Test("Nothing leaves while a batch is out; when it is settled, all its acknowledgements do")
    func nothingLeavesEarly() async throws {
        let heard = Mutex<[String]>([])
        let broker = FakeBroker { peer in
            peer.welcome(isV5: false)
            peer.answerSubscribe(isV5: false, grant: 1)
            for number in UInt8(1)...3 { peer.publish("m\(number)", packetID: number) }
            let early = peer.packet(withinMilliseconds: 400)
            heard.withLock { $0.append(early == nil ? "silence" : "early") }
            while let (type, body) = peer.packet() { heard.withLock { $0.append("\(type):\(body)") } }
        }
        let probe = IngestProbe(settlesAtOnce: false)
        let connection = probe.connection(configuration(broker.port))
        connection.start()
        #expect(await becomes { heard.withLock { !$0.isEmpty } })
        #expect(heard.withLock { $0 } == ["silence"])
        probe.settle()
        #expect(await becomes { heard.withLock { $0.count } == 4 })
        #expect(heard.withLock { $0 } == ["silence", "64:[0, 1]", "64:[0, 2]", "64:[0, 3]"])
        await connection.stopped()
        #expect(await becomes { heard.withLock { $0.last } == "224:[]" })
    }

    @Test("What was not settled when we died is delivered again, marked; what was settled is not")
    func redelivery() async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        let first = IngestProbe()
        var connection: BrokerConnection? = first.connection(broker.configuration(clientID: "g"))
        connection?.start()
        #expect(await becomes { first.isSubscribed })
        try publisher.publish(topic: "t/x", payload: Array("settled".utf8))
        #expect(await becomes { first.texts == ["settled"] })
        await connection?.stopped()

        let second = IngestProbe(settlesAtOnce: false)
        connection = second.connection(broker.configuration(clientID: "g"), expectsSession: true)
        connection?.start()
        #expect(await becomes { second.isSubscribed })
        for number in 1...5 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        try publisher.flush()
        #expect(await becomes { !second.texts.isEmpty })
        connection = nil

        let third = IngestProbe()
        let last = third.connection(broker.configuration(clientID: "g"), expectsSession: true)
        last.start()
        #expect(await becomes { third.texts.count == 5 })
        #expect(third.texts == ["1", "2", "3", "4", "5"])
        #expect(third.messages.allSatisfy { $0.message.mayBeRedelivery })
        #expect(third.links == [.subscribed(sessionLost: false)])
        await last.stopped()
    }

    @Test("Only the in-flight window after a connect may be redeliveries")
    func window() async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let probe = IngestProbe()
        let configuration = broker.configuration(clientID: "g")
        let connection = probe.connection(configuration)
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        await connection.stopped()
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        for number in 1...10 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        try publisher.flush()
        let again = IngestProbe()
        let limits = Limits(inFlight: 4)
        let second = again.connection(configuration, limits: limits, expectsSession: true)
        second.start()
        #expect(await becomes { again.messages.count == 10 })
        let marks = again.messages.map(\.message.mayBeRedelivery)
        #expect(marks == [true, true, true, true] + [Bool](repeating: false, count: 6))
        await second.stopped()
    }

    @Test("One batch is out at a time, and none is larger than the bound")
    func oneBatch() async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let probe = IngestProbe(settlesAtOnce: false)
        let connection = probe.connection(broker.configuration(clientID: "g"), limits: Limits(batch: 16))
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        for number in 1...100 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        try publisher.flush()
        #expect(await becomes { probe.batches.count == 1 })
        let wakeUps = connection.countsSoFar.wakeUps
        try await Task.sleep(for: .milliseconds(100))
        #expect(probe.batches.count == 1)
        #expect(connection.countsSoFar.wakeUps == wakeUps)
        while probe.messages.count < 100 {
            let count = probe.batches.count
            probe.settleOnce()
            #expect(await becomes { probe.batches.count == count + 1 })
        }
        #expect(probe.texts == (1...100).map(String.init))
        #expect(probe.batches.allSatisfy { (1...16).contains($0.count) })
        #expect(probe.batches.contains { $0.count == 16 })
        probe.settle()
        await connection.stopped()
    }

    @Test("stop waits for the batch under way, and acknowledges it")
    func stop() async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        let probe = IngestProbe(settlesAtOnce: false)
        let connection = probe.connection(broker.configuration(clientID: "g"))
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        try publisher.publish(topic: "t/x", payload: Array("under way".utf8))
        #expect(await becomes { probe.texts == ["under way"] })
        let isStopped = Mutex(false)
        connection.stop { isStopped.withLock { $0 = true } }
        try publisher.publish(topic: "t/x", payload: Array("later".utf8))
        try publisher.flush()
        try await Task.sleep(for: .milliseconds(100))
        #expect(!isStopped.withLock { $0 })
        probe.settle()
        #expect(await becomes { isStopped.withLock { $0 } })
        #expect(probe.texts == ["under way"])

        let next = IngestProbe()
        let second = next.connection(broker.configuration(clientID: "g"), expectsSession: true)
        second.start()
        #expect(await becomes { next.texts == ["later"] }, "\(next.texts)")
        #expect(next.links == [.subscribed(sessionLost: false)])
        await second.stopped()
    }

    @Test("A payload over the bound is counted, acknowledged and reported by its lengths, and not kept")
    func oversized() async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let probe = IngestProbe()
        let configuration = broker.configuration(clientID: "g")
        let connection = probe.connection(configuration, limits: Limits(payloadBytes: 100))
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        try publisher.publish(topic: "t/x", payload: [UInt8](repeating: 65, count: 100))
        try publisher.publish(topic: "t/x", payload: [UInt8](repeating: 66, count: 101))
        try publisher.publish(topic: "t/x", payload: [UInt8](repeating: 66, count: 60_000))
        try publisher.publish(topic: "t/x", payload: [67])
        // Over the Maximum Packet Size we named: the broker keeps it from us.
        try publisher.publish(topic: "t/x", payload: [UInt8](repeating: 68, count: 16 * 100 + 65_536))
        try publisher.publish(topic: "t/x", payload: [69])
        #expect(await becomes { probe.messages.count == 3 })
        #expect(probe.messages.map(\.message.payload.count) == [100, 1, 1])
        #expect(connection.countsSoFar.oversized == 2)
        let warning = """
            warning A payload of 101 bytes, on a topic of 3 bytes, is over limits.payload (100 bytes) and was not kept.
            """
        #expect(probe.lines.filter { $0.hasPrefix("warning") } == [warning])
        await connection.stopped()

        let next = IngestProbe()
        let second = next.connection(configuration, limits: Limits(payloadBytes: 100), expectsSession: true)
        second.start()
        #expect(await becomes { next.isSubscribed })
        try await Task.sleep(for: .milliseconds(100))
        #expect(next.messages.isEmpty && second.countsSoFar.oversized == 0)
        await second.stopped()
    }
}
