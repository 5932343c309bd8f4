import Testing

@testable import Gateway

@Suite("Topics of profiles")
struct TopicPatternTests {
    @Test("65 535 bytes are a topic, one more is none")
    func length() throws {
        let most = String(repeating: "a", count: 65_535 - "/{device}".count)

        #expect(throws: Never.self) { try WrittenTopic(most + "/{device}") }
        #expect(throws: TopicMistake.self) { try WrittenTopic(most + "a/{device}") }
    }

    @Test("A name in braces is one whole level")
    func placeholders() throws {
        #expect(try WrittenTopic("a/{area}/{device}").placeholders == ["area", "device"])
        for text in ["a/x{device}", "a/{device}x", "a/{device", "a/device}", "a/{}", "a/{de vice}", "{device}{area}"] {
            #expect(throws: TopicMistake.self, "\(text)") { try WrittenTopic(text) }
        }
    }
}
