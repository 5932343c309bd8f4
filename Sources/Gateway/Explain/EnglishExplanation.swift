import AlarmEngine

/// One alarm, explained in English: a heading and sentences.
struct EnglishExplanation {
    private let facts: AlarmFacts
    private let audience: Audience
    private let rule = EnglishRule()

    init(_ facts: AlarmFacts, _ audience: Audience) {
        self.facts = facts
        self.audience = audience
    }

    var heading: String {
        let title = facts.profile.title.en.map { " (\($0))" } ?? ""
        return "\(facts.name) of \(facts.profile.name)\(title)"
    }

    var sentences: [String] {
        var sentences = raised + over + unheard
        if facts.isSign { return sentences + ["It is a sign: nobody is told of it."] + related }
        sentences += [latch, acknowledgement, kind].compactMap { $0 }
        sentences += suppressed + related
        if let text = facts.text.en ?? facts.text.zh { sentences.append("It says: “\(text)”.") }
        if !facts.parameters.isEmpty {
            sentences.append("The registry may set \(listed(facts.parameters, "and")) otherwise for one device.")
        }
        return sentences + told
    }

    // MARK: What raises it

    private var raised: [String] {
        let isLasting = facts.onDelay > .zero
        switch facts.trigger {
        case .levels(let levels):
            guard levels.count > 1 else {
                return levels.map { "It is raised when \(lasting($0.when, facts.onDelay))." }
            }
            let time = isLasting ? " for \(rule.length(facts.onDelay)) without a break" : ""
            return ["It is raised when one of these holds\(time); the worst that does is its severity:"]
                + levels.map { "  - \(severity($0.severity)): when \(rule.condition($0.when))" }
        case .momentary(let when):
            return [
                "Every message in which \(rule.condition(when)) raises it, or says it again; each is told, the tenth as well as the first."
            ]
        case .silence(let span):
            return [
                "It is raised when nothing has been heard from the device for \(rule.length(span)).",
                "Time in which the gateway or the broker was away does not count; a device of the registry is waited for from the start.",
            ]
        case .undecodable: return ["It is raised when five payloads in a row could not be read."]
        case .correlation(let correlation): return [EnglishCorrelation(correlation).raised(after: facts.onDelay)]
        }
    }

    /// A condition and how long it must hold.
    private func lasting(_ part: RulePart, _ span: Span) -> String {
        guard span > .zero else { return rule.condition(part) }
        let time = "for \(rule.length(span)) without a break"
        return part.isLeaf
            ? "\(rule.condition(part)) and stays so \(time)" : "\(rule.joinedCondition(part)), and that lasts \(time)"
    }

    // MARK: What ends it

    private var over: [String] {
        let span = facts.offDelay
        let time = span > .zero ? " for \(rule.length(span)) without a break" : ""
        switch facts.trigger {
        case .momentary: return ["It has no end of its own: it stays until somebody resets it."]
        case .silence: return ["The next message ends it."]
        case .undecodable: return ["The next payload that can be read ends it."]
        case .correlation(let correlation): return EnglishCorrelation(correlation).over(after: facts.offDelay)
        case .levels(let levels):
            if let clearWhen = facts.clearWhen {
                let both = "that no longer holds and, besides, \(rule.joinedCondition(clearWhen))"
                return ["It is over once \(both)\(time.isEmpty ? "" : ", and both have been so\(time)")."]
            }
            if facts.deadband ?? 0 > 0 { return deadband(levels, time) }
            let isNoMore = span > .zero ? "once it has not held\(time)" : "as soon as it no longer holds"
            guard levels.count > 1 else {
                return [
                    span > .zero
                        ? "It is over once that has not held\(time)." : "It is over as soon as that no longer holds."
                ]
            }
            return ["A level is over \(isNoMore); the alarm is, once none is left."]
        }
    }

    private func deadband(_ levels: [AlarmFacts.Level], _ time: String) -> [String] {
        let band = "a deadband of \(rule.figure(facts.deadband ?? 0, levels.first?.beyond?.comparedUnit))"
        guard levels.count > 1 else {
            return levels.map { level in
                let beyond = level.beyond.map { lasting($0, facts.offDelay) } ?? "that has not held\(time)"
                return "With \(band), it is over once \(beyond)."
            }
        }
        return ["A level is over only beyond \(band)\(time.isEmpty ? "" : ", and once that was so\(time)"):"]
            + levels.map {
                "  - \(severity($0.severity)): once \($0.beyond.map(rule.condition) ?? "it no longer holds")"
            }
    }

    private var unheard: [String] {
        guard facts.staysWhileUnheard else { return [] }
        return ["While nothing is heard it stays as it is: of an empty window nothing is known."]
    }

    private var latch: String? {
        facts.latch ? "Then it latches: however well things are, it stays until somebody resets it." : nil
    }

    private var acknowledgement: String? {
        guard facts.wantsAcknowledgement else { return "It asks nobody for an acknowledgement." }
        return facts.latch || facts.isMomentary
            ? "It wants an acknowledgement."
            : "It wants an acknowledgement, and waits for one even when it is over by itself."
    }

