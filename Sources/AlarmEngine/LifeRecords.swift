/// An alarm that chatters.
public struct FlappingRecord: Hashable, Sendable {
    /// The first of the three raises that made it so, on the gateway's clock.
    public var since: Moment
    /// The raises since, that one included.
    public var raises: Int
    /// A raise was told that said so; until one is, nothing is kept quiet.
    public var isTold: Bool

    public init(since: Moment, raises: Int, isTold: Bool) {
        self.since = since
        self.raises = raises
        self.isTold = isTold
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
///
/// Who counts, answers or offends is not in it: that follows from when those alarms came on.
public struct GatheredRecord: Hashable, Sendable {
    public var correlation: String
    /// The correlation's own.
    public var service: Service
    /// The beginning of the expectation that waits.
    public var expectedSince: Moment?
    /// The beginning of the one that was missed.
    public var missedSince: Moment?
    /// When an operand of `without` last came on.
    public var excusedAt: Moment?

    public init(
        correlation: String, service: Service, expectedSince: Moment? = nil, missedSince: Moment? = nil,
        excusedAt: Moment? = nil
    ) {
        self.correlation = correlation
        self.service = service
        self.expectedSince = expectedSince
        self.missedSince = missedSince
        self.excusedAt = excusedAt
    }
}
