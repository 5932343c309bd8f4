extension Deliberation {
    mutating func obey(_ hand: Hand) {
        decision.refusals.append(attempt(hand))
    }

    /// Answers why it could not be done; nil once it is.
    private mutating func attempt(_ hand: Hand) -> HandRefusal? {
        switch hand.action {
        case .acknowledge(let life): act(.acknowledged, on: life, hand) { _, _ in .alreadyAcknowledged }
        case .reset(let life):
            act(.reset, on: life, hand) { state, rule in state.isActive && rule.latch ? .stillOn : .notLatched }
        case .note(let life): act(.noted, on: life, hand) { _, _ in .noSuchLife }
        case .shelve(let alarm, let until, let isOnce): shelve(alarm, until, isOnce: isOnce, hand)
        case .unshelve(let alarm): lift(.shelved, alarm, hand) { _ in .notShelved }
        case .takeOutOfService(let alarm, let until): takeOutOfService(alarm, until, hand)
        case .returnToService(let alarm):
            lift(.outOfService, alarm, hand) { $0.has(.outOfService, .maintenance) ? .inMaintenance : .inService }
        case .begin(let period): begin(period, hand)
        case .end(let kind, let target): end(kind, target, hand)
        }
    }

    private mutating func act(
        _ happening: Happening, on life: Life, _ hand: Hand, refusal: (AlarmState, AlarmRule) -> HandRefusal
    ) -> HandRefusal? {
        guard let (device, alarm) = find(life.device, life.alarm) else {
            return isRunning(life) ? .isPeriod : .noSuchLife
        }
        let rule = rule(device, alarm)
        let status = state(of: device).alarms[alarm]
        guard status.state != .normal, status.beganAt == life.beganAt else { return .noSuchLife }
        var trial = status
        guard trial.apply(happening, at: clock, rule.policy) != nil else { return refusal(status.state, rule) }
        happen(happening, Telling(hand, at: clock), device, alarm)
        return nil
    }

    // MARK: Covers

    private mutating func shelve(_ named: NamedAlarm, _ until: Moment?, isOnce: Bool, _ hand: Hand) -> HandRefusal? {
        guard let (device, alarm) = find(named.device, named.alarm) else { return .noSuchAlarm }
        if isOnce, rule(device, alarm).policy.isMomentary { return .momentaryOnce }
        let latest = clock + engine.configuration.longestShelf
        let until = until ?? latest
        guard until > clock else { return .alreadyOver }
        guard until <= latest else { return .tooLong }
        return lay(CoverRecord(cover: .shelved, source: .hand, until: until, isOnce: isOnce), device, alarm, hand)
    }

    private mutating func takeOutOfService(_ named: NamedAlarm, _ until: Moment?, _ hand: Hand) -> HandRefusal? {
        guard let (device, alarm) = find(named.device, named.alarm) else { return .noSuchAlarm }
        if state(of: device).alarms[alarm].has(.outOfService, .hand) { return .outOfService }
        if let until, until <= clock { return .alreadyOver }
        return lay(CoverRecord(cover: .outOfService, source: .hand, until: until), device, alarm, hand)
    }

    private mutating func lay(_ cover: CoverRecord, _ device: Int, _ alarm: Int, _ hand: Hand) -> HandRefusal? {
        happen(.laid(cover), Telling(hand, at: clock, until: cover.until), device, alarm)
        return nil
    }

    private mutating func lift(
        _ cover: Cover, _ named: NamedAlarm, _ hand: Hand, refusal: (AlarmStatus) -> HandRefusal
    ) -> HandRefusal? {
        guard let (device, alarm) = find(named.device, named.alarm) else { return .noSuchAlarm }
        let status = state(of: device).alarms[alarm]
        guard status.has(cover, .hand) else { return refusal(status) }
        happen(.lifted(cover, .hand), Telling(hand, at: clock), device, alarm)
        return nil
    }

    // MARK: What a hand names

    private func find(_ key: DeviceKey, _ name: String) -> (device: Int, alarm: Int)? {
        guard let device = place(of: key),
            let alarm = engine.profiles[state(of: device).profile].alarms.firstIndex(where: {
                $0.name == name && !$0.isSign
            })
        else { return nil }
        return (device, alarm)
    }

    /// Whether it is the life of a drill, a maintenance or an absence that runs.
    private func isRunning(_ life: Life) -> Bool {
        life.device.profile == engine.ownKey.profile && life.device.device == engine.ownKey.device
            && own.periods.contains { period in
                period.beganAt == life.beganAt && period.kind.rawValue == life.alarm
                    && period.target.area == life.device.area
            }
    }

    private func rule(_ device: Int, _ alarm: Int) -> AlarmRule {
        engine.profiles[state(of: device).profile].alarms[alarm]
    }

    private mutating func happen(_ happening: Happening, _ telling: Telling, _ device: Int, _ alarm: Int) {
        withDevice(device) { me, state in me.happen(happening, telling, device, alarm, &state) }
    }
}

extension Telling {
    fileprivate init(_ hand: Hand, at time: Moment, until: Moment? = nil) {
        self.init(time: time, by: hand.by, reason: hand.reason, until: until, isByHand: true)
    }
}
