import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// `registry.csv` and `areas.csv`, as docs/registry.md has them.
@Suite("The registry and the areas")
struct RegistryTests {
    private let folder = TemporaryFolder()

    init() {
        for name in ["detector", "button"] {
            let place = folder.file("devices/\(name)")
            try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        writeFile(
            folder.file("devices/detector/profile.yaml"),
            """
            profile: detector
            service: fire-station
            topic: community/{area}/fire/{device}/telemetry
            fields: {smoke: {path: /smoke, type: number}}
            parameters: {limit: 10}
            silence: {after: 1h}
            alarms: {high: {when: smoke >= limit, severity: severe, signal: alarm}}

            """)
        writeFile(
            folder.file("devices/button/profile.yaml"),
            """
            profile: button
            service: elder-care
            topic: care/{device}
            fields: {pressed: {path: /pressed, type: boolean}}
            alarms: {sos: {when: pressed, event: true, severity: extreme, signal: alarm}}

            """)
        writeFile(
            folder.file("gengfu.yaml"),
            "broker: {url: \"mqtt://127.0.0.1:1\"}\ndevices: [devices]\nregistry: registry.csv\nareas: areas.csv\n")
        writeFile(folder.file("areas.csv"), "code,name_zh\n532822,勐海县\n")
    }

    private func write(_ name: String, _ bytes: [UInt8]) {
        _ = FileManager.default.createFile(atPath: folder.file(name), contents: Data(bytes))
    }

    private func load() -> (setup: Setup?, said: [String]) {
        do throws(Problems) {
            let setup = try Setup.load(config: "gengfu.yaml", in: folder.path)
            return (setup, setup.warnings.filter { $0.file.hasSuffix(".csv") }.map(\.description))
        } catch {
            return (nil, error.all.map(\.description))
        }
    }

    /// `烟感` in the place, in GB18030.
    private static let gb: [UInt8] = [0xD1, 0xCC, 0xB8, 0xD0]

    @Test("GB18030 is recognised where a file is not UTF-8, with CRLF and quotation marks, and said once as a note")
    func legacy() throws {
        let head = Array("device,profile,area,place\r\n".utf8)
        let row = Array("d-1,detector,532822,\"".utf8) + Self.gb + Array(",1\"\r\n\r\n".utf8)
        let next = Array("d-2,detector,532822,".utf8) + Self.gb + Array("\r\n".utf8)
        write("registry.csv", head + row + next)

        let (setup, said) = load()

        #expect(setup?.registry.map(\.place) == ["烟感,1", "烟感"])
        #expect(said == ["registry.csv:2:1: note: it is not UTF-8, and is read as GB18030"])
    }

    @Test("Four-byte characters of GB18030 are read too; what is neither is refused at its line")
    func characters() {
        // U+3400 is 81 39 EE 39; é is A8 A6.
        #expect(GB18030.text([0x81, 0x39, 0xEE, 0x39, 0x61, 0xA8, 0xA6]) == "㐀aé")
        #expect(GB18030.text([0x61, 0xFF, 0x62]) == nil)
        #expect(GB18030.text([0x61, 0xD1]) == nil, "half a character")
        #expect(GB18030.text([]) == "")
        write("registry.csv", Array("device,profile\nd-1,detector\nd-2,".utf8) + [0xFF, 0xFE, 0x0A])
        #expect(
            load().said == [
                "registry.csv:3:1: error: it is neither UTF-8 nor GB18030; save it as UTF-8 (in Excel: \"CSV UTF-8\")"
            ])
    }

