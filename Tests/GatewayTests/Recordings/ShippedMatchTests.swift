import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// The shipped profiles, and what comes on their topics from devices that are not theirs.
@Suite("Shipped profiles and strangers on their topics")
struct ShippedMatchTests {
    private static let devices = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Devices").path(percentEncoded: false)

    /// The events of a recording of the lines, as `profile device alarm event`, and how many were of no profile.
    private func judged(_ lines: [String], devices: String) throws -> (events: [String], unknown: Int) {
        let folder = TemporaryFolder()
        writeFile(folder.file("r"), lines.map { $0 + "\n" }.joined())
        var events: [String] = []
        var replay = OfflineReplay(try Setup.load(config: nil, devices: [devices]).engineConfiguration) { event in
            let life = event.event.life
            events.append("\(life.device.profile) \(life.device.device) \(life.alarm) \(event.event.kind)")
        }
        try replay.read(folder.file("r")) { _ in }
        return (events, replay.counts.unknownTopic)
    }

    @Test("A weather station heard by rtl_433 raises no fire of the one smoke detector that speaks through it")
    func weatherStation() throws {
        let line = """
            {"t":"2026-11-23T17:00:00Z","topic":"rtl_433/tower-1/events",\
            "payload":{"model":"Acurite-5n1","id":20482,"unit":1,"learn":0}}
            """
        let (events, unknown) = try judged([line], devices: Self.devices)
        #expect(events == [] && unknown == 1)
        let own = line.replacing("Acurite-5n1", with: "Smoke-GS558")
        #expect(try judged([own], devices: Self.devices).events.count == 1)
    }

    @Test("An uplink of another product raises nothing of the only profile in a folder")
    func uplink() throws {
        let folder = TemporaryFolder()
        for name in ["fire-station/milesight-em500-pp", "shapes", "envelopes"] {
            let copy = URL(filePath: folder.file(name))
            try FileManager.default.createDirectory(
                at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: URL(filePath: "\(Self.devices)/\(name)"), to: copy)
        }
        // Battery 5 %.
        let line = """
            {"t":"2026-11-23T17:00:00Z","topic":"application/1/device/24e124128c067999/event/up","payload":\
            {"deviceInfo":{"deviceProfileName":"NAME","devEui":"24e124128c067999"},"fPort":85,"data":"AXUF"}}
            """
        let stranger = try judged([line.replacing("NAME", with: "AM307")], devices: folder.path)
        #expect(stranger.events == [] && stranger.unknown == 1)
        let own = try judged([line.replacing("NAME", with: "EM500-PP")], devices: folder.path)
        #expect(own.events.count == 1 && own.unknown == 0, "\(own)")
    }

    @Test("Plain and pseudonymised, a recording raises the same: that a known device cannot be reached too")
    func pseudonymised() throws {
        let setup = try Setup.load(config: nil, devices: [Self.devices])
        let folder = TemporaryFolder()
        writeFile(folder.file("key"), "0123456789abcdef\n")
        var mask = Pseudonymiser(
            setup.engineConfiguration, key: try PseudonymKey(file: folder.file("key")))
        let state = #"{"smoke":false,"battery":100,"device":{"model":"HS1SA-E"}}"#
        let messages = [
            ("zigbee2mqtt/grandma-kitchen", state), ("zigbee2mqtt/lamp", #"{"device":{"model":"LED1545G12"}}"#),
            ("zigbee2mqtt/grandma-kitchen/availability", #"{"state":"offline"}"#),
            ("zigbee2mqtt/lamp/availability", #"{"state":"offline"}"#),
            ("zigbee2mqtt/grandma-kitchen/availability", #"{"state":"online"}"#),
            ("zigbee2mqtt/grandma-kitchen", state.replacing(#""smoke":false"#, with: #""smoke":true"#)),
        ].enumerated().map { index, message in
            RecordedMessage(
                at: Moment(milliseconds: 1_795_507_200_000 + Int64(index) * 1000), topic: message.0,
                payload: Array(message.1.utf8))
        }
        let shown = messages.compactMap { mask.shown($0) }
        #expect(shown.count == 4 && mask.unknown == 2, "the lamp's are of no profile")
        let plain = try judged(messages.map(\.line), devices: Self.devices).events
        let masked = try judged(shown.map(\.line), devices: Self.devices).events
        let name = try #require(shown.first?.topic.split(separator: "/").last)
        #expect(plain.count == 3, "\(plain)")
        #expect(masked == plain.map { $0.replacing("grandma-kitchen", with: name) })
        #expect(!shown.contains { $0.line.contains("grandma") })
    }
}
