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

    @Test("Without a broker it exits 69, says why, and drafts nothing")
    func unheard() throws {
        let broker = try Broker()
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        broker.stop()
        let drafts = installation.folder.file("drafts")
        let found = try run(["discover", "--config", installation.configurationFile, "--for", "1s", "-o", drafts])
        #expect(found.ending == .exited(EX_UNAVAILABLE) && found.output.isEmpty, "\(found)")
        #expect(found.errors.contains("The broker was never heard. ") && found.errors.contains("refused"))
        #expect(!FileManager.default.fileExists(atPath: drafts + "/unknown-topics.md"))
    }

    @Test("What the broker has sent by the end is read, however much it is")
    func backlog() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        let (output, errors) = (installation.folder.file("found"), installation.folder.file("found-errors"))
        let discover = try ChildProcess(
            builtProgram("gengfu"), ["discover", "--config", installation.configurationFile, "--for", "30s"],
            output: output, errors: errors)
        #expect(eventually { readFile(errors).contains("Listening to #") })
        try broker.publish((0..<5000).map { ("way/\($0 % 700)/up", "{\"m\($0 % 700)\":1}") })
        discover.send(SIGINT)
        #expect(discover.wait(atMostMilliseconds: 20_000) == .exited(0))
        #expect(readFile(output).hasPrefix("5000 messages, "), "\(readFile(output).prefix(200)) \(readFile(errors))")
    }

    @Test("A recording is counted and played without a folder of devices, which is said once")
    func withoutDevices() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let folder = TemporaryFolder()
        let line = #"{"t":"2026-11-23T08:00:00Z","topic":"a/b","payload":"{\"ts\":1795507200}","qos":1,"retain":false}"#
        try Data("\(line)\n\(line)\n".utf8).write(to: URL(fileURLWithPath: folder.file("r.jsonl")))
        func shell(_ arguments: String) throws -> (ending: ChildProcess.Ending?, output: String, errors: String) {
            let program = "cd '\(folder.file(""))' && exec '\(builtProgram("gengfu"))' \(arguments)"
            let said = TemporaryFolder()
            let child = try ChildProcess(
                "/bin/sh", ["-c", program], output: said.file("output"), errors: said.file("errors"))
            let ending = child.wait(atMostMilliseconds: 20_000)
            return (ending, readFile(said.file("output")), readFile(said.file("errors")))
        }
        guard !Setup.hasDefaultDevices(in: "/") else { return }
        let statistics = try shell("recording stats r.jsonl")
        #expect(statistics.ending == .exited(0) && statistics.output.contains("2"), "\(statistics)")
        let played = try shell("replay r.jsonl --to mqtt://127.0.0.1:\(broker.port) --speed 0")
        #expect(played.ending == .exited(0) && played.errors.contains("2 messages published."), "\(played)")
        #expect(played.errors.split(separator: "\n").count { $0.contains("No folder of devices is here") } == 1)
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