    private var suppressed: [String] {
        var sentences: [String] = []
        if let when = facts.suppressWhen {
            sentences.append(
                "While \(rule.condition(when)), it is suppressed: it is judged and recorded, and nobody is told.")
        }
        if facts.isInactivity {
            sentences.append(
                "A planned absence (holiday, hospital) suppresses it: that nothing moves is expected then.")
        }
        return sentences
    }

    /// The correlations that look at it.
    private var related: [String] {
        guard !facts.correlations.isEmpty else { return [] }
        let names = facts.correlations.map { correlation in
            correlation.name
                + (correlation.isSuppressing(facts.name, of: facts.profile.name)
                    ? " (which suppresses it while it is active)" : "")
        }
        let verb = names.count == 1 ? "A rule over several devices looks" : "Rules over several devices look"
        return ["\(verb) at it: \(listed(names, "and"))."]
    }

    // MARK: What it is

    private var kind: String {
        let severities = listed(facts.severities.map(severity), "or")
        let momentary = facts.isMomentary ? "momentary and " : ""
        let category = facts.category.map { ", its category \($0.rawValue)" } ?? ""
        return "It is \(momentary)\(severities); its signal is \(facts.signal.rawValue) (\(meaning))\(category)."
    }

    private var meaning: String {
        switch facts.signal {
        case .alarm: "life or property, now"
        case .supervisory: "a protection is off or weakened"
        case .trouble: "a device or a link is faulty"
        case .test: "only a test"
        }
    }

    private func severity(_ severity: Severity) -> String {
        switch severity {
        case .extreme: "extreme (red)"
        case .severe: "severe (orange)"
        case .moderate: "moderate (yellow)"
        case .minor: "minor (blue)"
        }
    }

    private func listed(_ words: [String], _ word: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(word) \(last)"
    }
}

// MARK: Who is told
extension EnglishExplanation {
    private var told: [String] {
        guard audience.sinks != nil else {
            return [
                "The configuration says who is told: every sink that takes signal \(facts.signal.rawValue) at this severity (--config names them)."
            ] + passedOn(ships: true)
        }
        let listeners = audience.listeners(to: facts)
        guard !listeners.isEmpty else { return ["No sink hears it."] + passedOn(ships: false) }
        let names = listeners.map { sink, from in
            sink.name + (from.map { " (only when \(severity($0))\($0 == .extreme ? "" : " or worse"))" } ?? "")
        }
        return ["It is told at once to \(listed(names, "and"))."] + listeners.compactMap { fallback($0.sink) }
            + passedOn(ships: false)
    }

    private func fallback(_ sink: SinkConfiguration) -> String? {
        guard case .webhook(let webhook) = sink.kind, let fallback = webhook.fallback else { return nil }
        let late =
            facts.signal == .alarm
            ? "has not taken it within \(rule.length(webhook.deadline)), or refuses it" : "refuses it"
        return "If \(sink.name) \(late), \(fallback) is told too."
    }

    private func passedOn(ships: Bool) -> [String] {
        let policies = audience.policies(for: facts)
        guard !policies.isEmpty else { return ["It is not passed on to anybody else."] }
        var sentences = policies.map { policy, severities -> String in
            let steps = policy.steps.map {
                "after \(rule.length($0.after))\(policy.saysUnless && $0.unless == .cleared ? ", if it is still on," : "") to \(name($0.to))"
            }
            let isAll = severities.count == facts.severities.count
            let when = isAll ? "" : " when \(listed(severities.map(severity), "or"))"
            let unless =
                policy.steps.contains { $0.unless == .acknowledged }
                ? "As long as nobody acknowledges it" : "As long as it is on"
            return "\(unless), it is passed on\(when): \(listed(steps, "and"))\(ships ? " (as shipped)" : "")."
        }
        guard !ships, policies.contains(where: { $0.policy.steps.contains(where: \.asksTree) }) else {
            return sentences
        }
        if audience.desks.isEmpty {
            sentences.append("areas.csv names no duty desk yet, so that only contacts of the registry can be found.")
        } else {
            let desks = audience.desks.prefix(6).map { "\($0.sink) for \($0.area)" }
            let more = audience.desks.count > 6 ? " and \(audience.desks.count - 6) more" : ""
            sentences.append(
                "The duty desks are \(desks.joined(separator: ", "))\(more); a level without one asks the next one up.")
        }
        return sentences
    }

    private func name(_ target: EscalationStep.Target) -> String {
        switch target {
        case .sink(let name): name
        case .level(.household): "the household's contact"
        case .level(.group): "the household group's contact"
        case .level(.village): "the village's duty desk"
        case .level(.township): "the township's duty desk"
        case .level(.county): "the county's duty desk"
        case .level(.prefecture): "the prefecture's duty desk"
        }
    }
}

extension EscalationPolicy {
    /// Whether its steps differ in what ends them, so that each must say it.
    var saysUnless: Bool { Set(steps.map(\.unless)).count > 1 }
}

extension EscalationStep {
    /// Whether its sink is found from the device's area.
    var asksTree: Bool {
        switch to {
        case .level: true
        case .sink: false
        }
    }
}

extension RulePart {
    /// The unit of what is compared.
    var comparedUnit: String? {
        guard case .comparison(_, let left, _) = self else { return nil }
        return left.unit
    }
}
