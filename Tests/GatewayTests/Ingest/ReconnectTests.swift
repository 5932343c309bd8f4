import AlarmEngine
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite("Losing the broker and finding it again")
struct ReconnectTests {
    private func configuration(
        _ port: Int, _ version: BrokerConfiguration.ProtocolVersion = .v311
    ) -> BrokerConfiguration {
        BrokerConfiguration(host: "127.0.0.1", port: port, clientID: "g", protocolVersion: version)
    }

    @Test(
        "A restarted broker with persistence loses nothing",
        arguments: BrokerConfiguration.ProtocolVersion.allCases)
    func restart(version: BrokerConfiguration.ProtocolVersion) async throws {
        let folder = TemporaryFolder()
        let settings = Broker.persistence(in: folder)
        let first = try Broker(settings: settings, folder: folder)
        let probe = IngestProbe()
        let connection = probe.connection(configuration(first.port, version))
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        first.stop()
        #expect(await becomes { if case .down = probe.links.last { true } else { false } })

        let second = try Broker(port: first.port, settings: settings, folder: folder)
        defer { second.stop() }
        let publisher = try Publisher(configuration: second.configuration(clientID: "p"))
        for number in 1...300 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        try publisher.flush()
        // What the session kept comes before the answer to the subscription.
        #expect(await becomes { probe.texts.count == 300 && probe.isSubscribed })
        #expect(probe.texts == (1...300).map(String.init))
        #expect(probe.links.last == .subscribed(sessionLost: false))
        #expect(connection.countsSoFar.connections == 2)
        await connection.stopped()
    }

    @Test("A session that should be there and is not is reported, on the first connect and on a later one")
    func sessionLost() async throws {
        let first = try Broker()
        let probe = IngestProbe()
        let connection = probe.connection(configuration(first.port), expectsSession: true)
        connection.start()
        #expect(await becomes { probe.links == [.subscribed(sessionLost: true)] })
        first.kill()
        let second = try Broker(port: first.port)
        defer { second.stop() }
        #expect(await becomes { probe.links.count == 3 })
        #expect(probe.links.last == .subscribed(sessionLost: true))
        // It subscribed again, or this would not come.
        let publisher = try Publisher(configuration: second.configuration(clientID: "p"))
        try publisher.publish(topic: "t/x", payload: Array("after".utf8))
        #expect(await becomes { probe.texts == ["after"] })
        #expect(probe.messages.first?.message.mayBeRedelivery == false)
        await connection.stopped()
    }

    @Test("A first session is not missed", arguments: BrokerConfiguration.ProtocolVersion.allCases)
    func firstSession(version: BrokerConfiguration.ProtocolVersion) async throws {
        let broker = try Broker()
        defer { broker.stop() }
        for _ in 1...2 {
            let probe = IngestProbe()
            let connection = probe.connection(configuration(broker.port, version))
            connection.start()
            #expect(await becomes { probe.links == [.subscribed(sessionLost: false)] })
            await connection.stopped()
        }
    }

