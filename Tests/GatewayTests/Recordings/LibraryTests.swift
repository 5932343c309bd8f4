import AlarmEngine
import Foundation
import Testing

@testable import Gateway

/// What issue 4 asks of the library of real products.
@Suite("The library of products")
struct LibraryTests {
    private static let devices = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Devices").path(percentEncoded: false)

    private static let setup: Setup? = try? Setup.load(config: nil, devices: [devices])

    private static func text(_ folder: DeviceFolder, _ name: String) -> String {
        (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
    }

    private static func folders() throws -> [(folder: DeviceFolder, profile: ProfileDescription)] {
        let profiles = try #require(setup).descriptions.filter { !$0.products.isEmpty }
        return DeviceFolder.all(under: devices).compactMap { folder in
            profiles.first { $0.name == folder.profile }.map { (folder, $0) }
        }
    }

    @Test("There are at least 40, over the three services, each said by one profile only, each with its source")
    func many() throws {
        let all = try Self.folders()
        #expect(all.count >= 40)
        let products = all.flatMap(\.profile.products)
        let names = products.map { "\($0.maker) \($0.model)" }
        #expect(names.count == Set(names).count)
        for product in products { #expect(product.source?.isEmpty == false, "\(product.maker) \(product.model)") }
        let counts = Dictionary(grouping: all, by: \.profile.service).mapValues(\.count)
        #expect(counts[.fireStation] ?? 0 >= 15 && counts[.elderCare] ?? 0 >= 15)
        #expect(counts[.emergencyBroadcast] ?? 0 >= 5)
        print(
            "the library: \(all.count) profiles, \(products.count) products, \(Set(products.map(\.maker)).count) makers"
        )
    }

    @Test("Each has a recording that raises something, and a README that names where its facts are from")
    func whole() throws {
        for (folder, profile) in try Self.folders() {
            let readme = Self.text(folder, "README.md")
            #expect(readme.contains("## Sources") && readme.contains("## What the recording shows"), "\(profile.name)")
            #expect(readme.contains("https://") || readme.contains("data/README"), "\(profile.name)")
            let expected = Self.text(folder, "expected.jsonl")
            #expect(expected.contains(#""event":"raised""#), "\(profile.name)")
            #expect(Self.text(folder, "recording.jsonl").split(separator: "\n").count >= 3, "\(profile.name)")
        }
    }

    @Test("What is only a test pages nobody: its alarm has the signal test")
    func tests() throws {
        for (_, profile) in try Self.folders() {
            for alarm in profile.alarms where alarm.name.contains("test") && alarm.name != "test-failed" {
                #expect(alarm.signal == .test, "\(profile.name) \(alarm.name)")
            }
            for alarm in profile.alarms where alarm.signal == .test {
                #expect(alarm.levels.allSatisfy { $0.severity == .minor }, "\(profile.name) \(alarm.name)")
            }
        }
    }

    @Test("Every text stands in both languages, every alarm has one, and every profile says its title")
    func languages() throws {
        for (_, profile) in try Self.folders() {
            #expect(profile.title.en != nil && profile.title.zh != nil, "\(profile.name)")
            for alarm in profile.alarms {
                #expect(alarm.text.en != nil && alarm.text.zh != nil, "\(profile.name) \(alarm.name)")
            }
        }
    }

    @Test("Devices/README.md lists every product")
    func listed() throws {
        let readme = try String(contentsOfFile: "\(Self.devices)/README.md", encoding: .utf8)
        for (folder, profile) in try Self.folders() {
            let path = "\(profile.service.rawValue)/\(profile.name)"
            #expect(folder.path.hasSuffix(path) && readme.contains("(\(path)/README.md)"), "\(profile.name)")
            for product in profile.products { #expect(readme.contains(product.model), "\(product.model)") }
        }
    }

    @Test("What the network servers and gateways of issue 4 say is known")
    func envelopes() throws {
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: "\(Self.devices)/envelopes"))
        for name in [
            "chirpstack", "the-things-stack", "the-things-stack-decoded", "zigbee2mqtt", "tasmota", "shelly-gen1",
            "shelly-gen2", "rtl_433", "home-assistant", "aliyun-thing-model", "huawei-thing-model",
        ] {
            #expect(names.contains("\(name).yaml"), "\(name)")
        }
    }

    @Test("A page about a product says in either language what it is, what it says and what it raises")
    func sheets() throws {
        let setup = try #require(Self.setup)
        for (_, profile) in try Self.folders() {
            let english = DeviceSheet(profile, in: setup, .english).lines
            let chinese = DeviceSheet(profile, in: setup, .chinese).lines
            #expect(english.count == chinese.count, "\(profile.name)")
            for heading in ["Products", "What it says", "Alarms"] { #expect(english.contains(heading)) }
            for heading in ["产品", "上报内容", "告警"] { #expect(chinese.contains(heading)) }
            for alarm in profile.alarms {
                #expect(english.contains { $0.contains("\(alarm.name) of \(profile.name)") })
            }
            for product in profile.products { #expect(english.contains { $0.contains(product.model) }) }
            for field in profile.messages.flatMap(\.fields) {
                guard let value = field.defaultValue?.text else { continue }
                #expect(english.contains { $0.contains("\(field.name) ") && $0.contains("\(value) until heard") })
                #expect(chinese.contains { $0.contains("\(field.name) ") && $0.contains("首次上报前视为 \(value)") })
            }
        }
    }
}
