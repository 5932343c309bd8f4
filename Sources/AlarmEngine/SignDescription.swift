/// A sign: something that is no alarm by itself, for rules over several devices (docs/correlations.md).
///
/// It is judged like an alarm, but nobody is told of it.
public struct SignDescription: Hashable, Sendable {
    public var name: String
    public var when: String
    public var clearWhen: String?
    /// A decimal, at least 0.
    public var deadband: Double?
    public var onDelay: Span?
    public var offDelay: Span?
    /// `event: true`: each message for which the rule holds is an occurrence.
    public var isMomentary: Bool

    public init(
        name: String, when: String, clearWhen: String? = nil, deadband: Double? = nil, onDelay: Span? = nil,
        offDelay: Span? = nil, isMomentary: Bool = false
    ) {
        self.name = name
        self.when = when
        self.clearWhen = clearWhen
        self.deadband = deadband
        self.onDelay = onDelay
        self.offDelay = offDelay
        self.isMomentary = isMomentary
    }
}

extension SignDescription {
    /// The alarm it would be: nothing of its life shows.
    var alarm: AlarmDescription {
        AlarmDescription(
            name: name, levels: [LevelDescription(when: when, severity: .minor)], clearWhen: clearWhen,
            deadband: deadband, onDelay: onDelay, offDelay: offDelay, signal: .test, isMomentary: isMomentary,
            acknowledgement: .auto)
    }
}
