import Testing

@testable import AlarmEngine

@Suite("Rules as trees to be put into words")
struct RulePartTests {
    private let v = FieldDescription.number("v", unit: "kPa")
    private let on = FieldDescription.boolean("on")
    private let mode = FieldDescription.text("mode")
    private let limit = ParameterDescription(name: "limit", value: .number(10))

    private func part(_ rule: String) -> RulePart? {
        let message = MessageDescription(topic: "t/{device}", fields: [v, .number("w"), on, mode])
        return RulePart.read(
            rule, of: ProfileDescription(name: "p", service: .fireStation, messages: [message], parameters: [limit]))
    }

    @Test("Names are looked up, and what is not sound is none")
    func names() {
        #expect(part("v >= limit") == .comparison(.atLeast, .field(v), .parameter(limit)))
        #expect(part("v >= nobody") == nil)
        #expect(part("v >=") == nil)
        #expect(part("v") == .holds(.field(v), true), "types are the engine's to check")
    }

    @Test("A comparison begins with what varies")
    func mirrored() {
        #expect(part("10 < v") == .comparison(.greater, .field(v), .number(10)))
        #expect(part("limit >= v") == .comparison(.atMost, .field(v), .parameter(limit)))
        #expect(part("-5 == v") == .comparison(.equal, .field(v), .number(-5)))
    }

    @Test(
        "'not' goes down to the leaves",
        arguments: [
            ("not (v > 5)", "v <= 5"), ("not (v == 5 or on)", "v != 5 and not on"),
            ("not (v < 5 and not on)", "v >= 5 or on"), ("not (mode in ('a', 'b'))", "mode not in ('a', 'b')"),
            ("not not on", "on"), ("not (on == false)", "on"), ("on != true", "not on"),
        ])
    func negation(rule: String, same: String) {
        #expect(part(rule) != nil && part(rule) == part(same))
    }

    @Test("'and' within 'and' is one list, and within 'or' a list of its own")
    func flattened() {
        #expect(part("on and (v > 1 and v < 5) and on").map(count) == 4)
        #expect(part("on or v > 1 and v < 5").map(count) == 2)
    }

    private func count(_ part: RulePart) -> Int {
        switch part {
        case .all(let parts), .any(let parts): parts.count
        case _: 1
        }
    }

    @Test("Functions over time are read with what they look at")
    func functions() {
        #expect(part("avg(v, 5m) > 1") == .comparison(.greater, .window(.avg, .field(v), .minutes(5)), .number(1)))
        #expect(part("count(on, 1h) >= 3") == .comparison(.atLeast, .window(.count, .field(on), .hours(1)), .number(3)))
        #expect(part("changed(mode)") == .changed(mode, true))
        #expect(part("not covered(v, 12h)") == .covered(.field(v), .hours(12), false))
        #expect(part("v > previous(v)") == .comparison(.greater, .field(v), .previous(v)))
        #expect(
            part("age(on == true) >= 8h")
                == .comparison(.atLeast, .age(.holds(.field(on), true)), .duration(.hours(8))))
        #expect(part("not between('22:00', '06:00')") == .between("22:00", "06:00", false))
    }

    @Test(
        "Beyond a deadband the limit is worked out",
        arguments: [
            ("v >= 10", RulePart.Comparison.less, 8.0), ("v > limit", .atMost, 8), ("v <= 10", .greater, 12),
            ("v < 10", .atLeast, 12), ("10 <= v", .less, 8),
        ])
    func deadband(rule: String, comparison: RulePart.Comparison, limit: Double) {
        #expect(part(rule)?.beyond(2) == .comparison(comparison, .field(v), .number(limit)))
    }

    @Test("Where there is no one limit there is no beyond", arguments: ["v == 10", "on", "v > w", "v > 1 and v < 3"])
    func noDeadband(rule: String) {
        #expect(part(rule)?.beyond(2) == nil)
    }

    @Test("A limit in another unit of time is brought to the field's")
    func converted() throws {
        let field = FieldDescription.number("t", unit: "s")
        let rule = RulePart.comparison(.greater, .field(field), .duration(.minutes(5)))
        #expect(rule.beyond(10) == .comparison(.atMost, .field(field), .number(290)))
    }

    @Test("The parameters are those the rule names, each once")
    func parameters() {
        #expect(part("v > limit and w < limit or on")?.parameters == [limit])
        #expect(part("v > 5")?.parameters == [])
    }
}
