import Testing

@testable import AlarmEngine

@Suite("Expressions of a bytes: description")
struct BytesExpressionTests {
    /// What an expression puts into the document, where `a` is 7 and `b` is 250.
    private func value(_ expression: String, port: Int? = 85) throws -> String {
        let items = [try BytesItem.read("_a", "u8"), try .read("_b", "u8"), .compute("x", expression)]
        let text = try document(items, "07fa03", port: port)
        return text == "{}" ? "nothing" : String(text.dropFirst(5).dropLast())
    }

    @Test(
        "Operators bind from the sign over products, sums, shifts, &, ^, | and comparisons to not, and, or",
        arguments: [
            ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("10 - 4 - 3", "3"), ("-_a + 1", "-6"), ("7 & 3 == 3", "true"),
            ("1 | 2 ^ 2 & 3", "1"), ("1 << 2 + 1", "8"), ("not 1 == 2 and 3 > 2", "true"),
            ("1 == 2 or 2 == 2 and 1 == 1", "true"), ("_a in [1, 5..8]", "true"), ("_a in [1, 8..9]", "false"),
            ("not _a in [7]", "false"), ("_a >= 7", "true"), ("_a > 7", "false"), ("-8 >> 1", "-4"), ("0x1F", "31"),
        ])
    func precedence(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test(
        "Decimals are exact, and what cannot be is the nearest double",
        arguments: [
            ("0.1 + 0.2", "0.3"), ("_b * 0.1", "25"), ("_b / 100", "2.5"), ("52 + 33 / 100", "52.33"),
            ("1 / 3", "0.3333333333333333"), ("7 % 4", "3"), ("-7 % 4", "-3"), ("7.5 % 2", "1.5"), ("6 / 2", "3"),
        ])
    func decimals(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test(
        "Functions",
        arguments: [
            ("floor(-1.5)", "-2"), ("ceil(1.1)", "2"), ("ceil(2)", "2"), ("round(2.5)", "3"), ("round(-2.5)", "-3"),
            ("abs(3 - 10)", "7"), ("min(3, _a)", "3"), ("max(3, _a)", "7"), ("sqrt(9)", "3"),
            ("if(_a > 5, 1, 2)", "1"), ("if(1 / 0, 1, 2)", "2"), ("if(_a > 9, 1, 2)", "2"), ("byte(1)", "250"),
            ("byte(-1)", "3"),
            ("byte(3)", "nothing"),
        ])
    func functions(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test("What is known without being read")
    func known() throws {
        #expect(try value("_port") == "85")
        #expect(try value("_port", port: nil) == "nothing")
        #expect(try value("_size * 100 + _left * 10 + _at") == "312")
    }

    @Test(
        "What cannot be computed is left out, and is not true",
        arguments: [
            "1 / 0", "1 % 0", "1 << 64", "1 >> -1", "1.5 & 1", "sqrt(-1)", "'a' + 1", "_never + 1", "_port < 'a'",
        ])
    func unknown(expression: String) throws {
        let never = try BytesItem.read("_never", "u8", when: "1 == 2")
        let items = [never, .compute("x", expression), .compute("y", "1", when: "not (\(expression)) == 1")]
        #expect(try document(items, "07", port: 1) == "{}")
    }

    @Test("Logic has three values")
    func threeValues() throws {
        let never = try BytesItem.read("_n", "u8", when: "1 == 2")
        let items = [
            never, .compute("a", "_n == 1 or 1 == 1"), .compute("b", "_n == 1 and 1 == 2"),
            .compute("c", "_n or 1 == 2"),
            .compute("d", "_n and 1 == 1"),
        ]
        #expect(try document(items, "") == #"{"a":true,"b":false}"#)
    }

    @Test("Numbers beyond 2^53 stay exact, and what overflows is left out")
    func wide() throws {
        let items = [
            try BytesItem.read("a", "u64"), .compute("b", "a + 1"), .compute("c", "a * a * a * a"),
            .compute("d", "a << 63 << 63"),
        ]
        let text = try document(items, "ffffffffffffffff")
        #expect(text.hasPrefix(#"{"a":18446744073709551615,"b":18446744073709551616,"c":1.15"#))
        #expect(!text.contains("\"d\""))
    }

    @Test(
        "Mistakes say what would be right",
        arguments: [
            ("_kimd == 1", "nothing is called '_kimd'; did you mean '_kind'?"),
            ("_kind = 1", "'=' is not known here; write '=='"), ("_kind && 1", "'&&' is not known here; write 'and'"),
            ("1 +", "a number, a name or '(' should stand here"), ("(1", "')' should stand here"),
            ("1 2", "the expression should end here"), ("0x", "'0x' is no number; write it like 12, 0.5 or 0x1F"),
            ("min(1)", "'min' takes 2 values; here are 1"), ("1 < 2 < 3", "write 'and' between two comparisons"),
            ("_kind in 3", "a list such as [1, 4..6] should stand here"),
            ("'a", "the text does not end; close it with '"),
            ("", "the expression is empty"),
        ])
    func mistakes(expression: String, message: String) throws {
        let items = [try BytesItem.read("_kind", "u8"), .compute("x", expression)]
        #expect(problems(items) == [message])
    }

    @Test("What is too deep or too long is refused, not recursed into")
    func bounds() {
        func nested(_ levels: Int) -> String {
            String(repeating: "(", count: levels) + "1" + String(repeating: ")", count: levels)
        }
        #expect(problems([.compute("x", nested(49))]).isEmpty)
        #expect(problems([.compute("x", nested(50))]) == ["more than 50 levels of parentheses"])
        #expect(problems([.compute("x", String(repeating: "not ", count: 60) + "1")]) == ["more than 50 times 'not'"])
        let long = "1" + String(repeating: " + 1", count: 250)
        #expect(problems([.compute("x", long)]) == ["more than 500 parts in one expression"])
    }
}

@Suite("Exact numbers")
struct ExactNumberTests {
    @Test(
        "Rounding is half away from zero",
        arguments: [
            ("1.005", 2, "1.01"), ("-1.005", 2, "-1.01"), ("1.0049", 2, "1"), ("0.5", 0, "1"), ("-0.4", 0, "0"),
            ("12", 3, "12"),
        ])
    func rounding(text: String, places: Int, expected: String) throws {
        let number = try #require(ExactNumber(text))
        #expect(String(decoding: number.rounded(to: places).text(), as: UTF8.self) == expected)
    }

    @Test("A text is read and written the same", arguments: ["0", "-1", "0.001", "-12.5", "18446744073709551615"])
    func texts(text: String) throws {
        #expect(String(decoding: try #require(ExactNumber(text)).text(), as: UTF8.self) == text)
    }

    @Test("What is no number is none", arguments: ["", "-", "1.", ".5", "1e", "0x", "0xG", "1 ", "+1", "1e99", "--1"])
    func none(text: String) {
        #expect(ExactNumber(text) == nil)
    }

    @Test("The nearest double is that of the text", arguments: ["0.1", "2.952", "99999999999999999999.123", "1e-30"])
    func doubles(text: String) throws {
        #expect(try #require(ExactNumber(text)).double == Double(text))
    }
}
