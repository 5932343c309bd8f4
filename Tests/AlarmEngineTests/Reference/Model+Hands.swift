/// What operators do.
extension Model {
    /// Lets a hand act, and answers why it could not.
    func act(_ hand: CourseHand) -> String? {
        guard let (device, alarm) = target(of: hand) else {
            switch hand.action {
            case .acknowledge, .reset, .note: return "noSuchLife"
            case .shelve, .unshelve, .takeOutOfService, .returnToService: return "noSuchAlarm"
            case .begin, .end: return nil
            }
        }
        switch hand.action {
        case .acknowledge, .reset, .note:
            guard alarm.state != "normal", hand.staleBy == 0 else { return "noSuchLife" }
            return act(hand, on: alarm, of: device)
        case .shelve, .unshelve, .takeOutOfService, .returnToService, .begin, .end: return nil
        }
    }

    private func act(_ hand: CourseHand, on alarm: ModelAlarm, of device: ModelDevice) -> String? {
        let telling = Telling(by: hand.by, reason: hand.reason)
        if hand.action == .note {
            tell("note", alarm, of: device, at: clock, telling)
            return nil
        }
        if hand.action == .acknowledge {
            guard let kind = alarm.acknowledge() else { return "alreadyAcknowledged" }
            tell(kind, alarm, of: device, at: clock, telling)
            return nil
        }
        guard let kind = alarm.reset() else {
            return alarm.plan.latch ? "stillOn" : "notLatched"
        }
        tell(kind, alarm, of: device, at: clock, telling)
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
