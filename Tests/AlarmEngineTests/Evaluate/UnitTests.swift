import Testing

@testable import AlarmEngine

@Suite("Units")
struct UnitTests {
    private func ask(_ rule: String, _ fields: (name: String, unit: String?, value: Double)...) throws -> Bool? {
        let vocabulary = Vocabulary(
            fields: fields.map { .init(name: $0.name, type: .number, unit: $0.unit.map(Unit.init)) },
            parameters: [ParameterDescription(name: "limit", value: .number(5))])
        return try Checker(vocabulary: vocabulary).condition(rule).holds(
            in: Situation(fields: fields.map { .number($0.value) }, parameters: [.number(5)]))
    }

    @Test(
        "Units of one kind convert, whichever side they stand on",
        arguments: [
            ("MPa", 0.5, "kPa", 500), ("bar", 1, "kPa", 100), ("hPa", 1, "mbar", 1), ("kPa", 1, "Pa", 1000),
            ("h", 2, "min", 120),
            ("d", 1, "h", 24), ("s", 1.5, "ms", 1500), ("m", 1, "cm", 100), ("km", 2, "m", 2000), ("cm", 1, "mm", 10),
            ("V", 3.3, "mV", 3300), ("A", 0.5, "mA", 500), ("kW", 1, "W", 1000), ("m³", 1, "L", 1000),
            ("°C", 0, "K", 273.15),
            ("°C", 100, "°F", 212), ("°F", 32, "K", 273.15), ("°C", -40, "°F", -40),
        ])
    func conversions(unit: String, value: Double, other: String, otherValue: Double) throws {
        let (left, right) = (("x", unit as String?, value), ("y", other as String?, otherValue))
        #expect(try ask("x - y < 1e-9 and y - x < 1e-9", left, right) == true)
        #expect(try ask("x < y + 0.001 and x > y - 0.001", left, right) == true)
        #expect(try ask("x > y + 10", left, right) == false)
        #expect(try ask("y in (x)", ("x", other, otherValue), ("y", other, otherValue)) == true)
    }

    @Test("Exact conversions are equal, not only near")
    func exact() throws {
        #expect(try ask("x == y", ("x", "MPa", 0.5), ("y", "kPa", 500)) == true)
        #expect(try ask("y == x", ("x", "MPa", 0.5), ("y", "kPa", 500)) == true)
        #expect(try ask("x == y", ("x", "°C", 100), ("y", "°F", 212)) == true)
        #expect(try ask("x == 5m", ("x", "s", 300)) == true)
    }

    @Test("A duration against a field in s, min or ms is brought to the field's unit")
    func durations() throws {
        for (unit, below, at) in [
            ("s", 299.999, 300.0), ("min", 4.9999, 5), ("ms", 299_999, 300_000), ("h", 0.0833, 5.0 / 60),
        ] {
            #expect(try ask("x >= 5m", ("x", unit, below)) == false)
            #expect(try ask("x >= 5m", ("x", unit, at)) == true)
            #expect(try ask("5m <= x", ("x", unit, at)) == true)
            #expect(try ask("5m <= x", ("x", unit, below)) == false)
        }
        #expect(try ask("x in (1m, 5m)", ("x", "s", 300)) == true)
        #expect(try ask("5m in (x)", ("x", "s", 300)) == true)
        #expect(try ask("5m in (x)", ("x", "s", 300_000)) == false)
        #expect(try ask("1m + x > 90s", ("x", "s", 31)) == true)
        #expect(try ask("1m + x > 90s", ("x", "s", 30)) == false)
        #expect(try ask("1m == 60s and 2h > 90m") == true)
    }

