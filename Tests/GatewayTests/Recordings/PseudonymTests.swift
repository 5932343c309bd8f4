import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// Recordings that say nothing of who and where (docs/recordings.md).
@Suite("Pseudonyms in recordings")
struct PseudonymTests {
    private let folder = TemporaryFolder()

    private func key(_ text: String = "0123456789abcdef") throws -> PseudonymKey {
        writeFile(folder.file("key"), text + "\n")
        return try PseudonymKey(file: folder.file("key"))
    }

    private static func fields() -> [FieldDescription] {
        var fields = [
            FieldDescription(name: "smoke", path: "/data/smoke", type: .number),
            FieldDescription(name: "low", path: "/low", type: .boolean),
            FieldDescription(name: "mode", path: "/mode", type: .text),
            FieldDescription(name: "note", path: "/note", type: .text),
            FieldDescription(name: "pulse", path: "/pulse", type: .number, isPrivate: true),
            FieldDescription(name: "who", path: "/who", type: .text, isPrivate: true),
            FieldDescription(name: "second", path: "/list/1", type: .number),
        ]
        fields.append(FieldDescription(name: "written", path: "/written", type: .number))
        return fields
    }

    private func pseudonymiser(_ text: String = "0123456789abcdef") throws -> Pseudonymiser {
        let alarm = AlarmDescription(
            name: "fall", levels: [LevelDescription(when: "mode == 'fall' or who == 'nobody'", severity: .severe)],
            signal: .alarm)
        let json = MessageDescription(
            topic: "c/{area}/{zone}/{device}", time: TimeDescription(path: "/ts", unit: .iso8601), sequence: "/seq",
            fields: Self.fields())
        let text_ = MessageDescription(
            topic: "say/{device}", payload: .text, fields: [FieldDescription(name: "said", path: "", type: .text)])
        let profiles = try [
            Profile(ProfileDescription(name: "p", service: .elderCare, messages: [json], alarms: [alarm])),
            Profile(
                ProfileDescription(
                    name: "q", service: .elderCare, messages: [text_],
                    alarms: [
                        AlarmDescription(
                            name: "sos", levels: [LevelDescription(when: "said == 'SOS'", severity: .severe)],
                            signal: .alarm)
                    ])),
        ]
        return Pseudonymiser(Engine.Configuration(profiles: profiles), key: try key(text))
    }

    private func shown(_ topic: String, _ payload: String, _ by: inout Pseudonymiser) -> (
        topic: String, payload: String
    )? {
        let message = RecordedMessage(at: Moment(milliseconds: 7), topic: topic, payload: Array(payload.utf8), qos: 1)
        return by.shown(message).map { ($0.topic, String(decoding: $0.payload, as: UTF8.self)) }
    }

    @Test("Device, zone and the area beneath its county change, the same for the same; another key gives others")
    func topics() throws {
        var mask = try pseudonymiser()
        let one = try #require(shown("c/532822100201/wang-xiulan/sd-1", "{}", &mask)).topic.split(separator: "/")
        let same = try #require(shown("c/532822100201/li/sd-1", "{}", &mask)).topic.split(separator: "/")
        let next = try #require(shown("c/532822100202/wang-xiulan/sd-2", "{}", &mask)).topic.split(separator: "/")
        #expect(one[0] == "c" && one[1].hasPrefix("532822") && one[1].count == 12 && one[1] != "532822100201")
        #expect(one[2].hasPrefix("z-") && one[3].hasPrefix("d-") && one[3].count == 14)
        #expect(same[1] == one[1] && same[3] == one[3] && same[2] != one[2])
        #expect(next[1].prefix(9) == one[1].prefix(9) && next[1] != one[1] && next[2] == one[2] && next[3] != one[3])
        var other = try pseudonymiser("another key of 16")
        let foreign = try #require(shown("c/532822100201/wang-xiulan/sd-1", "{}", &other)).topic.split(separator: "/")
        #expect(foreign[3] != one[3] && foreign[2] != one[2])
    }

    @Test("No two townships or villages become one, a county stays, and what is no code becomes a name")
    func areas() throws {
        var names = Pseudonyms(try key())
        let townships = Set((0..<1000).map { names.area("532822\(String($0 + 1000).dropFirst())") })
        #expect(townships.count == 1000 && townships.allSatisfy { $0.count == 9 && $0.hasPrefix("532822") })
        #expect(Set((0..<1000).map { names.area("532822100\(String($0 + 1000).dropFirst())") }).count == 1000)
        #expect(["53", "5328", "532822"].map { names.area($0) } == ["53", "5328", "532822"])
        #expect(names.area("532822100201").hasPrefix(names.area("532822100")))
        #expect(Set((0..<100).map { names.area("532822100201\(String($0 + 100).dropFirst())") }).count == 100)
        #expect(names.area("532822100201123456").count == 18)
        #expect(names.area("north").hasPrefix("a-"))
    }

