/// Turns JSON as people and scripts write it into JSON: docs/payloads.md, section 1.
struct LooseJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var document: [UInt8] = []

    /// The document; `bytes` must be valid UTF-8.
    static func document(_ bytes: UnsafeBufferPointer<UInt8>) throws(FormError) -> [UInt8] {
        var reader = LooseJSON(bytes)
        reader.skipFiller()
        try reader.value(depth: 0)
        reader.skipFiller()
        if reader.next != nil { throw reader.error("nothing more should follow") }
        return reader.document
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        document.reserveCapacity(bytes.count + 16)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: String) -> FormError { FormError(offset: position, reason: reason) }

    private func stands(_ text: StaticString) -> Bool {
        guard bytes.count - position >= text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    // MARK: What is passed over

    /// Passes over blanks, comments and `...`; a comment without an end reaches to the end of all.
    private mutating func skipFiller() {
        while let byte = next {
            if isBlank(byte) {
                position += 1
            } else if stands("...") {
                position += 3
            } else if stands("\u{2026}") || stands("\u{3000}") || stands("\u{FEFF}") {
                position += 3
            } else if stands("//") || byte == UInt8(ascii: "#") {
                while next != nil, next != 0x0A { position += 1 }
            } else if stands("/*") {
                position += 2
                while next != nil, !stands("*/") { position += 1 }
                position = min(position + 2, bytes.count)
            } else {
                return
            }
        }
    }

    /// Passes over commas too; answers whether there was one.
    private mutating func skipCommas() {
        skipFiller()
        while next == UInt8(ascii: ",") {
            position += 1
            skipFiller()
        }
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(FormError) {
        guard let first = next else { throw error("a value is missing") }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < JSONScanner.maximumDepth else {
                throw error("more than \(JSONScanner.maximumDepth) levels of nesting")
            }
            position += 1
            document.append(first)
            try first == UInt8(ascii: "{") ? members(depth: depth) : elements(depth: depth)
        case _:
            if let quote = openQuote() { return try string(until: quote) }
            let word = word()
            if word.isEmpty { throw error("no value begins like this") }
            if Self.isPrefix(word), let quote = openQuote() { return try string(until: quote) }
            document += LooseWord(bytes: word).json
        }
    }

    private mutating func members(depth: Int) throws(FormError) {
        var isFirst = true
        skipCommas()
        while next != UInt8(ascii: "}") {
            if !isFirst { document.append(UInt8(ascii: ",")) }
            isFirst = false
            try name()
            skipFiller()
            guard next == UInt8(ascii: ":") else { throw error("':' should stand here") }
            position += 1
            document.append(UInt8(ascii: ":"))
            skipFiller()
            try value(depth: depth + 1)
            try separate(UInt8(ascii: "}"))
        }
        position += 1
        document.append(UInt8(ascii: "}"))
    }

    private mutating func elements(depth: Int) throws(FormError) {
        var isFirst = true
        skipCommas()
        while next != UInt8(ascii: "]") {
            if !isFirst { document.append(UInt8(ascii: ",")) }
            isFirst = false
            try value(depth: depth + 1)
            try separate(UInt8(ascii: "]"))
        }
        position += 1
        document.append(UInt8(ascii: "]"))
    }

    /// Behind a value stands a comma or the end of what it is in.
    private mutating func separate(_ end: UInt8) throws(FormError) {
        skipFiller()
        guard next == UInt8(ascii: ",") || next == end else {
            throw error("',' or '\(Character(Unicode.Scalar(end)))' should stand here")
        }
        skipCommas()
    }

    private mutating func name() throws(FormError) {
        if let quote = openQuote() { return try string(until: quote) }
        let word = word()
        if word.isEmpty { throw error("a member's name should stand here") }
        if Self.isPrefix(word), let quote = openQuote() { return try string(until: quote) }
        document.append(quoted: word)
    }
}

// MARK: Words and texts

extension LooseJSON {
    /// What ends a text.
    private enum Quote {
        case same(UInt8)
        case typographicDouble
        case typographicSingle
    }

    /// Python's `u'…'` and `b'…'`.
    private static func isPrefix(_ word: [UInt8]) -> Bool {
        word.count == 1 && (word[0] == UInt8(ascii: "u") || word[0] == UInt8(ascii: "b"))
    }

    private mutating func openQuote() -> Quote? {
        if let byte = next, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            position += 1
            return .same(byte)
        }
        guard let last = typographic() else { return nil }
        position += 3
        return last >= 0x9C ? .typographicDouble : .typographicSingle
    }

    /// The last byte of a typographic quotation mark (U+2018 to U+201F) that stands here.
    private func typographic() -> UInt8? {
        guard position + 2 < bytes.count, bytes[position] == 0xE2, bytes[position + 1] == 0x80,
            (0x98...0x9F).contains(bytes[position + 2])
        else { return nil }
        return bytes[position + 2]
    }

    private mutating func skipEnd(_ quote: Quote) -> Bool {
        switch quote {
        case .same(let byte):
            guard next == byte else { return false }
            position += 1
        case .typographicDouble:
            if next == UInt8(ascii: "\"") { return skipByte() }
            guard let last = typographic(), last >= 0x9C else { return false }
            position += 3
        case .typographicSingle:
            if next == UInt8(ascii: "'") { return skipByte() }
            guard let last = typographic(), last < 0x9C else { return false }
            position += 3
        }
        return true
    }

    private mutating func skipByte() -> Bool {
        position += 1
        return true
    }

    private mutating func string(until quote: Quote) throws(FormError) {
        document.append(UInt8(ascii: "\""))
        while let byte = next {
            if skipEnd(quote) {
                document.append(UInt8(ascii: "\""))
                return
            }
            position += 1
            if byte == UInt8(ascii: "\\") { try escape() } else { document.append(inQuotes: byte) }
        }
        throw error("the text does not end")
    }

    private mutating func escape() throws(FormError) {
        guard let letter = next else { throw error("the text does not end") }
        position += 1
        switch letter {
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            document += [UInt8(ascii: "\\"), letter]
        case UInt8(ascii: "u"), UInt8(ascii: "x"):
            let count = letter == UInt8(ascii: "u") ? 4 : 2
            guard position + count <= bytes.count, (0..<count).allSatisfy({ hexDigit(bytes[position + $0]) != nil })
            else { throw error("\(count) hex digits should stand here") }
            document +=
                Array("\\u".utf8) + [UInt8](repeating: 0x30, count: 4 - count) + bytes[position..<position + count]
            position += count
        case _: document.append(inQuotes: letter)
        }
    }

    /// Letters, digits and what may stand among them without quotation marks.
    private mutating func word() -> [UInt8] {
        let start = position
        while let byte = next, LooseWord.isWordByte(byte), typographic() == nil, !stands("//"), !stands("...") {
            position += 1
        }
        return Array(bytes[start..<position])
    }
}
