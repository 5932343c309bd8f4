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

extension FieldDescription {
    /// Whether its value goes through more than a scale.
    public var isConverted: Bool {
        cut != nil || !invalid.isEmpty || written != nil || bits != nil || !trueFor.isEmpty || !falseFor.isEmpty
            || !words.isEmpty || sentIn != nil
    }

    /// What a payload must hold so that this field reads as `value`, as JSON text: what a device would send.
    ///
    /// Nil where that is not known: of what is cut out of a text, of some bits of a number, or where nothing short reads so.
    public func rawText(for value: Value) -> String? {
        let unit = sentIn.flatMap { sent in self.unit.flatMap { UnitConversion(from: sent, to: $0) } }
        guard cut == nil, bits == nil, sentIn == nil || unit != nil else { return nil }
        let plan = FieldPlan(
            slot: Slot(index: 0, isOuter: false), field: 0, type: type,
            scaling: Scaling(
                scale: scale.flatMap { ExactDecimal($0.utf8) }, offset: offset.flatMap { ExactDecimal($0.utf8) }),
            conversion: FieldConversion(self, written: written, takesBooleanTexts: false, unit: unit))
        return candidates(for: value).first { text in
            Array(text.utf8).withUnsafeBufferPointer { bytes in
                var scanner = JSONScanner(bytes)
                guard let token = try? scanner.scanToken() else { return false }
                return plan.read(token, bytes) == .value(value)
            }
        }
    }

    /// What might read as `value`, the likeliest first.
    private func candidates(for value: Value) -> [String] {
        switch value {
        case .boolean(let wanted):
            return (wanted ? trueFor : falseFor).map(\.json) + ["\(wanted)", "\(!wanted)", "0", "1", "\"-\""]
        case .text(let text):
            return words.filter { $0.word == text }.map(\.code.json) + [value.json, "\"?\"", "-1"]
        case .number(let number):
            return decimals(near: number).flatMap { figures in [figures, "\"\(figures)\""] + spelled(figures) }
        }
    }

    /// Figures near what gives `number`, those with the fewest decimals first.
    private func decimals(near number: Double) -> [String] {
        var sent = number
        if let sentIn, let unit, let back = Unit(name: unit).conversion(to: Unit(name: sentIn)) {
            sent = back.applied(to: number)
        }
        let raw = (sent - (offset.flatMap(Double.init) ?? 0)) / (scale.flatMap(Double.init) ?? 1)
        guard raw.isFinite else { return [] }
        var figures: [String] = []
        var power = 1.0
        for _ in 0...12 {
            figures.append(Value.shortest((raw * power).rounded() / power))
            power *= 10
        }
        return figures
    }

    private func spelled(_ figures: String) -> [String] {
        switch written {
        case .comma?: ["\"\(figures.map { $0 == "." ? "," : String($0) }.joined())\""]
        case .underscore?: ["\"\(figures.map { $0 == "." ? "_" : String($0) }.joined())\""]
        case .hex?: UInt64(figures).map { ["\"\(String($0, radix: 16, uppercase: true))\""] } ?? []
        case .text?, nil: []
        }
    }
}

extension Value {
    fileprivate var json: String {
        switch self {
        case .number, .boolean: return text
        case .text(let text):
            var bytes: [UInt8] = []
            bytes.append(quoted: text.utf8)
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
