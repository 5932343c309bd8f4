public struct FieldDescription: Hashable, Sendable {
    public var name: String
    /// A JSON Pointer (RFC 6901); the empty one is the whole document.
    public var path: String
    public var type: ValueType
    public var unit: String?
    /// Decimals as written; the value is the double nearest to raw × scale + offset.
    public var scale: String?
    public var offset: String?
    public var isPrivate: Bool
    /// What people call it, where that is more than its name.
    public var title = Words()

    /// Whether `path` points into the whole document, though the message has `each:`.
    public var isOuter = false
    /// The part of a text that counts.
    public var cut: CutDescription?
    /// What is no reading, as if it were `null`; compared after the cut, as it stands.
    public var invalid: [Value] = []
    /// How a number is written in a text; nil where it must be a number of JSON's own.
    public var written: NumberWriting?
    /// The bits of a whole number that count, 0 the lowest; at most 0...63.
    public var bits: ClosedRange<Int>?
    public var trueFor: [Value] = []
    public var falseFor: [Value] = []
    /// What codes stand for.
    public var words: [CodeWord] = []
    /// What a code that is not listed stands for; nil: it is not of the type.
    public var other: String?
    /// The unit it is sent in, where that is not `unit`.
    public var sentIn: String?
    /// What the field is until its first value is heard, of its type and in its unit; nil: unknown.
    public var defaultValue: Value?

    public init(
        name: String, path: String, type: ValueType, unit: String? = nil, scale: String? = nil,
        offset: String? = nil, isPrivate: Bool = false
    ) {
        self.name = name
        self.path = path
        self.type = type
        self.unit = unit
        self.scale = scale
        self.offset = offset
        self.isPrivate = isPrivate
    }
}

/// The part of a text that a field is in.
public enum CutDescription: Hashable, Sendable {
    /// Characters from `from` up to and without `to`, counted from 0, negative from the end; nil: to the end.
    case characters(from: Int, to: Int?)
    /// What stands behind the first `after` and before the next `before`; nil: from the beginning, to the end.
    case between(after: String?, before: String?)
}

/// How a number may be written in a text.
public enum NumberWriting: String, CaseIterable, Sendable {
    /// `"100.00"`
    case text
    /// `"21,5"`
    case comma
    /// `"0_02"`
    case underscore
    /// `"1F"`
    case hex
}

/// What one code of a device stands for.
public struct CodeWord: Hashable, Sendable {
    public var code: Value
    public var word: String

    public init(_ code: Value, _ word: String) {
        self.code = code
        self.word = word
    }
}
