import AlarmEngine
import Testing

@testable import Gateway

@Suite("Plain lines of recordings")
struct QuickLineTests {
    private func full(_ line: String) -> RecordedMessage? {
        guard case .message(let message)? = try? RecordedLine(line: Array(line.utf8)) else { return nil }
        return message
    }

    @Test("What we write ourselves is read as in full, whatever the minute, the topic and the payload")
    func same() throws {
        var quick = QuickLine()
        let payloads = [#"{"v":1.5,"s":"a\\b"}"#, "", "火警", "tab\tline\n", #"\"#, #"""#, "{}"]
        var known = 0
        for step in 0..<500 {
            let message = RecordedMessage(
                at: Moment(milliseconds: 1_795_478_399_000 + Int64(step) * 7919), topic: "社区/\(step % 7)/d",
                payload: Array(payloads[step % payloads.count].utf8), qos: step % 3, isRetained: step % 2 == 0)
            let found = quick.message(Array((message.line + "\n").utf8))
            if let found { #expect(found == message) }
            #expect(full(message.line) == message)
            known += found == nil ? 0 : 1
        }
        #expect(known > 400)
    }

    @Test(
        "Anything else is left to the full reader",
        arguments: [
            #"{"t":"2026-11-23T08:00:60.000Z","topic":"a","payload":"1","qos":1,"retain":false}"#,
            #"{"t":"2026-11-23T08:00:00Z","topic":"a","payload":"1","qos":1,"retain":false}"#,
            #"{"t":"2026-13-23T08:00:00.000Z","topic":"a","payload":"1","qos":1,"retain":false}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"","payload":"1","qos":1,"retain":false}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"\u0061","payload":"1","qos":1,"retain":false}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"a","payload":{"v":1},"qos":1,"retain":false}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"a","payload":"1","qos":3,"retain":false}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"a","payload":"1","qos":1,"retain":false,"x":1}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"a","payload":"1","qos":1,"retain":false}}"#,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"a","payload":"1"#,
            #"{"topic":"a","t":"2026-11-23T08:00:00.000Z","payload":"1","qos":1,"retain":false}"#, "", "{",
        ])
    func other(line: String) {
        var quick = QuickLine()
        #expect(quick.message(Array(line.utf8)) == nil)
    }

    @Test("Bytes that are no UTF-8 are left to the full reader, which refuses them")
    func notUTF8() {
        var quick = QuickLine()
        let line =
            Array(#"{"t":"2026-11-23T08:00:00.000Z","topic":"a","payload":"#.utf8) + [0x22, 0xFF]
            + Array(#"","qos":1,"retain":false}"#.utf8)
        #expect(quick.message(line) == nil)
    }
}
