extension DeviceState {
    /// So long after messages can reach us again comes what time changed meanwhile: first what the broker kept for us.
    static let catchUp = Span.seconds(30)

    /// When, on the gateway's clock, time alone could next change one of an alarm's conditions.
    ///
    /// It may lie in the past where the device's time was found to be further on than it seemed: then it is due at once.
    ///
    /// - Parameters:
    ///   - conditions: those that depend on time.
    ///   - listeningSince: since when messages reach us; nil while they do not, when nothing is due.
    ///   - localClock: for `between`.
    /// - Returns: a moment that was not judged yet; nil if nothing is waited for.
    func nextChange(of conditions: [Condition], listeningSince: Moment?, _ localClock: LocalClock) -> Moment? {
        guard let listeningSince else { return nil }
        var next: Moment?
        for condition in conditions {
            guard let place = condition.judgedPlace else { continue }
            let seen = lastSeen(place, listeningSince, localClock)
            guard let at = moment(of: condition, in: seen) else { continue }
            guard at <= listeningSince else {
                next = Moment.earliest(next, at)
                continue
            }
            // What passed unheard waits for what the broker kept for us; what comes after it does not.
            next = Moment.earliest(next, listeningSince + DeviceState.catchUp)
            let since = situation(at: memory.deviceTime(listeningSince), localClock)
            next = Moment.earliest(next, moment(of: condition, in: since))
        }
        return next
    }

    /// When a condition could next change, on the gateway's clock.
    private func moment(of condition: Condition, in seen: Situation) -> Moment? {
        condition.nextChange(in: seen).map { memory.clock(deviceTime: $0) }
    }

    /// The device at the time up to which a condition was judged or, if it never was, since when it could have been.
    private func lastSeen(_ place: Int, _ listeningSince: Moment, _ localClock: LocalClock) -> Situation {
        let time =
            memory.judged[place].map { $0 == .distantPast ? $0 : memory.deviceTime(kept: $0) }
            ?? memory.deviceTime(listeningSince)
        return situation(at: time, localClock)
    }

    private func situation(at time: Moment, _ localClock: LocalClock) -> Situation {
        Situation(fields: fields, parameters: parameters, memory: memory, deviceTime: time, localClock: localClock)
    }

    /// The gateway's clock was set: a device without a clock of its own goes with it.
    mutating func stepMemory(by span: Span, _ definition: Profile) {
        memory.step(by: span)
        guard memory.lag == nil else { return }
        for alarm in definition.alarms {
            for condition in alarm.timed where condition.asksForTimeOfDay { memory.expire(condition) }
        }
    }

    /// Notes that conditions were judged.
    mutating func note(judged conditions: [Condition], _ occasion: Occasion) {
        let kept = memory.kept(deviceTime(occasion))
        for condition in conditions { memory.note(judged: condition, at: kept) }
    }
}
