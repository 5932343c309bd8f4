/// The double a number's text stands for, scaled as its field says.
struct Scaling: Hashable, Sendable {
    let scale: ExactDecimal?
    let offset: ExactDecimal?

    /// Nil parts are 1 and 0.
    init(scale: ExactDecimal? = nil, offset: ExactDecimal? = nil) {
        self.scale = scale
        self.offset = offset
    }

    /// Computes text × scale + offset without a rounding on the way.
    ///
    /// - Parameters:
    ///   - bytes: the whole payload.
    ///   - range: a number in JSON's grammar.
    /// - Returns: the nearest double; nil where it overflows.
    func double(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Double? {
        if scale == nil, offset == nil, let quick = Self.quickly(bytes, range) { return quick }
        guard var exact = ExactDecimal(UnsafeBufferPointer(rebasing: bytes[range])) else { return nil }
        if let scale { exact = exact * scale }
        if let offset { exact = exact + offset }
        return exact.double
    }

    /// As ``double(_:_:)``, not rounded at all.
    func exact(_ figures: [UInt8]) -> ExactDecimal? {
        guard var exact = ExactDecimal(figures) else { return nil }
        if let scale { exact = exact * scale }
        if let offset { exact = exact + offset }
        return exact
    }

    /// Clinger's fast path: digits below 2^53 and a power of ten up to 22 are both exact, so one operation rounds once.
    private static func quickly(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Double? {
        var mantissa: UInt64 = 0
        var decimals = 0
        var hasPoint = false
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        guard range.count <= 16 else { return nil }
        for position in range.lowerBound + (isNegative ? 1 : 0)..<range.upperBound {
            switch bytes[position] {
            case let digit where (0x30...0x39).contains(digit):
                mantissa = mantissa * 10 + UInt64(digit - 0x30)
                decimals += hasPoint ? 1 : 0
            case UInt8(ascii: "."): hasPoint = true
            default: return nil
            }
        }
        guard mantissa < 1 << 53 else { return nil }
        let magnitude = Double(mantissa) / powersOfTen[decimals]
        return isNegative && magnitude != 0 ? -magnitude : magnitude
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    ]
}
