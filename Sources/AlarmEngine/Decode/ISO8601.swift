/// Reads times written as RFC 3339 has them.
public enum ISO8601 {
    /// `2026-11-23T08:00:00.250Z`, `…+08:00` or `…+0800`; any number of decimals, cut to milliseconds.
    ///
    /// A `Z` may be followed by an offset of zero, as `mosquitto_sub` prints it. Nil for anything else, a time without a
    /// zone among them, and for dates that do not exist.
    public static func moment(_ text: ArraySlice<UInt8>) -> Moment? {
        var reader = Reader(rest: text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2),
            reader.skip(":"), let second = reader.number(digits: 2),
            (1...12).contains(month), day >= 1, day <= days(inMonth: month, of: year), hour < 24, minute < 60,
            second < 61,
            let milliseconds = reader.fraction(), let offset = reader.zone(), reader.rest.isEmpty
        else { return nil }
        let seconds = (daysSince1970(year, month, day) * 24 + hour) * 3600 + minute * 60 + second
        return Moment(milliseconds: (seconds - offset * 60) * 1000 + milliseconds)
    }

    static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; years 0 to 9999.
    static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digit() -> Int64? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - 0x30)
    }

    mutating func number(digits count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Milliseconds; 0 where no fraction stands.
    mutating func fraction() -> Int64? {
        guard skip(".") || skip(",") else { return 0 }
        var milliseconds: Int64 = 0
        var weight: Int64 = 100
        guard let first = digit() else { return nil }
        milliseconds = first * weight
        while let digit = digit() {
            weight /= 10
            milliseconds += digit * weight
        }
        return milliseconds
    }

    /// Minutes east of Greenwich.
    mutating func zone() -> Int64? {
        if skip("Z") || skip("z") {
            return rest.isEmpty || offset() == 0 ? 0 : nil
        }
        return offset()
    }

    private mutating func offset() -> Int64? {
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2) else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
