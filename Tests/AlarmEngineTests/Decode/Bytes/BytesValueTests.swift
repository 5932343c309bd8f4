import Testing

@testable import AlarmEngine

@Suite("Values of a bytes: description")
struct BytesValueTests {
    @Test(
        "Types",
        arguments: [
            ("u8", "ff", "255"), ("i8", "ff", "-1"), ("s8", "81", "-1"), ("s8", "80", "0"), ("u16", "0102", "258"),
            ("i16", "fffe", "-2"), ("u24", "010000", "65536"), ("i24", "800000", "-8388608"),
            ("u32", "ffffffff", "4294967295"),
            ("u64", "ffffffffffffffff", "18446744073709551615"), ("i64", "8000000000000000", "-9223372036854775808"),
            ("s64", "ffffffffffffffff", "-9223372036854775807"), ("f32", "3dcccccd", "0.1"),
            ("f64", "3fb999999999999a", "0.1"),
            ("f16", "3c00", "1"), ("f16", "0001", "0.00000005960464477539063"), ("f16", "c500", "-5"),
            ("bcd:2", "1234", "1234"), ("bcdtext:2", "0012", #""0012""#), ("hex:3", "00aBff", #""00abff""#),
            ("text:5", "2041622000", #""Ab""#), ("text:3", "22 5c 0a", #""\"\\""#), ("digits:4", "2d31322e", "nothing"),
            ("digits:5", "2d31322e35", "-12.5"), ("hexdigits:4", "30316646", "511"), ("text:rest", "4142", #""AB""#),
            ("text:u8", "024142ff", #""AB""#), ("text:(1 + 1)", "414243", #""AB""#), ("gb18030:2", "4142", #""AB""#),
        ])
    func types(type: String, hex: String, expected: String) throws {
        let text = try document([try .read("x", type)], hex)
        #expect(text == (expected == "nothing" ? "{}" : #"{"x":\#(expected)}"#))
    }

    @Test(
        "What is no number is left out",
        arguments: [
            ("f32", "7fc00000"), ("f32", "ff800000"), ("f64", "7ff0000000000000"), ("f16", "7e00"), ("bcd:1", "fa"),
            ("bcdtext:1", "0f"), ("hexdigits:1", "20"),
        ])
    func noNumber(type: String, hex: String) throws {
        #expect(try document([try .read("x", type)], hex) == "{}")
    }

    @Test("Little endian turns numbers, BCD and hex round, and an item may differ from all")
    func endian() throws {
        let items = [
            try BytesItem.read("a", "u16"), try .read("b", "u16") { $0.endian = .big }, try .read("c", "hex:2"),
            try .read("d", "bcd:2"), try .read("e", "text:u16"),
        ]
        let text = try document(items, "0102 0102 0102 3412 0100 41", endian: .little)
        #expect(text == #"{"a":513,"b":258,"c":"0201","d":1234,"e":"A"}"#)
    }

    @Test("Digits may be swapped within each byte")
    func swapped() throws {
        let items = [try BytesItem.read("imei", "bcdtext:3") { $0.isSwapped = true }]
        #expect(try document(items, "214365") == #"{"imei":"123456"}"#)
    }

    @Test("Bits are numbers, booleans and signed numbers, 0 the lowest")
    func bits() throws {
        let items = [
            try BytesItem.bits("u16", [(0...13, "volts", false), (14...15, "level", false), (12...15, "s", true)])
        ]
        #expect(try document(items, "cbf6") == #"{"volts":3062,"level":3,"s":-4}"#)
        let whole = [try BytesItem.bits("u64", [(0...63, "all", false), (63...63, "top", false)])]
        #expect(try document(whole, "ffffffffffffffff") == #"{"all":18446744073709551615,"top":1}"#)
    }

    @Test("Scale and offset are exact, and decimals round half away from zero")
    func scaled() throws {
        let items = [
            try BytesItem.read("a", "u16") { $0.scale = "0.001" },
            try .read("b", "u8") { ($0.scale, $0.offset) = ("0.1", "-40") },
            try .read("c", "u8") { ($0.scale, $0.decimals) = ("0.01", 1) }, try .read("d", "u8") { $0.decimals = 2 },
            try .read("e", "f32") { $0.scale = "10" },
        ]
        #expect(try document(items, "0b88 07 05 05 3dcccccd") == #"{"a":2.952,"b":-39.3,"c":0.1,"d":5,"e":1}"#)
    }

    @Test("Words stand for codes before scaling; a code without a word stays the number, or becomes the other word")
    func words() throws {
        let invalid = try BytesItem.read("x", "u8") { field in
            field.words = [
                BytesWord(code: "0xFF", value: .text("no sensor")), BytesWord(code: "2..3 | 7", value: .text("mid")),
            ]
            field.scale = "0.1"
            field.invalid = ["0"]
        }
        #expect(try document([invalid], "ff") == #"{"x":"no sensor"}"#)
        #expect(try document([invalid], "03") == #"{"x":"mid"}"#)
        #expect(try document([invalid], "07") == #"{"x":"mid"}"#)
        #expect(try document([invalid], "04") == #"{"x":0.4}"#)
        #expect(try document([invalid], "00") == "{}")
        let other = try BytesItem.read("x", "u8") { field in
            field.words = [BytesWord(code: "1", value: .boolean(true)), BytesWord(code: "2", value: .number(2.5))]
            field.otherWord = .text("?")
        }
        #expect(try document([other], "01") == #"{"x":true}"#)
        #expect(try document([other], "02") == #"{"x":2.5}"#)
        #expect(try document([other], "03") == #"{"x":"?"}"#)
    }

    @Test("Expressions see the number, texts and names the word")
    func wordsInExpressions() throws {
        let kind = try BytesItem.read("kind", "u8") { $0.words = [BytesWord(code: "1", value: .text("smoke"))] }
        var text = BytesField(name: "said", source: .write)
        text.write = "{kind}!"
        let items = [kind, .compute("n", "kind + 1"), BytesItem(deed: .value(text)), .compute("{kind}/value", "5")]
        #expect(try document(items, "01") == #"{"kind":"smoke","n":2,"said":"smoke!","smoke":{"value":5}}"#)
    }

    @Test("Booleans by codes: with one list alone, everything else is the other")
    func booleans() throws {
        func item(_ t: [String]?, _ f: [String]?) throws -> [BytesItem] {
            [try .read("x", "u8") { ($0.trueFor, $0.falseFor) = (t, f) }]
        }
        #expect(try document(item(["1"], nil), "02") == #"{"x":false}"#)
        #expect(try document(item(nil, ["0"]), "02") == #"{"x":true}"#)
        #expect(try document(item(["1"], ["0"]), "02") == "{}")
    }

    @Test("Flags are the words of the bits that are set")
    func flags() throws {
        let item = try BytesItem.read("f", "u8") { field in
            field.flags = [BytesWord(code: "0", value: .text("low")), BytesWord(code: "7", value: .text("tamper"))]
            field.noFlag = .text("none")
        }
        #expect(try document([item], "81") == #"{"f":["low","tamper"]}"#)
        #expect(try document([item], "02") == #"{"f":["none"]}"#)
    }

    @Test("Texts hold values with zeros in front, fixed decimals or in hexadecimal")
    func templates() throws {
        var write = BytesField(name: "t", source: .write)
        write.write = "{_a:03}|{_a:.2}|{_a:04X}|{_a:x}|{{{_a}}}"
        let items = [try BytesItem.read("_a", "u8"), BytesItem(deed: .value(write))]
        #expect(try document(items, "0a") == #"{"t":"010|10.00|000A|a|{10}"}"#)
        let unit = try BytesItem.read("d", "u16") { ($0.write, $0.scale) = ("{:.1} mm", "0.1") }
        #expect(try document([unit], "0102") == #"{"d":"25.8 mm"}"#)
    }

    @Test("Names are places: objects, arrays with null for what is missing, and ~1 for a slash")
    func places() throws {
        let items = [
            try BytesItem.read("a/b/c", "u8"), try .read("a/b/d", "u8"), try .read("l/2/x", "u8"),
            try .read("p~1q", "u8"),
            try .read("1", "u8"), try .read("l/0", "u8"),
        ]
        #expect(
            try document(items, "010203040506")
                == #"{"a":{"b":{"c":1,"d":2}},"l":[6,null,{"x":3}],"p/q":4,"1":5}"#)
    }

    @Test("A later value stands in the place of an earlier")
    func later() throws {
        let items = [try BytesItem.read("a", "u8"), try .read("a", "u8"), try .read("a/b", "u8")]
        #expect(try document(items, "010203") == #"{"a":{"b":3}}"#)
    }

    @Test("What must stand there is said, what stood there is not")
    func mustBe() throws {
        let items = [try BytesItem.read(nil, "u16") { $0.mustBe = ["0x4040"] }]
        #expect(try document(items, "4040") == "{}")
        #expect(try refusal(items, "4041") == "at byte 0, 'must_be: 0x4040': 0x4040 should stand here")
    }

    @Test("Keys that do not go with a type are refused")
    func misfits() throws {
        #expect(
            problems([try .read("a", "text:2") { $0.scale = "2" }]) == [
                "'scale' needs a number, and a text is read here"
            ])
        #expect(
            problems([try .read("a", "u8") { $0.invalid = ["low"] }])
                == ["the code 'low' is no number, and a number is read here"])
        #expect(problems([.compute("_port", "1")]) == ["'_port' is known without being read; choose another name"])
        #expect(
            problems([try .read("a{_x}", "u8")]) == [
                "nothing is called '_x'; only a value that is read under that name can stand here"
            ])
    }
}
