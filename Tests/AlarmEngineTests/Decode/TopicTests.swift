import Testing

@testable import AlarmEngine

@Suite("Topics")
struct TopicTests {
    private func match(_ pattern: String, _ topic: String) -> TopicMatch? {
        TopicPattern(pattern).match(
            Array(topic.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false))
    }

    @Test("Each {…} is one whole level, and says device, area and zone")
    func placeholders() {
        let pattern = "community/{area}/{zone}/fire/{device}/telemetry"
        #expect(
            match(pattern, "community/532801/3F/fire/s-1/telemetry")
                == TopicMatch(device: "s-1", area: "532801", zone: "3F"))
        #expect(match("x/{site}/{device}", "x/any/d") == TopicMatch(device: "d"))
        #expect(TopicPattern(pattern).filter == "community/+/+/fire/+/telemetry")
        #expect(TopicPattern(pattern).literalCount == 3 && TopicPattern(pattern).hasDevice)
        #expect(!TopicPattern("a/{area}").hasDevice && TopicPattern("a/x{device}").hasDevice)
    }

    @Test(
        "What differs in a level, in case or in length does not match",
        arguments: [
            "t/d/y", "t/d", "t/d/x/", "/t/d/x", "T/d/x", "t/d/X", "t//x", "t/d/x/x", "", "/", "//", "t/d/x ", "t/+/x/",
        ])
    func noMatch(topic: String) {
        #expect(match("t/{device}/x", topic) == nil)
    }

    @Test("Levels are compared by their bytes, and an empty level is one too")
    func oddLevels() {
        #expect(match("/t//{device}", "/t//d")?.device == "d")
        #expect(match("t/{device}", "t/烟 感")?.device == "烟 感")
        #expect(match("é/{device}", "é/d") != nil && match("é/{device}", "e\u{301}/d") == nil)
        #expect(match("a/{device}", "a/\u{301}d") != nil)
        #expect(match("t{}/{device}", "t{}/d")?.device == "d")
    }

    @Test(
        "A level may have letters before, behind and between its names",
        arguments: [
            ("shellysmoke-{device}/info", "shellysmoke-A1/info", "A1", ""),
            ("v3/{area}@{device}/up", "v3/app@tenant/up", "tenant", "app"),
            ("v3/{area}@{device}/up", "v3/a@b@c/up", "b@c", "a"), ("x/{device}.json", "x/a.json.json", "a.json", ""),
            ("x/a{device}b", "x/aabb", "ab", ""), ("x/{area}--{device}", "x/a---d", "-d", "a"),
            ("烟{device}", "烟7", "7", ""),
        ])
    func mixed(pattern: String, topic: String, device: String, area: String) {
        #expect(match(pattern, topic) == TopicMatch(device: device, area: area))
    }

    @Test(
        "What stands in braces is not empty, and the letters around it are all there",
        arguments: [
            ("s-{device}", "s-"), ("s-{device}", "S-1"), ("s-{device}", "s1"), ("{area}@{device}", "a@"),
            ("{area}@{device}", "@d"), ("{area}@{device}", "ad"), ("x/{device}.json", "x/.json"), ("a{device}a", "aa"),
            ("s-{device}/x", "s-1"), ("s-{device}", "s-1/x"),
        ])
    func mixedMismatch(pattern: String, topic: String) {
        #expect(match(pattern, topic) == nil)
    }

    @Test("The filter of a level with a name in it is '+', and it is no whole literal level")
    func mixedFilter() {
        let pattern = TopicPattern("tele/sensor-{device}/{bridge}/x")
        #expect(pattern.filter == "tele/+/+/x" && pattern.literalCount == 2 && pattern.letterCount == 7)
        #expect(match("gw/{bridge}/{device}", "gw/g/d")?.bridge == "g")
    }

    @Test("Levels are cut at each slash, whatever follows it")
    func cutting() {
        #expect(TopicPattern("a/\u{301}b/{device}").levels.count == 3)
        #expect(match("a/\u{301}b/{device}", "a/\u{301}b/d")?.device == "d")
    }

    // MARK: Which profile

    /// Which profile raises, for an engine of several.
    private func raiser(
        _ profiles: [Profile], registry: [RegisteredDevice] = [], topic: String, payload: String = #"{"v":1}"#
    ) -> String {
        var watch = Watch(Engine.Configuration(profiles: profiles, registry: registry))
        watch.send(payload, at: 1, on: topic)
        return watch.events.map { $0.life.device.profile }.joined(separator: " ")
    }

    private func profile(_ name: String, _ topic: String, match: MatchDescription? = nil) throws -> Profile {
        try Profile(
            ProfileDescription(
                name: name, service: .fireStation,
                messages: [MessageDescription(topic: topic, match: match, fields: [.number("v")])],
                alarms: [.rule("v > 0")]))
    }

    @Test("The most literal match wins, in whatever order the profiles come")
    func mostLiteral() throws {
        let profiles = [
            try profile("none", "{area}/{zone}/{device}"), try profile("one", "t/{zone}/{device}"),
            try profile("two", "t/x/{device}"),
        ]
        for order in [profiles, profiles.reversed()] {
            #expect(raiser(order, topic: "t/x/d") == "two")
            #expect(raiser(order, topic: "t/y/d") == "one")
            #expect(raiser(order, topic: "u/x/d") == "none")
            #expect(raiser(order, topic: "u/x") == "")
        }
    }

    @Test("Of two with as many whole literal levels the one with more letters wins")
    func moreLetters() throws {
        let profiles = [
            try profile("none", "t/{device}"), try profile("few", "t/s{device}"), try profile("more", "t/sm-{device}"),
            try profile("level", "{zone}/sm-{device}-x"),
        ]
        for order in [profiles, profiles.reversed()] {
            #expect(raiser(order, topic: "t/sm-1") == "more")
            #expect(raiser(order, topic: "t/s1") == "few")
            #expect(raiser(order, topic: "t/1") == "none")
            #expect(raiser(order, topic: "t/sm-1-x") == "more", "a whole level counts before letters")
            #expect(raiser(order, topic: "u/sm-1-x") == "level")
        }
    }

    @Test("Two equally literal ones are told apart by the registry, then by the payload, else not at all")
    func equallyLiteral() throws {
        let kind = MatchDescription(path: "/kind", values: [.text("a"), .number(1), .boolean(true)])
        let (a, b) = (try profile("a", "t/{device}", match: kind), try profile("b", "t/{device}"))
        #expect(raiser([a, b], topic: "t/d", payload: #"{"v":1,"kind":"a"}"#) == "a")
        #expect(raiser([b, a], topic: "t/d", payload: #"{"v":1,"kind":1.0}"#) == "a")
        #expect(raiser([b, a], topic: "t/d", payload: #"{"v":1,"kind":true}"#) == "a")
        for payload in [#"{"v":1,"kind":"x"}"#, #"{"v":1}"#, #"{"v":1,"kind":null}"#, #"{"v":1,"kind":["a"]}"#] {
            #expect(raiser([a, b], topic: "t/d", payload: payload) == "b")
        }
        let c = try profile("c", "t/{device}")
        #expect(raiser([b, c], topic: "t/d") == "")
        #expect(raiser([b, c], registry: [RegisteredDevice(device: "d", profile: "c")], topic: "t/d") == "c")
        #expect(raiser([b, c], registry: [RegisteredDevice(device: "e", profile: "c")], topic: "t/d") == "")
    }

    @Test("Where the registry decides, the payload is not asked: a broken one is its device's too")
    func registryDecides() throws {
        let kind = MatchDescription(path: "/kind", values: [.text("a")])
        let profiles = [try profile("a", "t/{device}", match: kind), try profile("b", "t/{device}")]
        var watch = Watch(
            Engine.Configuration(profiles: profiles, registry: [RegisteredDevice(device: "d", profile: "a")]))
        watch.send("broken", at: 1)
        watch.send(#"{"v":1}"#, at: 2)
        #expect(watch.counts.unknownTopic == 0 && watch.counts.undecodable == 1)
        #expect(watch.events.map(\.life.device.profile) == ["a"])
    }
}
