extension Deliberation {
    /// Judges the rules of one alarm that a message is about, and tells what that makes of the alarm.
    mutating func judgeLevels(
        _ rules: [Rule], _ rule: AlarmRule, _ brought: FieldSet, _ occasion: Occasion, _ device: Int, _ alarm: Int,
        _ state: inout DeviceState
    ) {
        var after = state.alarms[alarm].levels
        for (index, level) in rules.enumerated() where level.reads.intersects(brought) {
            judge(level, &after[index], occasion, rule.delays, &state)
        }
        conclude(rules, after, at: occasion.reading, device, alarm, &state)
        setTimer(device, alarm, &state)
    }

    private func judge(
        _ level: Rule, _ record: inout LevelRecord, _ occasion: Occasion, _ delays: Delays,
        _ state: inout DeviceState
    ) {
        let (isOn, isOff) = level.judgement(in: state.situation(occasion, engine.configuration.localClock))
        let judged = record.judged(isOn: isOn, isOff: isOff, occasion, delays)
        if judged != record { record = judged }
        state.note(judged: level.timed, occasion)
    }

    /// Judges the conditions of one alarm that time alone could have changed by now; suppression first.
    mutating func judgeByTime(_ timer: Timer, _ rule: AlarmRule, _ state: inout DeviceState) {
        guard !rule.timed.isEmpty, state.successor == nil else { return }
        var occasion = Occasion(receipt: timer.at, isReading: false)
        if state.memory.lag != nil { occasion.ownTime = state.memory.deviceTime(timer.at) }
        if let condition = rule.suppressWhen, isDue([condition], timer, state) {
            judgeSuppression(condition, occasion, at: timer.at, timer.device, timer.alarm, &state)
        }
        guard case .levels(let rules) = rule.trigger else { return }
        var after = state.alarms[timer.alarm].levels
        for (index, level) in rules.enumerated() where isDue(level.timed, timer, state) {
            judge(level, &after[index], occasion, rule.delays, &state)
        }
        conclude(rules, after, at: timer.at, timer.device, timer.alarm, &state)
    }

    private func isDue(_ conditions: [Condition], _ timer: Timer, _ state: DeviceState) -> Bool {
        let next = state.nextChange(
            of: conditions, listeningSince: listeningSince, engine.configuration.localClock)
        return next.map { $0 <= timer.at } ?? false
    }

    /// A deadline has come: what waited for it happens now, at the deadline's time.
    mutating func runDeadline(_ timer: Timer, _ rule: AlarmRule, _ state: inout DeviceState) {
        switch rule.trigger {
        case .levels(let rules):
            let after = state.alarms[timer.alarm].levels.map { level in
                level.deadline(rule).map { $0 <= timer.at } ?? false ? level.ended : level
            }
            conclude(rules, after, at: timer.at, timer.device, timer.alarm, &state)
        case .silence:
            happen(.comesOn(rule.severity), Telling(time: timer.at), timer.device, timer.alarm, &state)
        case .momentary, .undecodable:
            return
        }
    }

    /// Levels that change together are one event.
    private mutating func conclude(
        _ rules: [Rule], _ after: [LevelRecord], at time: Moment, _ device: Int, _ alarm: Int,
        _ state: inout DeviceState
    ) {
        let before = state.alarms[alarm].levels
        guard after != before else { return }
        state.alarms[alarm].levels = after
        noteChange(of: device)
        let severity = state.alarms[alarm].severity
        switch (Self.highest(rules, before), Self.highest(rules, after)) {
        case (nil, let severity?):
            happen(.comesOn(severity), Telling(time: time), device, alarm, &state)
        case (.some, nil):
            happen(.goesOff, Telling(time: time), device, alarm, &state)
        case (.some, let new?) where new != severity:
            happen(.severityChanges(new), Telling(time: time), device, alarm, &state)
        case (nil, nil), (.some, .some):
            return
        }
    }

    /// The severity of the highest level that is on; nil if none is.
    private static func highest(_ rules: [Rule], _ levels: [LevelRecord]) -> Severity? {
        zip(rules, levels).filter { $0.1.phase.isOn }.map(\.0.severity).max()
    }
}