    @Test("Of a payload stays what is declared and no name; free text becomes a pseudonym, rules' own words stay")
    func payloads() throws {
        var mask = try pseudonymiser()
        let payload = """
            {"ts":"2026-11-24T08:00:00Z","seq":12,"data":{"smoke":1.50,"owner":"Wang"},"low":true,"mode":"fall",\
            "note":"Wang Xiulan, 3-1","pulse":71,"who":"nobody","phone":13812345678,"list":[9,2.5,3],"written":"21.5",\
            "nested":{"deep":[{"name":"x"}]}}
            """
        let (_, said) = try #require(shown("c/532822/z/d", payload, &mask))
        let value = try JSONValue(parsing: Array(said.utf8))
        #expect(said.contains(#""smoke":1.50"#) && said.contains(#""list":[null,2.5]"#))
        #expect(value["ts"]?.string == "2026-11-24T08:00:00Z" && value["seq"]?.number == 12)
        #expect(value["low"]?.boolean == true && value["mode"]?.string == "fall" && value["written"]?.string == "21.5")
        #expect(value["note"]?.string?.hasPrefix("t-") == true && value["who"]?.string?.hasPrefix("t-") == true)
        for gone in ["Wang", "owner", "phone", "138", "71", "nested", "deep", "nobody"] {
            #expect(!said.contains(gone), "\(gone) in \(said)")
        }
        let (_, again) = try #require(shown("c/532822/z/other", payload, &mask))
        #expect(again == said, "the same text, the same pseudonym")
        let (_, plain) = try #require(
            shown("c/532822/z/d", #"{"data":{"smoke":"Wang"},"written":"Wang","low":"yes, Wang"}"#, &mask))
        #expect(plain == #"{"data":{"smoke":null},"written":null,"low":null}"#, "a text where a number should be")
    }

    @Test(
        "What is no time where a time is declared, and no number where a sequence is, goes; the rest stays to the letter",
        arguments: [
            (#"{"ts":"2026-11-24T08:00:00+08:00","seq":12.50}"#, #"{"ts":"2026-11-24T08:00:00+08:00","seq":12.50}"#),
            (#"{"ts":"联系王五 13812345678","seq":"张三"}"#, #"{"ts":null,"seq":null}"#),
            (#"{"ts":"13812345678","seq":"13812345678"}"#, #"{"ts":null,"seq":null}"#),
            (#"{"ts":13812345678,"seq":null}"#, #"{"ts":null,"seq":null}"#),
            (#"{"ts":true,"seq":true}"#, #"{"ts":null,"seq":null}"#),
            (#"{"ts":["王"],"seq":{"a":"王"}}"#, #"{"ts":[],"seq":{}}"#),
            (#"{"ts":"UNSYNC"}"#, #"{"ts":null}"#),
        ])
    func times(payload: String, expected: String) throws {
        var mask = try pseudonymiser()
        #expect(try #require(shown("c/532822/z/d", payload, &mask)).payload == expected)
    }

    @Test("A time is one in any of the ways that are declared, and in no other")
    func waysOfTimes() throws {
        let alarm = AlarmDescription(
            name: "a", levels: [LevelDescription(when: "v > 1", severity: .severe)], signal: .alarm)
        var message = MessageDescription(
            topic: "t/{device}", fields: [FieldDescription(name: "v", path: "/v", type: .number)])
        var day = TimeDescription(path: "/at", unit: .seconds)
        day.format = "dd/MM/yyyy HH:mm"
        message.times = [day, TimeDescription(path: "/at", unit: .milliseconds)]
        let profile = try Profile(
            ProfileDescription(name: "p", service: .elderCare, messages: [message], alarms: [alarm]))
        var mask = Pseudonymiser(Engine.Configuration(profiles: [profile]), key: try key())
        for (written, kept) in [
            (#""24/11/2026 08:00""#, true), ("1795507200000", true), (#""1795507200000""#, true),
            (#""24/11/2026 08:00 王""#, false), (#""2026-11-24T08:00:00Z""#, false), (#""王""#, false),
        ] {
            let said = try #require(shown("t/d", #"{"at":\#(written)}"#, &mask)).payload
            #expect(said == #"{"at":\#(kept ? written : "null")}"#)
        }
    }

    @Test("Many readings in one message: names of devices change wherever they stand, and so does nothing else")
    func manyReadings() throws {
        var list = MessageDescription(
            topic: "up/{bridge}", fields: [FieldDescription(name: "v", path: "/v", type: .number)])
        list.each = EachDescription(path: "/readings")
        list.device = .value(MessagePlace(path: "/id"))
        list.bridge = MessagePlace(path: "/gateway", isOuter: true)
        var members = MessageDescription(
            topic: "all/{bridge}", fields: [FieldDescription(name: "v", path: "/v", type: .number)])
        members.each = EachDescription(path: "")
        members.device = .member
        var mode = FieldDescription(name: "mode", path: "/mode", type: .text)
        mode.words = [CodeWord(.number(7), "alarm"), CodeWord(.text("A"), "alarm")]
        var part = FieldDescription(name: "part", path: "/part", type: .text)
        part.cut = .characters(from: 0, to: 2)
        let coded = MessageDescription(topic: "code/{device}", fields: [mode, part])
        var wrapped = MessageDescription(
            topic: "wrapped/{device}", fields: [FieldDescription(name: "v", path: "/data/v", type: .number)])
        wrapped.inside = [InsideDescription(path: "/data", payload: PayloadDescription())]
        let profiles = try [("p", list), ("q", members), ("r", coded), ("s", wrapped)].map { name, message in
            try Profile(ProfileDescription(name: name, service: .elderCare, messages: [message]))
        }
        var mask = Pseudonymiser(Engine.Configuration(profiles: profiles), key: try key())
        let (topic, said) = try #require(
            shown("up/g1", #"{"gateway":"g1","x":1,"readings":[{"id":"d1","v":1.50,"w":2},{"id":86,"v":2}]}"#, &mask))
        let gateway = String(topic.dropFirst(3))
        #expect(said.hasPrefix(#"{"gateway":"\#(gateway)","readings":[{"id":"d-"#))
        #expect(
            said.contains(#","v":1.5"#) && !said.contains("d1\"") && !said.contains("86") && !said.contains("\"w\""))
        let (_, named) = try #require(shown("all/g1", #"{"d1":{"v":1},"d2":{"v":2,"n":"Wang"}}"#, &mask))
        let first = said.split(separator: "\"")[9]
        #expect(named.hasPrefix(#"{"\#(first)":{"v":1},"d-"#) && named.hasSuffix(#"":{"v":2}}"#), "\(named) \(first)")
        #expect(
            try #require(shown("code/d", #"{"mode":7,"part":"AB13812345678"}"#, &mask)).payload
                == #"{"mode":7,"part":null}"#)
        #expect(try #require(shown("code/d", #"{"mode":"A"}"#, &mask)).payload == #"{"mode":"A"}"#)
        #expect(try #require(shown("code/d", #"{"mode":8}"#, &mask)).payload == #"{"mode":null}"#)
        #expect(
            try #require(shown("wrapped/d", #"{"data":"{\"v\":1.50,\"n\":\"Wang\"}","n":"Wang"}"#, &mask)).payload
                == #"{"data":"{\"v\":1.50}"}"#)
        #expect(shown("wrapped/d", #"{"data":"{\"v\":1"}"#, &mask) == nil && mask.unreadable == 1)
    }

    @Test("A payload that is one text is a pseudonym, but for the rules' words")
    func texts() throws {
        var mask = try pseudonymiser()
        #expect(try #require(shown("say/d", "SOS", &mask)).payload == "SOS")
        #expect(try #require(shown("say/d", "Wang calls", &mask)).payload.hasPrefix("t-"))
    }

    @Test("Topics of no profile and what cannot be read are left out and counted")
    func leftOut() throws {
        var mask = try pseudonymiser()
        #expect(shown("somewhere/else", "Wang", &mask) == nil)
        #expect(shown("c/532822/z/d", "Wang", &mask) == nil)
        #expect(shown("c/532822/z/d", "Wang", &mask) == nil)
        #expect(mask.unknown == 1 && mask.unreadable == 2)
        #expect(
            mask.news == [
                "Left out, as nobody can say what is in them: 1 messages that came on topics of no profile, 2 messages that could not be read."
            ])
    }

    @Test("A key is 16 bytes or more, and never shows itself")
    func keys() throws {
        #expect(throws: Problem.self) { try key("0123456789abcde") }
        #expect("\(try key())" == "(key)")
        #expect(!String(reflecting: try key()).contains("0123"))
        var dumped = ""
        dump(try key(), to: &dumped)
        #expect(!dumped.contains("48"))
    }

    @Test("A level of several parts is taken apart")
    func parts() {
        func said(_ pattern: String, _ topic: String) -> String? {
            TopicParts(pattern).replacing(in: topic) { name, text in "<\(name):\(text)>" }
        }
        #expect(
            said("v3/{application}@{tenant}/{device}", "v3/a@b@c/d") == "v3/<application:a>@<tenant:b@c>/<device:d>")
        #expect(said("shelly-{device}/x", "shelly-1/x") == "shelly-<device:1>/x")
        #expect(said("{device}-end", "a-end-end") == "<device:a-end>-end")
        #expect(said("shelly-{device}", "shelly-") == nil)
        #expect(said("a/{device}", "a/b/c") == nil && said("a/{device}", "b/c") == nil)
    }
}
