/// What a field's value goes through between its place and its type: docs/payloads.md, section 2, in that order.
///
/// A class, so that fields without one cost nothing to pass around.
final class FieldConversion: Sendable {
    let cut: CutDescription?
    let invalid: [Value]
    /// How numbers may be written in texts; nil where they must be JSON's own.
    let written: NumberWriting?
    /// Whether the texts `true` and `false` are booleans, as in a form that knows only texts.
    let takesBooleanTexts: Bool
    let bits: ClosedRange<Int>?
    let trueFor: [Value]
    let falseFor: [Value]
    let words: [CodeWord]
    let other: String?
    let unit: UnitConversion?

    init(
        _ field: FieldDescription, written: NumberWriting?, takesBooleanTexts: Bool, unit: UnitConversion?
    ) {
        cut = field.cut
        invalid = field.invalid
        self.written = written
        self.takesBooleanTexts = takesBooleanTexts
        bits = field.bits
        trueFor = field.trueFor
        falseFor = field.falseFor
        words = field.words
        other = field.other
        self.unit = unit
    }

    func read(
        _ token: JSONToken, _ bytes: UnsafeBufferPointer<UInt8>, as type: ValueType, _ scaling: Scaling
    ) -> FieldOutcome {
        guard var raw = RawValue(token, bytes) else { return .mistyped }
        if let cut {
            guard case .text(let text) = raw else { return .mistyped }
            guard let part = cut.part(of: text) else { return .missing(.cutAway) }
            raw = .text(part)
        }
        if invalid.contains(where: { isInvalid(raw, $0) }) { return .missing(.invalid) }
        if type == .number || bits != nil { raw = figured(raw) }
        if let bits {
            guard let part = raw.bits(bits) else { return .mistyped }
            raw = .number(Array(String(part).utf8))
        }
        switch type {
        case .number: return number(raw, scaling)
        case .boolean: return boolean(raw).map { .value(.boolean($0)) } ?? .mistyped
        case .text: return text(raw).map { .value(.text($0)) } ?? .mistyped
        }
    }

    /// A sentinel is compared as it stands, and a number among them also with what a text writes.
    private func isInvalid(_ raw: RawValue, _ sentinel: Value) -> Bool {
        if raw.isEqual(to: sentinel) { return true }
        guard written != nil, case .number = sentinel else { return false }
        return figured(raw).isEqual(to: sentinel)
    }

    /// A text that writes a number, as that number.
    private func figured(_ raw: RawValue) -> RawValue {
        guard let written, case .text(let text) = raw, let figures = written.figures(Array(text.utf8)[...]) else {
            return raw
        }
        return .number(figures)
    }

    private func number(_ raw: RawValue, _ scaling: Scaling) -> FieldOutcome {
        guard case .number(let figures) = raw else { return .mistyped }
        let number =
            if let unit {
                scaling.exact(figures).flatMap(unit.double)
            } else {
                figures.withUnsafeBufferPointer { scaling.double($0, $0.indices) }
            }
        return number.map { .value(.number($0)) } ?? .overflow
    }

    // MARK: Booleans

    private func boolean(_ raw: RawValue) -> Bool? {
        if trueFor.contains(where: { isMeant(raw, $0) }) { return true }
        if falseFor.contains(where: { isMeant(raw, $0) }) { return false }
        if falseFor.isEmpty, trueFor.contains(where: raw.isOfKind) { return false }
        if trueFor.isEmpty, falseFor.contains(where: raw.isOfKind) { return true }
        switch raw {
        case .boolean(let value): return value
        case .number(let figures) where bits != nil && trueFor.isEmpty && falseFor.isEmpty: return figures != [0x30]
        case .text(let text) where takesBooleanTexts: return Bool(text.trimmedBlanks)
        case .number, .text: return nil
        }
    }

    private func isMeant(_ raw: RawValue, _ wanted: Value) -> Bool {
        if case .text(let text) = raw, case .text(let word) = wanted { return text.lowercased() == word.lowercased() }
        if raw.isEqual(to: wanted) { return true }
        guard case .number = wanted else { return false }
        return figured(raw).isEqual(to: wanted)
    }

    // MARK: Words

    private func text(_ raw: RawValue) -> String? {
        guard !words.isEmpty else {
            guard case .text(let text) = raw else { return nil }
            return text
        }
        if let word = words.first(where: { raw.isEqual(to: $0.code) }) { return word.word }
        return words.first { raw.isWritten(as: $0.code) }?.word ?? other
    }
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmedBlanks: String {
        String(decoding: Array(utf8)[...].trimmed, as: UTF8.self)
    }
}
