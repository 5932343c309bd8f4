/// How a binary payload is read, as it was written: docs/bytes.md.
///
/// Expressions and places are texts here; ``BytesPlan/init(_:)`` reads them and says what is wrong with them.
public struct BytesDescription: Hashable, Sendable {
    /// Which byte of a number stands first.
    public enum Endian: String, CaseIterable, Sendable {
        case big, little
    }

    public var endian: Endian
    public var read: [BytesItem]

    public init(endian: Endian = .big, read: [BytesItem]) {
        self.endian = endian
        self.read = read
    }
}

/// One thing to do with the bytes.
public struct BytesItem: Hashable, Sendable {
    public indirect enum Deed: Hashable, Sendable {
        case value(BytesField)
        /// An expression: bytes to go on.
        case skip(String)
        /// An expression: the place in the block to go to; negative from its end.
        case seek(String)
        case group([BytesItem])
        /// Items whose values go into an object of that name.
        case into(String, [BytesItem])
        case choose(BytesChoice)
        case repeats(BytesRepeat)
        case within(BytesType.Length, [BytesItem])
        case check(BytesCheck)
        /// The block is read no further.
        case stop
        /// The payload is refused, for the reason that the text says.
        case refuse(String)
    }

    /// The keys down to it from the description, such as `["read", "2", "choose"]`; numbers for places in a list.
    public var path: [String]
    /// An expression: where it begins in the block; negative from its end.
    public var at: String?
    /// It is left out unless this expression is true.
    public var when: String?
    public var deed: Deed

    public init(path: [String] = [], at: String? = nil, when: String? = nil, deed: Deed) {
        self.path = path
        self.at = at
        self.when = when
        self.deed = deed
    }
}

/// A value: where it comes from, and what is done with it before it goes into the document.
public struct BytesField: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        case type(BytesType)
        case expression(String)
        case constant(Value)
        /// Bits of the number this field stands in, 0 the lowest.
        case bits(ClosedRange<Int>, isSigned: Bool)
        /// `write:` alone, which puts values read before into one text.
        case write
    }

    /// Where it goes in the document; with `_` in front nowhere; nil: only looked at.
    public var name: String?
    public var source: Source
    public var endian: BytesDescription.Endian?
    /// The halves of each byte change places.
    public var isSwapped = false
    /// Codes of which one must stand here; none: whatever stands here will do.
    public var mustBe: [String] = []
    /// Codes that say that there is no value.
    public var invalid: [String] = []
    public var words: [BytesWord] = []
    /// For a code that is not among ``words``.
    public var otherWord: Value?
    public var trueFor: [String]?
    public var falseFor: [String]?
    public var isBoolean = false
    /// The bits whose words make a list; nil: it is no list.
    public var flags: [BytesWord]?
    /// The only word of the list where no bit is set.
    public var noFlag: Value?
    /// Decimals as they are written.
    public var scale: String?
    public var offset: String?
    /// Digits after the point it is rounded to, 0 to 15.
    public var decimals: Int?
    /// A text with `{}` for the value.
    public var write: String?
    /// Parts of the number, each with source ``Source/bits(_:isSigned:)``.
    public var bits: [BytesItem] = []

    public init(name: String? = nil, source: Source) {
        self.name = name
        self.source = source
    }
}

/// What is said for a code: `1`, `0x17 | 0x18`, `2..5`, `20..`, `..-1` or a text.
public struct BytesWord: Hashable, Sendable {
    public var code: String
    public var value: Value

    public init(code: String, value: Value) {
        self.code = code
        self.value = value
    }
}

/// One of several lists of items, by what an expression answers.
public struct BytesChoice: Hashable, Sendable {
    public struct Branch: Hashable, Sendable {
        public var code: String
        public var read: [BytesItem]

        public init(code: String, read: [BytesItem]) {
            self.code = code
            self.read = read
        }
    }

    /// What happens where no code fits.
    public enum Other: Hashable, Sendable {
        /// The block is read no further.
        case stop
        case refuse
        /// It goes on after the choice.
        case skip
        case read([BytesItem])
    }

    public var expression: String
    /// The first that fits counts.
    public var branches: [Branch]
    public var other: Other

    public init(expression: String, branches: [Branch], other: Other = .refuse) {
        self.expression = expression
        self.branches = branches
        self.other = other
    }
}

/// Items carried out again and again.
public struct BytesRepeat: Hashable, Sendable {
    /// The array, each pass an element; nil: every pass writes where the repeat stands.
    public var name: String?
    /// An expression; nil: until the end of the block.
    public var times: String?
    public var read: [BytesItem]

    public init(name: String?, times: String? = nil, read: [BytesItem]) {
        self.name = name
        self.times = times
        self.read = read
    }
}

/// A checksum that must be right.
public struct BytesCheck: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case crc16Modbus = "crc16-modbus"
        case crc16CCITT = "crc16-ccitt"
        case crc16XMODEM = "crc16-xmodem"
        case crc16X25 = "crc16-x25"
        case crc32
        case crc8
        case crc8Maxim = "crc8-maxim"
        case sum8, sum16, xor8, lrc8
    }

    public var kind: Kind
    /// An expression; nil is the beginning of the block.
    public var from: String?
    /// An expression; nil is where the checksum stands.
    public var to: String?
    public var endian: BytesDescription.Endian?

    public init(kind: Kind, from: String? = nil, to: String? = nil, endian: BytesDescription.Endian? = nil) {
        self.kind = kind
        self.from = from
        self.to = to
        self.endian = endian
    }
}
