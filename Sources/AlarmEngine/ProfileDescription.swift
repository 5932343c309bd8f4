/// A device's profile as it was written, its parts typed but its rules not yet read.
///
/// The caller parses the file; ``Profile/init(_:)`` reads the rules and says what is wrong with them.
public struct ProfileDescription: Hashable, Sendable {
    public var name: String
    public var service: Service
    public var title: Words
    /// At least one; a profile without `messages:` has exactly one.
    public var messages: [MessageDescription]
    public var parameters: [ParameterDescription]
    public var silence: SilenceDescription?
    public var alarms: [AlarmDescription]
    /// What correlations know of beside the alarms.
    public var signs: [SignDescription] = []
    /// What it is for; empty where the profile does not say.
    public var products: [ProductDescription] = []
    /// The names of the envelopes its messages come in; empty where it sends by itself.
    public var envelopes: [String] = []
    /// How old a device's own time may be at receipt and still be believed.
    public var maximumAge: Span
    /// How old a late occurrence may be and still be told to anybody.
    public var maximumNotifyAge: Span

    public init(
        name: String, service: Service, title: Words = Words(), messages: [MessageDescription],
        parameters: [ParameterDescription] = [], silence: SilenceDescription? = nil, alarms: [AlarmDescription] = [],
        maximumAge: Span = .hours(1), maximumNotifyAge: Span = .hours(1)
    ) {
        self.name = name
        self.service = service
        self.title = title
        self.messages = messages
        self.parameters = parameters
        self.silence = silence
        self.alarms = alarms
        self.maximumAge = maximumAge
        self.maximumNotifyAge = maximumNotifyAge
    }
}

/// One kind of message a device sends: its topic, its form, and what is in it.
public struct MessageDescription: Hashable, Sendable {
    /// Such as `community/{area}/fire/{device}/telemetry`; each `{…}` is one whole level.
    public var topic: String
    public var payload: PayloadForm
    public var time: TimeDescription?
    /// A JSON Pointer to the device's sequence number.
    public var sequence: String?
    /// Tells profiles with equally literal topics apart.
    public var match: MatchDescription?
    public var fields: [FieldDescription]

    public init(
        topic: String, payload: PayloadForm = .json, time: TimeDescription? = nil, sequence: String? = nil,
        match: MatchDescription? = nil, fields: [FieldDescription] = []
    ) {
        self.topic = topic
        self.payload = payload
        self.time = time
        self.sequence = sequence
        self.match = match
        self.fields = fields
    }
}

/// How a payload is to be read.
public enum PayloadForm: String, CaseIterable, Sendable {
    case json
    /// The whole payload, UTF-8, is one value.
    case text
}

/// Where the device's own time stands, and in what unit.
public struct TimeDescription: Hashable, Sendable {
    public enum Unit: String, CaseIterable, Sendable {
        case seconds = "s"
        case milliseconds = "ms"
        case microseconds = "us"
        /// RFC 3339 with a zone, such as `2026-11-23T08:00:00.250Z`.
        case iso8601
    }

    /// A JSON Pointer.
    public var path: String
    public var unit: Unit

    public init(path: String, unit: Unit) {
        self.path = path
        self.unit = unit
    }
}

/// A condition on the payload: the value at `path` is one of `values`.
public struct MatchDescription: Hashable, Sendable {
    /// A JSON Pointer.
    public var path: String
    public var values: [Value]

    public init(path: String, values: [Value]) {
        self.path = path
        self.values = values
    }
}

public struct FieldDescription: Hashable, Sendable {
    public var name: String
    /// A JSON Pointer (RFC 6901); the empty one is the whole payload.
    public var path: String
    public var type: ValueType
    public var unit: String?
    /// Decimals as written; the value is the double nearest to raw × scale + offset.
    public var scale: String?
    public var offset: String?
    public var isPrivate: Bool
    /// What people call it, where that is more than its name.
    public var title = Words()

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

/// A constant of the profile's rules, which a registry row may override for its device.
public struct ParameterDescription: Hashable, Sendable {
    public var name: String
    public var value: Value

    public init(name: String, value: Value) {
        self.name = name
        self.value = value
    }
}

/// When a device has been quiet for too long.
public struct SilenceDescription: Hashable, Sendable {
    public var after: Span
    public var severity: Severity
    public var signal: Signal
    public var acknowledgement: Acknowledgement?
    public var text: Words

    public init(
        after: Span, severity: Severity = .minor, signal: Signal = .trouble, acknowledgement: Acknowledgement? = nil,
        text: Words = Words()
    ) {
        self.after = after
        self.severity = severity
        self.signal = signal
        self.acknowledgement = acknowledgement
        self.text = text
    }
}

/// Whether an alarm that went off waits for a person (ISA-18.2).
public enum Acknowledgement: String, CaseIterable, Sendable {
    case required, auto
}

public struct AlarmDescription: Hashable, Sendable {
    public var name: String
    /// One without `levels:`; else from the first written to the last.
    public var levels: [LevelDescription]
    /// Whether it was written as `levels:`.
    public var isLevelled: Bool
    public var clearWhen: String?
    /// A decimal, at least 0.
    public var deadband: Double?
    public var onDelay: Span?
    public var offDelay: Span?
    public var signal: Signal
    public var category: Category?
    public var latch: Bool
    /// `event: true`: each message for which the rule holds is an occurrence.
    public var isMomentary: Bool
    /// Nil is `required` for signal `alarm`, `auto` for the others.
    public var acknowledgement: Acknowledgement?
    public var text: Words
    /// While it is true, nobody is told.
    public var suppressWhen: String?
    /// It is about nothing happening: a planned absence suppresses it.
    public var isInactivity = false

    public init(
        name: String, levels: [LevelDescription], isLevelled: Bool = false, clearWhen: String? = nil,
        deadband: Double? = nil, onDelay: Span? = nil, offDelay: Span? = nil, signal: Signal,
        category: Category? = nil, latch: Bool = false, isMomentary: Bool = false,
        acknowledgement: Acknowledgement? = nil, text: Words = Words()
    ) {
        self.name = name
        self.levels = levels
        self.isLevelled = isLevelled
        self.clearWhen = clearWhen
        self.deadband = deadband
        self.onDelay = onDelay
        self.offDelay = offDelay
        self.signal = signal
        self.category = category
        self.latch = latch
        self.isMomentary = isMomentary
        self.acknowledgement = acknowledgement
        self.text = text
    }
}

/// A rule and how bad it is when the rule holds.
public struct LevelDescription: Hashable, Sendable {
    public var when: String
    public var severity: Severity

    public init(when: String, severity: Severity) {
        self.when = when
        self.severity = severity
    }
}
