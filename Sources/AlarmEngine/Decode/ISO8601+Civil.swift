/// A time as it is written: by the calendar and the clock, perhaps with its zone.
struct WrittenTime: Hashable, Sendable {
    /// Milliseconds since 1970 if the clock that wrote it were UTC.
    var milliseconds: Int64
    /// Seconds east of Greenwich; nil where it names no zone.
    var secondsEast: Int?

    /// The moment it is; without a zone of its own by `secondsEast`, or else by `clock`.
    func moment(secondsEast zone: Int?, _ clock: LocalClock) -> Moment {
        if let east = secondsEast ?? zone { return Moment(milliseconds: milliseconds) - .seconds(Int64(east)) }
        return clock.moment(ofLocal: Moment(milliseconds: milliseconds))
    }
}

extension LocalClock {
    /// The moment at which this clock shows a time, which is written as if it were UTC.
    ///
    /// Where clocks go back the earlier of two; a time that clocks leave out is taken as if they had not gone forward yet.
    func moment(ofLocal local: Moment) -> Moment {
        let before = segment(at: local - .hours(26)).offset
        let after = segment(at: local + .hours(26)).offset
        let early = local - before
        if before == after || segment(at: early).offset == before { return early }
        let late = local - after
        return segment(at: late).offset == after ? late : early
    }
}

extension ISO8601 {
    /// As ``moment(_:)`` reads it, and without a zone, with one of hours alone, without seconds, in the basic form
    /// (`20200401T182505Z`), with blanks around it.
    static func written(_ text: ArraySlice<UInt8>) -> WrittenTime? {
        var reader = CivilReader(text)
        reader.skipBlanks()
        guard reader.number(.year, digits: 4) else { return nil }
        let isBasic = !reader.skip("-")
        guard reader.number(.month, digits: 2), isBasic || reader.skip("-"), reader.number(.day, digits: 2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "), reader.number(.hour, digits: 2),
            isBasic || reader.skip(":"), reader.number(.minute, digits: 2)
        else { return nil }
        if isBasic ? reader.isAtDigit : reader.skip(":") {
            guard reader.number(.second, digits: 2) else { return nil }
            if reader.skip(".") || reader.skip(",") {
                guard reader.fraction() else { return nil }
            }
        }
        reader.skipBlanks()
        if !reader.isAtEnd {
            guard reader.zone() else { return nil }
            reader.skipBlanks()
        }
        return reader.isAtEnd ? reader.time : nil
    }
}

/// Takes a written time apart, its parts in any order.
struct CivilReader {
    enum Part: Int, CaseIterable, Sendable {
        case year, month, day, hour, minute, second
    }

    private var rest: ArraySlice<UInt8>
    private var parts: [Int64] = [1970, 1, 1, 0, 0, 0]
    private var milliseconds: Int64 = 0
    private var secondsEast: Int?

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    var isAtEnd: Bool { rest.isEmpty }
    var isAtDigit: Bool { rest.first.map { (0x30...0x39).contains($0) } ?? false }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skip(byte: UInt8(ascii: character))
    }

    mutating func skip(byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    mutating func skipBlanks() {
        while let byte = rest.first, byte == 0x20 || (0x09...0x0D).contains(byte) { rest.removeFirst() }
    }

    private mutating func figures(atMost count: Int) -> (number: Int64, count: Int) {
        var number: Int64 = 0
        var read = 0
        while read < count, isAtDigit, let byte = rest.popFirst() {
            number = number * 10 + Int64(byte - 0x30)
            read += 1
        }
        return (number, read)
    }

    /// Reads exactly so many digits.
    mutating func number(_ part: Part, digits count: Int) -> Bool {
        let read = figures(atMost: count)
        parts[part.rawValue] = read.number
        return read.count == count
    }

    /// Reads one digit or two.
    mutating func shortNumber(_ part: Part) -> Bool {
        let read = figures(atMost: 2)
        parts[part.rawValue] = read.number
        return read.count > 0
    }

    /// Reads two digits of a year from 2000 on.
    mutating func shortYear() -> Bool {
        guard number(.year, digits: 2) else { return false }
        parts[Part.year.rawValue] += 2000
        return true
    }

    /// Reads the digits behind a point, cut to milliseconds.
    mutating func fraction() -> Bool {
        let read = figures(atMost: 3)
        milliseconds = read.number
        for _ in read.count..<3 { milliseconds *= 10 }
        while isAtDigit { rest.removeFirst() }
        return read.count > 0
    }

    /// Reads `Z`, `+08`, `+0800` or `+08:00`.
    mutating func zone() -> Bool {
        if skip("Z") || skip("z") {
            secondsEast = 0
            return true
        }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return false }
        let hours = figures(atMost: 2)
        let hasColon = skip(":")
        let minutes = figures(atMost: 2)
        guard hours.count == 2, hours.number < 24, minutes.number < 60,
            minutes.count == 2 || (minutes.count == 0 && !hasColon)
        else { return false }
        secondsEast = Int(sign * (hours.number * 3600 + minutes.number * 60))
        return true
    }

    /// What was read; nil where the calendar has no such day or the clock no such time.
    var time: WrittenTime? {
        let (year, month, day) = (parts[0], parts[1], parts[2])
        let (hour, minute, second) = (parts[3], parts[4], parts[5])
        guard (1...12).contains(month), day >= 1, day <= ISO8601.days(inMonth: month, of: year), hour < 24, minute < 60,
            second < 61
        else { return nil }
        let seconds = (ISO8601.daysSince1970(year, month, day) * 24 + hour) * 3600 + minute * 60 + second
        return WrittenTime(milliseconds: seconds * 1000 + milliseconds, secondsEast: secondsEast)
    }
}
