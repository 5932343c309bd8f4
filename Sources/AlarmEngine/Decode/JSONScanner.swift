/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The offset in bytes at which reading stopped.
    public let offset: Int
    /// What was expected there, without any of the text.
    public let reason: String

    public var description: String { "not JSON at byte \(offset): \(reason)" }
}

/// What kind of value stands at a place, and where its text is.
enum JSONToken: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Range<Int>)
    /// The range between the quotes.
    case string(Range<Int>, isEscaped: Bool)
    /// An object or an array, and where it begins.
    case structure(at: Int)
}

/// Walks a JSON text (RFC 8259) byte by byte, strictly: no trailing text, no leading zeros, no comments, and `NaN`,
/// `Infinity` and their like only where it is told to take them for `null`.
///
/// A scanner of ours because it is the hot path: Foundation takes 35 to 50 times as long (`notes/swift.md`). The bytes must
/// be valid UTF-8, which ``UTF8Check`` tells.
struct JSONScanner {
    /// Objects and arrays within each other; a deeper text is refused rather than recursed into.
    static let maximumDepth = 64

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    /// One bad figure of a device must not hide the alarm beside it.
    private let takesNonNumbers: Bool

    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - position: where to begin.
    ///   - takesNonNumbers: whatever is a ``NonNumber`` reads as `null`.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0, takesNonNumbers: Bool = false) {
        self.bytes = bytes
        self.position = position
        self.takesNonNumbers = takesNonNumbers
    }

    /// The next byte after white space, or nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    mutating func expectEnd() throws(JSONError) {
        if peek() != nil { throw error("nothing more should follow") }
    }

    mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard peek() == UInt8(ascii: character) else { throw error("'\(character)' should stand here") }
        position += 1
    }

    /// Steps over `character` if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Reads a scalar whole; of an object or array it consumes nothing, and says so.
    mutating func scanToken() throws(JSONError) -> JSONToken {
        guard let first = peek() else { throw error("a value is missing") }
        switch first {
        case UInt8(ascii: "\""): return try scanString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .structure(at: position)
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return skipNonNumber() ? .null : try word("null", .null)
        case 0x30...0x39: return .number(try scanNumber())
        case UInt8(ascii: "-"): return skipNonNumber() ? .null : .number(try scanNumber())
        case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "i"), UInt8(ascii: "+"):
            if skipNonNumber() { return .null }
            throw error("no value begins like this")
        default: throw error("no value begins like this")
        }
    }

    /// Steps over one value of any kind.
    mutating func skipValue(depth: Int) throws(JSONError) {
        guard case .structure = try scanToken() else { return }
        try checkDepth(depth)
        if skip("{") {
            if skip("}") { return }
            repeat {
                _ = try scanKey()
                try skipValue(depth: depth + 1)
            } while skip(",")
            try expect("}")
        } else {
            try expect("[")
            if skip("]") { return }
            repeat { try skipValue(depth: depth + 1) } while skip(",")
            try expect("]")
        }
    }

    func checkDepth(_ depth: Int) throws(JSONError) {
        if depth >= Self.maximumDepth { throw error("more than \(Self.maximumDepth) levels of nesting") }
    }

    /// Reads a member's name and the colon after it.
    mutating func scanKey() throws(JSONError) -> (range: Range<Int>, isEscaped: Bool) {
        guard peek() == UInt8(ascii: "\""), case .string(let range, let isEscaped) = try scanString() else {
            throw error("a member's name in quotes should stand here")
        }
        try expect(":")
        return (range, isEscaped)
    }

    private mutating func skipNonNumber() -> Bool {
        guard takesNonNumbers, let end = NonNumber.end(in: bytes, from: position) else { return false }
        position = end
        return true
    }

    private mutating func word(_ word: StaticString, _ token: JSONToken) throws(JSONError) -> JSONToken {
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[offset] else {
                throw error("'\(word)' should stand here")
            }
            position += 1
        }
        return token
    }

    private mutating func scanString() throws(JSONError) -> JSONToken {
        position += 1
        return try scanRestOfString()
    }

    /// Reads a string from behind its opening quote, or from further on.
    mutating func scanRestOfString() throws(JSONError) -> JSONToken {
        let start = position
        var isEscaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return .string(start..<position - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try skipEscape()
            case 0..<0x20:
                throw error("a control character must be escaped")
            default:
                position += 1
            }
        }
        throw error("the string does not end")
    }

    private mutating func skipEscape() throws(JSONError) {
        position += 1
        guard position < bytes.count else { throw error("the string does not end") }
        switch bytes[position] {
        case UInt8(ascii: "u"):
            for offset in 1...4 {
                guard position + offset < bytes.count, hexDigit(bytes[position + offset]) != nil else {
                    throw error("four hex digits should follow \\u")
                }
            }
            position += 5
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        default:
            throw error("no such escape")
        }
    }

    private mutating func scanNumber() throws(JSONError) -> Range<Int> {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == 0x30 {
            position += 1
        } else {
            try skipDigits()
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
        return start..<position
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        if position == start { throw error("a digit should stand here") }
    }

    func error(_ reason: String) -> JSONError {
        JSONError(offset: position, reason: reason)
    }
}

func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
}
