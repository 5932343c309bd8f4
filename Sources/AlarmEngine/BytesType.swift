/// How bytes are to be read as a value, such as `u16`, `bcd:4` or `text:u8`.
public struct BytesType: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case unsigned = "u"
        /// Two's complement.
        case signed = "i"
        /// Sign and magnitude: the highest bit is the sign.
        case magnitude = "s"
        case float = "f"
        /// Two digits in each byte, as a number.
        case bcd
        /// Two digits in each byte, as a text.
        case bcdText = "bcdtext"
        case hex
        /// UTF-8.
        case text
        case gb18030
        /// A decimal number written in ASCII.
        case digits
        /// A whole number written in ASCII with the digits 0 to 9 and A to F.
        case hexDigits = "hexdigits"
    }

    /// How many bytes.
    public indirect enum Length: Hashable, Sendable {
        case fixed(Int)
        /// Up to the end of the block.
        case rest
        case expression(String)
        /// A whole number of this type stands in front and says it.
        case prefixed(BytesType)
    }

    public var kind: Kind
    public var length: Length

    /// Reads a type as it is written; nil if it is none.
    public init?(_ text: String) {
        if let number = Self.number(text) {
            self = number
            return
        }
        guard let colon = text.firstIndex(of: ":"), let kind = Kind(rawValue: String(text[..<colon])) else {
            return nil
        }
        switch kind {
        case .unsigned, .signed, .magnitude, .float: return nil
        case .bcd, .bcdText, .hex, .text, .gb18030, .digits, .hexDigits: break
        }
        guard let length = Length(String(text[text.index(after: colon)...])) else { return nil }
        self.init(kind: kind, length: length)
    }

    private init(kind: Kind, length: Length) {
        self.kind = kind
        self.length = length
    }

    private static func number(_ text: String) -> BytesType? {
        guard let letter = text.first, let kind = Kind(rawValue: String(letter)), let bits = Int(text.dropFirst()),
            "\(kind.rawValue)\(bits)" == text
        else { return nil }
        let widths =
            switch kind {
            case .unsigned, .signed, .magnitude: [8, 16, 24, 32, 40, 48, 56, 64]
            case .float: [16, 32, 64]
            case .bcd, .bcdText, .hex, .text, .gb18030, .digits, .hexDigits: [Int]()
            }
        return widths.contains(bits) ? BytesType(kind: kind, length: .fixed(bits / 8)) : nil
    }

    /// Whether it reads a whole number of a fixed width, whose bits may be told apart.
    public var isWhole: Bool {
        switch kind {
        case .unsigned, .signed, .magnitude: true
        case .float, .bcd, .bcdText, .hex, .text, .gb18030, .digits, .hexDigits: false
        }
    }

    /// Whether it reads a number.
    public var isNumber: Bool {
        switch kind {
        case .unsigned, .signed, .magnitude, .float, .bcd, .digits, .hexDigits: true
        case .bcdText, .hex, .text, .gb18030: false
        }
    }

    /// Every type that can be written, for advice.
    public static let known =
        ["u", "i", "s"].flatMap { letter in stride(from: 8, through: 64, by: 8).map { "\(letter)\($0)" } }
        + ["f16", "f32", "f64"]
        + ["bcd:4", "bcdtext:4", "hex:4", "text:8", "gb18030:8", "digits:4", "hexdigits:4"]
}

extension BytesType.Length {
    /// Reads a length: `4`, `rest`, `(EXPRESSION)` or a whole number's type; nil if it is none.
    public init?(_ text: String) {
        if text == "rest" {
            self = .rest
        } else if let count = Int(text), count >= 0 {
            self = .fixed(count)
        } else if text.hasPrefix("("), text.hasSuffix(")") {
            self = .expression(String(text.dropFirst().dropLast()))
        } else if let type = BytesType(text), type.isWhole {
            self = .prefixed(type)
        } else {
            return nil
        }
    }
}
