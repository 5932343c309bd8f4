/// A `bytes:` description made ready to be carried out: names are numbers, expressions are programs.
public struct BytesPlan: Sendable {
    /// Items one description may have.
    public static let maximumItems = 10_000
    /// Levels of items within items, and of objects within objects.
    public static let maximumDepth = 32

    let items: [BytesStep]
    let endian: BytesDescription.Endian
    let slotCount: Int
    /// The names of the document that the description says.
    let keys: [[UInt8]]
    let keyNumbers: [[UInt8]: Int]

    /// Reads the expressions and places of a description.
    ///
    /// - Throws: all that is wrong, each with the path from the description down to the place.
    public init(_ description: BytesDescription) throws(ProfileProblems) {
        var compiler = BytesCompiler(description)
        let items = compiler.steps(description.read, depth: 0, nesting: 0)
        guard compiler.problems.isEmpty else { throw ProfileProblems(problems: compiler.problems) }
        self.items = items
        endian = description.endian
        slotCount = compiler.slots.count
        keys = compiler.keys
        keyNumbers = compiler.keyNumbers
    }

    /// The document a payload becomes: JSON text, UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: the payload, out of its hexadecimal or base64 wrapping; at most 64 KiB.
    ///   - port: what `_port` says; nil is unknown.
    ///   - legacyText: what GB 18030 bytes stand for.
    /// - Returns: an object.
    /// - Throws: where the payload does not fit the description, and what should be there.
    public func document(
        _ bytes: UnsafeBufferPointer<UInt8>, port: Int? = nil, legacyText: LegacyText = .ascii
    ) throws(BytesError) -> [UInt8] {
        guard bytes.count <= BytesReading.maximumBytes else {
            throw BytesError(offset: BytesReading.maximumBytes, item: "", message: "it is longer than 64 KiB")
        }
        var reading = BytesReading(plan: self, bytes: bytes, port: port, legacyText: legacyText)
        _ = try reading.carryOut(items)
        return reading.document.json
    }
}

/// One item, made ready.
struct BytesStep: Sendable {
    indirect enum Deed: Sendable {
        case value(BytesStep.Field)
        case skip(BytesProgram)
        case seek(BytesProgram)
        case group([BytesStep])
        case into(Place, [BytesStep])
        case choose(BytesProgram, [(code: BytesCode, read: [BytesStep])], Other)
        case repeats(Place?, times: BytesProgram?, [BytesStep])
        case within(Length, [BytesStep])
        case check(BytesCheck.Kind, from: BytesProgram?, to: BytesProgram?, isLittle: Bool)
        case stop
        case refuse(String)
    }

    enum Other: Sendable {
        case stop, refuse, skip
        case read([BytesStep])
    }

    /// How errors call it.
    var title: String
    var at: BytesProgram?
    var when: BytesProgram?
    var deed: Deed
}

extension BytesStep {
    /// Where a value goes in the document.
    struct Place: Sendable {
        enum Token: Sendable {
            /// A number of the plan's keys.
            case fixed(Int)
            case written(BytesTemplate)
        }

        /// Counted from the document, not from the element of the repeat.
        var isRooted: Bool
        var tokens: [Token]
    }

    indirect enum Length: Sendable {
        case fixed(Int)
        case rest
        case computed(BytesProgram)
        case prefixed(width: Int)
    }

    enum Source: Sendable {
        case type(BytesType.Kind, Length)
        case program(BytesProgram)
        case constant(BytesValue)
        case bits(ClosedRange<Int>, isSigned: Bool)
        case write
    }

    struct Field: Sendable {
        var slot: Int?
        var place: Place?
        var source: Source
        var isLittle: Bool
        var isSwapped: Bool
        var mustBe: [BytesCode]
        /// How the codes of ``mustBe`` are written.
        var wanted: String
        var invalid: [BytesCode]
        var words: [(code: BytesCode, value: BytesValue)]
        var otherWord: BytesValue?
        var trueFor: [BytesCode]?
        var falseFor: [BytesCode]?
        var isBoolean: Bool
        var flags: [(bit: Int, word: BytesValue)]?
        var noFlag: BytesValue?
        var scale: ExactNumber?
        var offset: ExactNumber?
        var decimals: Int?
        var write: BytesTemplate?
        var bits: [BytesStep]
    }
}