    @Test("All mistakes of a kind and of different kinds are reported in one go, in order of lines")
    func allAtOnce() {
        writeFile(
            folder.file("registry.csv"),
            """
            device,profile,area,limit,replaces
            d-1,detector,532822,,
            d-1,detector,532822,,
            d-2,detecter,532822,,
            d-3,detector,532823,high,
            d-4,detector,532822,,d-1
            d-5,detector,532822,,d-5
            d-6,detector,532822,,d-0
            d-7,detector,532822,,d-0
            d-8,button,,,detector//d-9
            d-9,button,,,beton/d-9
            ,button,,,

            """)

        let lines = [3, 4, 5, 5, 6, 7, 9, 10, 11, 12]
        #expect(load().said.map { $0.split(separator: ":")[1] } == lines.map { "\($0)" })
        #expect(
            load().said.filter { $0.contains("replace") || $0.contains("names no device; write") } == [
                "registry.csv:6:22: error: the device 'd-1', which this one replaces, still has a row: line 2; take it out",
                "registry.csv:7:22: error: the device 'd-5' cannot replace itself",
                "registry.csv:9:22: error: the device 'd-0' is replaced in line 8 already",
                "registry.csv:10:14: error: 'detector//d-9' names no device; write the old one's id, or PROFILE/ID or PROFILE/AREA/ID",
            ])
        #expect(load().said.contains { $0.contains("unknown profile 'beton'; did you mean 'button'?") })
    }

    @Test("A device may replace one of another profile, or of its own name in another area")
    func predecessors() {
        writeFile(
            folder.file("registry.csv"),
            """
            device,profile,area,replaces
            d-1,detector,532822,button/b-1
            d-2,detector,532822,d-9
            d-3,detector,53282210,detector/532822/d-3

            """)
        let old = load().setup?.registry.map(\.replaces)
        #expect(
            old == [
                .init(profile: "button", area: "", device: "b-1"),
                .init(profile: "detector", area: "532822", device: "d-9"),
                .init(profile: "detector", area: "532822", device: "d-3"),
            ])
    }

    @Test("Of a thousand mistakes the first hundred are shown, and the rest counted; one more than a hundred is one")
    func bounded() {
        for (count, rest) in [(100, nil), (101, "1 more error is"), (1000, "900 more errors are")] as [(Int, String?)] {
            let rows = (0..<count).map { "d-\($0),lamp,\n" }.joined()
            writeFile(folder.file("registry.csv"), "device,profile,area\n" + rows)
            let said = load().said
            #expect(said.count == (rest == nil ? 100 : 101))
            #expect(said.first?.hasPrefix("registry.csv:2:5: error: unknown profile 'lamp'") == true)
            let last = rest.map { "registry.csv:102:7: error: from here on \($0) not shown" }
            #expect(said.last == last ?? said.last)
            #expect(said.last?.contains("from here on") == (rest != nil))
        }
    }

    @Test("Areas: a code twice, of no such length, or beneath one that is missing; a registry's area of no such length")
    func areas() {
        writeFile(
            folder.file("areas.csv"),
            "code,name_zh\n532822,勐海县\n532822100,勐海镇\n532822100201,村\n532822101201,村\n5328221,x\n53282x,x\n532822,x\n")
        writeFile(folder.file("registry.csv"), "device,profile,area\nd-1,detector,5328221\nd-2,detector,532822100201\n")
        #expect(
            load().said.map { $0.split(separator: "\n")[0] } == [
                "areas.csv:5:1: warning: the area 532822101201 lies in 532822101, which is not in the file; is a digit wrong?",
                "areas.csv:6:1: error: '5328221' is no area code; \(AreaCode.rule)",
                "areas.csv:7:1: error: '53282x' is no area code; \(AreaCode.rule)",
                "areas.csv:8:1: error: the area 532822 is in line 2 too",
                "registry.csv:2:14: warning: '5328221' is no area code; \(AreaCode.rule)",
            ])
    }

    @Test("More devices than the limit allows are an error: those beyond it would not be waited for")
    func limit() {
        writeFile(
            folder.file("gengfu.yaml"),
            "broker: {url: \"mqtt://127.0.0.1:1\"}\ndevices: [devices]\nregistry: registry.csv\nlimits: {devices: 2}\n")
        writeFile(folder.file("registry.csv"), "device,profile\nb-1,button\nb-2,button\n")
        #expect(load().said == [])
        writeFile(folder.file("registry.csv"), "device,profile\nb-1,button\nb-2,button\nb-3,button\n")
        #expect(
            load().said == [
                "registry.csv:4:1: error: there are 3 devices, and 'limits' allows 2; raise 'devices' there"
            ])
    }

    @Test("100 000 devices in 12-digit areas are read and checked whole, in about a second where it is optimized")
    func scale() throws {
        var areas = "code,name_zh,name_en,sink\n532822,勐海县,,\n"
        for township in 100..<110 {
            areas += "532822\(township),镇,,\n"
            for village in 200..<300 { areas += "532822\(township)\(village),村,,\n" }
        }
        writeFile(folder.file("areas.csv"), areas)
        var rows = "device,profile,area,zone,place,holder,limit,replaces\r\n"
        for number in 0..<100_000 {
            let area = "532822\(100 + number % 10)\(200 + number / 10 % 100)"
            rows += "sd-\(number),detector,\(area),1单元,\"勐海镇, \(number) 号\",王秀兰,12.5,old-\(number)\r\n"
        }
        writeFile(folder.file("registry.csv"), rows)
        let start = ContinuousClock.now
        let setup = try Setup.load(config: "gengfu.yaml", in: folder.path)
        let took = ContinuousClock.now - start
        print("100,000 devices and 1,011 areas read in \(took)")

        #expect(setup.registry.count == 100_000 && setup.areas.count == 1011)
        #expect(setup.warnings.allSatisfy { !$0.file.hasSuffix(".csv") })
        #if DEBUG
            #expect(took < .seconds(60))
        #else
            #expect(took < .seconds(3))
        #endif
        let engine = ContinuousClock.now
        #expect(Engine(configuration: setup.engineConfiguration).deviceCount == 100_000)
        print("and an engine made of them in \(ContinuousClock.now - engine)")
    }
}
