/// One transition in an alarm's life, as the engine decides it.
///
/// Its number in the ledger and its alarm's id (a hash) are given where events are written.
public struct Event: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case raised, acknowledged, returned, cleared, occurred, severity, reset, withdrawn
        case shelved, unshelved, suppressed, unsuppressed
        case outOfService = "out-of-service"
        case inService = "in-service"
        case escalated, note
    }

    /// The reading's time, or the deadline's, or the hand's.
    public var time: Moment
    public var kind: Kind
    public var life: Life
    public var service: Service
    /// From the topic, else from the registry.
    public var area: String?
    /// Room, floor or household.
    public var zone: String?
    /// Where people must go, in words.
    public var place: String?
    public var severity: Severity
    public var signal: Signal
    /// The true state after this event.
    public var state: AlarmState
    /// What lies over it after this event, the first where there are several.
    public var cover: Cover?
    /// How often it came on in this life, this event included; at least 1.
    public var occurrences: Int
    /// The fields the alarm's rules use, in the order the profile declares them; unknown ones are left out.
    public var values: [NamedValue]
    /// The alarm's text with everything filled in.
    public var text: Words
    /// The same with the place and the values of private fields left out: for a sink that may not hear them.
    public var discreetText: Words
    /// Who did it, where a hand did.
    public var by: String?
    public var reason: String?
    /// When what this event began will end by itself: a cover, a drill.
    public var until: Moment?
    /// It belongs to a drill: only sinks that take drills may hear it.
    public var isTest: Bool
    /// The reading came after a newer one of its device.
    public var isLate: Bool

    public init(
        time: Moment, kind: Kind, life: Life, service: Service, area: String?, zone: String?, place: String?,
        severity: Severity, signal: Signal, state: AlarmState, cover: Cover? = nil, occurrences: Int,
        values: [NamedValue] = [], text: Words = Words(), discreetText: Words = Words(), by: String? = nil,
        reason: String? = nil, until: Moment? = nil, isTest: Bool = false, isLate: Bool = false
    ) {
        self.time = time
        self.kind = kind
        self.life = life
        self.service = service
        self.area = area
        self.zone = zone
        self.place = place
        self.severity = severity
        self.signal = signal
        self.state = state
        self.cover = cover
        self.occurrences = occurrences
        self.values = values
        self.text = text
        self.discreetText = discreetText
        self.by = by
        self.reason = reason
        self.until = until
        self.isTest = isTest
        self.isLate = isLate
    }
}

extension Event {
    /// The state as people and files see it: the cover's name, or the true state where nothing covers it.
    public var shownState: String { cover?.rawValue ?? state.rawValue }
}

/// A field's value in an event.
public struct NamedValue: Hashable, Sendable {
    public var name: String
    public var value: Value
    /// The profile calls the field private: only sinks that name it may hear it.
    public var isPrivate: Bool

    public init(name: String, value: Value, isPrivate: Bool = false) {
        self.name = name
        self.value = value
        self.isPrivate = isPrivate
    }
}

/// One life of one alarm, from its `raised` to its return to normal.
public struct Life: Hashable, Sendable {
    public var device: DeviceKey
    /// The alarm's name in its profile, or `silence`, or `payload`.
    public var alarm: String
    /// The time of the `raised` that began it; later than that of any earlier life of this alarm.
    public var beganAt: Moment

    public init(device: DeviceKey, alarm: String, beganAt: Moment) {
        self.device = device
        self.alarm = alarm
        self.beganAt = beganAt
    }
}
