import AlarmEngine
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite("A connection with a broker")
struct BrokerConnectionTests {
    typealias Version = BrokerConfiguration.ProtocolVersion

    @Test("Messages come whole and in order, with either version of MQTT", arguments: Version.allCases)
    func messages(version: Version) async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p", protocolVersion: version))
        try publisher.publish(topic: "t/kept", payload: Array("state".utf8), retain: true)
        try publisher.flush()
        let probe = IngestProbe()
        let connection = probe.connection(broker.configuration(clientID: "g", protocolVersion: version))
        connection.start()
        #expect(await becomes { probe.isSubscribed && probe.texts == ["state"] })
        #expect(probe.messages.first?.message.isRetained == true)

        for number in 1...2000 { try publisher.publish(topic: "t/\(number % 7)", payload: Array("\(number)".utf8)) }
        try publisher.publish(topic: "t/empty", payload: [])
        try publisher.publish(topic: "other", payload: [1])
        #expect(await becomes { probe.messages.count == 2002 })
        // QoS 0 overtakes what waits in the broker for a place in the window.
        try publisher.publish(topic: "t/binary", payload: [0, 255, 128], qos: 0)
        #expect(await becomes { probe.messages.count == 2003 })
        #expect(Array(probe.texts[1...2000]) == (1...2000).map(String.init))
        let last = probe.messages.suffix(2)
        #expect(last.map(\.message.topic) == ["t/empty", "t/binary"])
        #expect(last.map(\.message.payload) == [[], [0, 255, 128]])
        #expect(last.map { $0.packetID == 0 } == [false, true])
        #expect(probe.messages.allSatisfy { $0.message.receivedAt.milliseconds == 42 && !$0.message.mayBeRedelivery })
        #expect(probe.links == [.subscribed(sessionLost: false)])
        #expect(connection.countsSoFar.received == 2003)
        await connection.stopped()
    }

    @Test("A broker that is absent at first is waited for, and that is said once")
    func absentBroker() async throws {
        let port = freePort()
        let probe = IngestProbe()
        let connection = probe.connection(BrokerConfiguration(host: "127.0.0.1", port: port, clientID: "g"))
        connection.start()
        #expect(await becomes { probe.links.count == 1 })
        let reason = "The connection with the broker at 127.0.0.1:\(port) failed: Connection refused."
        #expect(probe.links == [.down(reason: reason)])
        try await Task.sleep(for: .milliseconds(600))
        #expect(probe.links.count == 1)
        #expect(probe.lines == ["warning \(reason) Trying again."])

        let broker = try Broker(port: port)
        defer { broker.stop() }
        #expect(await becomes { probe.isSubscribed })
        await connection.stopped()
    }

    @Test("A reload subscribes to what is new and unsubscribes from what went")
    func resubscribe() async throws {
        let broker = try Broker()
        defer { broker.stop() }
        let probe = IngestProbe()
        let connection = probe.connection(broker.configuration(clientID: "g"), filters: ["old/+", "both"])
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        connection.resubscribe(filters: ["both", "new/+"])
        #expect(await becomes { probe.links.count == 2 })
        let publisher = try Publisher(configuration: broker.configuration(clientID: "p"))
        for topic in ["old/1", "new/1", "both"] { try publisher.publish(topic: topic, payload: Array(topic.utf8)) }
        #expect(await becomes { probe.messages.count == 2 })
        #expect(probe.texts == ["new/1", "both"])
        await connection.stopped()
    }

    @Test("With nothing to do it does nothing", arguments: [true, false])
    func idle(isTLS: Bool) async throws {
        let folder = TemporaryFolder()
        let certificates = try Certificates(server: "IP:127.0.0.1", in: folder)
        let broker = try Broker(settings: isTLS ? certificates.settings : [])
        defer { broker.stop() }
        var configuration = broker.configuration(clientID: "g")
        if isTLS { configuration.tls = .init(caFile: certificates.authority) }
        let probe = IngestProbe()
        let connection = probe.connection(configuration)
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        let before = connection.countsSoFar.wakeUps
        try await Task.sleep(for: .milliseconds(1500))
        #expect(connection.countsSoFar.wakeUps - before <= 1)
        await connection.stopped()
    }

    @Test("A quiet connection sends its keep-alive, and the answer to it is no news")
    func keepAlive() async throws {
        let heard = Mutex<[UInt8]>([])
        let broker = FakeBroker { peer in
            peer.welcome(isV5: false)
            peer.answerSubscribe(isV5: false, grant: 1)
            guard let (type, _) = peer.packet(withinMilliseconds: 7500) else { return }
            heard.withLock { $0.append(type) }
            peer.send([0xD0, 0])
            while peer.packet() != nil {}
        }
        let probe = IngestProbe()
        let connection = probe.connection(
            BrokerConfiguration(
                host: "127.0.0.1", port: broker.port, clientID: "g", protocolVersion: .v311, keepAliveSeconds: 5))
        connection.start()
        #expect(await becomes { heard.withLock { $0 } == [0xC0] })
        #expect(probe.links == [.subscribed(sessionLost: false)])
        await connection.stopped()
    }
}
