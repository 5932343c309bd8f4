/// The double a number's text stands for, scaled as its field says.
struct Scaling: Hashable, Sendable {
    let scale: ExactDecimal?
    let offset: ExactDecimal?
    /// The same as whole numbers and powers of ten; nil where they are too long for that.
    let quick: QuickScaling?

    /// Nil parts are 1 and 0.
    init(scale: ExactDecimal? = nil, offset: ExactDecimal? = nil) {
        self.scale = scale
        self.offset = offset
        quick = QuickScaling(scale, offset)
    }

    /// Computes text × scale + offset without a rounding on the way.
    ///
    /// - Parameters:
    ///   - bytes: the whole payload.
    ///   - range: a number in JSON's grammar.
    /// - Returns: the nearest double; nil where it overflows.
    func double(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Double? {
        if let quick, let written = QuickDecimal(bytes, range), let number = quick.double(written) { return number }
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
}
