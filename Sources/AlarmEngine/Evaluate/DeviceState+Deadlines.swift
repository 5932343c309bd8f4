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
            let judgement = memory.judgements[place]
            let seen = judgement.through ?? judgement.unheardThrough ?? .distantPast
            guard let change = change(of: condition, after: seen, localClock) else { continue }
            let at = memory.clock(deviceTime: change)
            guard let unheard = judgement.unheardThrough, memory.kept(change) <= unheard else {
                next = Moment.earliest(next, at)
                continue
            }
            // What passed unheard waits for what the broker kept for us; what comes after it does not.
            next = Moment.earliest(next, max(at, listeningSince + DeviceState.catchUp))
            let further = self.change(of: condition, after: unheard, localClock)
            next = Moment.earliest(next, further.map { memory.clock(deviceTime: $0) })
        }
        return next
    }

    /// When a condition could next change, on the device's time.
    private func change(of condition: Condition, after kept: Moment, _ localClock: LocalClock) -> Moment? {
        let time = kept == .distantPast ? kept : memory.deviceTime(kept: kept)
        return condition.nextChange(
            in: Situation(
                fields: fields, parameters: parameters, memory: memory, deviceTime: time, localClock: localClock))
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
