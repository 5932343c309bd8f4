import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("Credentials and TLS")
struct CredentialTests {
    @Test(
        "The right password is let in, also from a file with further lines",
        arguments: ["s3cret\n", "s3cret\r\nold\n", "s3cret"])
    func rightPassword(file: String) async throws {
        let (broker, configuration, folder) = try guarded()
        defer { broker.stop() }
        writeFile(folder.file("password"), file)
        let probe = IngestProbe()
        let connection = probe.connection(configuration)
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        await connection.stopped()
    }

    @Test(
        "The wrong password is refused in words, and mended without a restart",
        arguments: BrokerConfiguration.ProtocolVersion.allCases)
    func wrongPassword(version: BrokerConfiguration.ProtocolVersion) async throws {
        var (broker, configuration, folder) = try guarded()
        defer { broker.stop() }
        configuration.protocolVersion = version
        writeFile(folder.file("password"), "wrong\n")
        let probe = IngestProbe()
        let connection = probe.connection(configuration)
        connection.start()
        #expect(await becomes { !probe.links.isEmpty })
        #expect(probe.reason.hasPrefix("The broker at 127.0.0.1:\(broker.port) refused the connection: "))
        #expect(probe.reason.lowercased().contains("not authori"))
        #expect(!probe.lines.joined().contains("wrong"))
        writeFile(folder.file("password"), "s3cret\n")
        #expect(await becomes { probe.isSubscribed })
        await connection.stopped()
    }

    @Test("A password file that is missing, empty or no text is named, and waited for")
    func missingPasswordFile() async throws {
        let (broker, configuration, folder) = try guarded()
        defer { broker.stop() }
        let probe = IngestProbe()
        let connection = probe.connection(configuration)
        connection.start()
        #expect(await becomes { !probe.links.isEmpty })
        let path = folder.file("password")
        #expect(
            probe.reason
                == "Reading the MQTT password file \(path) failed: No such file or directory; its first line must be the password, in UTF-8."
        )
        for bytes: [UInt8] in [[], Array("\nsecond".utf8), [97, 0, 98], [97, 255]] {
            try Data(bytes).write(to: URL(filePath: path))
            #expect(throws: MosquittoError.self) { try firstLine(ofPasswordFile: path) }
        }
        writeFile(path, "s3cret\n")
        #expect(await becomes { probe.isSubscribed })
        await connection.stopped()
    }

    private func guarded() throws -> (Broker, BrokerConfiguration, TemporaryFolder) {
        let folder = TemporaryFolder()
        let broker = try Broker(settings: try Broker.password("s3cret", of: "gateway", in: folder), folder: folder)
        var configuration = broker.configuration(clientID: "g")
        configuration.username = "gateway"
        configuration.passwordFile = folder.file("password")
        return (broker, configuration, folder)
    }

    // MARK: TLS

    @Test(
        "TLS with the broker's authority and host name carries messages",
        arguments: BrokerConfiguration.ProtocolVersion.allCases)
    func tls(version: BrokerConfiguration.ProtocolVersion) async throws {
        let certificates = try Certificates(server: "IP:127.0.0.1", in: TemporaryFolder())
        let broker = try Broker(settings: certificates.settings)
        defer { broker.stop() }
        var configuration = broker.configuration(clientID: "g", protocolVersion: version)
        configuration.tls = .init(caFile: certificates.authority)
        let probe = IngestProbe()
        // Small batches: what is left in OpenSSL's buffer must not be forgotten there.
        let connection = probe.connection(configuration, limits: Limits(batch: 4))
        connection.start()
        #expect(await becomes { probe.isSubscribed })
        configuration.clientID = "p"
        let publisher = try Publisher(configuration: configuration)
        for number in 1...500 { try publisher.publish(topic: "t/x", payload: Array("\(number)".utf8)) }
        try publisher.flush()
        #expect(await becomes { probe.messages.count == 500 })
        #expect(probe.texts == (1...500).map(String.init))
        await connection.stopped()
    }

    @Test("A certificate of another authority, or for another host, is never accepted")
    func wrongCertificates() async throws {
        let mine = try Certificates(server: "IP:127.0.0.1", in: TemporaryFolder())
        let others = try Certificates(server: "IP:127.0.0.1", in: TemporaryFolder())
        let elsewhere = try Certificates(server: "DNS:broker.example", in: TemporaryFolder())
        let cases: [(served: Certificates, trusted: String?, reason: String)] = [
            (mine, others.authority, "certificate verify failed"),
            (mine, nil, "certificate verify failed"),
            (elsewhere, elsewhere.authority, "host name verification failed"),
        ]
        for (served, trusted, reason) in cases {
            let broker = try Broker(settings: served.settings)
            defer { broker.stop() }
            var configuration = broker.configuration(clientID: "g")
            configuration.tls = .init(caFile: trusted)
            let probe = IngestProbe()
            let connection = probe.connection(configuration)
            connection.start()
            #expect(await becomes { !probe.links.isEmpty })
            #expect(probe.reason.contains("failed: TLS: ") && probe.reason.contains(reason), "\(probe.reason)")
            #expect(connection.countsSoFar.connections == 0)
            await connection.stopped()
        }
    }

    @Test("A broker that wants a client's certificate gets it, and one without it is turned away")
    func clientCertificate() async throws {
        let certificates = try Certificates(server: "IP:127.0.0.1", in: TemporaryFolder())
        let broker = try Broker(settings: certificates.settings + ["require_certificate true"])
        defer { broker.stop() }
        var configuration = broker.configuration(clientID: "g")
        configuration.tls = .init(caFile: certificates.authority)
        let without = IngestProbe()
        let first = without.connection(configuration)
        first.start()
        #expect(await becomes { !without.links.isEmpty })
        // The broker's alert may come after it has hung up: then OpenSSL knows no better.
        let refusals = ["certificate required", "Protocol error"]
        #expect(refusals.contains { without.reason.contains($0) }, "\(without.reason)")
        await first.stopped()

        configuration.tls?.certificateFile = certificates.client
        configuration.tls?.keyFile = certificates.clientKey
        let with = IngestProbe()
        let second = with.connection(configuration)
        second.start()
        #expect(await becomes { with.isSubscribed })
        await second.stopped()
    }

    @Test("A TLS file that cannot be read is named")
    func unreadable() async throws {
        var configuration = BrokerConfiguration(host: "127.0.0.1", port: 1, clientID: "g")
        configuration.tls = .init(caFile: "/nowhere/ca.pem")
        #expect(
            throws: MosquittoError(
                .refusal,
                "Reading the TLS CA file /nowhere/ca.pem failed: No such file or directory; it must be a readable PEM file."
            )
        ) {
            try MosquittoClient(configuration, role: .subscriber(Limits()))
        }
    }

    @Test("A plain broker behind a TLS configuration, and the reverse, end in a reason and no spin")
    func mismatch() async throws {
        let certificates = try Certificates(server: "IP:127.0.0.1", in: TemporaryFolder())
        for servesTLS in [true, false] {
            let broker = try Broker(settings: servesTLS ? certificates.settings : [])
            defer { broker.stop() }
            var configuration = broker.configuration(clientID: "g")
            if !servesTLS { configuration.tls = .init(caFile: certificates.authority) }
            let probe = IngestProbe()
            let connection = probe.connection(configuration)
            connection.start()
            #expect(await becomes { !probe.links.isEmpty })
            #expect(probe.reason.hasPrefix("The connection with the broker at 127.0.0.1:\(broker.port) failed: "))
            #expect(connection.countsSoFar.wakeUps < 50)
            await connection.stopped()
        }
    }
}
