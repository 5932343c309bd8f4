import Glibc
import TestSupport
import Testing

@Suite("Starting the daemon", .serialized)
struct StartTests {
    @Test("A second daemon on the same state is refused with a sentence and exit code 1")
    func second() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()

        let second = try run(["run", "--config", installation.configurationFile])

        #expect(second.ending == .exited(1))
        #expect(second.errors.contains("is in use by process"), "\(second.errors)")
        #expect(installation.isSubscribed)
    }

    @Test("A configuration with a mistake is exit code 78, one that is not there 66")
    func configuration() throws {
        let installation = Installation(brokerPort: 1, sinks: "  log: {type: lag}")
        let bad = try run(["run", "--config", installation.configurationFile])
        #expect(bad.ending == .exited(78))
        #expect(bad.errors.contains("gengfu.yaml:6:"), "\(bad.errors)")

        let missing = try run(["run", "--config", installation.folder.file("nothing.yaml")])
        #expect(missing.ending == .exited(66))
        #expect(missing.errors.contains("nothing.yaml"), "\(missing.errors)")
    }
}
