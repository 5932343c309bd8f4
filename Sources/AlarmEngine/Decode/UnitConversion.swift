/// (value × `factor` + `shift`) ÷ `divisor`, exact up to the one division.
struct UnitConversion: Hashable, Sendable {
    private let factor: ExactDecimal
    private let shift: ExactDecimal?
    private let divisor: Double

    /// The scales of temperature, which have no common zero.
    private static let temperatures: [(from: String, to: String, factor: String, shift: String, divisor: Double)] = [
        ("°F", "°C", "5", "-160", 9), ("K", "°C", "1", "-273.15", 1), ("°C", "°F", "9", "160", 5),
        ("°C", "K", "1", "273.15", 1), ("K", "°F", "9", "-2298.35", 5), ("°F", "K", "5", "2298.35", 9),
    ]

    /// Nil where the two measure different things.
    init?(from sent: String, to unit: String) {
        if let row = Self.temperatures.first(where: { $0.from == sent && $0.to == unit }) {
            guard let factor = ExactDecimal(row.factor.utf8), let shift = ExactDecimal(row.shift.utf8) else {
                return nil
            }
            self.init(factor: factor, shift: shift, divisor: row.divisor)
            return
        }
        guard let conversion = Unit(name: sent).conversion(to: Unit(name: unit)), conversion.shift == 0,
            let numerator = UInt64(exactly: conversion.numerator),
            let denominator = UInt64(exactly: conversion.denominator), numerator > 0, denominator > 0
        else { return nil }
        self.init(numerator, over: denominator)
    }

    private init(factor: ExactDecimal, shift: ExactDecimal?, divisor: Double) {
        self.factor = factor
        self.shift = shift
        self.divisor = divisor
    }

    /// A denominator of twos and fives is a decimal factor; what else is in it is divided by.
    private init?(_ numerator: UInt64, over denominator: UInt64) {
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        var (top, bottom) = (numerator / a, denominator / a)
        var exponent = 0
        while bottom % 10 == 0 { (bottom, exponent) = (bottom / 10, exponent - 1) }
        while bottom % 2 == 0, top < .max / 5 { (bottom, top, exponent) = (bottom / 2, top * 5, exponent - 1) }
        while bottom % 5 == 0, top < .max / 2 { (bottom, top, exponent) = (bottom / 5, top * 2, exponent - 1) }
        guard let factor = ExactDecimal("\(top)e\(exponent)".utf8) else { return nil }
        self.init(factor: factor, shift: nil, divisor: Double(bottom))
    }

    /// Nil where it overflows.
    func double(_ value: ExactDecimal) -> Double? {
        let scaled = value * factor
        return (shift.map { scaled + $0 } ?? scaled).double.map { divisor == 1 ? $0 : $0 / divisor }
    }
}
