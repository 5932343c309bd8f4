import Testing

@testable import AlarmEngine

@Suite("JSON as people write it")
struct LooseJSONTests {
    private func document(_ payload: String) -> String { FormTrial(.looseJSON).document(payload) }

    @Test(
        "It becomes JSON",
        arguments: [
            ("{'a': 1}", #"{"a":1}"#), (#"{"a": "it's"}"#, #"{"a":"it's"}"#),
            (#"{'a': 'say "x"'}"#, #"{"a":"say \"x\""}"#),
            (#"{'a': 'it\'s'}"#, #"{"a":"it's"}"#), ("{a: 1, b_2: -2.50}", #"{"a":1,"b_2":-2.50}"#),
            ("{“a”:“x”,‘b’:‘y’}", #"{"a":"x","b":"y"}"#), ("{“a\":“x\"}", #"{"a":"x"}"#),
            ("{'a': None, 'b': True, 'c': False}", #"{"a":null,"b":true,"c":false}"#),
            ("[NaN, Infinity, -Infinity, nan]", "[null,null,null,null]"),
            ("{\"a\":1, // one\n \"b\":2 # two\n, /* three */ \"c\":3}", #"{"a":1,"b":2,"c":3}"#),
            ("{'a': [1, 2,], }", #"{"a":[1,2]}"#), ("{...}", "{}"), ("{'a': 1, ...}", #"{"a":1}"#),
            ("[1, ..., 9]", "[1,9]"), ("{'a': {...}, 'b': 1}", #"{"a":{},"b":1}"#), ("{u'a': b'x'}", #"{"a":"x"}"#),
            ("{a: 007, b: .5, c: 5., d: +3, e: 0x1F, f: -0.0}", #"{"a":7,"b":0.5,"c":5,"d":3,"e":31,"f":-0.0}"#),
            ("{a: 1e3, b: 20200401T182505Z, c: ON}", #"{"a":1e3,"b":"20200401T182505Z","c":"ON"}"#),
            ("{'a': '\\x41\\u0042\\n'}", #"{"a":"\u0041\u0042\n"}"#), ("{'a': 'x\ny'}", #"{"a":"x\u000ay"}"#),
            ("{'http': 'http://x'}", #"{"http":"http://x"}"#), ("  'x' // end", #""x""#), ("[]", "[]"), ("5", "5"),
            ("{烟: 1}", #"{"烟":1}"#),
        ])
    func becomes(payload: String, document: String) {
        #expect(self.document(payload) == document)
    }

    @Test(
        "What is not even that is refused, saying where",
        arguments: [
            ("", "at byte 0: a value is missing"), ("{", "at byte 1: a member's name should stand here"),
            ("{a", "at byte 2: ':' should stand here"), ("{a:1", "at byte 4: ',' or '}' should stand here"),
            ("[1 2]", "at byte 3: ',' or ']' should stand here"), ("{'a': 'x", "at byte 8: the text does not end"),
            ("1 2", "at byte 2: nothing more should follow"), ("{a:}", "at byte 3: no value begins like this"),
            (#"'\u12'"#, "at byte 3: 4 hex digits should stand here"),
        ])
    func refused(payload: String, reason: String) {
        #expect(document(payload) == "✗ not loose-json \(reason)")
    }

    @Test("64 levels are read, 65 refused")
    func depth() {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(document(deep) == deep)
        #expect(document("[\(deep)]") == "✗ not loose-json at byte 64: more than 64 levels of nesting")
    }

    @Test("Whatever is read is JSON, and JSON reads as itself")
    func fuzz() throws {
        var random = SplitMix64(seed: 4)
        let letters = Array(#"{}[],:'"”‘\/*#. abuxn01e-+…NTF"#.unicodeScalars)
        var read = 0
        for _ in 0..<60_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int(random.next() % 14) { text.append(letters[Int(random.next() % UInt64(letters.count))]) }
            let bytes = Array(String(text).utf8)
            let document = bytes.withUnsafeBufferPointer { try? LooseJSON.document($0) }
            guard let document else { continue }
            read += 1
            #expect(throws: Never.self, "\(String(text))") { try JSONValue(parsing: document) }
            if (try? JSONValue(parsing: bytes)) != nil, !bytes.contains(0x20) {
                #expect(try JSONValue(parsing: document).shown == JSONValue(parsing: bytes).shown)
            }
        }
        #expect(read > 2000)
    }
}

extension JSONValue {
    fileprivate var shown: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let number): "\(number)"
        case .string(let text): "\"\(text)\""
        case .array(let items): "[\(items.map(\.shown).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\($0.name):\($0.value.shown)" }.joined(separator: ","))}"
        }
    }
}
