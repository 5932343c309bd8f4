/// What a value is compared with: numbers, ranges of them, or texts; `0x17 | 0x18`, `2..5`, `alarm`.
struct BytesCode: Hashable, Sendable {
    private struct Range: Hashable, Sendable {
        /// Nil is without a bound.
        var low: ExactNumber?
        var high: ExactNumber?
    }

    private var ranges: [Range] = []
    private var texts: [[UInt8]] = []
    /// Alternatives that are neither numbers nor ranges.
    private(set) var words: [String] = []

    init(_ text: String) {
        for part in text.split(separator: "|", omittingEmptySubsequences: false) {
            let alternative = Self.trimmed(part)
            texts.append(Array(alternative.utf8))
            if let range = Self.range(alternative) {
                ranges.append(range)
            } else {
                words.append(alternative)
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = text.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }

    private static func range(_ text: String) -> Range? {
        if text == "true" { return Range(low: ExactNumber(1), high: ExactNumber(1)) }
        if text == "false" { return Range(low: ExactNumber(0), high: ExactNumber(0)) }
        guard let dots = text.firstRange(of: "..") else { return ExactNumber(text).map { Range(low: $0, high: $0) } }
        let low = trimmed(text[..<dots.lowerBound])
        let high = trimmed(text[dots.upperBound...])
        let range = Range(low: ExactNumber(low), high: ExactNumber(high))
        guard low.isEmpty == (range.low == nil), high.isEmpty == (range.high == nil), low + high != "" else {
            return nil
        }
        return range
    }

    /// Whether a value is one of those; what is unknown is none.
    func matches(_ value: BytesValue) -> Bool {
        switch value {
        case .unknown, .list: return false
        case .text(let text): return texts.contains(text)
        case .number, .boolean:
            guard case .exact(let exact) = value.number else { return false }
            return ranges.contains { range in
                !(range.low.map { exact.isLess(than: $0) } ?? false)
                    && !(range.high.map { $0.isLess(than: exact) } ?? false)
            }
        }
    }
}
