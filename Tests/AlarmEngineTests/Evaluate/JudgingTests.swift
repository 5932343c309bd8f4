import Testing

@testable import AlarmEngine

/// Rules 1, 2 and 8 of the design's section 5.
@Suite("When a rule is judged")
struct JudgingTests {
    @Test(">= holds at the limit and not a hair below")
    func boundary() throws {
        var watch = Watch(try .sample(.rule("v >= 10")))
        #expect(watch.send(#"{"v":9.999999999999998}"#, at: 0) == [])
        #expect(watch.send(#"{"v":10}"#, at: 1) == ["high raised @1"])
        #expect(watch.send(#"{"v":10}"#, at: 2) == [])
        #expect(watch.send(#"{"v":9.999999999999998}"#, at: 3) == ["high cleared @3"])
    }

    @Test("A rule is judged when a message brings one of its fields, changed or not, and by no other message")
    func broughtUnchanged() throws {
        var watch = Watch(try .sample(.rule("v > 5 and w > 5", onDelay: .seconds(10))))
        watch.send(#"{"v":6,"w":6}"#, at: 0)
        #expect(watch.last.isWorthKeeping)
        watch.send(#"{"on":true}"#, at: 1000)
        #expect(!watch.last.isWorthKeeping)
        #expect(watch.send(#"{"v":6}"#, at: 9999) == [])
        #expect(watch.send(#"{"w":6}"#, at: 10_000) == ["high raised @10000"])
    }

    @Test("A null brings nothing, and neither does a value of another type: the last one stays")
    func nullBringsNothing() throws {
        for value in ["null", "\"11\"", "true", "[11]"] {
            var watch = Watch(try .sample(.momentary("v > 5"), .rule("v > 5 and w > 5")))
            #expect(watch.send(#"{"v":6}"#, at: 0) == ["sos raised @0"])
            #expect(watch.send("{\"v\":\(value),\"w\":6}", at: 1) == ["high raised @1"])
            #expect(watch.counts.mistypedFields == (value == "null" ? 0 : 1))
        }
    }

    @Test("A field of clear_when brings judgement too")
    func clearWhenField() throws {
        var watch = Watch(try .sample(.rule("v > 10", clearWhen: "w < 5")))
        watch.send(#"{"v":11,"w":9}"#, at: 0)
        #expect(watch.send(#"{"v":9}"#, at: 1) == [])
        #expect(watch.send(#"{"w":4.9}"#, at: 2) == ["high cleared @2"])
    }

    @Test("Alarms of one message are judged in order of their names' bytes, silence and payload among them")
    func orderWithinMessage() throws {
        var watch = Watch(
            try .sample(
                .rule("v > 5", name: "tail"), .rule("v > 5", name: "Zeta"), .rule("v > 5", name: "alpha"),
                .rule("v > 5", name: "a-b"), .rule("v > 5", name: "é"), .rule("v > 5", name: "query"),
                silence: SilenceDescription(after: .seconds(10))))
        for moment in 1...5 { watch.send("?", at: Int64(moment)) }
        watch.advance(to: 20_000)
        #expect(
            watch.send(#"{"v":6}"#, at: 20_001).map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
                "Zeta raised", "a-b raised", "alpha raised", "payload cleared", "query raised", "silence cleared",
                "tail raised", "é raised",
            ])
    }

    @Test("Deadlines due at or before a message run before it, the earlier first")
    func deadlinesFirst() throws {
        var watch = Watch(
            try .sample(
                .rule("v > 5", name: "a", onDelay: .seconds(10)), .rule("w > 5", name: "b", onDelay: .seconds(5))))
        watch.send(#"{"v":6}"#, at: 0)
        watch.send(#"{"w":6}"#, at: 4000)
        #expect(
            watch.send(#"{"v":0,"w":0}"#, at: 10_000) == [
                "b raised @9000", "a raised @10000", "a cleared @10000", "b cleared @10000",
            ])
    }

    @Test("Deadlines of one moment run in order of profile, area, device and alarm name")
    func deadlineOrder() throws {
        let alarms = [
            AlarmDescription.rule("v > 5", name: "b", onDelay: .seconds(1)),
            .rule("v > 5", name: "a", onDelay: .seconds(1)),
        ]
        let profiles = [
            try Profile.sample(alarms[0], alarms[1], name: "q", topic: "q/{area}/{device}"),
            try Profile.sample(alarms[0], alarms[1], name: "P", topic: "P/{area}/{device}"),
            try Profile.sample(alarms[0], alarms[1], name: "p", topic: "p/{area}/{device}"),
        ]
        var watch = Watch(Engine.Configuration(profiles: profiles))
        for topic in ["q/1/d", "p/2/d", "p/10/e", "p/10/d", "P/9/z"] { watch.send(#"{"v":6}"#, at: 0, on: topic) }
        watch.advance(to: 1000)
        #expect(
            watch.events.map {
                "\($0.life.device.profile)/\($0.life.device.area)/\($0.life.device.device) \($0.life.alarm)"
            }
                == [
                    "P/9/z a", "P/9/z b", "p/10/d a", "p/10/d b", "p/10/e a", "p/10/e b", "p/2/d a", "p/2/d b",
                    "q/1/d a",
                    "q/1/d b",
                ])
    }

    @Test("A field never seen is unknown and raises nothing; three-valued logic decides what can be decided")
    func unknownFields() throws {
        var watch = Watch(
            try .sample(
                .rule("v > 5 or w > 5", name: "or"), .rule("v > 5 and w > 5", name: "and"),
                .rule("not w > 5", name: "not")))
        #expect(watch.send(#"{"v":6}"#, at: 0) == ["or raised @0"])
        #expect(watch.send(#"{"v":0}"#, at: 1) == [], "w is unknown, and so is the rule: it neither raises nor clears")
        #expect(watch.send(#"{"w":5}"#, at: 2) == ["not raised @2", "or cleared @2"])
    }

    @Test("A value that overflows makes its field unknown, which neither raises nor clears, until the next good one")
    func overflow() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        #expect(watch.send(#"{"v":1e999}"#, at: 0) == [])
        #expect(watch.send(#"{"v":6}"#, at: 1) == ["high raised @1"])
        #expect(watch.send(#"{"v":-1e999}"#, at: 2) == [])
        #expect(watch.send(#"{"w":1}"#, at: 3) == [])
        #expect(watch.send(#"{"v":5}"#, at: 4) == ["high cleared @4"])
        #expect(watch.send(#"{"v":1e-999}"#, at: 5) == [])
    }

    @Test("An event tells the values its rule used, in the order they are declared, unknown ones left out")
    func values() throws {
        var watch = Watch(
            try .sample(
                .rule("on or w > limit or v > 5", clearWhen: "mode == 'x'"),
                parameters: [.init(name: "limit", value: .number(3))]))
        watch.send(#"{"w":4,"on":true}"#, at: 0)
        #expect(
            watch.events[0].values == [
                NamedValue(name: "w", value: .number(4)), NamedValue(name: "on", value: .boolean(true)),
            ])
        watch.send(#"{"v":1,"w":0,"on":false,"mode":"x"}"#, at: 1)
        #expect(watch.events[1].values.map(\.name) == ["v", "w", "on", "mode"])
    }

    @Test("A moment that goes backwards within a batch is taken to come with the one before it")
    func backwards() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        let inputs = [(100, 1), (50, 6), (120, 1)].map { moment, value in
            Input.message(
                Message(
                    topic: "t/d", payload: Array("{\"v\":\(value)}".utf8),
                    receivedAt: Moment(milliseconds: Int64(moment))))
        }
        #expect(watch.decide(inputs) == ["high raised @100", "high cleared @120"])
    }
}
