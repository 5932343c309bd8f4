import AlarmEngine

/// Who hears an alarm: the configured sinks, and whom it is passed on to.
public struct Audience: Sendable {
    /// Nil where no configuration was read.
    let sinks: [SinkConfiguration]?
    let policies: [EscalationPolicy]
    /// The sinks of areas' duty desks, by code, in order of the codes.
    let desks: [(area: String, sink: String)]

    init(sinks: [SinkConfiguration]?, policies: [EscalationPolicy], desks: [(area: String, sink: String)]) {
        self.sinks = sinks
        self.policies = policies
        self.desks = desks
    }

    /// What a setup says; without its configuration, what ships.
    public init(_ setup: Setup) {
        let engine = setup.engineConfiguration
        sinks = setup.configuration?.sinks
        policies = engine.escalation
        desks = engine.desks.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// A sink that hears at once, and from which severity on; nil where it hears every severity the alarm can have.
    func listeners(to facts: AlarmFacts) -> [(sink: SinkConfiguration, from: Severity?)] {
        (sinks ?? []).compactMap { sink in
            let route = sink.route
            guard !route.isStandby, route.signals.contains(facts.signal) else { return nil }
            let heard = facts.severities.filter { $0 >= route.minimumSeverity }
            guard let least = heard.last else { return nil }
            return (sink, heard.count == facts.severities.count ? nil : least)
        }
    }

    /// The policies that take it, each with the severities for which it does, the worst first.
    func policies(for facts: AlarmFacts) -> [(policy: EscalationPolicy, severities: [Severity])] {
        var found: [(policy: EscalationPolicy, severities: [Severity])] = []
        for severity in facts.severities {
            let service = facts.profile.service
            let policy = policies.first {
                $0.signals.contains(facts.signal) && severity >= $0.minimumSeverity
                    && ($0.services?.contains(service) ?? true)
            }
            guard let policy, !policy.steps.isEmpty else { continue }
            if let index = found.firstIndex(where: { $0.policy == policy }) {
                found[index].severities.append(severity)
            } else {
                found.append((policy, [severity]))
            }
        }
        return found
    }
}
