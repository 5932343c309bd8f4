/// The units that convert into each other; any other unit is a kind of its own.
struct Unit: Hashable, Sendable {
    let name: String

    /// What it measures, and how many of the kind's base unit it is: value × numerator ÷ denominator + shift.
    private struct Measure {
        let kind: String
        let numerator: Double
        var denominator: Double = 1
        var shift: Double = 0
    }

    private static let known: [String: Measure] = [
        "Pa": Measure(kind: "pressure", numerator: 1), "hPa": Measure(kind: "pressure", numerator: 100),
        "mbar": Measure(kind: "pressure", numerator: 100), "kPa": Measure(kind: "pressure", numerator: 1000),
        "bar": Measure(kind: "pressure", numerator: 100_000), "MPa": Measure(kind: "pressure", numerator: 1_000_000),
        "ms": Measure(kind: "time", numerator: 1), "s": Measure(kind: "time", numerator: 1000),
        "min": Measure(kind: "time", numerator: 60_000), "h": Measure(kind: "time", numerator: 3_600_000),
        "d": Measure(kind: "time", numerator: 86_400_000),
        "°C": Measure(kind: "temperature", numerator: 1),
        "K": Measure(kind: "temperature", numerator: 1, shift: -273.15),
        "°F": Measure(kind: "temperature", numerator: 5, denominator: 9, shift: -160.0 / 9),
        "mm": Measure(kind: "length", numerator: 1), "cm": Measure(kind: "length", numerator: 10),
        "m": Measure(kind: "length", numerator: 1000), "km": Measure(kind: "length", numerator: 1_000_000),
        "mV": Measure(kind: "voltage", numerator: 1), "V": Measure(kind: "voltage", numerator: 1000),
        "mA": Measure(kind: "current", numerator: 1), "A": Measure(kind: "current", numerator: 1000),
        "W": Measure(kind: "power", numerator: 1), "kW": Measure(kind: "power", numerator: 1000),
        "L": Measure(kind: "volume", numerator: 1), "m³": Measure(kind: "volume", numerator: 1000),
    ]

    /// How a value of this unit becomes one of `other`; nil if they measure different things.
    func conversion(to other: Unit) -> Conversion? {
        if name == other.name { return .identity }
        guard let here = Unit.known[name], let there = Unit.known[other.name], here.kind == there.kind else {
            return nil
        }
        return Conversion(
            numerator: here.numerator * there.denominator, denominator: here.denominator * there.numerator,
            shift: (here.shift - there.shift) * there.denominator / there.numerator)
    }
}

/// value × numerator ÷ denominator + shift.
struct Conversion: Hashable, Sendable {
    static let identity = Conversion(numerator: 1, denominator: 1, shift: 0)

    let numerator: Double
    let denominator: Double
    let shift: Double

    func applied(to value: Double) -> Double {
        value * numerator / denominator + shift
    }
}
