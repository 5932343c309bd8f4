/// Whom an alarm is passed on to while nobody acts on it (docs/life.md).
public struct EscalationPolicy: Hashable, Sendable {
    public var signals: Set<Signal>
    /// Nil is every service.
    public var services: Set<Service>?
    public var minimumSeverity: Severity
    /// By time.
    public var steps: [EscalationStep]

    public init(
        signals: Set<Signal>, services: Set<Service>? = nil, minimumSeverity: Severity = .minor,
        steps: [EscalationStep]
    ) {
        self.signals = signals
        self.services = services
        self.minimumSeverity = minimumSeverity
        self.steps = steps
    }
}

public struct EscalationStep: Hashable, Sendable {
    public enum Unless: String, CaseIterable, Sendable {
        case acknowledged, cleared
    }

    public enum Target: Hashable, Sendable {
        case level(Level)
        case sink(String)
    }

    /// After the alarm was raised.
    public var after: Span
    public var unless: Unless
    public var to: Target

    public init(after: Span, unless: Unless, to: Target) {
        self.after = after
        self.unless = unless
        self.to = to
    }
}

/// A level of the tree of areas, the lowest first.
public enum Level: String, CaseIterable, Sendable {
    case household, group, village, township, county, prefecture
}

extension EscalationPolicy {
    /// Fire 1-3-5 minutes; telecare 60 s and 180 s, the two answer times that the TSA's Quality Standards Framework measures.
    public static let shipped: [EscalationPolicy] = [
        EscalationPolicy(
            signals: [.alarm], services: [.fireStation, .emergencyBroadcast],
            steps: [
                EscalationStep(after: .minutes(1), unless: .acknowledged, to: .level(.village)),
                EscalationStep(after: .minutes(3), unless: .acknowledged, to: .level(.township)),
                EscalationStep(after: .minutes(5), unless: .acknowledged, to: .level(.county)),
            ]),
        EscalationPolicy(
            signals: [.alarm], services: [.elderCare],
            steps: [
                EscalationStep(after: .seconds(60), unless: .acknowledged, to: .level(.group)),
                EscalationStep(after: .seconds(180), unless: .acknowledged, to: .level(.village)),
            ]),
    ]
}