    @Test("A refused filter is named, and the connection goes on with the others")
    func refusedFilter() async throws {
        let broker = FakeBroker { peer in
            peer.welcome(isV5: false)
            peer.answerSubscribe(isV5: false, grant: 0x80)
            peer.answerSubscribe(isV5: false, grant: 1)
            peer.publish("heard", packetID: 1)
            while peer.packet() != nil {}
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port), filters: ["secret/#", "t/#"])
        connection.start()
        #expect(await becomes { probe.texts == ["heard"] })
        #expect(probe.links == [.refused(filter: "secret/#"), .subscribed(sessionLost: false)])
        #expect(probe.lines.contains { $0.hasPrefix("error The broker refused the subscription to 'secret/#'") })
        await connection.stopped()
    }

    @Test("A refused filter is asked for again, and one that MQTT does not know is refused by ourselves")
    func refusedAgain() async throws {
        let broker = FakeBroker { peer in
            peer.welcome(isV5: false)
            peer.answerSubscribe(isV5: false, grant: 0x80)
            peer.answerSubscribe(isV5: false, grant: 1)
            while peer.packet() != nil {}
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port), filters: ["a#", "t/#"])
        connection.refusalPause = .milliseconds(1)
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        #expect(
            probe.links == [.refused(filter: "a#"), .refused(filter: "t/#"), .subscribed(sessionLost: false)])
        await connection.stopped()
    }

    @Test("A topic that MQTT forbids ends the connection with a reason that says what will mend it")
    func forbiddenTopic() async throws {
        let broker = FakeBroker { peer in
            peer.welcome(isV5: false)
            peer.answerSubscribe(isV5: false, grant: 1)
            peer.send([0x32, 6, 0, 2, 0x74, 0x01, 0, 1])
            while peer.packet() != nil {}
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port))
        connection.start()
        #expect(await becomes { !probe.reason.isEmpty })
        #expect(
            probe.reason.hasSuffix(
                "it sent a topic that MQTT forbids, and will again until that message is removed there."))
        await connection.stopped()
    }

    @Test("A broker that is silent in the TLS handshake is waited for without a spin, and given up")
    func silentHandshake() async throws {
        let broker = FakeBroker { peer in peer.listenInSilence() }
        let probe = IngestProbe()
        var configuration = configuration(broker.port)
        configuration.tls = .init()
        let connection = probe.connection(configuration)
        connection.patience = .milliseconds(300)
        connection.start()
        #expect(await becomes { !probe.reason.isEmpty })
        #expect(probe.reason.contains("did not accept the connection"))
        #expect(connection.countsSoFar.wakeUps < 5)
        await connection.stopped()
    }

    @Test("If every filter is refused it never says that it listens")
    func allRefused() async throws {
        let broker = FakeBroker { peer in
            peer.welcome(isV5: true)
            peer.answerSubscribe(isV5: true, grant: 0x87)
            while peer.packet() != nil {}
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port, .v5))
        connection.start()
        #expect(await becomes { !probe.links.isEmpty })
        try await Task.sleep(for: .milliseconds(50))
        #expect(probe.links == [.refused(filter: "t/#")])
        await connection.stopped()
    }

    @Test("A broker that says goodbye (MQTT 5) is left with its reason, and connected to again")
    func serverDisconnect() async throws {
        let broker = FakeBroker { peer in
            peer.welcome(isV5: true)
            peer.answerSubscribe(isV5: true, grant: 1)
            peer.send([0xE0, 1, 0x8B])
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port, .v5))
        connection.start()
        #expect(await becomes { connection.countsSoFar.connections >= 3 })
        #expect(probe.reason == "The broker at 127.0.0.1:\(broker.port) ended the connection: Server shutting down.")
        await connection.stopped()
    }

    @Test("A broker that accepts and then says nothing is given up")
    func noAnswer() async throws {
        let connections = Mutex(0)
        let broker = FakeBroker { peer in
            connections.withLock { $0 += 1 }
            peer.listenInSilence()
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port))
        connection.patience = .milliseconds(1)
        connection.start()
        #expect(await becomes { connections.withLock { $0 } >= 2 })
        #expect(probe.reason.hasPrefix("The broker at 127.0.0.1:\(broker.port) did not accept the connection within"))
        #expect(BrokerConnection.patience == .seconds(10))
        await connection.stopped()
    }

    @Test("A stream of rubbish ends the connection with a reason, and is not tried again at once")
    func rubbish() async throws {
        let connections = Mutex(0)
        let broker = FakeBroker { peer in
            connections.withLock { $0 += 1 }
            peer.welcome(isV5: false)
            peer.answerSubscribe(isV5: false, grant: 1)
            peer.send([0xF0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        }
        let probe = IngestProbe()
        let connection = probe.connection(configuration(broker.port))
        connection.start()
        #expect(await becomes { !probe.reason.isEmpty })
        try await Task.sleep(for: .seconds(1))
        #expect(connections.withLock { $0 } < 15)
        await connection.stopped()
    }

    @Test("stop during the wait for an absent broker returns at once")
    func stopWhileWaiting() async throws {
        let probe = IngestProbe()
        let connection = probe.connection(configuration(freePort()))
        connection.start()
        #expect(await becomes { !probe.links.isEmpty })
        await connection.stopped()
        await connection.stopped()
        let count = probe.links.count
        try await Task.sleep(for: .milliseconds(300))
        #expect(probe.links.count == count)
    }

    @Test("MQTT 5's CONNECT carries session expiry, Receive Maximum and Maximum Packet Size, and no clean start")
    func connectProperties() async throws {
        let connect = Mutex<[UInt8]>([])
        let broker = FakeBroker { peer in
            let body = peer.welcome(isV5: true)
            connect.withLock { $0 = body }
            while peer.packet() != nil {}
        }
        let probe = IngestProbe()
        var configuration = configuration(broker.port, .v5)
        configuration.sessionExpirySeconds = 0x0102_0304
        let connection = probe.connection(configuration, limits: Limits(payloadBytes: 0x1000, inFlight: 0x0203))
        connection.start()
        #expect(await becomes { connect.withLock { !$0.isEmpty } })
        let body = connect.withLock { $0 }
        #expect(body[6] == 5)
        #expect(body[7] & 0b10 == 0)
        for property: [UInt8] in [[0x11, 1, 2, 3, 4], [0x21, 2, 3], [0x27, 0, 1, 0xFF, 0xFF]] {
            #expect(body.indices.contains { body[$0...].starts(with: property) })
        }
        await connection.stopped()
    }
}
