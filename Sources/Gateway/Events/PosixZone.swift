/// A rule by which a zone changes every year, such as `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX, `TZ`; RFC 9636, section 3.3.1).
struct PosixZone: Equatable {
    /// When a change comes, in a year.
    enum Day: Equatable {
        /// `M3.5.0`: the fifth (or last) Sunday of March.
        case weekday(month: Int, week: Int, day: Int)
        /// `J60`: the 60th day, 29 February never counted.
        case withoutLeapDay(Int)
        /// `59`: so many days after 1 January.
        case daysAfterNewYear(Int)
    }

    struct Change: Equatable {
        var day: Day
        /// Seconds after that day's local midnight, as the clock then shows it; −167 h to 167 h.
        var second: Int
        /// What holds from then on.
        var secondsEast: Int
    }

    var standardSecondsEast: Int
    /// The beginning and the end of summer time; none where there is none.
    var yearly: [Change]

    /// Reads such a rule; nil if it is none.
    init?(_ text: String) {
        var reader = Reader(rest: text[...])
        guard reader.name(), let standard = reader.time() else { return nil }
        standardSecondsEast = -standard
        yearly = []
        guard !reader.rest.isEmpty else { return }
        guard reader.name() else { return nil }
        var summer = standardSecondsEast + 3600
        if reader.rest.first != "," {
            guard let written = reader.time() else { return nil }
            summer = -written
        }
        guard let begins = reader.change(to: summer), let ends = reader.change(to: standardSecondsEast),
            reader.rest.isEmpty
        else { return nil }
        yearly = [begins, ends]
    }

    /// The changes of a year, the earlier first, in seconds since 1970.
    func changes(in year: Int) -> [(from: Int64, secondsEast: Int)] {
        guard yearly.count == 2 else { return [] }
        let before = [yearly[1].secondsEast, yearly[0].secondsEast]
        return zip(yearly, before).map { change, before in
            let days = GregorianDay.number(of: change.day, in: year)
            return (days * 86_400 + Int64(change.second - before), change.secondsEast)
        }.sorted { $0.from < $1.from }
    }
}

/// Takes a rule apart from its front.
private struct Reader {
    var rest: Substring

    /// At least three letters, or anything between `<` and `>`.
    mutating func name() -> Bool {
        if rest.first == "<" {
            guard let end = rest.firstIndex(of: ">") else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let letters = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// `[+-]h[h[h]][:mm[:ss]]`, in seconds.
    mutating func time() -> Int? {
        let sign = rest.first == "-" ? -1 : 1
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where rest.first == ":" {
            rest.removeFirst()
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits.count > 5 ? nil : Int(digits).flatMap { range.contains($0) ? $0 : nil }
    }

    /// `,day[/time]`; the time is 02:00 where none is said.
    mutating func change(to secondsEast: Int) -> PosixZone.Change? {
        guard rest.first == "," else { return nil }
        rest.removeFirst()
        guard let day = day() else { return nil }
        guard rest.first == "/" else { return PosixZone.Change(day: day, second: 7200, secondsEast: secondsEast) }
        rest.removeFirst()
        return time().map { PosixZone.Change(day: day, second: $0, secondsEast: secondsEast) }
    }

    private mutating func day() -> PosixZone.Day? {
        switch rest.first {
        case "M":
            rest.removeFirst()
            guard let month = number(1...12), dot(), let week = number(1...5), dot(), let day = number(0...6) else {
                return nil
            }
            return .weekday(month: month, week: week, day: day)
        case "J":
            rest.removeFirst()
            return number(1...365).map { .withoutLeapDay($0) }
        case _:
            return number(0...365).map { .daysAfterNewYear($0) }
        }
    }

    private mutating func dot() -> Bool {
        guard rest.first == "." else { return false }
        rest.removeFirst()
        return true
    }
}

/// Days of the Gregorian calendar, counted from 1 January 1970.
enum GregorianDay {
    /// From 1 January 1970 to 1 January of `year`, which is 1970 or later.
    private static func newYear(_ year: Int) -> Int64 {
        let before = year - 1
        return Int64((year - 1970) * 365 + (before / 4 - before / 100 + before / 400) - (492 - 19 + 4))
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func number(of day: PosixZone.Day, in year: Int) -> Int64 {
        switch day {
        case .daysAfterNewYear(let days): return newYear(year) + Int64(days)
        case .withoutLeapDay(let day): return newYear(year) + Int64(day - 1 + (isLeap(year) && day >= 60 ? 1 : 0))
        case .weekday(let month, let week, let weekday):
            let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            let first = newYear(year) + Int64(lengths[..<(month - 1)].reduce(0, +))
            // 1 January 1970 was a Thursday.
            let toWeekday = (Int64(weekday) - (first + 4) % 7 + 7) % 7
            let day = toWeekday + Int64(week - 1) * 7
            return first + (day < Int64(lengths[month - 1]) ? day : day - 7)
        }
    }
}
