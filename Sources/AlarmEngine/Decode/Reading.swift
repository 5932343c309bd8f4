/// What one reading of a message said.
struct Reading: Sendable {
    /// The fields it brought; a nil value overflowed.
    var values: [(field: Int, value: Value?)] = []
    /// Whose it is, where the payload says so; nil: the topic's.
    var device: String?
    /// What it came through, where the payload says so.
    var bridge: String?
    /// The device's own time, credible or not.
    var time: Moment?
    /// How long before the message's time it was taken, where it has no time of its own but its place among others says so.
    var age = Span.zero
    var sequence: Double?
    /// Fields whose value was not of their type.
    var mistypedFields = 0
}

/// What one message said.
enum MessageContents: Sendable {
    /// The document is one reading.
    case reading(Reading)
    /// Of a message with `each:`; none where it has no elements.
    case readings(Readings)
    /// Whether its device can be reached.
    case availability(Availability)

    struct Readings: Sendable {
        /// Each with a field; as they stand, but the oldest first where the message says how they stand.
        var all: [Reading] = []
        /// Elements beyond the bound, not looked at.
        var overElements = 0
        /// Of the elements that were passed over.
        var mistypedFields = 0
        /// Elements that were passed over as no name stands where their device's should.
        var badNames = 0
    }

    struct Availability: Hashable, Sendable {
        /// As of a ``Reading``.
        var device: String?
        var bridge: String?
        var isOnline: Bool
    }

    /// All its readings, in order.
    var readings: [Reading] {
        switch self {
        case .reading(let reading): [reading]
        case .readings(let readings): readings.all
        case .availability: []
        }
    }
}

/// What reading a payload needs to know from outside.
public struct DecodingAids: Sendable {
    /// For times without a zone.
    public var localClock: LocalClock
    /// For texts in GB 18030.
    public var legacyText: LegacyText

    public init(localClock: LocalClock = .utc, legacyText: LegacyText = .ascii) {
        self.localClock = localClock
        self.legacyText = legacyText
    }
}

extension Engine.Configuration {
    /// What reading a payload needs.
    public var aids: DecodingAids { DecodingAids(localClock: localClock, legacyText: legacyText) }
}

extension Engine {
    var aids: DecodingAids { configuration.aids }
}
