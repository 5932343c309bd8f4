/// An instant on the gateway's clock, or on a device's.
///
/// Arithmetic saturates: a device may claim any time it likes.
public struct Moment: Hashable, Comparable, BitwiseCopyable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static let distantFuture = Moment(milliseconds: .max)
    public static let distantPast = Moment(milliseconds: .min)

    public static func < (left: Moment, right: Moment) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public static func + (moment: Moment, span: Span) -> Moment {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(span.milliseconds)
        return overflow ? (span.milliseconds > 0 ? .distantFuture : .distantPast) : Moment(milliseconds: sum)
    }

    public static func - (moment: Moment, span: Span) -> Moment {
        moment + Span(milliseconds: span.milliseconds == .min ? .max : -span.milliseconds)
    }

    /// The time from `earlier` to this moment; negative if it comes after.
    public static func - (later: Moment, earlier: Moment) -> Span {
        let (difference, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return Span(milliseconds: overflow ? (later.milliseconds > earlier.milliseconds ? .max : .min) : difference)
    }
}

/// A length of time, such as an on-delay.
public struct Span: Hashable, Comparable, BitwiseCopyable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static let zero = Span(milliseconds: 0)
    public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
    public static func minutes(_ count: Int64) -> Span { Span(milliseconds: count * 60_000) }
    public static func hours(_ count: Int64) -> Span { Span(milliseconds: count * 3_600_000) }

    public static func < (left: Span, right: Span) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Span {
    /// The units a duration may be written in, the longest first, with their milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Reads a duration as profiles write it: whole digits and a unit, such as `250ms`, `90s`, `15m`, `2h`, `31d`.
    ///
    /// Answers nil for anything else, a bare number or one beyond 100 years among them.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard let count = Int64(digits), let scale = Span.units.first(where: { $0.name == unit })?.milliseconds,
            case let (product, overflow) = count.multipliedReportingOverflow(by: scale), !overflow,
            product <= 36_525 * 86_400_000
        else { return nil }
        milliseconds = product
    }
}

extension Span: CustomStringConvertible {
    /// As a profile would write it, in the largest unit that keeps it whole: `90s`, `15m`.
    public var description: String {
        for (name, scale) in Span.units where milliseconds != 0 && milliseconds % scale == 0 {
            return "\(milliseconds / scale)\(name)"
        }
        return "\(milliseconds)ms"
    }
}

extension Span {
    public static func + (left: Span, right: Span) -> Span {
        let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
        return Span(milliseconds: overflow ? (right.milliseconds > 0 ? .max : .min) : sum)
    }

    public static func - (left: Span, right: Span) -> Span {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return Span(milliseconds: overflow ? (right.milliseconds > 0 ? .min : .max) : difference)
    }
}
