extension Deliberation {
    /// How much of a reading counts.
    private enum Extent {
        case all
        /// Retained, without a credible time: only what was never seen live.
        case unseenFields
        /// Late: only momentary alarms.
        case occurrences
    }

    /// So many undecodable payloads in a row are an alarm.
    private static let undecodableLimit = 5
    /// How far a device's clock may run ahead of ours and still be believed.
    private static let maximumLead = Span.minutes(5)

    mutating func judge(_ message: Message) {
        decision.counts.messages += 1
        if message.isRetained { decision.counts.retained += 1 }
        guard !message.payload.isEmpty else {
            decision.counts.empty += 1
            return
        }
        guard let route = route(message) else { return }
        withDevice(route.device) { me, state in
            let plan = me.engine.profiles[state.profile].messages[route.message]
            if !message.isRetained { me.move(route.device, to: route.zone, &state) }
            do throws(UndecodableCause) {
                switch try plan.read(message.payload, me.engine.aids) {
                case .reading(let reading):
                    me.judge(reading, of: message, plan, route.device, &state)
                case .readings(let readings):
                    for reading in readings.all { me.judge(reading, of: message, plan, route.device, &state) }
                case .availability:
                    return
                }
            } catch {
                me.note(error, message, route.device, &state)
            }
        }
    }

    private mutating func judge(
        _ reading: Reading, of message: Message, _ plan: MessagePlan, _ device: Int, _ state: inout DeviceState
    ) {
        decision.counts.mistypedFields += reading.mistypedFields
        let definition = engine.profiles[state.profile]
        let ownTime = reading.time.flatMap { isCredible($0, message, definition) ? $0 : nil }
        if plan.time != nil, ownTime == nil { decision.counts.incredibleTime += 1 }
        let admission = state.freshness.admit(
            time: ownTime, sequence: reading.sequence, digest: message.digest,
            mayBeRedelivery: message.mayBeRedelivery, isRetained: message.isRetained)
        if admission == .redelivered {
            decision.counts.redelivered += 1
            return
        }
        if admission == .late { decision.counts.late += 1 }
        decision.counts.judged += 1
        if !message.isRetained {
            state.heardAt = clock
            state.undecodableRun = 0
        }
        let extent: Extent =
            admission == .late ? .occurrences : message.isRetained && ownTime == nil ? .unseenFields : .all
        if let ownTime, admission != .late, !message.isRetained {
            state.memory.hear(ownTime, at: clock, isSteppedBack: admission == .steppedBack)
        }
        let occasion = Occasion(receipt: clock, ownTime: ownTime)
        judge(reading, extent, occasion, isRetained: message.isRetained, device, &state)
    }

    private func isCredible(_ time: Moment, _ message: Message, _ definition: Profile) -> Bool {
        time >= clock - definition.description.maximumAge && time <= clock + Self.maximumLead
    }

    private mutating func judge(
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
        for (field, value) in reading.values where extent != .unseenFields || !state.isLive[field] {
            if extent == .all {
                state.memory.trace(field, before: state.fields[field], at: kept, definition.memory)
                if !isRetained { state.isLive[field] = true }
            }
            state.fields[field] = value
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
    private mutating func end(_ time: Moment, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        if state.alarms[alarm].state.isActive { happen(.goesOff, Telling(time: time), device, alarm, &state) }
        setTimer(device, alarm, &state)
    }

    // MARK: What does not decode

    private mutating func note(
        _ cause: UndecodableCause, _ message: Message, _ device: Int, _ state: inout DeviceState
    ) {
        decision.counts.undecodable += 1
        sample(cause, message, &state)
        guard !message.isRetained else { return }
        state.heardAt = clock
        state.undecodableRun += 1
        for (alarm, rule) in engine.profiles[state.profile].alarms.enumerated() {
            switch rule.trigger {
            case .silence:
                end(clock, device, alarm, &state)
            case .undecodable:
                guard state.undecodableRun >= Self.undecodableLimit, !state.alarms[alarm].state.isActive else {
                    continue
                }
                happen(.comesOn(rule.severity), Telling(time: clock), device, alarm, &state)
            case .levels, .momentary:
                continue
            }
        }
    }

    private mutating func sample(_ cause: UndecodableCause, _ message: Message, _ state: inout DeviceState) {
        let bit = UInt8(1) << cause.number
        guard state.sampledCauses & bit == 0 else { return }
        state.sampledCauses |= bit
        decision.undecodable.append(
            UndecodableSample(
                device: state.key, topic: message.topic, cause: cause.text,
                payload: Array(message.payload.prefix(1024)), receivedAt: clock))
    }
}
