import ArgumentParser

/// A length of time as it is written in this project: `250ms`, `3s`, `5m`, `2h`, `1d`.
struct Span: Hashable, ExpressibleByArgument, CustomStringConvertible {
    let milliseconds: Int64

    static let zero = Span(milliseconds: 0)

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads digits and a unit; nil for anything else, and beyond about 11,000 years.
    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let name = argument.dropFirst(digits.count)
        guard digits.count <= 12, let number = Int64(digits), let unit = Self.units.first(where: { $0.name == name })
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, product < 365 * 11_000 * 86_400_000 else { return nil }
        milliseconds = product
    }

    var duration: Duration { .milliseconds(milliseconds) }

    var description: String {
        let fitting = Self.units.last { milliseconds.isMultiple(of: $0.milliseconds) && milliseconds > 0 }
        guard let unit = fitting else { return "0s" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
