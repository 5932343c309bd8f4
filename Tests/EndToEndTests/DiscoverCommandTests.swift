import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

/// `gengfu discover` beside a running daemon, at a real broker.
@Suite("Discovery, by hand", .serialized)
struct DiscoverCommandTests {
    @Test("It drafts what is missing and does not disturb the daemon, whose session goes on")
    func drafts() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.retain(
            "homeassistant/sensor/x/config", #"{"stat_t":"home/k7/kitchen","dev":{"ids":["a"],"mf":"Acme","mdl":"K"}}"#)
        let (output, errors) = (installation.folder.file("found"), installation.folder.file("found-errors"))
        let drafts = installation.folder.file("drafts")
        let discover = try ChildProcess(
            builtProgram("gengfu"),
            ["discover", "--config", installation.configurationFile, "--for", "30s", "-o", drafts], output: output,
            errors: errors)
        #expect(eventually { readFile(errors).contains("Listening to #") })

        try broker.publish(#"{"smoke":80}"#)
        try broker.publish("{", from: "k2")
        try broker.publish([("meter/86400123/up", #"{"flow":1.5,"owner":"Wang"}"#)])
        #expect(installation.hasTold("k1 fire raised"), "the daemon hears it as ever")
        #expect(eventually { broker.connections(of: "gengfu-e2e") == 1 })
        discover.send(SIGINT)

        #expect(discover.wait(atMostMilliseconds: 10_000) == .exited(0))
        let said = readFile(output)
        #expect(said.contains("kitchen: 2 messages of 2 devices, 1 undecodable"), "\(said)")
        #expect(said.contains("k1,kitchen,,,,") && said.contains("meter/+/up") && said.contains("Acme,K,kitchen"))
        #expect(!said.contains("Wang"))
        #expect(readFile(drafts + "/registry-draft.csv").contains("k2,kitchen"))
        #expect(readFile(drafts + "/unknown-topics.md").contains("/flow: number, 1.5"))
        #expect(readFile(drafts + "/devices/draft-meter-up/profile.yaml").contains("topic: \"meter/{device}/up\""))
        let again = try run(["discover", "--config", installation.configurationFile, "-o", drafts])
        #expect(again.ending == .exited(EX_CANTCREAT) && again.errors.contains("nothing is overwritten"))
        let check = try run(["check", "--devices", drafts + "/devices"])
        #expect(check.ending == .exited(0), "\(check.output)")
    }

    @Test("It ends by itself after its time, and hears only what it is asked to")
    func ends() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try broker.retain("home/k1/kitchen", #"{"smoke":1}"#)
        try broker.retain("other/k1", "x")
        let found = try run([
            "discover", "--config", installation.configurationFile, "--for", "1s", "--topic", "home/#",
        ])
        #expect(found.ending == .exited(0) && found.output.hasPrefix("1 messages, 1 of them retained."), "\(found)")
        #expect(
            try run(["discover", "--config", installation.configurationFile, "--for", "soon"]).ending
                == .exited(EX_USAGE))
    }
}

extension Broker {
    fileprivate func retain(_ topic: String, _ payload: String) throws {
        let publisher = try Publisher(configuration: configuration(clientID: "test-\(UUID())"))
        try publisher.publish(topic: topic, payload: Array(payload.utf8), retain: true)
        try publisher.flush()
        publisher.close()
    }

    /// How often a client connected, as the broker's log has it.
    fileprivate func connections(of client: String) -> Int {
        readFile(folder.file("mosquitto.log")).split(separator: "\n").count {
            $0.contains("New client connected") && $0.contains(" as \(client) ")
        }
    }
}
