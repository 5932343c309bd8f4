/// Cuts an expression of a `bytes:` description into its words.
struct BytesLexer {
    enum Lexeme: Hashable {
        case number(ExactNumber)
        case text(String)
        case word(String)
        case sign(String)
        case end
    }

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
        case 0x30...0x39: return (try number(), start)
        case UInt8(ascii: "'"): return (try text(), start)
        case let byte where Self.isLetter(byte): return (.word(take(while: Self.isLetterOrDigit)), start)
        case _: return (try sign(), start)
        }
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte)
    }

    private mutating func take(while condition: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Digits with one point in them, or `0x` and hexadecimal digits; `2..5` is a number, a sign and a number.
    private mutating func number() throws(ExpressionError) -> Lexeme {
        let start = position
        var text = take(while: Self.isLetterOrDigit)
        let next = position + 1
        if position < bytes.count, bytes[position] == UInt8(ascii: "."), next < bytes.count,
            (0x30...0x39).contains(bytes[next])
        {
            position += 1
            text += "." + take(while: Self.isLetterOrDigit)
        }
        guard let number = ExactNumber(text) else {
            throw ExpressionError(offset: start, message: "'\(text)' is no number; write it like 12, 0.5 or 0x1F")
        }
        return .number(number)
    }

    private mutating func text() throws(ExpressionError) -> Lexeme {
        let start = position
        position += 1
        let content = take { $0 != UInt8(ascii: "'") }
        guard position < bytes.count else {
            throw ExpressionError(offset: start, message: "the text does not end; close it with '")
        }
        position += 1
        return .text(content)
    }

    private static let signs = [
        "..", "<<", ">>", "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "(", ")", "[", "]",
        ",",
    ]

    private static let foreign = [
        ("&&", "write 'and'"), ("||", "write 'or'"), ("===", "write '=='"), ("<>", "write '!='"),
        (">>>", "write '>>'"), ("**", "write '1 << n' for a power of two"), ("//", "write 'floor(a / b)'"),
        ("\"", "texts stand in single quotes"),
    ]

    private mutating func sign() throws(ExpressionError) -> Lexeme {
        let rest = bytes[position...]
        for (sign, advice) in Self.foreign where rest.starts(with: sign.utf8) {
            throw ExpressionError(offset: position, message: "'\(sign)' is not known here; \(advice)")
        }
        for sign in Self.signs where rest.starts(with: sign.utf8) {
            position += sign.utf8.count
            return .sign(sign)
        }
        switch bytes[position] {
        case UInt8(ascii: "="): throw ExpressionError(offset: position, message: "'=' is not known here; write '=='")
        case UInt8(ascii: "!"): throw ExpressionError(offset: position, message: "'!' is not known here; write 'not'")
        case _:
            let character = String(decoding: rest, as: UTF8.self).prefix(1)
            throw ExpressionError(offset: position, message: "'\(character)' has no meaning here")
        }
    }
}
