import AlarmEngine

/// Reads `escalation:`.
struct EscalationReader {
    /// The configured sinks.
    let sinks: [String]

    static let mostPolicies = 64
    static let mostSteps = 16
    private static let example = "a policy such as {signals: [alarm], steps: [{after: 1m, to: village}]}"

    /// The policies; an empty list passes nothing on.
    func policies(_ value: YAMLValue) -> [EscalationPolicy] {
        guard let items = value.list(of: "policies such as {signals: [alarm], steps: [{after: 1m, to: village}]}")
        else {
            return []
        }
        if items.count > Self.mostPolicies {
            value.report("has \(items.count) policies; at most \(Self.mostPolicies) are possible")
        }
        let policies = items.map(policy)
        for (index, item) in items.enumerated() {
            guard let policy = policies[index] else { continue }
            let first = policies[..<index].firstIndex { $0?.takesAll(of: policy) ?? false }
            if let first {
                let advice = "write the narrower one first"
                item.report("is never taken, as item \(first + 1) fits all that it fits; \(advice)", weight: .warning)
            }
        }
        return policies.compactMap { $0 }
    }

    private func policy(_ value: YAMLValue) -> EscalationPolicy? {
        guard let keys = MappingReader(value, example: Self.example) else { return nil }
        let signals = keys.optional("signals").map {
            chosen($0, of: Signal.allCases.reversed(), what: "signals such as [alarm, supervisory]")
        }
        let services = keys.optional("services").map {
            chosen($0, of: Service.allCases, what: "services such as [elder-care]")
        }
        let severity = keys.optional("min_severity")?.severity()
        let steps = keys.required("steps", "write whom to tell, such as steps: [{after: 1m, to: village}]").map(steps)
        keys.finish()
        return steps.map {
            EscalationPolicy(
                signals: Set(signals ?? [.alarm]), services: services.map(Set.init),
                minimumSeverity: severity ?? .minor, steps: $0)
        }
    }

    private func chosen<Word: RawRepresentable<String>>(_ value: YAMLValue, of words: [Word], what: String) -> [Word] {
        guard let items = value.oneOrMore(of: what) else { return [] }
        if items.isEmpty { value.report("is empty, so the policy fits nothing; name at least one, or take it away") }
        return items.compactMap { $0.choice(of: words) }
    }

    private func steps(_ value: YAMLValue) -> [EscalationStep] {
        guard let items = value.list(of: "steps such as {after: 1m, to: village}") else { return [] }
        if items.isEmpty { value.report("is empty; write at least one step, such as {after: 1m, to: village}") }
        if items.count > Self.mostSteps {
            value.report("has \(items.count) steps; at most \(Self.mostSteps) are possible")
        }
        var steps: [EscalationStep] = []
        for item in items {
            guard let keys = MappingReader(item, example: "a step such as {after: 1m, to: village}") else { continue }
            let after = keys.required("after", "write how long after the alarm, such as after: 1m")
            let to = keys.required("to", "write \(alternatives(Self.levels)), or a sink")
            let unless = keys.optional("unless")?.choice(of: EscalationStep.Unless.allCases)
            keys.finish()
            guard let span = after?.span(atLeast: .seconds(1)), let after, let target = to.flatMap(target), let to
            else {
                continue
            }
            if let last = steps.last, span < last.after {
                after.report("is shorter than the \(last.after) of the step before it; write steps in their order")
            }
            if let same = steps.firstIndex(where: { $0.to == target }) {
                to.report("is that of step \(same + 1) too, which has told it by then; take one of them away")
            }
            steps.append(EscalationStep(after: span, unless: unless ?? .acknowledged, to: target))
        }
        return steps
    }

    private static let levels = Level.allCases.map(\.rawValue)

    private func target(_ value: YAMLValue) -> EscalationStep.Target? {
        guard let name = value.filledText("a level such as village, or a sink") else { return nil }
        if let level = Level(rawValue: name) {
            guard !sinks.contains(name) else {
                value.report("names a level of the tree of areas and a sink; call the sink something else")
                return nil
            }
            return .level(level)
        }
        if sinks.contains(name) { return .sink(name) }
        let meant = suggestion(for: name, among: Self.levels + sinks).map { "did you mean '\($0)'?" }
        let configured = sinks.isEmpty ? "no sinks are configured" : "configured: \(sinks.joined(separator: ", "))"
        value.report(
            "is \(quoted(name)), which is no level and no sink; \(meant ?? "levels: \(Self.levels.joined(separator: ", ")); \(configured)")"
        )
        return nil
    }
}

extension EscalationPolicy {
    /// Whether it fits every alarm that `other` fits.
    fileprivate func takesAll(of other: EscalationPolicy) -> Bool {
        let servicesFit = services.map { services in other.services.map(services.isSuperset) ?? false } ?? true
        return servicesFit && signals.isSuperset(of: other.signals) && minimumSeverity <= other.minimumSeverity
    }

    /// Whether an alarm is passed on by it.
    func fits(_ signal: Signal, _ severity: Severity, _ service: Service) -> Bool {
        signals.contains(signal) && severity >= minimumSeverity && services?.contains(service) ?? true
    }
}
