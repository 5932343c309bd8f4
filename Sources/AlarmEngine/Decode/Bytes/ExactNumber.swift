/// A decimal number without a rounding: `digits` / 10^`places`.
///
/// Small and without an allocation, unlike ``ExactDecimal``: binary payloads hold at most 64 bits at a time.
struct ExactNumber: Hashable, Sendable {
    static let maximumPlaces = 30

    let digits: Int128
    /// 0 for a whole number; no more than are needed, and at most ``maximumPlaces``.
    let places: Int

    init(_ whole: some FixedWidthInteger) {
        digits = Int128(truncatingIfNeeded: whole)
        places = 0
    }

    /// Nil where it has more places than are kept.
    init?(digits: Int128, places: Int) {
        var digits = digits
        var places = places
        while places > 0, digits % 10 == 0 {
            digits /= 10
            places -= 1
            if digits == 0 { places = 0 }
        }
        guard places >= 0, places <= Self.maximumPlaces else { return nil }
        self.digits = digits
        self.places = places
    }

    /// Reads `-12.5`, `1e-3` or `0x1F`; nil for anything else, and for what does not fit.
    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative { rest.removeFirst() }
        if rest.hasPrefix("0x") || rest.hasPrefix("0X") {
            guard let first = rest.dropFirst(2).first, first.isHexDigit,
                let magnitude = UInt64(rest.dropFirst(2), radix: 16)
            else { return nil }
            self.init(isNegative ? -Int128(magnitude) : Int128(magnitude))
            return
        }
        guard let (magnitude, places) = Self.decimal(rest) else { return nil }
        self.init(digits: isNegative ? -magnitude : magnitude, places: places)
    }

    private static func decimal(_ text: Substring) -> (digits: Int128, places: Int)? {
        var digits: Int128 = 0
        var places = 0
        var hasDigit = false
        var hasPoint = false
        var bytes = text.utf8[...]
        while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
            bytes.removeFirst()
            if byte == UInt8(ascii: "."), hasDigit, !hasPoint, bytes.first != nil {
                hasPoint = true
                continue
            }
            guard (0x30...0x39).contains(byte), digits < Int128.max / 100 else { return nil }
            digits = digits * 10 + Int128(byte - 0x30)
            places += hasPoint ? 1 : 0
            hasDigit = true
        }
        guard hasDigit else { return nil }
        guard !bytes.isEmpty else { return (digits, places) }
        guard let exponent = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), (-60...60).contains(exponent)
        else { return nil }
        places -= exponent
        while places < 0 {
            guard digits < Int128.max / 100 else { return nil }
            digits *= 10
            places += 1
        }
        return (digits, places)
    }

    /// The shortest decimal that reads back as this double; nil where that does not fit.
    init?(_ double: Double) {
        guard double.isFinite else { return nil }
        self.init(double.description)
    }

    var isWhole: Bool { places == 0 }

    /// The nearest double.
    var double: Double {
        if digits.magnitude < 1 << 53, places <= 22 { return Double(Int64(digits)) / Self.powersOfTen[places] }
        return Double("\(digits)e-\(places)") ?? 0
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// 10 to a power up to ``maximumPlaces``.
    static func power(_ exponent: Int) -> Int128 {
        var power: Int128 = 1
        for _ in 0..<min(max(0, exponent), maximumPlaces) { power *= 10 }
        return power
    }
}

extension ExactNumber {
    /// The digits of this and another number at the same, greater count of places; nil where they do not fit.
    private func aligned(with other: ExactNumber) -> (left: Int128, right: Int128, places: Int)? {
        if places == other.places { return (digits, other.digits, places) }
        let wide = max(places, other.places)
        let (left, a) = digits.multipliedReportingOverflow(by: Self.power(wide - places))
        let (right, b) = other.digits.multipliedReportingOverflow(by: Self.power(wide - other.places))
        return a || b ? nil : (left, right, wide)
    }

    /// Nil where it does not fit.
    func adding(_ other: ExactNumber) -> ExactNumber? {
        guard let (left, right, places) = aligned(with: other) else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : ExactNumber(digits: sum, places: places)
    }

    /// Nil where it does not fit.
    func multiplied(by other: ExactNumber) -> ExactNumber? {
        let (product, overflow) = digits.multipliedReportingOverflow(by: other.digits)
        return overflow ? nil : ExactNumber(digits: product, places: places + other.places)
    }

    /// Nil where it does not end within 18 places, and by zero.
    func divided(by other: ExactNumber) -> ExactNumber? {
        guard other.digits != 0, let (left, right, _) = aligned(with: other) else { return nil }
        var numerator = left
        for places in 0...18 {
            let (remainder, overflow) = numerator.remainderReportingOverflow(dividingBy: right)
            if overflow { return nil }
            if remainder == 0 { return ExactNumber(digits: numerator / right, places: places) }
            let (next, isTooBig) = numerator.multipliedReportingOverflow(by: 10)
            if isTooBig { return nil }
            numerator = next
        }
        return nil
    }

    /// What division leaves, with the sign of this number; nil by zero and where it does not fit.
    func remainder(by other: ExactNumber) -> ExactNumber? {
        guard other.digits != 0, let (left, right, places) = aligned(with: other) else { return nil }
        let (remainder, overflow) = left.remainderReportingOverflow(dividingBy: right)
        return overflow ? nil : ExactNumber(digits: remainder, places: places)
    }

    var negated: ExactNumber? {
        digits == .min ? nil : ExactNumber(digits: -digits, places: places)
    }

    /// Rounded half away from zero.
    func rounded(to wanted: Int) -> ExactNumber {
        guard places > wanted, wanted >= 0 else { return self }
        let unit = Self.power(places - wanted)
        let remainder = digits % unit
        var whole = digits / unit
        if remainder.magnitude >= (unit / 2).magnitude { whole += digits < 0 ? -1 : 1 }
        return ExactNumber(digits: whole, places: wanted) ?? self
    }

    /// The greatest whole number that is not above it.
    var floored: Int128 {
        let unit = Self.power(places)
        return digits / unit - (digits % unit < 0 ? 1 : 0)
    }

    func isLess(than other: ExactNumber) -> Bool {
        guard let (left, right, _) = aligned(with: other) else { return double < other.double }
        return left < right
    }

    /// In JSON's grammar; `atLeast` places after the point, zeros where there is nothing.
    func text(places wanted: Int = 0) -> [UInt8] {
        var written = Array(String(digits.magnitude).utf8)
        let point = max(places, wanted)
        written += [UInt8](repeating: 0x30, count: point - places)
        if written.count <= point { written = [UInt8](repeating: 0x30, count: point + 1 - written.count) + written }
        if point > 0 { written.insert(UInt8(ascii: "."), at: written.count - point) }
        return digits < 0 ? [UInt8(ascii: "-")] + written : written
    }
}
