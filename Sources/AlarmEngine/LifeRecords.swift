/// An alarm that chatters.
public struct FlappingRecord: Hashable, Sendable {
    /// The first of the three raises that made it so, on the gateway's clock.
    public var since: Moment
    /// The raises since, that one included.
    public var raises: Int

    public init(since: Moment, raises: Int) {
        self.since = since
        self.raises = raises
    }
}

/// A step of escalation, frozen when its alarm was raised.
public struct EscalationStepRecord: Hashable, Sendable {
    /// As the policy says it: how long after the alarm was raised.
    public var after: Span
    /// When it is due, on the gateway's clock.
    public var dueAt: Moment
    public var unless: EscalationStep.Unless
    /// The level whose sink it is; nil where the policy names the sink itself.
    public var level: Level?
    public var sink: String

    public init(after: Span, dueAt: Moment, unless: EscalationStep.Unless, level: Level?, sink: String) {
        self.after = after
        self.dueAt = dueAt
        self.unless = unless
        self.level = level
        self.sink = sink
    }
}

/// How many alarms an area had lately.
public struct FloodRecord: Hashable, Sendable {
    /// The code; empty for the devices without one.
    public var area: String
    /// The raises of the last ten minutes, the newest last; as many as end a flood or begin one.
    public var raises: [Moment]
    /// The beginning of the flood that is on; nil if none is.
    public var beganAt: Moment?
    /// How many alarms it has had.
    public var count: Int

    public init(area: String, raises: [Moment], beganAt: Moment? = nil, count: Int = 0) {
        self.area = area
        self.raises = raises
        self.beganAt = beganAt
        self.count = count
    }
}

/// What one correlation remembers in one scope, beside what its devices' alarms say themselves.
public struct GatheredRecord: Hashable, Sendable {
    public var correlation: String
    /// The beginning of the expectation that waits or was missed.
    public var expectedSince: Moment?
    /// When an operand of `without` last came on.
    public var excusedAt: Moment?
    /// The devices that offend, and since when.
    public var offenders: [Offender]

    public struct Offender: Hashable, Sendable {
        public var device: DeviceKey
        public var since: Moment

        public init(device: DeviceKey, since: Moment) {
            self.device = device
            self.since = since
        }
    }

    public init(
        correlation: String, expectedSince: Moment? = nil, excusedAt: Moment? = nil, offenders: [Offender] = []
    ) {
        self.correlation = correlation
        self.expectedSince = expectedSince
        self.excusedAt = excusedAt
        self.offenders = offenders
    }
}
