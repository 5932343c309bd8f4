import Testing

@testable import AlarmEngine

@Suite("JSON, strictly")
struct JSONScannerTests {
    @Test("What RFC 8259 allows is read", arguments: JSONCases.accepted)
    func accepts(text: String) {
        #expect(isRead(Array(text.utf8)))
        #expect((try? JSONValue(parsing: Array(text.utf8))) != nil)
    }

    @Test("What it does not allow is refused", arguments: JSONCases.refused)
    func refuses(text: String) {
        // A payload's bad figure is null.
        #expect(isRead(Array(text.utf8)) == ["NaN", "nan", "Infinity", "-Infinity", "inf"].contains(text))
        #expect((try? JSONValue(parsing: Array(text.utf8))) == nil)
    }

    @Test("Bytes that are not UTF-8 are refused within a string, bare, and in a name", arguments: JSONCases.notUTF8)
    func refusesBadUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(!bytes.withUnsafeBufferPointer(UTF8Check.isValid))
        #expect((try? JSONValue(parsing: [quote] + bytes + [quote])) == nil)
        #expect((try? JSONValue(parsing: bytes)) == nil)
        #expect((try? JSONValue(parsing: Array("{\"".utf8) + bytes + Array("\":1}".utf8))) == nil)
    }

    @Test("The outermost code points of each length are UTF-8", arguments: JSONCases.utf8)
    func acceptsUTF8(bytes: [UInt8]) {
        #expect(bytes.withUnsafeBufferPointer(UTF8Check.isValid))
        #expect(!bytes.dropLast().withUnsafeBufferPointer(UTF8Check.isValid) || bytes.count == 1)
    }

    @Test(
        "The UTF-8 check agrees with Swift's own on every two bytes, and on a sample of four")
    func utf8Differential() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max { expectSameVerdict([first, second]) }
        }
        var chance = SplitMix64(seed: 8)
        for _ in 0..<20_000 {
            let lead: UInt8 = chance.pick([0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5])
            expectSameVerdict([lead] + (0..<3).map { _ in UInt8(0x70 + chance.below(0x60)) })
        }
    }

    private func expectSameVerdict(_ bytes: [UInt8]) {
        let ours = bytes.withUnsafeBufferPointer(UTF8Check.isValid)
        if ours != (String(validating: bytes, as: UTF8.self) != nil) { Issue.record("\(bytes)") }
    }

    @Test("64 levels of nesting are read and 65 refused", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(open: String, close: String) {
        for (depth, isGood) in [(1, true), (63, true), (64, true), (65, false), (100_000, false)] {
            let inner = open == "[" ? "" : "0"
            let text = String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
            #expect(isRead(Array(text.utf8)) == isGood)
            #expect(isRead(Array(text.utf8), at: "/a/a/a") == isGood)
            #expect(((try? JSONValue(parsing: Array(text.utf8))) != nil) == isGood)
        }
    }

    @Test("An error says at which byte it stopped, and nothing of the text")
    func errors() {
        for (text, offset, reason) in [
            ("{\"a\":1,}", 7, "a member's name in quotes should stand here"), ("[1 2]", 3, "']' should stand here"),
            ("[1]x", 3, "nothing more should follow"), ("01", 1, "nothing more should follow"),
            ("-", 1, "a digit should stand here"), ("\"\\q\"", 2, "no such escape"),
            ("\"a", 2, "the string does not end"), ("nulL", 3, "'null' should stand here"),
            ("", 0, "a value is missing"), ("?", 0, "no value begins like this"),
            ("\"\u{1}\"", 1, "a control character must be escaped"),
            ("\"\\u12\"", 2, "four hex digits should follow \\u"),
        ] {
            #expect(throws: JSONError(offset: offset, reason: reason)) { try JSONValue(parsing: Array(text.utf8)) }
        }
        #expect(JSONError(offset: 3, reason: "x").description == "not JSON at byte 3: x")
    }

    @Test("A tree keeps members in order, gives the last of two, and says where each value stands")
    func tree() throws {
        let text = #"{"a": 1, "b" : [true, "x\u0041", null], "a": -2.5e1}"#
        let tree = try JSONValue(parsing: Array(text.utf8))
        guard case .object(let members) = tree else {
            Issue.record("no object")
            return
        }
        #expect(members.map(\.name) == ["a", "b", "a"])
        #expect(
            members.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }[1]
                == #"[true, "x\u0041", null]"#)
        #expect(tree["a"]?.number == -25 && tree["c"] == nil)
        guard case .array(let list)? = tree["b"] else {
            Issue.record("no array")
            return
        }
        #expect(list[0].boolean == true && list[1].string == "xA" && list[0].string == nil && list[1].number == nil)
        #expect(list[1].boolean == nil && list[1]["a"] == nil && list.count == 3)
        #expect(try JSONValue(parsing: Array("1e999".utf8)).number == .infinity)
        #expect(try JSONValue(parsing: Array("-1e999".utf8)).number == -.infinity)
        #expect(try JSONValue(parsing: Array("1e-999".utf8)).number == 0)
    }

    @Test(
        "Escapes become what they stand for, and a lone surrogate U+FFFD",
        arguments: [
            (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u00e9\u00E9"#, "éé"), (#"\uD834\uDD1E"#, "𝄞"),
            (#"\udbff\udfff"#, "\u{10FFFF}"), (#"\ud800\udc00"#, "\u{10000}"), (#"\uD800"#, "\u{FFFD}"),
            (#"\uDC00\uD800"#, "\u{FFFD}\u{FFFD}"), (#"\uD800\uD800\uDC00"#, "\u{FFFD}\u{10000}"),
            (#"\uD800x"#, "\u{FFFD}x"), (#"\uD800\n"#, "\u{FFFD}\n"), (#"\uD800A"#, "\u{FFFD}A"), ("烟\\n", "烟\n"),
            (#"\u0000"#, "\0"), (#"\\u0041"#, "\\u0041"), ("", ""), (#"a\u0301"#, "a\u{301}"),
        ])
    func strings(text: String, value: String) throws {
        let read = try JSONValue(parsing: Array("\"\(text)\"".utf8)).string
        #expect(read.map { Array($0.utf8) } == Array(value.utf8))
    }

    /// Whether the hot path's walk gets through.
    private func isRead(_ bytes: [UInt8], at path: String = "/a") -> Bool {
        var plan = PayloadPlan()
        guard let pointer = JSONPointer(path) else { return false }
        _ = plan.addSlot(pointer)
        return bytes.withUnsafeBufferPointer { (try? plan.capture($0)) != nil }
    }
}
