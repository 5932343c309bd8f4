import Testing

@testable import AlarmEngine

@Suite("Places in a payload")
struct PayloadPlanTests {
    /// What stands at each path, as written; nil where nothing does.
    private func find(_ paths: [String], in text: String) throws -> [String?] {
        var plan = PayloadPlan()
        for path in paths { _ = plan.addSlot(try #require(JSONPointer(path))) }
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { buffer in
            try plan.capture(buffer).map { token in
                switch token {
                case nil: nil
                case .null?: "null"
                case .boolean(let value)?: String(value)
                case .number(let range)?, .string(let range, _)?: String(decoding: bytes[range], as: UTF8.self)
                case .structure?: "structure"
                }
            }
        }
    }

    @Test(
        "A JSON Pointer finds what RFC 6901 says",
        arguments: [
            ("/foo/0", "bar"), ("/foo/1", "baz"), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
            ("/g|h", "4"),
            ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("/foo", "structure"), ("", "structure"), ("/~01", "9"),
        ])
    func rfc6901(path: String, value: String) throws {
        let text = #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"~1":9}"#
        #expect(try find([path], in: text) == [value])
    }

    @Test("A name written with escapes is the same name")
    func escapedNames() throws {
        #expect(try find(["/smoke"], in: #"{"\u0073moke":5}"#) == ["5"])
        #expect(try find(["/i\\j"], in: #"{"i\\j":5}"#) == ["5"])
        #expect(try find(["/𝄞"], in: #"{"\uD834\uDD1E":5}"#) == ["5"])
        #expect(try find(["/é"], in: "{\"e\u{301}\":5}") == [nil])
    }

    @Test(
        "The last of two members counts, deeper ones too",
        arguments: [
            (#"{"a":{"b":1},"a":{"b":2}}"#, "2"), (#"{"a":{"b":1},"a":{}}"#, nil), (#"{"a":{"b":1},"a":7}"#, nil),
            (#"{"a":7,"a":{"b":1}}"#, "1"), (#"{"a":{"b":1,"b":2}}"#, "2"), (#"{"a":{"b":1},"\u0061":{"b":3}}"#, "3"),
            (#"{"a":{"b":1},"a":null}"#, nil), (#"{"a":{"b":1},"a":[]}"#, nil), (#"{"a":{"b":1},"c":{"b":2}}"#, "1"),
        ] as [(String, String?)])
    func duplicates(text: String, value: String?) throws {
        #expect(try find(["/a/b"], in: text) == [value])
    }

    @Test(
        "An array's place is digits without a leading zero",
        arguments: [
            ("/0", "10"), ("/1", "11"), ("/2", nil), ("/01", nil), ("/-", nil), ("/+1", nil), ("/1.0", nil),
            ("/ 1", nil),
            ("/99999999999999999999", nil), ("/00", nil),
        ] as [(String, String?)])
    func arrays(path: String, value: String?) throws {
        #expect(try find([path], in: "[10,11]") == [value])
    }

    @Test("A number as a token is a name in an object, and both may be asked for at once")
    func severalPaths() throws {
        let paths = ["/a/0", "/a", "/a/0/b", "/a/1", "", "/a/0"]
        #expect(
            try find(paths, in: #"{"a":[{"b":5},6]}"#) == [
                "structure", "structure", "5", "6", "structure", "structure",
            ])
        #expect(try find(paths, in: #"{"a":{"0":"x","1":"y"}}"#) == ["x", "structure", nil, "y", "structure", "x"])
        #expect(try find(paths, in: "3") == [nil, nil, nil, nil, "3", nil])
    }

    @Test("What is no pointer is refused", arguments: ["a", "a/b", "/~", "/~2", "/a~", "/~~0", " /a", "#/a"])
    func noPointer(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test("Tokens are unescaped once, from left to right")
    func tokens() {
        #expect(JSONPointer("/~01/~10//")?.tokens.map { String(decoding: $0, as: UTF8.self) } == ["~1", "/0", "", ""])
        #expect(JSONPointer("")?.tokens.isEmpty == true)
    }
}
