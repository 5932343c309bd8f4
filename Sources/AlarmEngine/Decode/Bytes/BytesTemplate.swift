/// A text with places for values: `{}`, `{name}`, `{name:02}`, `{:.2}`, `{name:04X}`; `{{` and `}}` are braces.
struct BytesTemplate: Hashable, Sendable {
    /// How a number is written.
    struct Format: Hashable, Sendable {
        /// Zeros are put in front until it is so long.
        var width = 0
        /// Digits after the point.
        var places: Int?
        var isHexadecimal = false
        var isUpperCase = false

        init() {}

        /// Reads `[0WIDTH][.PLACES][x|X]`; nil if it is something else.
        init?(_ text: Substring) {
            var rest = text
            if let last = rest.last, last == "x" || last == "X" {
                isHexadecimal = true
                isUpperCase = last == "X"
                rest.removeLast()
            }
            let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            if let digits = parts.first, !digits.isEmpty {
                guard digits.first == "0", let width = Int(digits), (1...32).contains(width) else { return nil }
                self.width = width
            }
            if parts.count == 2 {
                guard !isHexadecimal, let places = Int(parts[1]), (0...15).contains(places) else { return nil }
                self.places = places
            }
        }
    }

    enum Part: Hashable, Sendable {
        case literal([UInt8])
        /// Nil is the value the template belongs to.
        case value(Int?, Format)
    }

    private(set) var parts: [Part] = []
    /// Whether `{}` stands in it.
    var namesItself: Bool {
        parts.contains {
            switch $0 {
            case .value(nil, _): true
            case .value, .literal: false
            }
        }
    }

    /// Whether nothing stands in it but its own letters.
    var isFixed: Bool {
        parts.allSatisfy {
            switch $0 {
            case .literal: true
            case .value: false
            }
        }
    }

    /// Reads a template; `slot` answers for a name.
    init(_ text: String, slot: (String) throws(ExpressionError) -> Int) throws(ExpressionError) {
        var literal = ""
        var rest = Substring(text)
        while let letter = rest.popFirst() {
            guard letter == "{" || letter == "}" else {
                literal.append(letter)
                continue
            }
            if rest.first == letter {
                literal.append(letter)
                rest.removeFirst()
                continue
            }
            let offset = text[..<rest.startIndex].utf8.count - 1
            guard letter == "{", let close = rest.firstIndex(of: "}") else {
                let message = "'\(letter)' stands alone; write {name}, or '\(letter)\(letter)' for the sign itself"
                throw ExpressionError(offset: offset, message: message)
            }
            if !literal.isEmpty { parts.append(.literal(Array(literal.utf8))) }
            literal = ""
            parts.append(try Self.place(rest[..<close], at: offset, slot: slot))
            rest = rest[rest.index(after: close)...]
        }
        if !literal.isEmpty { parts.append(.literal(Array(literal.utf8))) }
    }

    private static func place(
        _ inside: Substring, at offset: Int, slot: (String) throws(ExpressionError) -> Int
    ) throws(ExpressionError) -> Part {
        let halves = inside.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(halves.first ?? "")
        guard let format = halves.count == 2 ? Format(halves[1]) : Format() else {
            let message = "'\(halves[1])' is no way to write a number; write 02, .2, x, X or 04X"
            throw ExpressionError(offset: offset, message: message)
        }
        guard !name.isEmpty else { return .value(nil, format) }
        do throws(ExpressionError) {
            return .value(try slot(name), format)
        } catch {
            throw ExpressionError(offset: offset + 1, message: error.message)
        }
    }

    /// The text; nil where a value is unknown.
    func text(itself: BytesValue, slots: [BytesSlot]) -> [UInt8]? {
        var text: [UInt8] = []
        for part in parts {
            switch part {
            case .literal(let bytes): text += bytes
            case .value(let slot, let format):
                let value = slot.map { slots[$0].shown } ?? itself
                guard let written = format.written(value) else { return nil }
                text += written
            }
        }
        return text
    }
}

extension BytesTemplate.Format {
    /// A value's text; nil where it is unknown or a list.
    func written(_ value: BytesValue) -> [UInt8]? {
        switch value {
        case .unknown, .list: return nil
        case .text(let text): return text
        case .boolean(let boolean): return Array((boolean ? "true" : "false").utf8)
        case .number(let number):
            var text = places.map(number.text) ?? number.json
            if isHexadecimal, let whole = number.whole {
                text = Array(String(whole, radix: 16, uppercase: isUpperCase).utf8)
            }
            guard text.count < width else { return text }
            let isNegative = text.first == UInt8(ascii: "-")
            let zeros = [UInt8](repeating: 0x30, count: width - text.count)
            return isNegative ? [UInt8(ascii: "-")] + zeros + text.dropFirst() : zeros + text
        }
    }
}

/// What a name stands for while a payload is read.
struct BytesSlot: Hashable, Sendable {
    /// For expressions: the number after `scale` and `offset`, not its word.
    var value: BytesValue = .unknown
    /// For texts: as it stands in the document.
    var shown: BytesValue = .unknown
}
