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
    /// How old a device's own time may be at receipt and still be believed.
    public var maximumAge: Span
    /// How old a late occurrence may be and still be told to anybody.
    public var maximumNotifyAge: Span
    /// The same payload again within that time of the first is the same transmission; nil: it is one of its own.
    public var repeats: Span?

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
    /// Such as `community/{area}/fire/{device}/telemetry`; each `{…}` is a whole level, or one with letters around it.
    public var topic: String
    /// How the payload becomes a document.
    public var body: PayloadDescription
    /// What is wrapped in the document; unwrapped in turn, in place.
    public var inside: [InsideDescription] = []
    /// The first that reads as a time counts.
    public var times: [TimeDescription]
    public var clock = ClockPolicy.device
    /// A JSON Pointer to the device's sequence number.
    public var sequence: String?
    /// Whether `sequence` points into the whole document, though the message has `each:`.
    public var isSequenceOuter = false
    /// Tells profiles with equally literal topics apart; it looks at the whole document.
    public var match: MatchDescription?
    public var fields: [FieldDescription]
    /// Nil: the document is one reading.
    public var each: EachDescription?
    /// Whose a reading is; nil: the topic's `{device}`.
    public var device: DevicePlace?
    /// What the device speaks through, where the payload says it.
    public var bridge: MessagePlace?
    /// What the device speaks through, where nothing in the message says it: written out.
    public var bridgeName: String?
    /// In place of fields: whether the device can be reached.
    public var availability: AvailabilityDescription?

    public init(
        topic: String, payload: PayloadForm = .json, time: TimeDescription? = nil, sequence: String? = nil,
        match: MatchDescription? = nil, fields: [FieldDescription] = []
    ) {
        self.topic = topic
        body = PayloadDescription(form: payload)
        times = time.map { [$0] } ?? []
        self.sequence = sequence
        self.match = match
        self.fields = fields
    }
}

extension MessageDescription {
    public var payload: PayloadForm { body.form }
    /// The first place of the device's own time.
    public var time: TimeDescription? { times.first }
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
