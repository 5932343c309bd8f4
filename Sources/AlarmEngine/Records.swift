/// What is kept of one device, so that a restart forgets nothing but at most five seconds of plain readings.
public struct DeviceRecord: Hashable, Sendable {
    public var key: DeviceKey
    public var service: Service
    /// Its room, floor or household, where its topic says one.
    public var zone: String?
    /// The receipt of its last live message, good or undecodable.
    public var heardAt: Moment?
    /// The newest credible time it gave itself.
    public var newestTime: Moment?
    /// The last sequence number it gave.
    public var newestSequence: Double?
    /// A 64-bit hash of the payload that brought them.
    public var newestDigest: UInt64
    /// How many late messages came in rising order, and the time of the last of them.
    public var lateRun: Int
    public var lateTime: Moment?
    /// How many undecodable payloads came in a row.
    public var undecodableRun: Int
    public var fields: [FieldRecord]
    public var alarms: [AlarmRecord]
    /// What it speaks through, where something says so.
    public var bridge: String?
    /// It was said to be out of reach, and nothing was heard of it since.
    public var isReportedOffline = false
    /// By how much its own clock is behind the gateway's; nil if it never told its time.
    public var lag: Span?
    /// By how much it moved when its clock was set: the times of windows, ages, judgements and `broughtAt` are the device's
    /// less this.
    public var moved = Span.zero
    public var windows: [WindowRecord] = []
    public var ages: [AgeRecord] = []
    public var judged: [JudgedRecord] = []
    /// Of the gateway's own device: drills, maintenance and absences, and the floods of its areas.
    public var periods: [Period] = []
    public var floods: [FloodRecord] = []
    /// Of a correlation's scope: what it waits for and what it has against whom.
    public var gathered: [GatheredRecord] = []

    public init(
        key: DeviceKey, service: Service = .gateway, zone: String? = nil, heardAt: Moment? = nil,
        newestTime: Moment? = nil,
        newestSequence: Double? = nil,
        newestDigest: UInt64 = 0, lateRun: Int = 0, lateTime: Moment? = nil, undecodableRun: Int = 0,
        fields: [FieldRecord] = [], alarms: [AlarmRecord] = []
    ) {
        self.key = key
        self.service = service
        self.zone = zone
        self.heardAt = heardAt
        self.newestTime = newestTime
        self.newestSequence = newestSequence
        self.newestDigest = newestDigest
        self.lateRun = lateRun
        self.lateTime = lateTime
        self.undecodableRun = undecodableRun
        self.fields = fields
        self.alarms = alarms
    }
}

/// The last value of one field.
public struct FieldRecord: Hashable, Sendable {
    public var name: String
    /// Nil once a value overflowed: the field is unknown.
    public var value: Value?
    /// Whether a live message ever set it; a retained one may not overwrite it then.
    public var isLive: Bool
    /// What it was before its last reading; nil is unknown.
    public var previous: Value?
    /// When it was last brought, on the device's time less `moved`.
    public var broughtAt: Moment?

    public init(name: String, value: Value?, isLive: Bool, previous: Value? = nil, broughtAt: Moment? = nil) {
        self.name = name
        self.value = value
        self.isLive = isLive
        self.previous = previous
        self.broughtAt = broughtAt
    }
}

/// Where one alarm of a device stands.
public struct AlarmRecord: Hashable, Sendable {
    public var name: String
    public var state: AlarmState
    public var severity: Severity
    public var signal: Signal
    public var occurrences: Int
    /// The beginning of this life or, in `normal`, of the last one; nil if there was none.
    public var beganAt: Moment?
    /// One a level; an alarm without `levels` has one.
    public var levels: [LevelRecord]
    /// The sinks that were told of this life.
    public var told: [String]
    /// In the order they were laid.
    public var covers: [CoverRecord] = []
    /// What its `suppress_when` was last known to be.
    public var isSuppressing = false
    /// This life is a drill's.
    public var isTest = false
    /// This life began in a flood, and nobody was told of it yet.
    public var isHeldBack = false
    /// When it last came on or occurred, on the gateway's clock.
    public var cameOnAt: Moment?
    /// When it was last raised, the newest last; at most three.
    public var raises: [Moment] = []
    public var flapping: FlappingRecord?
    /// The steps of escalation still to come, the next first.
    public var steps: [EscalationStepRecord] = []

    public init(
        name: String, state: AlarmState, severity: Severity, signal: Signal, occurrences: Int, beganAt: Moment?,
        levels: [LevelRecord], told: [String]
    ) {
        self.name = name
        self.state = state
        self.severity = severity
        self.signal = signal
        self.occurrences = occurrences
        self.beganAt = beganAt
        self.levels = levels
        self.told = told
    }
}

/// Where one rule stands, and since when its delay runs.
public struct LevelRecord: Hashable, Sendable {
    public enum Phase: String, CaseIterable, Sendable {
        case off
        /// The on-delay runs.
        case pending
        case on
        /// On, and the off-delay runs.
        case leaving
    }

    public var phase: Phase
    /// The receipt of the message that started the delay, on the gateway's clock; nil unless one runs.
    public var since: Moment?
    /// The time of its reading, on the device's; nil where it had none of its own.
    public var sinceReading: Moment?

    public init(phase: Phase, since: Moment? = nil, sinceReading: Moment? = nil) {
        self.phase = phase
        self.since = since
        self.sinceReading = sinceReading
    }
}
