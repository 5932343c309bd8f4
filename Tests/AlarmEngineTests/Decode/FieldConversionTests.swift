import Testing

@testable import AlarmEngine

@Suite("From what stands there to a field")
struct FieldConversionTests {
    /// What one field reads as, or why it does not.
    private func read(
        _ type: ValueType, _ value: String, unit: String? = nil, scale: String? = nil, offset: String? = nil,
        _ change: (inout FieldDescription) -> Void = { _ in }
    ) throws -> String {
        var field = FieldDescription(name: "x", path: "/x", type: type, unit: unit, scale: scale, offset: offset)
        change(&field)
        let decoded = try FormTrial(fields: [field, .number("v")]).profile
            .decoded(Array("{\"v\":1,\"x\":\(value)}".utf8), message: 0, DecodingAids())
        switch decoded.readings[0].fields[0].value {
        case .value(let value): return value.text
        case .overflow: return "overflow"
        case .mistyped: return "mistyped"
        case .absent: return "absent"
        case .null: return "null"
        case .invalid: return "invalid"
        case .cutAway: return "cut away"
        }
    }

    @Test(
        "Characters of a text, counted from either end",
        arguments: [
            (24, 26, "24–25"), (0, 2, "00"), (-2, nil, "29"), (0, nil, nil), (28, 99, "28–29"), (-4, -2, "28"),
            (30, nil, "cut away"), (5, 5, "cut away"), (-99, 1, "0"),
        ] as [(Int, Int?, String?)])
    func characters(from: Int, to: Int?, expected: String?) throws {
        let text = (0..<30).map { $0 < 10 ? "0\($0)" : "\($0)" }
        // Characters 24 and 25 of this one are "24–25"'s first digits.
        let payload = text.joined()
        let characters = Array(payload)
        let start = from < 0 ? max(0, characters.count + from) : min(from, characters.count)
        let end = to.map { $0 < 0 ? characters.count + $0 : min($0, characters.count) } ?? characters.count
        let wanted = start < end ? String(characters[start..<end]) : "cut away"
        #expect(try read(.text, "\"\(payload)\"") { $0.cut = .characters(from: from, to: to) } == wanted)
        if expected == "cut away" { #expect(wanted == expected || from == 30) }
    }

    @Test("A cut counts characters, not bytes, and takes blanks off")
    func cutText() throws {
        #expect(try read(.text, "\"烟雾 报警\"") { $0.cut = .characters(from: 2, to: nil) } == "报警")
        #expect(try read(.text, "\"a  b\"") { $0.cut = .characters(from: 1, to: 3) } == "cut away")
        #expect(try read(.number, "5") { $0.cut = .characters(from: 0, to: 1) } == "mistyped")
    }

    @Test(
        "What stands between two marks",
        arguments: [
            ("T:", ";", "\"H:40;T:21;x\"", "21"), ("T:", nil, "\"H:40;T:21\"", "21"), (nil, ";", "\"40;21\"", "40"),
            ("T:", ";", "\"T:21\"", "cut away"), ("X", nil, "\"T:21\"", "cut away"), ("T:", ";", "\"T:;\"", "cut away"),
            (";", ";", "\"a;b;c\"", "b"), ("ab", nil, "\"aab1\"", "1"),
        ] as [(String?, String?, String, String)])
    func between(after: String?, before: String?, value: String, expected: String) throws {
        #expect(
            try read(.text, value) { $0.cut = .between(after: after, before: before) } == expected)
    }

