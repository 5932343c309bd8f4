extension Deliberation {
    /// How much of a reading counts.
    enum Extent {
        case all
        /// Retained, without a credible time: only what was never seen live.
        case unseenFields
        /// Late: only momentary alarms.
        case occurrences
    }

    mutating func judge(
        _ reading: Reading, _ extent: Extent, _ occasion: Occasion, isRetained: Bool, _ device: Int,
        _ state: inout DeviceState
    ) {
        let definition = engine.profiles[state.profile]
        // A late reading leaves no trace; of any other nothing need be copied.
        let before = extent == .occurrences ? state.fields : []
        let brought = take(reading, extent, occasion, isRetained: isRetained, definition, &state)
        for (alarm, rule) in definition.alarms.enumerated() {
            if extent != .occurrences, let condition = rule.suppressWhen, condition.reads.intersects(brought) {
                judgeSuppression(condition, occasion, at: occasion.reading, device, alarm, &state)
            }
            switch rule.trigger {
            case .levels(let rules):
                guard extent != .occurrences else { continue }
                judgeLevels(rules, rule, brought, occasion, device, alarm, &state)
            case .momentary(let momentary):
                if !isRetained, momentary.reads.intersects(brought) {
                    judgeOccurrence(momentary, extent, occasion, device, alarm, &state)
                }
                if !rule.timed.isEmpty { setTimer(device, alarm, &state) }
            case .silence, .undecodable:
                if !isRetained { end(occasion.reading, device, alarm, &state) }
            }
        }
        if extent == .occurrences { state.fields = before }
    }

    private mutating func judgeOccurrence(
        _ rule: Rule, _ extent: Extent, _ occasion: Occasion, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        guard rule.when.truth(in: state.situation(occasion, engine.configuration.localClock)) == .yes else { return }
        let isLate = extent == .occurrences
        let told = Telling(
            time: occasion.reading, isLate: isLate,
            isSilent: isLate
                && occasion.receipt - occasion.reading
                    >= engine.profiles[state.profile].description.maximumNotifyAge
        )
        happen(.occurs, told, device, alarm, &state)
    }

    /// Takes in the values that count, and answers whose they are.
    private func take(
        _ reading: Reading, _ extent: Extent, _ occasion: Occasion, isRetained: Bool, _ definition: Profile,
        _ state: inout DeviceState
    ) -> FieldSet {
        var brought = FieldSet()
        let kept = state.memory.kept(state.deviceTime(occasion))
        for (field, value) in reading.values where extent != .unseenFields || !state.isLive.contains(field) {
            if extent == .all {
                state.memory.trace(field, before: state.fields[field], at: kept, definition.memory)
                if !isRetained { state.isLive.insert(field) }
            }
            state.fields[field] = value
            if extent != .occurrences { state.defaulted.remove(field) }
            brought.insert(field)
        }
        if extent == .all { state.remember(brought, definition.memory, occasion, engine.configuration.localClock) }
        return brought
    }

    /// Judges a condition of the gateway's own.
    mutating func judgeOwn(_ reading: Reading, _ occasion: Occasion, _ device: Int, _ state: inout DeviceState) {
        judge(reading, .all, occasion, isRetained: false, device, &state)
    }

    /// The next message ends silence; the next good one, a run of bad ones.
    mutating func end(_ time: Moment, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        if state.alarms[alarm].state.isActive { happen(.goesOff, Telling(time: time), device, alarm, &state) }
        setTimer(device, alarm, &state)
    }
}
