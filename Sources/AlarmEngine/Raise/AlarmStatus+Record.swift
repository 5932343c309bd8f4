extension AlarmStatus {
    /// Whether it ever left its first state.
    var isWorthKeeping: Bool {
        beganAt != nil || cameOnAt != nil || !covers.isEmpty || isSuppressing || levels.contains { $0.phase != .off }
    }

    /// Levels that no longer fit the rule begin anew: on up to the severity the alarm has.
    mutating func restore(_ kept: AlarmRecord, _ rule: AlarmRule, sinkBits: [String: UInt64]) {
        if rule.isSign {
            // What was an alarm before is withdrawn: of a sign only its rule and when it came on are kept.
            cameOnAt = kept.cameOnAt
            isTest = kept.isTest
            covers = kept.covers.filter { $0.source == .maintenance }
            if kept.levels.count == levels.count { levels = kept.levels }
            return
        }
        state = kept.state
        // A momentary alarm is raised at the severity it has; only a life that goes on keeps the one it was raised at.
        if kept.state != .normal || !rule.policy.isMomentary { severity = kept.severity }
        occurrences = kept.occurrences
        beganAt = kept.beganAt
        told = kept.told.reduce(0) { $0 | (sinkBits[$1] ?? 0) }
        covers = kept.covers
        isSuppressing = kept.isSuppressing
        isTest = kept.isTest
        isHeldBack = kept.isHeldBack
        cameOnAt = kept.cameOnAt
        chatter = Chatter(raises: kept.raises, flapping: kept.flapping)
        steps = kept.steps
        if kept.levels.count == levels.count {
            levels = kept.levels
        } else if kept.state.isActive, case .levels(let rules) = rule.trigger {
            let severity = max(kept.severity, rules.map(\.severity).min() ?? .minor)
            levels = rules.map { LevelRecord(phase: $0.severity <= severity ? .on : .off) }
        }
    }

    func record(_ rule: AlarmRule, sinks: [SinkRoute]) -> AlarmRecord {
        var record = AlarmRecord(
            name: rule.name, state: state, severity: severity, signal: rule.signal, occurrences: occurrences,
            beganAt: beganAt, levels: levels,
            told: sinks.enumerated().filter { told & 1 << UInt64($0.offset) != 0 }.map(\.element.name))
        record.covers = covers
        record.isSuppressing = isSuppressing
        record.isTest = isTest
        record.isHeldBack = isHeldBack
        record.cameOnAt = cameOnAt
        record.raises = chatter.raises
        record.flapping = chatter.flapping
        record.steps = steps
        return record
    }

    /// Moves all it remembers of the gateway's clock; answers whether there was anything that is kept.
    mutating func move(by span: Span) -> Bool {
        let before = self
        for level in levels.indices { levels[level].since = levels[level].since.map { $0 + span } }
        for cover in covers.indices { covers[cover].until = covers[cover].until.map { $0 + span } }
        for step in steps.indices { steps[step].dueAt = steps[step].dueAt + span }
        cameOnAt = cameOnAt.map { $0 + span }
        chatter.move(by: span)
        return self != before
    }

    /// Whether any of it counts from a moment on the gateway's clock.
    var countsTime: Bool {
        levels.contains { $0.since != nil } || !covers.isEmpty || !steps.isEmpty || cameOnAt != nil || !chatter.isBlank
    }
}
