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
        #expect(
            try ask("x >= 5m", ("x", nil, 300_000)) == true, "a bare field is taken to be in ms, as the duration is")
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
}
