import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// The folder that `gengfu discover -o` writes, checked together with the devices that come with the program.
@Suite("Drafted folders")
struct DraftedFolderTests {
    private static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Devices").path(percentEncoded: false)

    private func take(_ discovery: inout Discovery, _ messages: [(topic: String, payload: String)]) {
        for (number, message) in messages.enumerated() {
            discovery.take(
                Message(
                    topic: message.topic, payload: Array(message.payload.utf8),
                    receivedAt: Moment(milliseconds: 1_795_507_200_000 + Int64(number) * 1000)))
        }
    }

    private func chirpstack(_ eui: String, _ profile: String, _ rest: String) -> (topic: String, payload: String) {
        (
            "application/6f5d8a3e-0d4c/device/\(eui)/event/up",
            #"{"time":"2026-11-23T07:59:59.700+00:00","deviceInfo":{"deviceProfileName":"\#(profile)","devEui":"\#(eui)"},"#
                + #""fCnt":1,"fPort":2,"data":"AXVkAwAB",\#(rest)"rxInfo":[{"gatewayId":"0016c001f1500001","rssi":-71}]}"#
        )
    }

    /// What a village's broker may carry, known devices and others.
    private var traffic: [(topic: String, payload: String)] {
        let door = #"{"open":true,"battery":90}"#
        return [
            ("home/lisi/door", door), ("home/wangdaye/door", door), ("home/lisi/climate", #"{"temp":20.5}"#),
            ("csv/q", #"{"a":1}"#), ("kv/q", #"{"b":1}"#), ("b64/q", #"{"c":1}"#), ("map", #"{"d":1}"#),
            ("same", #"{"e":1}"#), ("zigbee2mqtt/新设备", #"{"occupancy":true}"#),
            ("zigbee2mqtt/新设备/availability", #"{"state":"online"}"#),
            ("zigbee2mqtt/0x00158d0001a2b3c4", #"{"moisture":3}"#),
            ("zigbee2mqtt/bridge/info", #"{"version":"2.1","commit":"x"}"#),
            ("meter/86400123/up", #"{"flow":1.5,"ts":1795507200}"#), ("v/532822100201/gas/17/up", #"{"%LEL":3.5}"#),
            ("v/532822100202/gas/18/up", #"{"%LEL":3.5}"#),
            ("tele/plug/SENSOR", #"{"Time":"x","DS":{"Temperature":1}}"#),
            ("shellies/kitchen/relay/0", "on"), ("plain/86400123", "17"), ("a//b", #"{"x":1}"#),
            ("{x}/12345", #"{"x":1}"#),
            ("/sys/pk12345/dev1234567/up", #"{"params":{"SmokeSensorState":1}}"#),
            chirpstack("24e124538c000399", #"MYSTERY \"9\""#, ""),
            chirpstack("24e124538c000398", #"MYSTERY \"9\""#, ""),
            chirpstack("24e124538c000388", "Decoded 8", #""object":{"level":7,"state":"ok","rssi":1},"#),
            ("application/6f5d8a3e-0d4c/device/24e124538c000388/event/join", #"{"devAddr":"00189440"}"#),
            (
                "v3/app@tenant/devices/dev-1/up",
                #"{"received_at":"2026-11-23T07:59:59Z","uplink_message":{"f_port":3,"frm_payload":"AXVk","version_ids":{"model_id":"unheard-of"}}}"#
            ),
            ("v3/app@tenant/devices/dev-2/up", #"{"uplink_message":{"f_port":3,"frm_payload":"AXVk"}}"#),
        ]
    }

    @Test("All that is drafted passes the check, beside the devices that come with the program")
    func check() throws {
        let setup = try Setup.load(config: nil, devices: [Self.shipped])
        for profiles in [setup.profiles, []] {
            var discovery = Discovery(Engine.Configuration(profiles: profiles), shipped: setup.descriptions)
            take(&discovery, traffic)
            let report = DiscoveryReport(discovery)
            let folder = TemporaryFolder()
            _ = try DiscoveryDrafts(folder.file("out")).write(report)
            let both: Setup
            do {
                both = try Setup.load(config: nil, devices: [folder.file("out/devices"), Self.shipped])
            } catch {
                Issue.record("\(error.all.map(\.description).joined(separator: "\n"))")
                continue
            }
            #expect(both.warnings.map(\.description) == [])
            let drafted = both.descriptions.filter { $0.name.hasPrefix("draft-") }
            #expect(drafted.count == report.profileDrafts.count)
            let topics = Set(drafted.flatMap { $0.messages.map(\.topic) })
            for topic in [
                "home/{device}/door", "meter/{device}/up", "v/{area}/gas/{device}/up", "plain/{device}",
                "zigbee2mqtt/{device}",
            ] {
                #expect(topics.contains(topic), "\(topics.sorted())")
            }
            #expect(!topics.contains("{device}") && !topics.contains("{device}/q"))
            // The drafts take what they were made from, and nothing of what others are for.
            var again = Discovery(both.engineConfiguration)
            take(&again, traffic)
            let words = DiscoveryReport(again).lines
            for name in ["draft-mystery-9", "draft-decoded-8", "draft-unheard-of", "draft-home-door", "draft-meter-up"]
            {
                #expect(words.contains { $0.contains("\(name): ") && $0.hasSuffix("all decodable") }, "\(words)")
            }
        }
    }

    @Test("So does what is drafted from everything that the shipped devices' recordings say, as if none were known")
    func recordings() throws {
        let setup = try Setup.load(config: nil, devices: [Self.shipped])
        var discovery = Discovery(Engine.Configuration(profiles: []), shipped: setup.descriptions)
        let folders = FileManager.default.enumerator(atPath: Self.shipped)
        while let path = folders?.nextObject() as? String {
            guard path.hasSuffix("/recording.jsonl") else { continue }
            var reader = try RecordingReader(Self.shipped + "/" + path)
            while let message = try reader.next() {
                discovery.take(
                    Message(
                        topic: message.topic, payload: message.payload, isRetained: message.isRetained,
                        receivedAt: message.at))
            }
        }
        let report = DiscoveryReport(discovery)
        #expect(discovery.messages > 500 && report.profileDrafts.count > 10, "\(report.lines)")
        let folder = TemporaryFolder()
        _ = try DiscoveryDrafts(folder.file("out")).write(report)
        do {
            let both = try Setup.load(config: nil, devices: [folder.file("out/devices"), Self.shipped])
            #expect(both.warnings.map(\.description) == [])
        } catch {
            Issue.record("\(error.all.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test("What is not drafted stands in unknown-topics.md, with the reason")
    func reasons() throws {
        let setup = try Setup.load(config: nil, devices: [Self.shipped])
        var discovery = Discovery(setup.engineConfiguration)
        take(&discovery, traffic)
        let text = try #require(DiscoveryReport(discovery).unknownTopics)
        func section(_ heading: String) -> String {
            text.components(separatedBy: "\n## ").first { $0.hasPrefix("`\(heading)`") } ?? ""
        }
        #expect(section("csv/q").contains("no draft: no level of its topic varies or looks like an id"))
        #expect(section("b64/q").contains("no draft: no level"))
        #expect(section("same").contains("no draft: no level"))
        #expect(section("a//b").contains("no draft: "))
        #expect(section("zigbee2mqtt/新设备/availability").contains("no draft: "))
        #expect(section("application/+/device/+/event/join").contains("no draft: a network server"))
        #expect(section("v3/app@tenant/devices/dev-2/up").contains("no draft: a network server"))
        #expect(section("{x}/+").contains("no draft: its topic has a brace in it"))
        #expect(!section("home/+/door").isEmpty && !section("home/+/door").contains("no draft"))
    }

    @Test("An unknown device of a network server is drafted by its product: decoded, or with a description to fill in")
    func uplinks() throws {
        var discovery = Discovery(Engine.Configuration(profiles: []))
        take(&discovery, traffic)
        let drafts = Dictionary(uniqueKeysWithValues: DiscoveryReport(discovery).profileDrafts)
        let bytes = try #require(drafts["draft-mystery-9"])
        #expect(bytes.contains("via: [chirpstack]\npayload: bytes\n") && bytes.contains("6 to 6 bytes, on port 2."))
        #expect(bytes.contains(#"model: "MYSTERY \"9\"""#))
        let decoded = try #require(drafts["draft-decoded-8"])
        #expect(
            decoded.contains("via: [chirpstack-decoded]") && decoded.contains(#"level: {path: "/level", type: number}"#)
        )
        #expect(try #require(drafts["draft-unheard-of"]).contains("via: [the-things-stack]"))
    }

    @Test("A device whose model only the inventory knows gets a row, and no draft of its topic")
    func inventory() throws {
        let setup = try Setup.load(config: nil, devices: [Self.shipped])
        var discovery = Discovery(setup.engineConfiguration)
        let list =
            #"[{"ieee_address":"0x1","type":"EndDevice","friendly_name":"奶奶房间","definition":{"vendor":"HEIMAN","model":"HS1SA-E"}}]"#
        take(
            &discovery,
            [
                ("zigbee2mqtt/奶奶房间", #"{"smoke":false,"battery":100}"#),
                ("zigbee2mqtt/客厅", #"{"smoke":false,"battery":100}"#),
                ("zigbee2mqtt/奶奶房间/availability", #"{"state":"online"}"#), ("zigbee2mqtt/bridge/devices", list),
            ])
        let report = DiscoveryReport(discovery)
        #expect(report.registryRows.contains("奶奶房间,heiman-hs1sa-e,,,,"))
        let text = try #require(report.unknownTopics)
        #expect(text.contains("`zigbee2mqtt/客厅`") && !text.contains("奶奶房间"))
        // With the row in the registry it is the profile's.
        var known = setup.engineConfiguration
        known.registry = [RegisteredDevice(device: "奶奶房间", profile: "heiman-hs1sa-e")]
        var later = Discovery(known)
        take(&later, [("zigbee2mqtt/奶奶房间", #"{"smoke":false,"battery":100}"#), ("zigbee2mqtt/bridge/devices", list)])
        #expect(DiscoveryReport(later).lines.contains("  heiman-hs1sa-e: 1 messages of 1 devices, all decodable"))
        #expect(DiscoveryReport(later).registryRows.isEmpty)
    }

    @Test("A listed device of no profile is drafted by its model, and has a row with the draft's name")
    func zigbee() throws {
        let setup = try Setup.load(config: nil, devices: [Self.shipped])
        var discovery = Discovery(setup.engineConfiguration)
        let list = (1...2).map {
            #"{"ieee_address":"0x\#($0)","type":"EndDevice","friendly_name":"0x00158d000\#($0)","definition":{"vendor":"Acme","model":"Nose \#($0)"}}"#
        }
        let traffic = [
            ("zigbee2mqtt/bridge/devices", "[\(list.joined(separator: ","))]"),
            ("zigbee2mqtt/0x00158d0001", #"{"odour":3,"linkquality":80}"#),
            ("zigbee2mqtt/0x00158d0001/availability", #"{"state":"online"}"#),
            ("zigbee2mqtt/0x00158d0002", #"{"taste":true}"#),
        ]
        take(&discovery, traffic)
        let report = DiscoveryReport(discovery)
        #expect(report.registryRows.dropFirst() == ["0x00158d0001,draft-nose-1,,,,", "0x00158d0002,draft-nose-2,,,,"])
        #expect(report.profileDrafts.map(\.name) == ["draft-nose-1", "draft-nose-2"])
        #expect(report.profileDrafts[0].text.contains(#"{maker: "Acme", model: "Nose 1"}"#))
        let folder = TemporaryFolder()
        _ = try DiscoveryDrafts(folder.file("out")).write(report)
        let both = try Setup.load(config: nil, devices: [folder.file("out/devices"), Self.shipped])
        #expect(both.warnings.isEmpty)
        var known = both.engineConfiguration
        known.registry = [
            RegisteredDevice(device: "0x00158d0001", profile: "draft-nose-1"),
            RegisteredDevice(device: "0x00158d0002", profile: "draft-nose-2"),
        ]
        var again = Discovery(known)
        take(&again, traffic)
        let words = DiscoveryReport(again).lines
        #expect(words.contains("  draft-nose-1: 2 messages of 1 devices, all decodable"), "\(words)")
        #expect(words.contains("  draft-nose-2: 1 messages of 1 devices, all decodable"))
    }

    @Test("Home Assistant's announcements: the model's own id counts first, then what stands in parentheses")
    func modelNames() throws {
        let setup = try Setup.load(config: nil, devices: [Self.shipped])
        for device in [
            #"{"ids":"a","mf":"HEIMAN","mdl":"Smoke detector (HS1SA-E)","mdl_id":"HS1SA-E"}"#,
            #"{"ids":"a","mf":"HEIMAN","mdl":"Smoke detector","mdl_id":"HS1SA-E"}"#,
            #"{"ids":"a","mf":"HEIMAN","mdl":"Smoke detector (HS1SA-E)"}"#,
        ] {
            var discovery = Discovery(setup.engineConfiguration)
            let config = #"{"stat_t":"zigbee2mqtt/奶奶房间","dev":\#(device)}"#
            take(&discovery, [("homeassistant/binary_sensor/a/smoke/config", config)])
            #expect(DiscoveryReport(discovery).registryRows.last == "奶奶房间,heiman-hs1sa-e,,,,", "\(device)")
        }
    }
}
