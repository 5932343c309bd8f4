import Testing

@testable import AlarmEngine

@Suite("Rules: what is wrong with them, and where")
struct ExpressionErrorTests {
    @Test(
        "A mistake is pointed at and explained",
        arguments: [
            ("", 0, "the rule is empty"), ("  ", 0, "the rule is empty"),
            ("a >", 3, "a field, a parameter or a value is missing here"),
            ("a > > 5", 4, "a field, a parameter or a value is missing here"),
            ("> 5", 0, "a field, a parameter or a value is missing here"),
            ("a > 5 and", 9, "a field, a parameter or a value is missing here"),
            ("and a > 5", 0, "a field, a parameter or a value is missing before 'and'"),
            ("a > 5 or or p", 9, "a field, a parameter or a value is missing before 'or'"),
            ("a > 5 6", 6, "the rule should end here, or go on with 'and' or 'or'"),
            ("a > 5)", 5, "the rule should end here, or go on with 'and' or 'or'"),
            ("(a > 5", 6, "a ')' is missing here"), ("a in 5", 5, "a list such as ('a', 'b') should follow 'in'"),
            ("a in ()", 7, "the list after 'in' is empty"), ("a in (1, 2", 10, "a ')' is missing here"),
            ("a in [1, 2)", 10, "a ']' is missing here"), ("a not 5", 6, "'in' should follow 'not' here"),
            ("a < b < c", 6, "comparisons do not chain; write 'a < b and b < c'"),
            ("a = 5", 2, "'=' is not known here; write '=='"), ("!p", 0, "'!' is not known here; write 'not'"),
            ("p && q", 2, "'&&' is not known here; write 'and'"), ("p || q", 2, "'||' is not known here; write 'or'"),
            ("a <> 5", 2, "'<>' is not known here; write '!='"), ("a =< 5", 2, "'=<' is not known here; write '<='"),
            ("a => 5", 2, "'=>' is not known here; write '>='"), ("a === 5", 2, "'===' is not known here; write '=='"),
            ("a ≥ 5", 2, "'≥' is not known here; write '>='"), ("a ≤ 5", 2, "'≤' is not known here; write '<='"),
            ("a ≠ 5", 2, "'≠' is not known here; write '!='"),
            ("s == \"x\"", 5, "'\"' is not known here; texts stand in single quotes"),
            ("s == 'x", 5, "the text does not end; close it with '"),
            ("s == 'x''", 5, "the text does not end; close it with '"),
            ("a > 5 %", 6, "'%' has no meaning here"), ("烟 > 5", 0, "'烟' has no meaning here"),
            ("a > 5s5", 4, "'5s5' is no duration; write whole digits and ms, s, m, h or d"),
            ("a > 1.5h", 4, "'1.5h' is no duration; write whole digits and ms, s, m, h or d"),
            ("a > 5sec", 4, "'5sec' is no duration; write whole digits and ms, s, m, h or d"),
            ("a > 1.2.3", 4, "'1.2.3' is no number; write it like 12 or 0.5"),
            ("a > .5", 4, "'.5' is no number; write it like 12 or 0.5"),
            ("a > 5.", 4, "'5.' is no number; write it like 12 or 0.5"),
            ("a > 1e999", 4, "'1e999' is no number; write it like 12 or 0.5"),
        ])
    func syntax(rule: String, offset: Int, message: String) {
        #expect(throws: ExpressionError(offset: offset, message: message)) { try Desk.ask(rule) }
    }

