/// The units that convert into each other; any other unit is a kind of its own.
///
/// A quotient such as `°C/min` or `m/s/s` converts by its parts.
struct Unit: Hashable, Sendable {
    let name: String
    /// Whether it is of differences: those of temperatures convert without the shift of the scale.
    let isDifference: Bool
    /// Whether it is that of a duration as a rule writes it, which goes with no bare number.
    let isDuration: Bool

    init(name: String) {
        self.init(name: name, isDifference: false)
    }

    init(name: String, isDifference: Bool, isDuration: Bool = false) {
        self.name = name
        self.isDifference = isDifference
        self.isDuration = isDuration
    }

    static let duration = Unit(name: "ms", isDifference: false, isDuration: true)

    var difference: Unit { Unit(name: name, isDifference: true, isDuration: isDuration) }
    var perSecond: Unit { Unit(name: "\(name)/s", isDifference: true) }

    /// The whole of it, or what stands over and under its strokes.
    private var parts: [Substring] { name.split(separator: "/", omittingEmptySubsequences: false) }

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
        let (here, there) = (parts, other.parts)
        guard here.count == there.count, let over = Unit.conversion(from: here[0], to: there[0]) else { return nil }
        if here.count == 1 { return over }
        var quotient = over.withoutShift
        for (from, to) in zip(here, there).dropFirst() {
            guard let under = Unit.conversion(from: from, to: to) else { return nil }
            quotient = quotient.divided(by: under)
        }
        return quotient
    }

    private static func conversion(from here: Substring, to there: Substring) -> Conversion? {
        if here == there { return .identity }
        guard let here = Unit.known[String(here)], let there = Unit.known[String(there)], here.kind == there.kind else {
            return nil
        }
        return Conversion(
            numerator: here.numerator * there.denominator, denominator: here.denominator * there.numerator,
            shift: (here.shift - there.shift) * there.denominator / there.numerator)
    }

    /// What is left of a rate that is multiplied by a time, such as `°C` of `°C/s` times `ms`, and the time's conversion.
    ///
    /// Nil unless `factor` measures what stands under the last stroke.
    func cancelled(by factor: Unit) -> (unit: Unit, conversion: Conversion)? {
        guard let stroke = name.lastIndex(of: "/"),
            let conversion = factor.conversion(to: Unit(name: String(name[name.index(after: stroke)...])))
        else { return nil }
        return (Unit(name: String(name[..<stroke]), isDifference: true), conversion)
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

    /// As of a difference.
    var withoutShift: Conversion { Conversion(numerator: numerator, denominator: denominator, shift: 0) }

    func divided(by under: Conversion) -> Conversion {
        Conversion(
            numerator: numerator * under.denominator, denominator: denominator * under.numerator, shift: 0)
    }
}
