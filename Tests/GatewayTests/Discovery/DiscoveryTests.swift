import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// What `gengfu discover` makes of a broker's traffic.
@Suite("Discovery")
struct DiscoveryTests {
    private func discovery() throws -> Discovery {
        var described = ProfileDescription(
            name: "door", service: .fireStation,
            messages: [
                MessageDescription(
                    topic: "c/{area}/door/{device}",
                    fields: [FieldDescription(name: "open", path: "/open", type: .boolean)])
            ])
        described.products = [ProductDescription(maker: "Tuya", model: "Door 1", also: ["ts-0"])]
        let door = try Profile(described)
        let sensor = try Profile(
            ProfileDescription(
                name: "aqara-sjcgq11lm", service: .elderCare,
                messages: [
                    MessageDescription(
                        topic: "leak/{device}",
                        fields: [FieldDescription(name: "leak", path: "/leak", type: .boolean)])
                ]))
        return Discovery(
            Engine.Configuration(
                profiles: [door, sensor],
                registry: [RegisteredDevice(device: "d1", profile: "door", area: "532822100201")]))
    }

    /// A number in letters alone.
    private func word(_ number: Int) -> String {
        let letters = "ghijklmnopqrstuv".map { String($0) }
        return String(number, radix: 16).map { letters[Int(String($0), radix: 16) ?? 0] }.joined()
    }

    private func take(
        _ discovery: inout Discovery, _ topic: String, _ payload: String, retained: Bool = false, at second: Int64 = 1
    ) {
        discovery.take(
            Message(
                topic: topic, payload: Array(payload.utf8), isRetained: retained,
                receivedAt: Moment(milliseconds: 1_795_507_200_000 + second * 1000)))
    }