    @Test(
        "Types that do not go together are pointed at",
        arguments: [
            ("a", 0, "this is a number; a condition is true or false: compare it, as in 'a > 5'"),
            ("s", 0, "this is a text; a condition is true or false: compare it, as in 'a > 5'"),
            ("a + 1", 2, "this is a number; a condition is true or false: compare it, as in 'a > 5'"),
            ("p and a", 6, "this is a number; a condition is true or false: compare it, as in 'a > 5'"),
            ("not s", 4, "this is a text; a condition is true or false: compare it, as in 'a > 5'"),
            ("s > 'x'", 0, "a number should stand here; this is a text"),
            ("a > 'x'", 4, "a number should stand here; this is a text"),
            ("p < q", 0, "a number should stand here; this is true or false"),
            ("a + p > 1", 4, "a number should stand here; this is true or false"),
            ("-s == 1", 1, "a number should stand here; this is a text"),
            ("a == 'x'", 2, "a number cannot be compared with a text"),
            ("p == 1", 2, "true or false cannot be compared with a number"),
            ("s in ('x', 1)", 11, "a text cannot be compared with a number"),
            ("kind == limit", 5, "a text cannot be compared with a number"),
            ("(a > 1) + 1 > 1", 3, "a number should stand here; this is true or false"),
        ])
    func types(rule: String, offset: Int, message: String) {
        #expect(throws: ExpressionError(offset: offset, message: message)) { try Desk.ask(rule) }
    }

    @Test(
        "A name that is not known is met with the one that was probably meant",
        arguments: [
            ("limt > 5", 0, "there is no field or parameter 'limt'; did you mean 'limit'?"),
            ("p and Limit > 5", 6, "there is no field or parameter 'Limit'; did you mean 'limit'?"),
            (
                "a > 5 and smoke", 10,
                "there is no field or parameter 'smoke'; there are a, b, c, p, q, r, s, t, limit, armed, kind"
            ),
            ("p AND q", 2, "the rule should end here, or go on with 'and' or 'or'"),
            ("True", 0, "'True' is not known here; write 'true'"),
            ("NOT > 5", 0, "'NOT' is not known here; write 'not'"),
            ("foo(a) > 5", 0, "there is no function 'foo'"),
        ])
    func names(rule: String, offset: Int, message: String) {
        #expect(throws: ExpressionError(offset: offset, message: message)) { try Desk.ask(rule) }
    }

    @Test("Offsets count bytes, so that a caret stands right after Chinese")
    func offsets() {
        #expect(
            throws: ExpressionError(offset: 14, message: "there is no field or parameter 'limi'; did you mean 'limit'?")
        ) {
            try Desk.ask("s == '烟' or limi > 5")
        }
    }

    @Test(
        "The nearest name is suggested, if one is near enough",
        arguments: [
            ("smok", ["smoke", "stroke"], "smoke"), ("smoek", ["smoke"], "smoke"), ("SMOKE", ["smoke"], "smoke"),
            ("temperatur", ["temperature", "tamper"], "temperature"), ("x", ["y"], nil), ("xx", ["yy"], nil),
            ("ab", ["cd"], nil),
            ("zzz", ["smoke"], nil), ("", ["smoke"], nil), ("smoke", ["smoke"], nil), ("smoke", [], nil),
            ("bat", ["cat", "bar"], "bar"), (String(repeating: "a", count: 65), ["a"], nil),
        ] as [(String, [String], String?)])
    func suggestions(word: String, names: [String], expected: String?) {
        #expect(suggestion(for: word, among: names) == expected)
        #expect(suggestion(for: word, among: names.reversed()) == expected)
    }

    @Test(
        "Durations are whole digits and a unit, up to 100 years",
        arguments: [
            ("250ms", 250), ("90s", 90_000), ("15m", 900_000), ("2h", 7_200_000), ("31d", 2_678_400_000), ("0s", 0),
            ("36525d", 3_155_760_000_000), ("36526d", nil), ("5", nil), ("s", nil), ("", nil), ("-5s", nil),
            ("1.5h", nil),
            ("5 s", nil), (" 5s", nil), ("5S", nil), ("5min", nil), ("1h30m", nil), ("99999999999999999999s", nil),
            ("５s", nil),
            ("9223372036854775807d", nil),
        ] as [(String, Int64?)])
    func durations(text: String, milliseconds: Int64?) {
        #expect(Span(text)?.milliseconds == milliseconds)
    }

    @Test("A span shows in the largest unit that keeps it whole")
    func spanTexts() {
        for (milliseconds, text) in [
            (0, "0ms"), (1, "1ms"), (90_000, "90s"), (60_000, "1m"), (86_400_000, "1d"), (5_400_000, "90m"),
        ] {
            #expect(Span(milliseconds: Int64(milliseconds)).description == text)
        }
    }
}
