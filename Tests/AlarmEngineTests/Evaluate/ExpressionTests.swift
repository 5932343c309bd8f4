import Testing

@testable import AlarmEngine

/// What a rule gives over fields `a`, `b`, `c` (numbers), `p`, `q`, `r` (booleans) and `s`, `t` (texts).
struct Desk {
    static let vocabulary = Vocabulary(
        fields: ["a", "b", "c"].map { .init(name: $0, type: .number, unit: nil) }
            + ["p", "q", "r"].map { .init(name: $0, type: .boolean, unit: nil) }
            + ["s", "t"].map { .init(name: $0, type: .text, unit: nil) },
        parameters: [
            ParameterDescription(name: "limit", value: .number(10)),
            ParameterDescription(name: "armed", value: .boolean(true)),
            ParameterDescription(name: "kind", value: .text("x")),
        ])

    static func ask(_ rule: String, _ values: [String: Value] = [:]) throws -> Bool? {
        try Checker(vocabulary: vocabulary).condition(rule).holds(
            in: Situation(
                fields: vocabulary.fields.map { values[$0.name] }, parameters: vocabulary.parameters.map(\.value)))
    }
}

extension Term {
    /// What it gives once compiled; nil for unknown.
    func holds(in situation: Situation) throws -> Bool? {
        var plan = MemoryPlan()
        let condition = try plan.condition(self, at: "")
        let remembering = Situation(
            fields: situation.fields, parameters: situation.parameters, memory: DeviceMemory(plan))
        return condition.truth(in: remembering).holds
    }
}

extension Truth {
    /// Nil for unknown.
    var holds: Bool? {
        switch self {
        case .yes: true
        case .no: false
        case .unknown: nil
        }
    }
}

@Suite("Rules: what they mean")
struct ExpressionTests {
    private let numbers: [String: Value] = ["a": .number(2), "b": .number(3), "c": .number(4)]

    @Test(
        "Operators bind as in arithmetic, and associate to the left",
        arguments: [
            ("a + b * c == 14", true), ("(a + b) * c == 20", true), ("a - b - c == -5", true), ("c / a / a == 1", true),
            ("a - (b - c) == 3", true), ("-a + b == 1", true), ("-a * -b == 6", true), ("--a == 2", true),
            ("a * b - c > 1 and a < b", true), ("not a > b", true), ("not a > b and a > b", false),
            ("true or false and false", true), ("(true or false) and false", false), ("not true or true", true),
            ("not (true or true)", false), ("not not a == 2", true), ("a < b == true", nil),
            ("a in (1, 2) and b in [3]", true),
            ("a not in (1, 2)", false), ("not a in (1, 2)", false), ("a + 1 in (b, c)", true), ("a in (b - 1)", true),
            ("false and false or true", true), ("a>=2 and b<=3", true), ("(a==2)or false", true), ("a!=3", true),
            ("1e3 == 1000 and 1.5e-1 == 0.15 and 2E+2 == 200", true), ("10/4==2.5", true), ("a\t+\nb == 5", true),
            ("limit == 10 and armed and kind == 'x'", true), ("a - -b == 5", true), ("2 * a > b", true),
        ] as [(String, Bool?)])
    func precedence(rule: String, value: Bool?) throws {
        guard value != nil else {
            #expect(throws: ExpressionError.self) { try Desk.ask(rule, numbers) }
            return
        }
        #expect(try Desk.ask(rule, numbers) == value)
    }

    @Test(
        "Kleene's tables for and, or and not", arguments: [true, false, nil] as [Bool?], [true, false, nil] as [Bool?])
    func kleene(left: Bool?, right: Bool?) throws {
        var values: [String: Value] = [:]
        values["p"] = left.map { .boolean($0) }
        values["q"] = right.map { .boolean($0) }
        let and: Bool? = left == false || right == false ? false : left == nil || right == nil ? nil : true
        let or: Bool? = left == true || right == true ? true : left == nil || right == nil ? nil : false
        #expect(try Desk.ask("p and q", values) == and)
        #expect(try Desk.ask("p or q", values) == or)
        #expect(try Desk.ask("not p", values) == left.map { !$0 })
        #expect(try Desk.ask("not (p and q)", values) == Desk.ask("not p or not q", values))
        #expect(try Desk.ask("p == q", values) == (left == nil || right == nil ? nil : left == right))
    }

    @Test(
        "Unknown goes through comparisons and arithmetic, and is stopped only by logic",
        arguments: [
            ("c > 1", nil), ("c + a > 1", nil), ("-c > 1", nil), ("c == c", nil), ("c != 1", nil), ("c in (1, 2)", nil),
            ("a in (c, 2)", true), ("a in (c, 5)", nil), ("a not in (c, 2)", false), ("a not in (c, 5)", nil),
            ("c > 1 or a == 2", true), ("a == 2 or c > 1", true), ("c > 1 and a == 9", false),
            ("a == 9 and c > 1", false),
            ("c > 1 or a == 9", nil), ("not c > 1", nil), ("s == 'x'", nil), ("r", nil), ("c * 0 == 0", nil),
        ] as [(String, Bool?)])
    func unknown(rule: String, value: Bool?) throws {
        #expect(try Desk.ask(rule, ["a": .number(2), "b": .number(3)]) == value)
    }

