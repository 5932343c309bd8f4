/// One word or sign of a rule.
enum Lexeme: Hashable {
    case number(Double)
    case duration(Span)
    case text(String)
    /// A field, a parameter, a function or a word of the language.
    case word(String)
    case sign(String)
    case end
}

/// Cuts a rule into its words.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The next word and the offset where it begins.
    mutating func next() throws(ExpressionError) -> (lexeme: Lexeme, offset: Int) {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        let start = position
        guard position < bytes.count else { return (.end, start) }
        switch bytes[position] {
        case 0x30...0x39, UInt8(ascii: "."): return (try number(), start)
        case UInt8(ascii: "'"): return (try text(), start)
        case let byte where Self.isLetter(byte): return (.word(word()), start)
        case _: return (try sign(), start)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private mutating func take(while condition: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func word() -> String {
        take { Self.isLetter($0) || Self.isDigit($0) }
    }

    private mutating func number() throws(ExpressionError) -> Lexeme {
        let start = position
        var text = take { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e"), hasExponent {
            text += take { $0 | 0x20 == UInt8(ascii: "e") }
            text += take { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            text += take(while: Self.isDigit)
        }
        let unit = word()
        if !unit.isEmpty {
            guard let span = Span(text + unit) else {
                throw ExpressionError(
                    offset: start, message: "'\(text + unit)' is no duration; write whole digits and ms, s, m, h or d")
            }
            return .duration(span)
        }
        guard !text.hasPrefix("."), !text.hasSuffix("."), let number = Double(text), number.isFinite else {
            throw ExpressionError(offset: start, message: "'\(text)' is no number; write it like 12 or 0.5")
        }
        return .number(number)
    }

    /// Whether the `e` here begins an exponent and not a unit.
    private var hasExponent: Bool {
        let next = position + 1
        guard next < bytes.count else { return false }
        let isSigned = bytes[next] == UInt8(ascii: "+") || bytes[next] == UInt8(ascii: "-")
        return Self.isDigit(bytes[isSigned && next + 1 < bytes.count ? next + 1 : next])
    }

    /// A text in single quotes; a quote in it is written twice.
    private mutating func text() throws(ExpressionError) -> Lexeme {
        let start = position
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "'") {
                content.append(bytes[position])
                position += 1
            } else if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "'") {
                content.append(UInt8(ascii: "'"))
                position += 2
            } else {
                position += 1
                return .text(String(decoding: content, as: UTF8.self))
            }
        }
        throw ExpressionError(offset: start, message: "the text does not end; close it with '")
    }

    /// What other languages write, and what is written here.
    private static let foreign = [
        ("&&", "write 'and'"), ("||", "write 'or'"), ("<>", "write '!='"), ("=<", "write '<='"), ("=>", "write '>='"),
        ("===", "write '=='"), ("\"", "texts stand in single quotes"), ("≥", "write '>='"), ("≤", "write '<='"),
        ("≠", "write '!='"), ("“", "texts stand in single quotes"), ("‘", "texts stand in single quotes '…'"),
    ]

    private mutating func sign() throws(ExpressionError) -> Lexeme {
        let rest = bytes[position...]
        for (sign, advice) in Self.foreign where rest.starts(with: sign.utf8) {
            throw ExpressionError(offset: position, message: "'\(sign)' is not known here; \(advice)")
        }
        for sign in ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","]
        where rest.starts(with: sign.utf8) {
            position += sign.utf8.count
            return .sign(sign)
        }
        if bytes[position] == UInt8(ascii: "=") {
            throw ExpressionError(offset: position, message: "'=' is not known here; write '=='")
        }
        if bytes[position] == UInt8(ascii: "!") {
            throw ExpressionError(offset: position, message: "'!' is not known here; write 'not'")
        }
        let character = String(decoding: rest, as: UTF8.self).prefix(1)
        throw ExpressionError(offset: position, message: "'\(character)' has no meaning here")
    }
}
