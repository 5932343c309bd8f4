import AlarmEngine
import Foundation
import Gateway
import TestSupport
import Testing

@Suite("Recordings: the replay and the daemon")
struct RecordingTests {
    /// The package's device folders that have a recording.
    static let folders: [String] = {
        let root =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path() + "Devices"
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix("/recording.jsonl") }.sorted()
            .map { "\(root)/\($0.dropLast("/recording.jsonl".count))" }
    }()

    @Test("There are recordings")
    func some() {
        #expect(Self.folders.count >= 6)
    }

    @Test("A replay gives the same bytes twice", arguments: folders)
    func twice(folder: String) throws {
        let first = try run(["replay", folder + "/recording.jsonl"])
        let second = try run(["replay", folder + "/recording.jsonl"])
        #expect(first.ending == .exited(0) && !first.output.isEmpty, "\(first.errors)")
        #expect(first.output == second.output)
    }

    @Test("The daemon and a replay give the same events for the devices' recordings, played at once")
    func daemon() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port)
        for folder in Self.folders where FileManager.default.fileExists(atPath: folder + "/profile.yaml") {
            let name = String(folder.split(separator: "/").last ?? "")
            installation.setProfile(name, readFile(folder + "/profile.yaml"))
        }
        installation.setProfile("last", KillTests.last)
        try installation.start()
        let recording = installation.folder.file("now.jsonl")
        let begun = Timestamp.text(GatewayClock.utc())
        let messages = try publish(to: broker, recording: recording)
        #expect(eventually(within: 20_000) { installation.story.contains { $0.hasPrefix("last ") } })

        let daemon = comparable(try installation.events(), since: begun)
        let replay = try run(["replay", recording, "--config", installation.configurationFile])
        let said = comparable(lines(replay.output), since: begun)

        print("recordings: \(messages) messages, \(daemon.count) events")
        #expect(daemon.count > 20)
        #expect(daemon == said, "\(difference(daemon, said))")
    }

    /// An event whose message had no credible time has that of its receipt, on which no two clocks agree; so has the
    /// beginning of a `payload` alarm.
    private func comparable(_ lines: [String], since begun: String) -> [String] {
        keys(lines).filter { $0.profile != "last" }.map { event in
            event.time < begun && event.alarm != "payload" ? event.description : event.timeless
        }.sorted()
    }

    /// Publishes every message whose own time is among the last 50 minutes of its recording, moved to now.
    private func publish(to broker: Broker, recording: String) throws -> Int {
        let publisher = try Publisher(configuration: broker.configuration(clientID: "player"))
        let writer = try RecordingWriter(recording)
        for folder in Self.folders where FileManager.default.fileExists(atPath: folder + "/profile.yaml") {
            let shift = TimeShift(try Setup.load(config: nil, devices: [folder]).profiles)
            var reader = try RecordingReader(folder + "/recording.jsonl")
            var all: [RecordedMessage] = []
            while let message = try reader.next() { all.append(message) }
            guard let end = all.last?.at else { continue }
            for message in all where end - message.at < .minutes(50) && !message.isRetained {
                let now = GatewayClock.utc()
                let payload = shift.moved(message.payload, topic: message.topic, by: now - end)
                writer.write(RecordedMessage(at: now, topic: message.topic, payload: payload))
                try publisher.publish(topic: message.topic, payload: payload)
            }
        }
        let last = RecordedMessage(at: GatewayClock.utc(), topic: "kill/last", payload: Array("1".utf8))
        writer.write(last)
        try publisher.publish(topic: last.topic, payload: last.payload)
        try publisher.flush()
        publisher.close()
        try writer.flush()
        return writer.count
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
