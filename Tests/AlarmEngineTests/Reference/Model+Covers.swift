/// Docs/life.md, three covers over the true state.
extension Model {
    func lay(_ cover: ModelCover, on alarm: ModelAlarm, of device: ModelDevice, at time: Int64, _ telling: Telling) {
        alarm.covers.append(cover)
        var telling = telling
        telling.audience = .toldOfLife
        met("\(cover.name) by \(cover.source)")
        tell(cover.laying, alarm, of: device, at: time, telling)
    }

    /// Takes a cover away: the true state moves if no other is left.
    func lift(_ cover: ModelCover, from alarm: ModelAlarm, of device: ModelDevice, at time: Int64, _ telling: Telling) {
        alarm.covers.removeAll { $0 == cover }
        var telling = telling
        if alarm.shownCover != nil {
            telling.audience = .nobody
            met("lifted beneath another")
        } else {
            let isOn = alarm.isOn
            alarm.state = isOn ? "unacknowledged" : "normal"
            telling.audience = isOn ? .wanted : .toldOfLife
            met(isOn ? "lifted on" : "lifted off")
        }
        tell(cover.lifting, alarm, of: device, at: time, telling)
        if alarm.state == "normal" {
            alarm.steps = []
            alarm.isHeldBack = false
        } else if alarm.shownCover == nil {
            freeze(alarm, of: device)
        }
    }

    /// Tells an event of a life and all that follows from it directly.
    func happen(
        _ kind: String, _ alarm: ModelAlarm, of device: ModelDevice, at time: Int64, _ before: ModelAlarm.Before,
        _ telling: Telling = Telling()
    ) {
        var telling = telling
        let isNew = before.state == "normal" && alarm.state != "normal"
        let following = isNew ? automatic(alarm, device) : []
        if isNew { beginLife(alarm, of: device) }
        if !following.isEmpty { telling.audience = .nobody }
        let isHidden = alarm.shownCover != nil || !following.isEmpty
        if kind == "raised" {
            countRaise(
                alarm, before, mayBeTold: !isHidden && !alarm.isHeldBack && telling.audience == .wanted, &telling)
        } else if alarm.flapping?.isTold == true && (kind == "returned" || kind == "cleared") {
            let isCovered = alarm.covers.contains { $0.source == "hand" }
            telling.audience = kind == "cleared" && !isCovered ? .toldOfLife : .nobody
        }
        if alarm.state == "normal" { endLife(alarm, &telling) }
        if alarm.shownCover != nil { telling.audience = .nobody }
        tell(kind, alarm, of: device, at: time, telling)
        if alarm.state == "normal" { alarm.isHeldBack = false }
        if (kind == "raised" || kind == "occurred") && !isHidden && !alarm.isTest { countForFlood(device.shownArea) }
        escalate(kind, alarm, of: device, before, isNew: isNew)
        for (cover, covering) in following {
            var covering = covering
            covering.instead = telling.instead
            lay(cover, on: alarm, of: device, at: time, covering)
        }
        let wentOff = before.isActive && !alarm.isActive && (kind == "returned" || kind == "cleared")
        if wentOff, telling.reason != "drill over", let shelf = alarm.covers.first(where: \.isOnce) {
            met("shelved once, over")
            lift(shelf, from: alarm, of: device, at: time, Telling())
        }
    }

    private func beginLife(_ alarm: ModelAlarm, of device: ModelDevice) {
        let isTest = periods.contains { $0.kind == "drill" && $0.beganAt != nil && $0.covers(device) }
        if isTest { met("test life") }
        // Others hear of it now than were told that it flaps.
        if isTest != alarm.isTest { alarm.flapping?.isTold = false }
        alarm.isTest = isTest
        alarm.isHeldBack = alarm.plan.signal != "alarm" && floods[device.shownArea]?.beganAt != nil
    }

    /// Covers that no hand laid are lifted in silence.
    private func endLife(_ alarm: ModelAlarm, _ telling: inout Telling) {
        alarm.steps = []
        guard alarm.covers.contains(where: { $0.source != "hand" }) else { return }
        alarm.covers.removeAll { $0.source != "hand" }
        met("lifted in silence")
        if alarm.shownCover == nil { telling.audience = .toldOfLife }
    }

    private func escalate(
        _ kind: String, _ alarm: ModelAlarm, of device: ModelDevice, _ before: ModelAlarm.Before, isNew: Bool
    ) {
        let isUnacknowledgedAgain = before.isAcknowledged && alarm.state == "unacknowledged"
        let isWorse = kind == "severity" && ModelAlarm.rank(alarm.severity) > ModelAlarm.rank(before.severity)
        if isNew || isUnacknowledgedAgain || isWorse && alarm.steps.isEmpty {
            freeze(alarm, of: device)
        }
    }

    /// The covers no hand laid that an alarm is to have while it is not normal.
    func automatic(_ alarm: ModelAlarm, _ device: ModelDevice) -> [(ModelCover, Telling)] {
        var covers: [(ModelCover, Telling)] = []
        if alarm.suppressionSays { covers.append((ModelCover(name: "suppressed", source: "rule"), Telling())) }
        let running = periods.filter { $0.beganAt != nil && $0.covers(device) }
        if let last = running.filter({ $0.kind == "maintenance" }).max(by: { $0.until < $1.until }) {
            covers.append(
                (
                    ModelCover(name: "out-of-service", source: "maintenance"),
                    Telling(by: last.by, reason: last.reason, until: last.until)
                ))
        }
        if alarm.plan.isInactivity && running.contains(where: { $0.kind == "absence" }) {
            covers.append((ModelCover(name: "suppressed", source: "absence"), Telling()))
        }
        return covers
    }

    /// Judges `suppress_when`, unknown being as before.
    func judgeSuppression(_ alarm: ModelAlarm, of device: ModelDevice, _ occasion: ModelOccasion) {
        guard let rule = alarm.plan.suppressWhen else { return }
        let says = ModelEvaluation(device: device, at: occasion.ownTime, offsets: course.offsets).truth(rule)
        alarm.suppressionJudgedAt = occasion.ownTime
        alarm.suppressionUnheardThrough = nil
        alarm.suppressionWasSetAt = nil
        guard let says else { return met("suppress_when unknown") }
        alarm.suppressionSays = says
        let cover = ModelCover(name: "suppressed", source: "rule")
        let isLaid = alarm.covers.contains(cover)
        if says && !isLaid && alarm.state != "normal" {
            lay(cover, on: alarm, of: device, at: occasion.time, Telling())
        } else if !says && isLaid {
            lift(cover, from: alarm, of: device, at: occasion.time, Telling())
        }
    }

    /// Covers that end by themselves, in the order they were laid.
    func endCovers(_ alarm: ModelAlarm, of device: ModelDevice, at time: Int64) {
        for cover in alarm.covers where cover.until.map({ $0 <= time }) ?? false {
            met("cover ended by itself")
            lift(cover, from: alarm, of: device, at: time, Telling())
        }
    }
}
