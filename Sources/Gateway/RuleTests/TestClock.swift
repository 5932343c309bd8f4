import AlarmEngine

/// How the moments of one test are written and shown: from its start, or on its wall clock.
struct TestClock: Sendable {
    var start: Moment
    var zone: LocalClock

    /// The moment that a value means.
    ///
    /// It may be a time from the start (`90s`, `4m59s`), a time of day (`22:00`: the next one from the start on), a local
    /// time (`2026-11-24T22:00`), or one with its zone (`2026-11-24T22:00:00+08:00`).
    func moment(_ value: YAMLValue) -> Moment? {
        guard let text = value.text("a time such as 90s or 4m59s") else { return nil }
        if let offset = Offset(text) { return start + offset.span }
        if let moment = Timestamp.moment(text) ?? LocalTimeText(text)?.moment(in: zone, notBefore: start) {
            return moment
        }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        value.report(
            isNumber
                ? "has no unit; write \(text)ms, \(text)s, \(text)m, \(text)h or \(text)d"
                : "must be a time from the start such as 90s or 4m59s, a time of day such as '22:00', or a moment such as "
                    + "2026-11-24T08:00:00+08:00; here it is \(quoted(text))")
        return nil
    }

    /// From the start: `4m59s`; before it, `-10s`.
    func offset(of moment: Moment) -> String {
        "\(Offset(moment - start))"
    }

    /// On the wall clock: `2026-11-24 08:00:10.000 +08:00`.
    func text(_ moment: Moment) -> String {
        EventText(secondsEast: { [zone] in zone.offset(at: $0) }).localTime(moment)
    }
}

/// A time from the start of a test, written in one or several units: `90s`, `4m59s`, `1h30m`, `9s999ms`.
struct Offset: Hashable, CustomStringConvertible {
    let span: Span

    init(_ span: Span) { self.span = span }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Whole figures with their units, the greater ones first; nil for anything else.
    init?(_ text: String) {
        var rest = text[...]
        var units = Offset.units[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let span = Span(String(digits + unit)), let place = units.firstIndex(where: { $0.name == unit })
            else { return nil }
            units = units[(place + 1)...]
            total += span.milliseconds
            rest = rest.dropFirst(digits.count + unit.count)
        }
        guard !text.isEmpty else { return nil }
        span = Span(milliseconds: total)
    }

    var description: String {
        guard span != .zero else { return "0s" }
        var rest = span.milliseconds.magnitude
        var text = span.milliseconds < 0 ? "-" : ""
        for (name, milliseconds) in Offset.units where rest >= UInt64(milliseconds) {
            text += "\(rest / UInt64(milliseconds))\(name)"
            rest %= UInt64(milliseconds)
        }
        return text
    }
}

/// A time as a clock on the wall shows it: `22:00`, `22:00:30`, perhaps with its date before a `T` or a blank.
struct LocalTimeText {
    /// Since 1970 if the wall clock were UTC; since midnight where there is no date.
    private let time: Span
    private let hasDate: Bool

    init?(_ text: String) {
        let hasDate = text.utf8.count > 8
        var clock = hasDate ? text : "1970-01-01T\(text)"
        if clock.utf8.count == "1970-01-01T22:00".utf8.count { clock += ":00" }
        guard let moment = Timestamp.moment(clock + "Z") else { return nil }
        self.hasDate = hasDate
        time = moment - Moment(milliseconds: 0)
    }

    /// The moment when the wall clock shows it; without a date, the first from `start` on.
    func moment(in zone: LocalClock, notBefore start: Moment) -> Moment {
        guard !hasDate else { return Self.moment(Moment(milliseconds: 0) + time, in: zone) }
        let local = start + .seconds(Int64(zone.offset(at: start)))
        let days = local.milliseconds / 86_400_000
        for day in [days - 1, days, days + 1] {
            let moment = Self.moment(Moment(milliseconds: day * 86_400_000) + time, in: zone)
            if moment >= start { return moment }
        }
        return Self.moment(Moment(milliseconds: (days + 2) * 86_400_000) + time, in: zone)
    }

    /// Tried twice, as the offset before a change may not be the one after it.
    private static func moment(_ wall: Moment, in zone: LocalClock) -> Moment {
        let first = wall - .seconds(Int64(zone.offset(at: wall)))
        return wall - .seconds(Int64(zone.offset(at: first)))
    }
}
