import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// Names of members and of topics that are somebody's, and are not shown.
@Suite("Discovery and what is somebody's")
struct DiscoveryPrivacyTests {
    private func discovery(_ messages: [(topic: String, payload: String)]) -> Discovery {
        var discovery = Discovery(Engine.Configuration(profiles: []))
        for (topic, payload) in messages {
            discovery.take(
                Message(
                    topic: topic, payload: Array(payload.utf8), receivedAt: Moment(milliseconds: 1_795_507_200_000)))
        }
        return discovery
    }

    private func everything(_ discovery: Discovery) -> String {
        let report = DiscoveryReport(discovery)
        return report.lines.joined(separator: "\n") + (report.unknownTopics ?? "")
            + report.profileDrafts.map(\.text).joined()
    }

    @Test("Members whose names are data are shown as *, in the report and in drafts")
    func members() {
        let found = discovery([
            ("home/13812345678/location", #"{"13812345678":{"name":"x","t":1},"王五":2,"wang@x.cn":1,"温度":3,"ok":true}"#)
        ])
        let all = everything(found)
        for secret in ["13812345678", "王五", "wang@x.cn"] { #expect(!all.contains(secret), "\(all)") }
        for name in ["/*/name: text", "/*/t: number", "/*: number", "/温度: number", "/ok: boolean"] {
            #expect(all.contains(name), "\(all)")
        }
        #expect(all.contains(#"{path: "/温度", type: number}"#))
        #expect(all.contains("#   /*/name"), "the draft says what it leaves out")
    }

    @Test("A name in other letters is shown once two devices use it in most of their messages")
    func proven() {
        let one = discovery([("a/1/x", #"{"房态":2}"#), ("a/1/x", #"{"房态":2}"#)])
        #expect(!everything(one).contains("房态"))
        let two = discovery([("a/1/x", #"{"房态":2}"#), ("a/2/x", #"{"房态":2}"#)])
        #expect(everything(two).contains("/房态: number"))
        let seldom = discovery([
            ("a/1/x", #"{"房态":2,"k":1}"#), ("a/2/x", #"{"房态":2,"k":1}"#), ("a/2/x", #"{"k":1}"#),
            ("a/3/x", #"{"k":1}"#),
            ("a/3/x", #"{"k":1}"#),
        ])
        #expect(!everything(seldom).contains("房态"))
    }

    @Test("An object by somebody's names is none of fields: each name comes seldom, and all look alike")
    func tables() {
        let table = discovery([
            ("ward", #"{"beds":{"wangwu":{"hr":70}}}"#), ("ward", #"{"beds":{"lisi":{"hr":71}}}"#),
            ("ward", #"{"beds":{"zhaoliu":{"hr":72}}}"#),
        ])
        let all = everything(table)
        #expect(all.contains("/beds/*/hr: number, 70 to 72"), "\(all)")
        #expect(!all.contains("wangwu") && !all.contains("lisi"))
        let record = discovery([
            ("pump", #"{"type":"a","flow":1}"#), ("pump", #"{"type":"b","level":2}"#),
            ("pump", #"{"type":"c","volt":3}"#),
        ])
        #expect(everything(record).contains("/level: number, 2"), "a record's seldom members are fields")
    }

    @Test("Levels that are somebody's stand nowhere, and words are no ids")
    func topics() {
        let found = discovery([
            ("home/13812345678/location", #"{"x":1}"#), ("home/wang@x.cn/location", #"{"x":1}"#),
            ("b64/q", #"{"y":1}"#),
        ])
        let all = everything(found)
        #expect(!all.contains("13812345678") && !all.contains("wang@x.cn") && all.contains("b64/q"))
        for (level, isName) in [
            ("b64", false), ("cafe", false), ("cafe01", true), ("facade", false), ("aa:bb:cc:dd:ee:f1", true),
            ("17", true),
            ("v3", false), ("gas-1", false), ("1203", true), ("x1203", true), ("a@b", false), ("a@b.c", true),
            ("", false),
            ("10.0.0.7", true),
        ] {
            #expect(TopicLevel.isName(level[...]) == isName, "\(level)")
        }
    }

    @Test("A device's id with blanks at its ends is read back as it is")
    func blanks() throws {
        var row = Discovery(
            Engine.Configuration(profiles: [
                try Profile(
                    ProfileDescription(
                        name: "door", service: .fireStation,
                        messages: [
                            MessageDescription(
                                topic: "d/{device}",
                                fields: [FieldDescription(name: "open", path: "/open", type: .boolean)])
                        ]))
            ]))
        row.take(
            Message(
                topic: "d/ k 7 ", payload: Array(#"{"open":true}"#.utf8), receivedAt: Moment(milliseconds: 1)))
        #expect(DiscoveryReport(row).registryRows.last == "\" k 7 \",door,,,,")
    }
}
