/// A moment at which rules are judged.
struct ModelOccasion {
    /// On the gateway's clock.
    let receipt: Int64
    /// The reading's own, credible time.
    let reading: Int64?
    /// What an event of it carries.
    let time: Int64
    /// The device's time.
    let ownTime: Int64
    /// A deadline ends no delay by the device's clock.
    var isDeadline = false
}

extension Model {
    /// Judges some of an alarm's rules, and tells what comes of it.
    func judge(_ alarm: ModelAlarm, of device: ModelDevice, levels: [Int], _ occasion: ModelOccasion) {
        for level in levels { judge(level, of: alarm, device, occasion) }
        settle(alarm, of: device, at: occasion.time)
    }

    private func judge(_ level: Int, of alarm: ModelAlarm, _ device: ModelDevice, _ occasion: ModelOccasion) {
        let evaluation = ModelEvaluation(device: device, at: occasion.ownTime, offsets: course.offsets)
        let when = alarm.plan.levels[level].when
        let answer = alarm.levels[level].isOn ? isOver(alarm, when, evaluation) : evaluation.truth(when)
        alarm.levels[level].judgedAt = occasion.ownTime
        alarm.levels[level].unheardThrough = nil
        alarm.levels[level].wasSetAt = nil
        met(answer.map { $0 ? "rule holds" : "rule does not hold" } ?? "rule unknown")
        guard answer == true else {
            if alarm.levels[level].since != nil { met("delay stopped") }
            alarm.levels[level].since = nil
            alarm.levels[level].sinceReading = nil
            return
        }
        if alarm.levels[level].since == nil {
            alarm.levels[level].since = occasion.receipt
            alarm.levels[level].sinceReading = occasion.reading
        }
        let delay = alarm.levels[level].isOn ? alarm.plan.offDelay : alarm.plan.onDelay
        let isDue = occasion.receipt - (alarm.levels[level].since ?? 0) >= delay
        var isDueByReading = false
        if !occasion.isDeadline, let reading = occasion.reading, let since = alarm.levels[level].sinceReading {
            isDueByReading = reading - since >= delay
        }
        if isDueByReading && !isDue { met("delay ended by reading") }
        if isDue || isDueByReading { alarm.turn(level) }
    }

    /// Whether a rule that is on is to go off: rule 4.
    private func isOver(_ alarm: ModelAlarm, _ when: Phrase, _ evaluation: ModelEvaluation) -> Bool? {
        if let deadband = alarm.plan.deadband {
            met("deadband")
            return isBeyond(deadband, when, evaluation)
        }
        if let clearWhen = alarm.plan.clearWhen {
            met("clear_when")
            return evaluation.truth(.pair("and", .not(when), clearWhen))
        }
        return evaluation.truth(when).map { !$0 }
    }

    private func isBeyond(_ deadband: Double, _ when: Phrase, _ evaluation: ModelEvaluation) -> Bool? {
        guard case .pair(let sign, let left, let right) = when else { return nil }
        var (value, limit, sign_) = (left, right, sign)
        if case .name(let name) = right, evaluation.device.profile.fields.contains(where: { $0.name == name }) {
            (value, limit) = (right, left)
            sign_ = [">": "<", "<": ">", ">=": "<=", "<=": ">="][sign] ?? sign
        }
        guard case .number(let v)? = evaluation.answer(value), case .number(let h)? = evaluation.answer(limit) else {
            return nil
        }
        switch sign_ {
        case ">=": return v < h - deadband
        case ">": return v <= h - deadband
        case "<=": return v > h + deadband
        case _: return v >= h + deadband
        }
    }

    /// Brings an alarm's life into line with its rules, and tells what changed: one event.
    func settle(_ alarm: ModelAlarm, of device: ModelDevice, at time: Int64) {
        let before = alarm.before
        let kind: String?
        if let severity = alarm.severityNow {
            kind = alarm.isActive ? alarm.severityChanges(to: severity) : alarm.comesOn(severity, at: time)
        } else {
            kind = alarm.isActive ? alarm.goesOff() : nil
        }
        guard let kind else { return }
        happen(kind, alarm, of: device, at: time, before)
    }
}
