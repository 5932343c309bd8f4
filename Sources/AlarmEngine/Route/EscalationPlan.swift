/// Whom alarms are passed on to: the policies, and whose sink each level's is.
///
/// Source: docs/life.md, "Escalation".
struct EscalationPlan: Sendable {
    private let policies: [EscalationPolicy]
    /// The sinks of duty desks, by code; a desk whose sink is not configured has none.
    private let desks: [ExactText: String]
    /// The bytes of the longest of those codes.
    private let longestCode: Int
    /// Whether each configured sink takes drills.
    private let sinks: [String: Bool]

    init(policies: [EscalationPolicy], desks: [String: String], sinks: [SinkRoute]) {
        self.policies = policies
        let known = Dictionary(sinks.map { ($0.name, $0.takesDrills) }) { first, _ in first }
        let usable = desks.filter { known[$0.value] != nil }
        self.sinks = known
        self.desks = Dictionary(usable.map { (ExactText($0.key), $0.value) }) { first, _ in first }
        longestCode = usable.keys.map(\.utf8.count).max() ?? 0
    }

    /// All that is asked of an alarm and its device.
    struct Subject {
        var signal: Signal
        var severity: Severity
        var service: Service
        var area: String?
        /// The sinks that the registry names.
        var contact: String?
        var group: String?
        /// Its life is a drill's.
        var isTest = false
    }

    /// The steps of an alarm that was raised at `now`, the next first: frozen, whatever the configuration says later.
    func steps(of subject: Subject, from now: Moment) -> [EscalationStepRecord] {
        let fitting = policies.first { policy in
            policy.signals.contains(subject.signal) && subject.severity >= policy.minimumSeverity
                && policy.services?.contains(subject.service) ?? true
        }
        var frozen: [EscalationStepRecord] = []
        for step in fitting?.inOrder ?? [] {
            let found: (level: Level?, sink: String?) =
                switch step.to {
                case .sink(let name): (nil, known(name))
                case .level(let level): (level, sink(of: level, subject))
                }
            guard let sink = found.sink, !frozen.contains(where: { $0.sink == sink }) else { continue }
            if subject.isTest, sinks[sink] != true { continue }
            frozen.append(
                EscalationStepRecord(
                    after: step.after, dueAt: now + step.after, unless: step.unless, level: found.level, sink: sink))
        }
        return frozen
    }

    /// A level's sink or, where it has none, that of the next one up.
    private func sink(of level: Level, _ subject: Subject) -> String? {
        for asked in Level.allCases.drop(while: { $0 != level }) {
            let found =
                switch asked {
                case .household: known(subject.contact)
                case .group: known(subject.group)
                case .village: desk(of: subject.area, digits: .max)
                case .township: desk(of: subject.area, digits: 9)
                case .county: desk(of: subject.area, digits: 6)
                case .prefecture: desk(of: subject.area, digits: 4)
                }
            if let found { return found }
        }
        return nil
    }

    /// The sink of the longest code that the area begins with, of at most so many digits.
    private func desk(of area: String?, digits: Int) -> String? {
        guard let code = area?.utf8 else { return nil }
        for length in stride(from: min(code.count, digits, longestCode), to: 0, by: -1) {
            if let sink = desks[ExactText(String(decoding: code.prefix(length), as: UTF8.self))] { return sink }
        }
        return nil
    }

    private func known(_ sink: String?) -> String? {
        sink.flatMap { sinks[$0] == nil ? nil : $0 }
    }
}

extension EscalationPolicy {
    /// The steps by time; at one time, as they are written.
    fileprivate var inOrder: [EscalationStep] {
        steps.enumerated().sorted { left, right in
            (left.element.after, left.offset) < (right.element.after, right.offset)
        }.map(\.element)
    }
}

extension EscalationStep.Unless {
    /// Whether a step is still to be taken of an alarm in that state.
    func applies(to state: AlarmState) -> Bool {
        switch self {
        case .acknowledged:
            switch state {
            case .unacknowledged, .returned, .latched: true
            case .normal, .acknowledged, .latchedAcknowledged: false
            }
        case .cleared: state.isActive
        }
    }
}

extension EscalationStepRecord {
    /// What the step's event says: `1m: village, SINK`.
    var reason: String {
        "\(after): " + (level.map { "\($0.rawValue), " } ?? "") + sink
    }
}
