/// A value as it stands in a payload.
enum RawValue: Hashable, Sendable {
    /// As ``ExactDecimal`` reads it.
    case number([UInt8])
    case boolean(Bool)
    case text(String)

    /// Nil for an object or an array.
    init?(_ token: JSONToken, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch token {
        case .null, .structure: return nil
        case .boolean(let value): self = .boolean(value)
        case .number(let range): self = .number(Array(bytes[range]))
        case .string(let range, let isEscaped):
            self = .text(JSONString.decode(bytes, range, isEscaped: isEscaped))
        }
    }

    /// Whether it is the same value of the same kind; texts by their bytes.
    func isEqual(to value: Value) -> Bool {
        switch (self, value) {
        case (.number(let figures), .number(let number)): ExactDecimal(figures)?.double == number
        case (.boolean(let raw), .boolean(let wanted)): raw == wanted
        case (.text(let text), .text): Value.text(text) == value
        case (.number, _), (.boolean, _), (.text, _): false
        }
    }

    /// Whether a code is the same whether it comes as a number or as a text, as with devices that do both.
    func isWritten(as code: Value) -> Bool {
        switch (self, code) {
        case (.text(let text), .number):
            NumberWriting.text.figures(Array(text.utf8)[...]).map { RawValue.number($0).isEqual(to: code) } ?? false
        case (.number(let figures), .text(let text)): figures.elementsEqual(text.utf8)
        case (.text(let text), .boolean(let wanted)): text == "\(wanted)"
        case (.number, _), (.boolean, _), (.text, _): false
        }
    }

    func isOfKind(_ value: Value) -> Bool {
        switch (self, value) {
        case (.number, .number), (.boolean, .boolean), (.text, .text): true
        case (.number, _), (.boolean, _), (.text, _): false
        }
    }

    /// Some bits of a whole number, a negative one in two's complement; nil where it is no whole number of 64 bits.
    func bits(_ range: ClosedRange<Int>) -> UInt64? {
        guard case .number(let figures) = self, let whole = ExactDecimal(figures)?.whole, range.lowerBound >= 0,
            range.upperBound <= 63
        else { return nil }
        let shifted = whole >> UInt64(range.lowerBound)
        return range.count == 64 ? shifted : shifted & (1 << UInt64(range.count) - 1)
    }
}