    @Test("A duration is an error where something else than time is measured, and so are other units")
    func mismatches() {
        for (rule, offset, message) in [
            ("x > y", 2, "°C cannot be compared or added to %/m"),
            ("x + y > 5", 2, "°C cannot be compared or added to %/m"),
            ("x > 5m", 2, "°C cannot be compared or added to ms"),
            ("5m < x", 3, "ms cannot be compared or added to °C"),
            ("x == y", 2, "°C cannot be compared or added to %/m"),
            ("x in (5, y)", 9, "°C cannot be compared or added to %/m"),
            ("y * 2 > x", 6, "%/m cannot be compared or added to °C"),
        ] {
            #expect(throws: ExpressionError(offset: offset, message: message)) {
                try ask(rule, ("x", "°C", 1), ("y", "%/m", 1))
            }
        }
    }

    @Test("Units that are not known go only with themselves; a bare number goes with any")
    func unknownUnits() throws {
        #expect(try ask("x > y", ("x", "%/m", 2), ("y", "%/m", 1)) == true)
        #expect(throws: ExpressionError.self) { try ask("x > y", ("x", "dB", 2), ("y", "dBm", 1)) }
        #expect(try ask("x > limit and x + 1 > 6", ("x", "°C", 5.5)) == true)
        #expect(try ask("x > y", ("x", "°C", 2), ("y", nil, 1)) == true)
        #expect(try ask("x * y > 5", ("x", "V", 3), ("y", "A", 2)) == true)
        #expect(try ask("x / y > z", ("x", "V", 6), ("y", "A", 2), ("z", "°C", 2)) == true)
        #expect(throws: ExpressionError.self) { try ask("x / 2 > y", ("x", "V", 6), ("y", "A", 2)) }
    }

    @Test("A list may mix units of one kind")
    func lists() throws {
        #expect(try ask("x in (y, 1)", ("x", "MPa", 0.5), ("y", "kPa", 500)) == true)
        #expect(try ask("x in (y, 1)", ("x", "MPa", 0.5), ("y", "kPa", 0.5)) == false)
    }

    // MARK: Durations and bare numbers

    @Test("Durations go with times, with each other, and with 0; a number times a duration is one")
    func durationArithmetic() throws {
        #expect(try ask("x * 1h >= 90m", ("x", nil, 1.5)) == true)
        #expect(try ask("x * 1h >= 90m", ("x", nil, 1.49)) == false)
        #expect(try ask("limit * 1s == 5s and 1m * limit == 5m") == true)
        #expect(try ask("5m / 10 == 30s and 5m / 1m == 5 and 1m / 5m < 1") == true)
        #expect(try ask("x / 1m == 2 and 2m / x == 1 and x / 1m + 1 > 2.9", ("x", "s", 120)) == true)
        #expect(try ask("x - 1m > 0 and x - 1m == 1m and 1m - 60s == 0", ("x", "s", 120)) == true)
        #expect(try ask("x > 100 and x + 0 > 100", ("x", "s", 120)) == true, "what is in s is no duration")
        #expect(try ask("x * 2 + 1m == 5m", ("x", "s", 120)) == true)
    }

    @Test("What would mix them with bare numbers is an error that says what would be right")
    func bareNumbers() {
        let together = "a duration and a number without a unit do not go together; "
        let literal = { (number: String) in
            together + "write its unit, as in \(number)s, \(number)m or \(number)h"
        }
        let named = together + "say what it counts, as in limit * 1h, or give the field its unit"
        let divisor =
            "only a time can be divided by a duration; divide by a number, as in delta(x, 90s) / 90, or write "
            + "rate(x, 90s), which is per second"
        let product = "a duration can be multiplied with a number without a unit, or with a rate; here it is "
        for (rule, offset, message) in [
            ("age(y) >= 8", 0, literal("8")), ("8 < age(y)", 4, literal("8")), ("age(y) > limit", 0, named),
            ("age(y) == y", 0, named), ("y >= 5m", 2, named), ("5m < y", 3, named), ("1m + 5 > 90s", 3, literal("5")),
            ("1m - limit > 0", 3, named), ("y in (5m, 6)", 6, named), ("5m in (6)", 7, literal("6")),
            ("limit * 1h > 8", 11, literal("8")), ("1h / 2 > 8", 7, literal("8")),
            ("-1m < -8", 4, literal("-8")), ("y * 60s > 5", 8, literal("5")),
            ("delta(y, 90s) / 90s > 1", 14, divisor), ("delta(x, 90s) / 90s > 1", -1, ""),
            ("v / 1h > 1", 2, divisor), ("1 / 1h > 1", 2, divisor),
            ("1h / v > 1", 3, "a duration cannot be divided by what is in °C; divide by a time or a number"),
            ("v * 1h > 1", 2, product + "°C"), ("1h * v > 1", 3, product + "°C"), ("x * 1h > 1", 2, product + "s"),
            ("1h * 1m > 1", 3, product + "another duration"),
        ] {
            let fields = [("x", "s", 1), ("y", nil, 1), ("v", "°C", 1)] as [(String, String?, Double)]
            if offset < 0 {
                #expect(throws: Never.self, "\(rule)") { try ask(rule, fields[0], fields[1], fields[2]) }
            } else {
                #expect(throws: ExpressionError(offset: offset, message: message), "\(rule)") {
                    try ask(rule, fields[0], fields[1], fields[2])
                }
            }
        }
    }

    // MARK: Differences and quotients

    /// What a rule gives over a window with these samples of `x`, one a second, and the last values of the others.
    private func asked(
        _ rule: String, _ unit: String?, _ samples: [Double], _ others: (name: String, unit: String?, value: Double)...
    ) throws -> Bool? {
        let fields = [("x", unit, samples.last ?? 0)] + others.map { ($0.name, $0.unit, $0.value) }
        let vocabulary = Vocabulary(
            fields: fields.map { .init(name: $0.0, type: .number, unit: $0.1.map(Unit.init)) }, parameters: [])
        var plan = MemoryPlan()
        let condition = try plan.condition(Checker(vocabulary: vocabulary).condition(rule), at: "")
        var memory = DeviceMemory(plan)
        for (second, sample) in samples.enumerated() {
            memory.sample(
                FieldSet([0]), plan, fields: [.number(sample)], parameters: [],
                at: Moment(milliseconds: Int64(second) * 1000))
        }
        let situation = Situation(
            fields: fields.map { .number($0.2) }, parameters: [], memory: memory,
            deviceTime: Moment(milliseconds: Int64(samples.count) * 1000))
        return condition.truth(in: situation).holds
    }

    @Test("Mean, least, greatest and sum have the unit of what they are of")
    func windowUnits() throws {
        #expect(try asked("avg(x, 1m) == 1500 and max(x, 1m) == y", "kPa", [1000, 2000], ("y", "MPa", 2)) == true)
        #expect(try asked("min(x, 1m) == y and sum(x, 1m) == 3 * y", "kPa", [1000, 2000], ("y", "MPa", 1)) == true)
        #expect(try asked("count(x, 1m) < y", "kPa", [1000, 2000], ("y", "°C", 3)) == true, "a count has none")
        #expect(throws: ExpressionError(offset: 11, message: "kPa cannot be compared or added to °C")) {
            try asked("avg(x, 1m) > y", "kPa", [1], ("y", "°C", 1))
        }
    }

    @Test("A difference of temperatures converts without the shift of the scale, a temperature with it")
    func differences() throws {
        #expect(try asked("delta(x, 1m) == y", "°C", [10, 20], ("y", "°C", 10)) == true)
        #expect(try asked("delta(x, 1m) == y - z", "°C", [10, 20], ("y", "°F", 68), ("z", "°F", 50)) == true)
        #expect(try asked("y - z == delta(x, 1m)", "°C", [10, 20], ("y", "K", 293), ("z", "K", 283)) == true)
        #expect(try asked("x - 10 == y", "°C", [20], ("y", "°F", 50)) == true, "less a number it is a temperature yet")
        #expect(try asked("x - z == y", "°C", [20], ("y", "°C", 10), ("z", "K", 283.15)) == true)
        #expect(try asked("z + delta(x, 1m) == y", "°C", [10, 20], ("y", "°F", 86), ("z", "°C", 20)) == true)
        #expect(try asked("z + delta(x, 1m) > y", "°C", [10, 20], ("y", "K", 302), ("z", "K", 293)) == true)
        #expect(try asked("delta(x, 1m) + z == y", "°C", [10, 20], ("y", "°C", 30), ("z", "K", 293.15)) == true)
        #expect(try asked("delta(x, 1m) in (y, 1)", "°C", [10, 20], ("y", "°C", 10)) == true)
    }

    @Test("A difference does not go with a temperature of another scale, whose zero lies elsewhere")
    func scales() throws {
        let message = { (difference: String, scale: String) in
            "a difference in \(difference) cannot be compared with a value in \(scale), whose zero lies elsewhere; "
                + "compare it with another difference or a number, or let both be in one unit"
        }
        for (rule, offset) in [
            ("delta(x, 1m) > y", 13), ("y < delta(x, 1m)", 2), ("delta(x, 1m) in (y, 1)", 17), ("x - x == y", 6),
            ("delta(x, 1m) - y > 5", 13),
        ] {
            for scale in ["°F", "K"] {
                #expect(throws: ExpressionError(offset: offset, message: message("°C", scale)), "\(rule)") {
                    try asked(rule, "°C", [10, 20], ("y", scale, 18))
                }
            }
        }
        #expect(
            try asked("delta(x, 1m) == y", "kPa", [10, 20], ("y", "Pa", 10_000)) == true, "these begin at one zero")
    }

    @Test("A rate is per second, and a quotient of units converts by its parts")
    func rates() throws {
        #expect(try asked("rate(x, 1m) == y", "°C", [10, 10.5], ("y", "°C/min", 30)) == true)
        #expect(try asked("rate(x, 1m) == y", "°C", [10, 20], ("y", "°F/s", 18)) == true)
        #expect(try asked("rate(x, 1m) >= y", "°C", [10, 20], ("y", "K/h", 36_001)) == false)
        #expect(try asked("rate(x, 1m) >= y", "°C", [10, 20], ("y", "K/h", 36_000)) == true)
        #expect(try asked("rate(x, 1m) * 60 >= 30 and rate(x, 1m) > 0.4", "°C", [10, 10.5]) == true)
        #expect(try asked("rate(x, 1m) == y", "m/s", [1, 3], ("y", "km/h/min", 432)) == true)
        #expect(try asked("x == y", "km/h", [36], ("y", "m/s", 10)) == true)
        #expect(try asked("x == y", "m³/h", [3.6], ("y", "L/s", 1)) == true)
        #expect(try asked("rate(x, 1m) > y", nil, [1, 3], ("y", "°C", 1)) == true, "of what has no unit it has none")
        for (unit, other) in [("°C/min", "%/m"), ("°C/min", "°C"), ("%/m", "%"), ("m/s", "m/s/s"), ("L/min", "L/m")] {
            #expect(throws: ExpressionError(offset: 2, message: "\(unit) cannot be compared or added to \(other)")) {
                try asked("x > y", unit, [1], ("y", other, 1))
            }
        }
    }

    @Test("A rate times a time is what it amounts to in that time")
    func rateTimesTime() throws {
        #expect(try asked("rate(x, 1m) * 60s == 30", "°C", [10, 10.5]) == true)
        #expect(try asked("1m * rate(x, 1m) == y", "°C", [10, 10.5], ("y", "°C", 30)) == true)
        #expect(try asked("rate(x, 1m) * z == 60", "°C", [10, 10.5], ("z", "min", 2)) == true)
        #expect(try asked("x * z == 6", "%/m", [2], ("z", "cm", 300)) == true)
    }
}
