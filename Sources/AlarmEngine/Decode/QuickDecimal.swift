/// `mantissa` ÷ 10^`decimals`, for what devices mostly write; what does not fit is left to ``ExactDecimal``.
struct QuickDecimal: Hashable, BitwiseCopyable, Sendable {
    let mantissa: Int64
    /// At least 0.
    let decimals: Int

    /// The powers of ten up to here are exact doubles.
    private static let most = 22

    init(mantissa: Int64, decimals: Int) {
        self.mantissa = mantissa
        self.decimals = decimals
    }

    /// Reads at most 16 characters, sign and point among them; nil for more, and for an exponent.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard range.count <= 16 else { return nil }
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var (magnitude, point): (Int64, Int?) = (0, nil)
        for position in range.lowerBound + (isNegative ? 1 : 0)..<range.upperBound {
            let byte = bytes[position]
            if byte &- 0x30 < 10 {
                magnitude = magnitude &* 10 &+ Int64(byte &- 0x30)
            } else if byte == UInt8(ascii: ".") {
                point = position
            } else {
                return nil
            }
        }
        self.init(
            mantissa: isNegative ? 0 &- magnitude : magnitude, decimals: point.map { range.upperBound - $0 - 1 } ?? 0)
    }

    /// Nil where it does not fit.
    init?(_ exact: ExactDecimal) {
        guard let (mantissa, decimals) = exact.quick, decimals <= Self.most else { return nil }
        self.init(mantissa: mantissa, decimals: decimals)
    }

    func times(_ other: QuickDecimal) -> QuickDecimal? {
        if other.mantissa == 1, other.decimals == 0 { return self }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: other.mantissa)
        return overflow ? nil : QuickDecimal(mantissa: product, decimals: decimals + other.decimals)
    }

    func plus(_ other: QuickDecimal) -> QuickDecimal? {
        if other.mantissa == 0 { return self }
        let most = max(decimals, other.decimals)
        guard let left = shifted(to: most), let right = other.shifted(to: most) else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : QuickDecimal(mantissa: sum, decimals: most)
    }

    private func shifted(to decimals: Int) -> Int64? {
        var shifted = mantissa
        for _ in self.decimals..<decimals {
            let (product, overflow) = shifted.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            shifted = product
        }
        return shifted
    }

    /// Clinger's fast path: a whole number below 2^53 and a power of ten up to 22 are both exact doubles, so one division rounds
    /// once; nil beyond that.
    var double: Double? {
        guard mantissa.magnitude < 1 << 53, decimals <= Self.most else { return nil }
        if mantissa == 0 || decimals == 0 { return Double(mantissa) }
        var power = 1.0
        for _ in 0..<decimals { power *= 10 }
        return Double(mantissa) / power
    }

    /// The whole part of it times 10^`power`, cut towards minus infinity; nil where that overflows.
    func floored(timesTenTo power: Int) -> Int64? {
        var (scaled, rest) = (mantissa, power - decimals)
        while rest > 0 {
            let (product, overflow) = scaled.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            (scaled, rest) = (product, rest - 1)
        }
        while rest < 0, scaled != 0, scaled != -1 {
            scaled = scaled >= 0 ? scaled / 10 : -((9 &- scaled) / 10)
            rest += 1
        }
        return scaled
    }
}

/// A ``Scaling`` by whole numbers and powers of ten.
struct QuickScaling: Hashable, BitwiseCopyable, Sendable {
    let scale: QuickDecimal
    let offset: QuickDecimal

    /// Neither stretches nor moves.
    static let none = QuickScaling(
        scale: QuickDecimal(mantissa: 1, decimals: 0), offset: QuickDecimal(mantissa: 0, decimals: 0))

    init(scale: QuickDecimal, offset: QuickDecimal) {
        self.scale = scale
        self.offset = offset
    }

    /// Nil parts are 1 and 0; nil where one does not fit.
    init?(_ scale: ExactDecimal?, _ offset: ExactDecimal?) {
        guard let quickScale = scale.map({ QuickDecimal($0) }) ?? Self.none.scale,
            let quickOffset = offset.map({ QuickDecimal($0) }) ?? Self.none.offset
        else { return nil }
        self.init(scale: quickScale, offset: quickOffset)
    }

    /// The nearest double; nil where it does not fit.
    func double(_ written: QuickDecimal) -> Double? {
        written.times(scale)?.plus(offset)?.double
    }
}
