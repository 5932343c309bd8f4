import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading gengfu.yaml")
struct ConfigurationTests {
    let folder = TemporaryFolder()

    private func load(_ text: String) throws -> GatewayConfiguration {
        try write("devices/button/profile.yaml", button)
        try write("gengfu.yaml", text)
        let setup = try Setup.load(config: "gengfu.yaml", devices: ["devices"], in: folder.path)
        return try #require(setup.configuration)
    }

    private func write(_ name: String, _ text: String) throws {
        let path = folder.file(name)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        writeFile(path, text)
    }

    private let button = """
        profile: button
        service: elder-care
        topic: care/{device}/sos
        fields: {pressed: {path: /pressed, type: boolean}, heart: {path: /hr, type: number, private: true}}
        alarms: {sos: {when: pressed, severity: extreme, signal: alarm, event: true}}
        """

    @Test("Every key has a default but the broker's URL")
    func defaults() throws {
        let read = try load("broker: {url: mqtt://broker.example}\n")

        #expect(read.broker.host == "broker.example")
        #expect(read.broker.port == 1883)
        #expect(read.broker.clientID.hasPrefix("gengfu-"))
        #expect(read.broker.clientID.count > "gengfu-".count)
        #expect(read.broker.protocolVersion == .v5)
        #expect(read.broker.tls == nil)
        #expect(read.broker.username == nil)
        #expect(read.broker.passwordFile == nil)
        #expect(read.registry == nil)
        #expect(read.areas == nil)
        #expect(read.timezone == "Asia/Shanghai")
        #expect(read.state == "/var/lib/gengfu")
        #expect(read.control == "/run/gengfu/control.sock")
        #expect(read.acceptsUnknownDevices)
        #expect(read.limits == Limits())
        #expect(read.escalation == EscalationPolicy.shipped)
        #expect(read.longestShelf == .hours(12))
    }

    @Test("Without sinks there is one: the journal, which hears everything")
    func journalAlone() throws {
        let sinks = try load("broker: {url: mqtt://broker.example}\n").sinks

        #expect(sinks.map(\.name) == ["log"])
        #expect(sinks.map(\.kind) == [.log(LogConfiguration(file: nil, format: .text, journal: true))])
        #expect(sinks[0].route.minimumSeverity == .minor)
        #expect(sinks[0].route.signals == Set(Signal.allCases))
    }

    @Test("A webhook's defaults: thin bodies, three signals, four lanes")
    func webhookDefaults() throws {
        let sinks = try load(
            """
            broker: {url: mqtt://broker.example}
            sinks: {centre: {type: webhook, url: "https://centre.example/hook"}}
            """
        ).sinks
        let expected = WebhookConfiguration(
            url: "https://centre.example/hook", secretFile: nil, deadline: .seconds(10), timeout: .seconds(5),
            fallback: nil, carry: Carried(values: false, text: false, place: false), lanes: 4, longestPause: .minutes(5)
        )

        #expect(sinks.map(\.kind) == [.webhook(expected)])
        #expect(sinks[0].route.signals == [.alarm, .supervisory, .trouble])
        #expect(!sinks[0].route.isStandby)
        #expect(!sinks[0].route.takesDrills)
    }