    @Test("A sentinel is no reading: the field is missing, and not counted as mistyped")
    func invalid() throws {
        func number(_ value: String) throws -> String {
            try read(.number, value, scale: "0.01") { $0.invalid = [.number(10000), .text(""), .boolean(false)] }
        }
        #expect(try number("10000") == "invalid")
        #expect(try number("1e4") == "invalid")
        #expect(try number("10000.1") == "100.001")
        #expect(try number("\"\"") == "invalid")
        #expect(try number("false") == "invalid")
        #expect(try number("\"10000\"") == "mistyped")
        #expect(
            try read(.number, "\"10000\"") {
                $0.invalid = [.number(10000)]; $0.written = .text
            } == "invalid")
        #expect(try read(.text, "\"n/a\"") { $0.invalid = [.text("n/a")] } == "invalid")
        #expect(try read(.text, "\"N/A\"") { $0.invalid = [.text("n/a")] } == "N/A")
    }

    @Test(
        "Numbers written as text",
        arguments: [
            (.text, "\"100.00\"", "100"), (.text, "\" -5 \"", "-5"), (.text, "\"+5\"", "5"), (.text, "\"007\"", "7"),
            (.text, "\".5\"", "0.5"), (.text, "\"1e2\"", "100"), (.text, "12", "12"), (.text, "\"\"", "mistyped"),
            (.text, "\"1,5\"", "mistyped"), (.text, "\"5 V\"", "mistyped"), (.text, "\"1.2.3\"", "mistyped"),
            (.text, "\"-\"", "mistyped"), (.text, "\"1e\"", "mistyped"), (.text, "true", "mistyped"),
            (.comma, "\"21,5\"", "21.5"), (.comma, "\"21\"", "21"), (.comma, "\"1.234,5\"", "mistyped"),
            (.comma, "21.5", "21.5"), (.underscore, "\"0_02\"", "0.02"), (.underscore, "\"0.02\"", "0.02"),
            (.underscore, "0.02", "0.02"), (.hex, "\"1F\"", "31"), (.hex, "\"0x1f\"", "31"),
            (.hex, "\"G\"", "mistyped"),
            (.hex, "\"FFFFFFFFFFFFFFFF\"", "18446744073709552000"), (.hex, "\"10000000000000000\"", "mistyped"),
            (.hex, "\"\"", "mistyped"), (.text, "\"1e999\"", "overflow"),
        ] as [(NumberWriting, String, String)])
    func written(writing: NumberWriting, value: String, expected: String) throws {
        let read = try read(.number, value) { $0.written = writing }
        #expect(Double(read) == Double(expected) && (Double(read) != nil || read == expected))
    }

    @Test("Scale and offset are exact whatever writes the number")
    func exact() throws {
        #expect(try read(.number, "\"655\"", scale: "0.1", offset: "-40") { $0.written = .text } == "25.5")
        #expect(try read(.number, "\"29\"", scale: "0.01") { $0.written = .hex } == "0.41")
        #expect(try read(.number, "1234", scale: "0.001") { $0.bits = 0...15 } == "1.234")
    }

    @Test(
        "Bits of a whole number, 0 the lowest",
        arguments: [
            (3...3, "8", "1"), (3...3, "7", "0"), (4...7, "240", "15"), (0...0, "1", "1"),
            (0...63, "-1", "18446744073709551615"),
            (63...63, "-1", "1"), (0...3, "-2", "14"), (8...15, "65535", "255"), (0...3, "1.5", "mistyped"),
            (0...3, "\"3\"", "mistyped"), (0...3, "1e1", "10"), (0...3, "18446744073709551616", "mistyped"),
            (0...3, "-9223372036854775809", "mistyped"), (40...47, "0", "0"),
        ])
    func bits(range: ClosedRange<Int>, value: String, expected: String) throws {
        let read = try read(.number, value) { $0.bits = range }
        #expect(Double(read) == Double(expected) && (Double(read) != nil || read == expected))
    }

    @Test("A boolean is one bit, or what its bits stand for")
    func booleanBits() throws {
        #expect(try read(.boolean, "8") { $0.bits = 3...3 } == "true")
        #expect(try read(.boolean, "7") { $0.bits = 3...3 } == "false")
        #expect(
            try read(.boolean, "\"0A\"") {
                $0.bits = 1...1; $0.written = .hex
            } == "true")
        #expect(
            try read(.boolean, "32") {
                $0.bits = 4...5; $0.trueFor = [.number(2)]
            } == "true")
        #expect(
            try read(.boolean, "48") {
                $0.bits = 4...5; $0.trueFor = [.number(2)]
            } == "false")
        #expect(try read(.boolean, "true") { $0.bits = 3...3 } == "mistyped")
        #expect(
            try read(.text, "32") {
                $0.bits = 4...5; $0.words = [CodeWord(.number(2), "high")]
            } == "high")
    }

    @Test("Booleans in all their spellings")
    func booleans() throws {
        func both(_ value: String) throws -> String {
            try read(.boolean, value) {
                $0.trueFor = [.text("ALARM"), .number(1)]; $0.falseFor = [.text("IDLE"), .number(0)]
            }
        }
        #expect(try both("\"alarm\"") == "true")
        #expect(try both("\"Idle\"") == "false")
        #expect(try both("1.0") == "true")
        #expect(try both("0") == "false")
        #expect(try both("2") == "mistyped")
        #expect(try both("\"1\"") == "mistyped", "a text is no number")
        #expect(try both("\"x\"") == "mistyped")
        #expect(try both("true") == "true", "a boolean is one")
    }

    @Test("With one of the lists, everything else of its kind is the other")
    func oneList() throws {
        func on(_ value: String) throws -> String { try read(.boolean, value) { $0.trueFor = [.text("ON")] } }
        #expect(try on("\"on\"") == "true")
        #expect(try on("\"OFF\"") == "false")
        #expect(try on("\"\"") == "false")
        #expect(try on("1") == "mistyped")
        #expect(try on("null") == "null")
        func normal(_ value: String) throws -> String { try read(.boolean, value) { $0.falseFor = [.number(7)] } }
        #expect(try normal("7") == "false")
        #expect(try normal("1") == "true")
        #expect(try normal("\"7\"") == "mistyped")
        func inverted(_ value: String) throws -> String { try read(.boolean, value) { $0.trueFor = [.boolean(false)] } }
        #expect(try inverted("false") == "true", "a contact that says true when closed")
        #expect(try inverted("true") == "false")
    }

    @Test("Codes become words, whether they come as numbers or as texts")
    func words() throws {
        func state(_ value: String, other: String? = nil) throws -> String {
            try read(.text, value) {
                $0.words = [
                    CodeWord(.number(1), "alarm"), CodeWord(.text("2"), "silent"),
                    CodeWord(.number(1361), "overcurrent"),
                    CodeWord(.text("X"), "none"), CodeWord(.boolean(true), "on"),
                ]
                $0.other = other
            }
        }
        #expect(try state("1") == "alarm")
        #expect(try state("\"0001\"") == "alarm")
        #expect(try state("2") == "silent")
        #expect(try state("\"1361\"") == "overcurrent")
        #expect(try state("\"X\"") == "none")
        #expect(try state("\"x\"") == "mistyped")
        #expect(try state("true") == "on")
        #expect(try state("3") == "mistyped")
        #expect(try state("3", other: "unknown") == "unknown")
        #expect(try state("null", other: "unknown") == "null")
        #expect(try state("[1]", other: "unknown") == "mistyped")
    }

    @Test(
        "A value is converted from the unit it is sent in",
        arguments: [
            ("°F", "°C", "98.6", "37"), ("°F", "°C", "32", "0"), ("°F", "°C", "-40", "-40"),
            ("K", "°C", "300.25", "27.1"),
            ("°C", "°F", "37", "98.6"), ("°C", "K", "0.1", "273.25"), ("K", "°F", "255.372", "-0.0004"),
            ("°F", "K", "32", "273.15"), ("kPa", "MPa", "345", "0.345"), ("hPa", "kPa", "1013.25", "101.325"),
            ("bar", "MPa", "0.7", "0.07"), ("mV", "V", "3644", "3.644"), ("min", "h", "90", "1.5"),
            ("s", "min", "90", "1.5"),
            ("°C", "°C", "21.5", "21.5"), ("m", "cm", "1.234", "123.4"), ("°C/min", "°C/h", "0.1", "6"),
        ])
    func sentIn(sent: String, unit: String, value: String, expected: String) throws {
        let read = try read(.number, value, unit: unit) { $0.sentIn = sent }
        #expect(read == expected)
    }

    @Test("The scale comes before the unit")
    func scaledUnit() throws {
        #expect(try read(.number, "986", unit: "°C", scale: "0.1") { $0.sentIn = "°F" } == "37")
        #expect(try read(.number, "1e308", unit: "mV") { $0.sentIn = "V" } == "overflow")
    }

    @Test("A unit that does not convert, and one without 'unit', are errors")
    func badUnits() {
        func problems(_ unit: String?, _ sent: String) -> [String] {
            let field = FieldDescription.number("v", unit: unit).with { $0.sentIn = sent }
            do {
                _ = try FormTrial(fields: [field]).profile
                return []
            } catch let problems as ProfileProblems {
                return problems.problems.map(\.message)
            } catch { return ["?"] }
        }
        #expect(problems("°C", "kPa") == ["'kPa' does not convert into '°C'; write a unit of the same kind"])
        #expect(problems(nil, "°F") == ["'sent_in' needs the 'unit' that the field is to have; write it beside"])
        #expect(problems("kPa", "psi").count == 1)
    }

    @Test("NaN and the infinities of a JSON payload are null")
    func nonNumbers() throws {
        for text in [
            "NaN", "Infinity", "-Infinity", "nan", "-nan", "NAN", "Nan", "inf", "-inf", "INF", "+inf", "+NaN",
            "infinity",
            "-INFINITY", "nan(ind)", "-nan(ind)", "nan(0x7f)", "nan()",
        ] {
            #expect(try read(.number, text) == "null")
            #expect(try read(.number, "[\(text)]") == "mistyped")
        }
        for text in [
            "nano", "na", "n", "-n", "-i", "in", "infi", "infinit", "-infinite", "inf1", "nan(", "nan(ind", "nan(+)",
            "+1", "+", "N",
        ] {
            #expect(FormTrial().read("{\"v\":\(text)}").hasPrefix("✗ not JSON"), "\(text)")
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("NaN".utf8)) }
    }

    @Test("A text payload is cut into its fields")
    func fixedText() {
        // Wanlin NB301: N311V31I<imei15>H<iccid20>X10T26U99S25
        func part(_ name: String, after: String, before: String?) -> FieldDescription {
            FieldDescription(name: name, path: "", type: .number).with {
                $0.cut = .between(after: after, before: before)
            }
        }
        var trial = FormTrial(
            .text,
            fields: [
                FieldDescription(name: "event", path: "", type: .text).with {
                    $0.cut = .between(after: "X", before: "T")
                    $0.words = [CodeWord(.number(1), "alarm"), CodeWord(.number(10), "self-test")]
                },
                part("temperature", after: "T", before: "U"), part("humidity", after: "U", before: "S"),
                part("rssi", after: "S", before: nil),
            ])
        let payload = "N311V31I861234567890123H89860412345678901234X10T26U99S25"
        #expect(trial.read(payload) == "event=self-test temperature=26 humidity=99 rssi=25")
        trial.message.fields[1].cut = .characters(from: -8, to: -6)
        #expect(trial.read(payload) == "event=self-test temperature=26 humidity=99 rssi=25")
    }
}
