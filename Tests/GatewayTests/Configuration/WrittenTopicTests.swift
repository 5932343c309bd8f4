import Testing

@testable import Gateway

@Suite("Topics of profiles")
struct TopicPatternTests {
    @Test(
        "A slash in front is a level, and of the topics with '$' only the broker's own are refused",
        arguments: [
            ("/sys/{product}/{device}/thing", true), ("$oc/devices/{device}", true), ("$SYSTEM/{device}", true),
            ("//sys/{device}", false), ("$SYS/{device}", false), ("$share/g/{device}", false),
            ("$queue/{device}", false),
        ])
    func beginnings(topic: String, isGood: Bool) {
        #expect(((try? WrittenTopic(topic)) != nil) == isGood)
    }

    @Test("65 535 bytes are a topic, one more is none")
    func length() throws {
        let most = String(repeating: "a", count: 65_535 - "/{device}".count)

        #expect(throws: Never.self) { try WrittenTopic(most + "/{device}") }
        #expect(throws: TopicMistake.self) { try WrittenTopic(most + "a/{device}") }
    }

    @Test("A name in braces is a level, or has letters around it")
    func placeholders() throws {
        #expect(try WrittenTopic("a/{area}/{device}").placeholders == ["area", "device"])
        #expect(try WrittenTopic("a/x{area}-{device}.y").placeholders == ["area", "device"])
        for text in [
            "a/{device", "a/device}", "a/{}", "a/{de vice}", "{device}{area}", "a/{{device}}", "a/{device}}",
            "a/}{device}",
        ] {
            #expect(throws: TopicMistake.self, "\(text)") { try WrittenTopic(text) }
        }
    }

    @Test("Where the payload says whose it is, no topic need")
    func withoutDevice() throws {
        #expect(throws: TopicMistake.self) { try WrittenTopic("gw/{area}") }
        #expect(try WrittenTopic("gw/{area}", mustNameDevice: false).placeholders == ["area"])
    }

    @Test(
        "Two topics are as good where some topic is of both and neither says more of it",
        arguments: [
            ("a/{device}", "a/{x}{}", false), ("a/{device}", "a/{area}", true), ("a/{device}", "b/{device}", false),
            ("a/x{device}", "a/{device}y", true), ("a/x{device}", "a/y{device}", false),
            ("a/x{device}", "a/xy{device}", false),
            ("a/x{device}y", "a/{device}zy", true), ("a/x{device}y", "a/{device}zz", false),
            ("a/ab{device}", "a/{device}ab", true),
            ("a/{area}@{device}", "a/@{device}", true), ("a/{area}-{device}", "a/{area}_{device}", true),
            ("a/x{device}/b", "a/{device}/b", false), ("{area}/x{device}", "a/{device}", false),
        ])
    func rivals(left: String, right: String, areRivals: Bool) {
        guard let a = try? WrittenTopic(left, mustNameDevice: false),
            let b = try? WrittenTopic(right, mustNameDevice: false)
        else {
            #expect(!areRivals)
            return
        }
        #expect(a.isAsGood(as: b) == areRivals && b.isAsGood(as: a) == areRivals)
    }
}