    @Test("Every key is taken, and paths are meant from the file's folder")
    func everything() throws {
        try write("conf/ca.pem", "")
        try write("conf/client.pem", "")
        try write("conf/client.key", "")
        try write("conf/secret", "whsec_Z2VuZ2Z1Z2VuZ2Z1Z2VuZ2Z1Z2VuZ2Z1\n")
        try write("conf/registry.csv", "device,profile\nb-1,button\n")
        try write("conf/areas.csv", "code,name_zh,name_en,sink\n532822,勐海县,Menghai,backup\n")
        try write("conf/gengfu.yaml", full)
        try write("conf/devices/button/profile.yaml", button)
        let setup = try Setup.load(config: "conf/gengfu.yaml", in: folder.path)
        let read = try #require(setup.configuration)

        #expect(read.broker.host == "::1")
        #expect(read.broker.port == 8884)
        #expect(read.broker.clientID == "gengfu-menghai")
        #expect(read.broker.protocolVersion == .v311)
        #expect(read.broker.tls?.caFile == folder.file("conf/ca.pem"))
        #expect(read.broker.tls?.keyFile == folder.file("conf/client.key"))
        #expect(read.broker.keepAliveSeconds == 20)
        #expect(read.broker.sessionExpirySeconds == 86_400)
        #expect(read.devices == [folder.file("conf/devices")])
        #expect(read.state == folder.file("conf/state"))
        #expect(!read.acceptsUnknownDevices)
        #expect(
            read.limits == Limits(payloadBytes: 1_048_576, devices: 5, batch: 6, inFlight: 7, outbox: 80))
        #expect(setup.registry == [RegisteredDevice(device: "b-1", profile: "button")])
        #expect(setup.areas == [Area(code: "532822", name: Words(en: "Menghai", zh: "勐海县"), sink: "backup")])
        guard case .webhook(let centre) = read.sinks[0].kind else {
            Issue.record("the first sink is no webhook")
            return
        }
        #expect(centre.secretFile == folder.file("conf/secret"))
        #expect(centre.caFile == folder.file("conf/ca.pem"))
        #expect(centre.carry == Carried(values: true, text: false, place: true, privateFields: ["heart"]))
        #expect(centre.fallback == "backup")
        #expect(centre.lanes == 3)
        #expect(read.sinks[1].route.isStandby)
        #expect(setup.warnings.isEmpty)
    }

    private let full = """
        broker:
          url: mqtts://[::1]:8884/
          client_id: gengfu-menghai
          protocol: 3.1.1
          username: gateway
          password_file: ./secret
          keep_alive: 20s
          session_expiry: 1d
          tls: {ca_file: ca.pem, certificate_file: client.pem, key_file: client.key}
        devices: devices
        registry: registry.csv
        areas: ./areas.csv
        state: state
        unknown_devices: reject
        limits: {payload: 1MiB, devices: 5, batch: 6, in_flight: 7, outbox: 80}
        sinks:
          centre: {type: webhook, url: "http://127.0.0.1:1/", secret_file: secret, ca_file: ca.pem, deadline: 20s, timeout: 3s,
                   fallback: backup, min_severity: moderate, signals: [alarm], carry: [values, place, heart], lanes: 3}
          backup: {type: webhook, url: "https://backup.example/", secret_file: secret, standby: true}
        """

    @Test("mqtts:// means port 8883 and the system's certificates")
    func tlsDefaults() throws {
        let broker = try load("broker: {url: mqtts://broker.example}\n").broker

        #expect(broker.port == 8883)
        #expect(broker.tls == BrokerConfiguration.TLS())
    }

    @Test("A bare name of a secret is sought among systemd's credentials first")
    func credentials() throws {
        try write("credentials/hook-secret", "")
        try write("hook-secret", "")
        try write("gengfu.yaml", "a: hook-secret\nb: ./hook-secret\n")
        let file = try SourceFile(folder.file("gengfu.yaml"), shown: "gengfu.yaml")
        let root = try #require(YAMLDocument.root(of: file))
        let keys = try #require(MappingReader(root: root, of: file))
        let reader = FileReader(
            file: file, paths: Paths(workingFolder: folder.path), credentials: folder.file("credentials"))

        #expect(keys.optional("a").flatMap(reader.secret) == folder.file("credentials/hook-secret"))
        #expect(keys.optional("b").flatMap(reader.secret) == folder.file("hook-secret"))
    }

    @Test("A time zone the system does not know is refused", .enabled(if: fileKind("/usr/share/zoneinfo") == .folder))
    func timezone() throws {
        #expect(try load("broker: {url: mqtt://b}\ntimezone: Asia/Urumqi\n").timezone == "Asia/Urumqi")
        #expect(throws: Problems.self) { try load("broker: {url: mqtt://b}\ntimezone: Asia/Beijing\n") }
    }

    @Test("A secret never stands in a message")
    func secretsStayHidden() throws {
        let leaks = """
            broker: {url: "mqtt://me:hunter2@broker.example", password: hunter2}
            sinks: {centre: {type: webhook, url: "https://me:hunter2@centre.example", secret: hunter2}}
            """
        let problems = try #require(throws: Problems.self) { try load(leaks) }

        #expect(problems.all.count >= 4)
        #expect(!problems.description.contains("hunter2"))
    }

    @Test("What is missing is told apart from what is wrong")
    func missingInput() throws {
        let missing = try #require(throws: Problems.self) { try Setup.load(config: "none.yaml", in: folder.path) }
        #expect(missing.areMissingInput)

        let wrong = try #require(throws: Problems.self) { try load("broker: 3\nregistry: none.csv\n") }
        #expect(!wrong.areMissingInput)
    }
}
