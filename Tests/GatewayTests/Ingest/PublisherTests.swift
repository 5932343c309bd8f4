import TestSupport
import Testing

@testable import Gateway

@Suite("Publisher")
struct PublisherTests {
    @Test("It pushes more than 5,000 messages a second at QoS 1, and flush means that the broker has them")
    func throughput() async throws {
        let broker = try Broker(settings: ["max_inflight_messages 1000"])
        defer { broker.stop() }
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        let payload = [UInt8](repeating: 32, count: 200)
        let start = ContinuousClock.now
        for _ in 1...10_000 { try publisher.publish(topic: "t/x", payload: payload) }
        try publisher.flush()
        let duration = ContinuousClock.now - start
        print("10,000 messages at QoS 1: \(duration)")
        #expect(duration < .seconds(2))
        publisher.close()
    }

    @Test("A broker that is not there, or goes, is an error, and stays one")
    func errors() async throws {
        #expect(throws: MosquittoError.self) {
            try Publisher(configuration: BrokerConfiguration(host: "127.0.0.1", port: freePort(), clientID: "p"))
        }
        let broker = try Broker()
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        broker.stop()
        let failed = await becomes {
            do { try publisher.publish(topic: "t/x", payload: [1]); return false } catch { return true }
        }
        #expect(failed)
        #expect(throws: MosquittoError.self) { try publisher.flush() }
    }

    @Test("A closed publisher says so")
    func closed() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        publisher.close()
        publisher.close()
        #expect(throws: MosquittoError(.link, "The publisher is closed.")) {
            try publisher.publish(topic: "t/x", payload: [1])
        }
    }

    @Test("More messages than the broker's window arrive in order without anybody calling flush")
    func pace() async throws {
        let broker = try Broker(settings: ["max_inflight_messages 10"])
        defer { broker.stop() }
        let probe = IngestProbe()
        let connection = probe.connection(broker.configuration(clientID: "g"))
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        let start = ContinuousClock.now
        for number in 1...200 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        #expect(await becomes { probe.messages.count == 200 })
        for number in 201...250 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        try publisher.publish(topic: "t/x", payload: Array("251".utf8), qos: 0)
        #expect(await becomes { probe.messages.count == 251 })
        #expect(probe.texts == (1...251).map(String.init))
        #expect(ContinuousClock.now - start < .seconds(5))
        await connection.stopped()
    }
}
