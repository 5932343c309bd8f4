/// A decimal number as it is written, for `raw × scale + offset` without a rounding on the way.
///
/// Its value is `digits` × 10^`exponent`. Digits beyond ``maximumDigits`` are cut to one that says "and a little more":
/// a double is decided by at most 767 digits.
struct ExactDecimal: Hashable, Sendable {
    static let maximumDigits = 800
    /// Beyond it every number is zero or overflows, however many digits a payload holds.
    private static let maximumExponent = 1_000_000_000

    private var isNegative = false
    /// 0 to 9 each, the most significant first, without zeros at the beginning; empty is zero.
    private var digits: [UInt8] = []
    private var exponent = 0

    /// Reads a number in JSON's grammar; nil for anything else.
    init?(_ text: some Sequence<UInt8>) {
        var iterator = text.makeIterator()
        var byte = iterator.next()
        if byte == UInt8(ascii: "-") {
            isNegative = true
            byte = iterator.next()
        }
        var hasDigit = false
        while let digit = byte, (0x30...0x39).contains(digit) {
            append(digit - 0x30)
            hasDigit = true
            byte = iterator.next()
        }
        guard hasDigit else { return nil }
        if byte == UInt8(ascii: ".") {
            byte = iterator.next()
            while let digit = byte, (0x30...0x39).contains(digit) {
                append(digit - 0x30)
                exponent -= 1
                byte = iterator.next()
            }
        }
        guard let letter = byte else { return }
        guard letter | 0x20 == UInt8(ascii: "e"), let written = Self.exponent(&iterator) else { return nil }
        exponent += written
    }

    /// Appends a digit; one beyond the bound only leaves its trace, and the exponent makes up for its place.
    private mutating func append(_ digit: UInt8) {
        if digits.count >= Self.maximumDigits {
            exponent += 1
            if digit != 0, let last = digits.last, last == 0 || last == 5 { digits[digits.count - 1] = last + 1 }
        } else if digit != 0 || !digits.isEmpty {
            digits.append(digit)
        }
    }

    /// Clamped, so that sums of exponents cannot overflow.
    private static func exponent(_ iterator: inout some IteratorProtocol<UInt8>) -> Int? {
        var byte = iterator.next()
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative || byte == UInt8(ascii: "+") { byte = iterator.next() }
        guard byte != nil else { return nil }
        var exponent = 0
        while let digit = byte {
            guard (0x30...0x39).contains(digit) else { return nil }
            exponent = min(exponent * 10 + Int(digit - 0x30), maximumExponent)
            byte = iterator.next()
        }
        return isNegative ? -exponent : exponent
    }

    static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        var product = [Int](repeating: 0, count: left.digits.count + right.digits.count)
        for (i, a) in left.digits.enumerated().reversed() {
            var carry = 0
            for (j, b) in right.digits.enumerated().reversed() {
                let sum = product[i + j + 1] + Int(a) * Int(b) + carry
                product[i + j + 1] = sum % 10
                carry = sum / 10
            }
            product[i] += carry
        }
        return ExactDecimal(
            isNegative: left.isNegative != right.isNegative, digits: product.map { UInt8($0) },
            exponent: left.exponent + right.exponent)
    }

    static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        guard !left.digits.isEmpty else { return right }
        guard !right.digits.isEmpty else { return left }
        let lowest = max(min(left.exponent, right.exponent), max(left.top, right.top) - 2 * maximumDigits)
        let a = left.aligned(to: lowest)
        let b = right.aligned(to: lowest)
        let width = max(a.count, b.count) + 1
        let wideA = [UInt8](repeating: 0, count: width - a.count) + a
        let wideB = [UInt8](repeating: 0, count: width - b.count) + b
        if left.isNegative == right.isNegative {
            return ExactDecimal(isNegative: left.isNegative, digits: added(wideA, wideB), exponent: lowest)
        }
        if wideA.lexicographicallyPrecedes(wideB) {
            return ExactDecimal(isNegative: right.isNegative, digits: subtracted(wideB, wideA), exponent: lowest)
        }
        return ExactDecimal(isNegative: left.isNegative, digits: subtracted(wideA, wideB), exponent: lowest)
    }

    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        self.isNegative = isNegative
        self.digits = Array(digits.drop { $0 == 0 })
        self.exponent = exponent
    }

    /// The power of ten just above the first digit.
    private var top: Int { exponent + digits.count }

    /// The digits down to 10^`lowest`, those below cut.
    private func aligned(to lowest: Int) -> [UInt8] {
        exponent >= lowest
            ? digits + [UInt8](repeating: 0, count: exponent - lowest)
            : Array(digits.dropLast(min(digits.count, lowest - exponent)))
    }

    private static func added(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var sum = a
        var carry: UInt8 = 0
        for index in sum.indices.reversed() {
            let digit = a[index] + b[index] + carry
            sum[index] = digit % 10
            carry = digit / 10
        }
        return sum
    }

    /// `a` is at least `b`.
    private static func subtracted(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var difference = a
        var borrow: UInt8 = 0
        for index in difference.indices.reversed() {
            let taken = b[index] + borrow
            borrow = a[index] < taken ? 1 : 0
            difference[index] = a[index] + 10 * borrow - taken
        }
        return difference
    }

    /// As a whole number and its decimals; nil where it has more than 18 digits.
    var quick: (mantissa: Int64, decimals: Int)? {
        let zeros = max(0, exponent)
        guard digits.count + zeros <= 18, exponent > -1000 else { return nil }
        var mantissa = digits.reduce(Int64(0)) { $0 * 10 + Int64($1) }
        for _ in 0..<zeros { mantissa *= 10 }
        return (isNegative ? -mantissa : mantissa, max(0, -exponent))
    }

    /// The nearest double; nil where it overflows.
    var double: Double? {
        guard !digits.isEmpty else { return 0 }
        let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        guard let magnitude = Double("\(text)e\(exponent)"), magnitude.isFinite else { return nil }
        return isNegative && magnitude != 0 ? -magnitude : magnitude
    }

    /// A whole number of 64 bits, a negative one in two's complement; nil for any other.
    var whole: UInt64? {
        guard !digits.isEmpty else { return 0 }
        let wholeCount = digits.count + exponent
        guard wholeCount > 0, wholeCount <= 20, digits.dropFirst(wholeCount).allSatisfy({ $0 == 0 }) else { return nil }
        var whole: UInt64 = 0
        for place in 0..<wholeCount {
            let (tens, overflow) = whole.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = tens.addingReportingOverflow(place < digits.count ? UInt64(digits[place]) : 0)
            if overflow || overflowed { return nil }
            whole = sum
        }
        guard isNegative else { return whole }
        return whole <= 1 << 63 ? 0 &- whole : nil
    }

    /// The whole part, saturating; the fraction is cut (towards minus infinity, so that time never runs backwards).
    var floored: Int64 {
        let wholeCount = digits.count + exponent
        guard !digits.isEmpty else { return 0 }
        guard wholeCount <= 18 else { return isNegative ? .min : .max }
        var whole: Int64 = 0
        for place in 0..<max(0, wholeCount) {
            whole = whole * 10 + Int64(place < digits.count ? digits[place] : 0)
        }
        let hasFraction = digits.dropFirst(max(0, wholeCount)).contains { $0 != 0 }
        return isNegative ? -whole - (hasFraction ? 1 : 0) : whole
    }
}