    @Test("Both sides of each comparison's boundary")
    func boundaries() throws {
        for (rule, below, at, above) in [
            ("a >= 10", false, true, true), ("a > 10", false, false, true), ("a <= 10", true, true, false),
            ("a < 10", true, false, false), ("a == 10", false, true, false), ("a != 10", true, false, true),
            ("10 >= a", true, true, false), ("10 < a", false, false, true),
        ] {
            for (value, expected) in [(10.0.nextDown, below), (10, at), (10.0.nextUp, above)] {
                #expect(try Desk.ask(rule, ["a": .number(value)]) == expected)
            }
        }
    }

    @Test("Texts are compared byte by byte, a quote in one is written twice")
    func texts() throws {
        #expect(try Desk.ask("s == 'it''s'", ["s": .text("it's")]) == true)
        #expect(try Desk.ask("s == '烟'", ["s": .text("烟")]) == true)
        #expect(try Desk.ask("s == 'é'", ["s": .text("e\u{301}")]) == false)
        #expect(try Desk.ask("s != 'é'", ["s": .text("e\u{301}")]) == true)
        #expect(try Desk.ask("s in ('é', 'x')", ["s": .text("e\u{301}")]) == false)
        #expect(try Desk.ask("s in ('A', 'B')", ["s": .text("a")]) == false)
        #expect(try Desk.ask("s == ''", ["s": .text("")]) == true)
        #expect(try Desk.ask("s == t", ["s": .text("x"), "t": .text("x")]) == true)
        #expect(try Desk.ask("s == 'and \"or\" # {x}'", ["s": .text("and \"or\" # {x}")]) == true)
    }

    @Test("Arithmetic is in IEEE doubles: a division by zero traps nowhere, NaN equals nothing")
    func ieee() throws {
        #expect(try Desk.ask("a + b == 0.3", ["a": .number(0.1), "b": .number(0.2)]) == false)
        #expect(try Desk.ask("a / b > 1e308", ["a": .number(1), "b": .number(0)]) == true)
        let zeros: [String: Value] = ["a": .number(0), "b": .number(0)]
        for (rule, value) in [
            ("a / b == a / b", false), ("a / b != a / b", true), ("a / b > 0", false), ("not a / b > 0", true),
            ("a / b in (a / b)", false),
        ] {
            #expect(try Desk.ask(rule, zeros) == value)
        }
    }

    @Test("A boolean is a rule by itself and may be compared")
    func booleans() throws {
        for (rule, value) in [
            ("p", true), ("not p", false), ("p == true", true), ("p != true", false), ("p in (false)", false),
        ] {
            #expect(try Desk.ask(rule, ["p": .boolean(true)]) == value)
        }
        #expect(try Desk.ask("true") == true && Desk.ask("armed") == true)
    }

    @Test("A rule knows the fields it reads, each once")
    func fields() throws {
        let checker = Checker(vocabulary: Desk.vocabulary)
        #expect(
            try checker.condition("a > b and (not p or s in ('x', t)) and -c + a * limit < 5").fields == [
                0, 1, 2, 3, 6, 7,
            ])
        #expect(try checker.condition("limit > 5").fields == [])
    }

    @Test("50 levels of parentheses and 500 operators are read, one more is refused")
    func bounds() throws {
        func parentheses(_ count: Int) -> String {
            String(repeating: "(", count: count) + "p" + String(repeating: ")", count: count)
        }
        #expect(try Desk.ask(parentheses(49), ["p": .boolean(true)]) == true)
        #expect(throws: ExpressionError(offset: 50, message: "more than 50 levels of parentheses")) {
            try Desk.ask(parentheses(50))
        }
        let sum = "a" + String(repeating: "+1", count: 499)
        #expect(try Desk.ask("\(sum) > 499", ["a": .number(1)]) == true)
        #expect(throws: ExpressionError(offset: 1004, message: "more than 500 operators in one rule")) {
            try Desk.ask("\(sum)+1 > 499")
        }
        #expect(try Desk.ask(String(repeating: "not ", count: 500) + "p", ["p": .boolean(true)]) == true)
        #expect(throws: ExpressionError.self) { try Desk.ask(String(repeating: "not ", count: 501) + "p") }
        #expect(try Desk.ask("a == " + String(repeating: "-", count: 499) + "1", ["a": .number(-1)]) == true)
        #expect(throws: ExpressionError.self) { try Desk.ask("a == " + String(repeating: "-", count: 100_000) + "1") }
        #expect(try Desk.ask("p" + String(repeating: " and p", count: 500), ["p": .boolean(true)]) == true)
    }
}
