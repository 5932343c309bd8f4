/// What operators do.
extension Model {
    /// Lets a hand act, and answers why it could not.
    func act(_ hand: CourseHand) -> String? {
        switch hand.action {
        case .begin(let kind, let zone, let device, let from, let until):
            return plan(
                ModelPeriod(
                    kind: kind, area: hand.area, zone: zone, device: device, from: clock + from, until: clock + until,
                    by: hand.by, reason: hand.reason))
        case .end(let kind, let zone, let device):
            return endPeriods(kind, hand, zone: zone, device: device) ? nil : "noSuchPeriod"
        case .acknowledge, .reset, .note:
            guard let (device, alarm) = target(of: hand), alarm.state != "normal", hand.staleBy == 0 else {
                return "noSuchLife"
            }
            return act(hand, on: alarm, of: device)
        case .shelve, .unshelve, .takeOutOfService, .returnToService:
            guard let (device, alarm) = target(of: hand) else { return "noSuchAlarm" }
            return cover(hand, alarm, of: device)
        }
    }

    private func act(_ hand: CourseHand, on alarm: ModelAlarm, of device: ModelDevice) -> String? {
        let telling = Telling(by: hand.by, reason: hand.reason)
        let before = alarm.before
        if hand.action == .note {
            tell("note", alarm, of: device, at: clock, telling)
            return nil
        }
        if hand.action == .acknowledge {
            guard let kind = alarm.acknowledge() else { return "alreadyAcknowledged" }
            happen(kind, alarm, of: device, at: clock, before, telling)
            calmByHand(alarm, before, of: device)
            return nil
        }
        guard let kind = alarm.reset() else {
            return alarm.plan.latch ? "stillOn" : "notLatched"
        }
        happen(kind, alarm, of: device, at: clock, before, telling)
        calmByHand(alarm, before, of: device)
        return nil
    }

    private func cover(_ hand: CourseHand, _ alarm: ModelAlarm, of device: ModelDevice) -> String? {
        let telling = Telling(by: hand.by, reason: hand.reason)
        let shelf = alarm.covers.first { $0.name == "shelved" }
        let out = alarm.covers.first { $0.name == "out-of-service" && $0.source == "hand" }
        switch hand.action {
        case .shelve(let span, let isOnce):
            if isOnce && alarm.plan.isMomentary { return "momentaryOnce" }
            if let span, span <= 0 { return "alreadyOver" }
            if let span, span > course.longestShelf { return "tooLong" }
            alarm.covers.removeAll { $0.name == "shelved" }
            let until = clock + (span ?? course.longestShelf)
            if shelf != nil { met("shelved again") }
            lay(
                ModelCover(name: "shelved", source: "hand", until: until, isOnce: isOnce), on: alarm, of: device,
                at: clock, Telling(by: hand.by, reason: hand.reason, until: until))
        case .unshelve:
            guard let shelf else { return "notShelved" }
            let before = alarm.before
            lift(shelf, from: alarm, of: device, at: clock, telling)
            calmByHand(alarm, before, of: device)
        case .takeOutOfService(let span):
            if out != nil { return "outOfService" }
            if let span, span <= 0 { return "alreadyOver" }
            let until = span.map { clock + $0 }
            lay(
                ModelCover(name: "out-of-service", source: "hand", until: until), on: alarm, of: device, at: clock,
                Telling(by: hand.by, reason: hand.reason, until: until))
        case .returnToService:
            guard let out else {
                return alarm.covers.contains { $0.source == "maintenance" } ? "inMaintenance" : "inService"
            }
            let before = alarm.before
            lift(out, from: alarm, of: device, at: clock, telling)
            calmByHand(alarm, before, of: device)
        case .acknowledge, .reset, .note, .begin, .end: break
        }
        return nil
    }

    func target(of hand: CourseHand) -> (ModelDevice, ModelAlarm)? {
        guard
            let device = devices.first(where: {
                $0.profile.name == hand.profile && $0.area == hand.area && $0.device == hand.device
            }), let alarm = device.alarms.first(where: { $0.name == hand.alarm })
        else { return nil }
        return (device, alarm)
    }
}
