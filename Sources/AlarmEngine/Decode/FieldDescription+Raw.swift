extension FieldDescription {
    /// The figures a payload must hold so that this field reads as `value`: what a device would send.
    ///
    /// - Parameter value: a number as JSON writes it, in the field's unit.
    /// - Returns: `value` itself where nothing scales it; nil where no short figure reads as it, because it would
    ///   overflow or lies between two that the scale can give.
    public func rawFigures(for value: String) -> String? {
        guard scale != nil || offset != nil else { return value }
        let scaling = Scaling(
            scale: scale.flatMap { ExactDecimal($0.utf8) }, offset: offset.flatMap { ExactDecimal($0.utf8) })
        guard let wanted = Double(value), wanted.isFinite else { return nil }
        let raw = (wanted - (offset.flatMap(Double.init) ?? 0)) / (scale.flatMap(Double.init) ?? 1)
        guard raw.isFinite else { return nil }
        var power = 1.0
        // The fewest decimals that do: 21.4 by tenths is 214, though the quotient of doubles is a little less.
        for _ in 0...15 {
            let figures = Value.shortest((raw * power).rounded() / power)
            let bytes = Array(figures.utf8)
            let read = bytes.withUnsafeBufferPointer { scaling.double($0, bytes.indices) }
            if read == wanted { return figures }
            power *= 10
        }
        return nil
    }
}