    @Test("Which profiles' messages came, of how many devices, and why some do not decode")
    func profiles() throws {
        var discovery = try discovery()
        take(&discovery, "c/532822100201/door/d1", #"{"open":true}"#)
        take(&discovery, "c/532822100201/door/d2", #"{"open":true}"#)
        take(&discovery, "c/532822100202/door/d,3", "Wang")
        let said = DiscoveryReport(discovery).lines
        #expect(said.contains("  door: 3 messages of 3 devices, 1 undecodable"))
        #expect(said.contains { $0.hasSuffix("(1 devices)") })
        #expect(!said.joined().contains("Wang"))
        #expect(
            DiscoveryReport(discovery).registryRows == [
                "device,profile,area,zone,place,holder", "d2,door,532822100201,,,", "\"d,3\",door,532822100202,,,",
            ])
    }

    @Test("Topics of no profile are grouped by shape: levels of digits, and levels that alone differ")
    func shapes() throws {
        var discovery = try discovery()
        for (device, value) in [("kitchen", 20), ("hall", 21), ("bath", 25)] {
            take(&discovery, "home/\(device)/climate", #"{"ts":1795507200,"temp":\#(value).5,"name":"Wang","ok":true}"#)
        }
        take(&discovery, "meter/86400123/value", "12.5")
        take(&discovery, "meter/86400124/value", "13")
        take(&discovery, "raw/a1b2c3", "\u{1}\u{2}")
        let shapes = discovery.unknown()
        #expect(shapes.map(\.filter) == ["home/+/climate", "meter/+/value", "raw/+"])
        #expect(shapes.map(\.messages) == [3, 2, 1])
        #expect(shapes[0].draftTopic == "home/{device}/climate")
        let places = shapes[0].payload.places
        #expect(places["/temp"]?.words == "number, 20.5 to 25.5")
        #expect(places["/ts"]?.words == "number, perhaps a time in s")
        #expect(places["/name"]?.words == "text" && places["/ok"]?.words == "boolean")
        let all = DiscoveryReport(discovery).lines.joined(separator: "\n")
        #expect(!all.contains("Wang"), "nothing of what stood in a payload")
    }

    @Test("Large whole numbers show no range: they may be somebody's telephone number")
    func numbers() {
        var shape = PayloadShape()
        shape.take(Array(#"{"a":13812345678,"b":[1,2,5],"c":{"d/e":null},"f":"21.5"}"#.utf8))
        shape.take(Array(#"{"a":13912345678,"b":[7],"c":{"d/e":3},"f":"x"}"#.utf8))
        #expect(shape.places.mapValues(\.words)["/a"] == "number, large")
        #expect(shape.places.mapValues(\.words)["/b/*"] == "number, 1 to 7")
        #expect(shape.places.mapValues(\.words)["/c/d~1e"] == "number or null, 3")
        #expect(shape.places.mapValues(\.words)["/f"] == "text or a number as text")
    }

    @Test("A draft of a profile can be read as it is")
    func drafts() throws {
        var discovery = try discovery()
        for village in ["532822100201", "532822100202"] {
            for device in ["a", "b"] {
                take(
                    &discovery, "v/\(village)/gas-1/\(device)/up",
                    #"{"time":1795507200000,"%LEL":3.5,"and":true,"data":{"1":2,"temp":7},"temp":8,"list":[1],"who":"x"}"#
                )
            }
        }
        take(&discovery, "plain/86400123", "17")
        let report = DiscoveryReport(discovery)
        let folder = TemporaryFolder()
        let files = try DiscoveryDrafts(folder.file("out")).write(report)
        #expect(files.contains { $0.hasSuffix("devices/draft-v-gas-1-up/profile.yaml") }, "\(files)")
        let setup = try Setup.load(config: nil, devices: [folder.file("out/devices")])
        let draft = try #require(setup.descriptions.first { $0.name.hasPrefix("draft-v") })
        #expect(draft.messages[0].topic == "v/{area}/gas-1/{device}/up")
        #expect(draft.messages[0].time?.unit == .milliseconds)
        let fields = Dictionary(uniqueKeysWithValues: draft.messages[0].fields.map { ($0.path, $0) })
        #expect(Set(fields.keys) == ["/%LEL", "/and", "/data/1", "/data/temp", "/temp", "/who"])
        #expect(fields["/who"]?.isPrivate == true && fields["/temp"]?.isPrivate == false)
        #expect(setup.descriptions.count == 2)
        #expect(throws: Problem.self) { try DiscoveryDrafts(folder.file("out")) }
    }

    @Test("zigbee2mqtt's list and Home Assistant's announcements become an inventory, with the profile that fits")
    func inventory() throws {
        var discovery = try discovery()
        take(
            &discovery, "zigbee2mqtt/bridge/devices",
            #"""
            [{"ieee_address":"0x0","type":"Coordinator","friendly_name":"Coordinator"},
             {"ieee_address":"0x1","type":"EndDevice","friendly_name":"bath leak","definition":{"vendor":"Aqara","model":"SJCGQ11LM"}},
             {"ieee_address":"0x2","type":"EndDevice","friendly_name":"0x2","definition":null,"manufacturer":"_TZ","model_id":"TS0"}]
            """#, retained: true)
        take(
            &discovery, "homeassistant/binary_sensor/x/open/config",
            #"{"~":"c/532822100201/door/d9","stat_t":"~","avty_t":"~/lwt","uniq_id":"u1","dev":{"ids":["i1"],"mf":"Acme","mdl":"D1"}}"#,
            retained: true)
        take(
            &discovery, "homeassistant/sensor/u2/config",
            #"{"state_topic":"x/battery","device":{"identifiers":"i1","manufacturer":"Acme","model":"D1"}}"#)
        take(
            &discovery, "homeassistant/device/z/config",
            #"{"dev":{"ids":"z","mf":"Bo, Ltd","mdl":"Z"},"cmps":{"a":{"p":"sensor","stat_t":"z/state"}}}"#)
        take(&discovery, "homeassistant/sensor/gone/config", "")
        #expect(
            DiscoveryReport(discovery).inventoryRows == [
                "source,maker,model,profile,topics,availability",
                "Home Assistant,Acme,D1,door,c/532822100201/door/d9 x/battery,c/532822100201/door/d9/lwt",
                "Home Assistant,\"Bo, Ltd\",Z,,z/state,",
                "zigbee2mqtt,Aqara,SJCGQ11LM,aqara-sjcgq11lm,zigbee2mqtt/bath leak,zigbee2mqtt/bath leak/availability",
                "zigbee2mqtt,_TZ,TS0,door,zigbee2mqtt/0x2,zigbee2mqtt/0x2/availability",
            ])
        #expect(discovery.unknown().isEmpty, "announcements are no unknown topics")
    }

    @Test("Two topics that differ in one level and have the same fields are of one shape; plain values need four")
    func pairs() throws {
        var discovery = try discovery()
        take(&discovery, "home/lisi/door", #"{"open":true}"#)
        take(&discovery, "home/wangdaye/door", #"{"open":false}"#)
        take(&discovery, "home/wangdaye/window", #"{"shut":false}"#)
        for name in ["a", "b", "c"] { take(&discovery, "plain/\(name)", "17") }
        let three = discovery.unknown().map(\.filter)
        #expect(three == ["home/+/door", "home/wangdaye/window", "plain/a", "plain/b", "plain/c"])
        take(&discovery, "plain/d", "18")
        #expect(discovery.unknown().first?.filter == "plain/+")
    }

    @Test("Which level of a draft's topic is the device")
    func draftTopics() throws {
        for (topics, draft) in [
            (["a/17/b/18", "a/17/b/19"], "a/{part1}/b/{device}"), (["a/17/b/18"], "a/{part1}/b/{device}"),
            (["c/532822100201/care/wm-71/water"], "c/{area}/care/{device}/water"),
            (["c/532822100201/water"], "c/{device}/water"), (["c/992822100201/17/water"], "c/{part1}/{device}/water"),
            (["ct/861536030196001/24e124538b0003"], "ct/{part1}/{device}"), (["desk-1/messages"], nil),
            (["a/desk-1/messages"], "a/{device}/messages"), (["b64/q"], nil), (["zigbee2mqtt/奶奶房间"], nil),
            (["map"], nil), (["17"], "{device}"), (["{x}/17"], nil), (["a//17"], nil),
        ] as [([String], String?)] {
            var shapes = TopicShapes()
            for topic in topics { shapes.take(topic, Array(#"{"x":1}"#.utf8), isRetained: false) }
            #expect(shapes.all().map(\.draftTopic) == [draft], "\(topics)")
        }
    }

    @Test("What comes often stays, whatever came before it and comes between: only the seldom make room")
    func frequent() throws {
        var discovery = try discovery()
        func once(_ number: Int) {
            take(&discovery, "once/\(word(number))", #"{"\#(word(number))":1,"z":2}"#, at: Int64(number))
        }
        for number in 0..<1500 { once(number) }
        for number in 1500..<3000 {
            if number % 5 == 0 { take(&discovery, "often/door", #"{"open":true}"#, at: Int64(number)) }
            once(number)
        }
        let first = try #require(discovery.unknown().first)
        #expect(first.filter == "often/door" && first.messages == 300)
        let evicted = discovery.shapes.evicted
        let kept = discovery.unknown().map(\.messages).reduce(0, +)
        #expect(evicted.messages + kept == 3300 && evicted.shapes >= 2000)
        #expect(
            DiscoveryReport(discovery).lines.contains { $0.contains("a shape that came seldom made room for another") })
    }

    @Test("A message costs the same, however many shapes there are", .timeLimit(.minutes(1)))
    func cost() throws {
        var shapes = TopicShapes()
        func time(_ numbers: Range<Int>) -> Duration {
            ContinuousClock().measure {
                for number in numbers {
                    shapes.take("q/\(word(number))", Array(#"{"\#(word(number))":1,"z":2}"#.utf8), isRetained: false)
                }
            }
        }
        let few = time(0..<900)
        let many = time(900..<9900)
        // Ten times as many; gathering and letting go cost something, but no multiple of the number of shapes.
        #expect(many < few * 200, "\(few) and \(many)")
        let all = ContinuousClock().measure { _ = shapes.all() }
        #expect(all < .seconds(5))
    }

    @Test("Whatever comes, memory is bounded and what there is no room for is counted")
    func bounds() throws {
        var discovery = try discovery()
        // Words without digits, each payload another shape: nothing can be joined.
        for number in 0..<1200 {
            take(&discovery, "q/\(word(number))", #"{"\#(word(number))":1,"z":2}"#, at: Int64(number))
        }
        #expect(discovery.shapes.evicted.shapes == 200)
        #expect(discovery.unknown().count == 1000)
        var shape = PayloadShape()
        let members = (0..<300).map { "\"k\($0)\":1" }.joined(separator: ",")
        shape.take(Array("{\(members)}".utf8))
        #expect(shape.places.count == PayloadShape.mostPlaces && shape.isCut)
        let deep = String(repeating: "[", count: 60) + "1" + String(repeating: "]", count: 60)
        shape.take(Array(deep.utf8))
        #expect(shape.forms[.json] == 2)
    }
}
