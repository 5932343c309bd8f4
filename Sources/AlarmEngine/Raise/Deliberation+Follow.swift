extension Deliberation {
    /// Whether a life that begins now on that device is a drill's.
    func isInDrill(_ state: DeviceState) -> Bool {
        running(.drill, over: state) != nil
    }

    /// The period of that kind that covers the device now; the one that ends last, where there are several.
    private func running(_ kind: Period.Kind, over state: DeviceState) -> Period? {
        guard !own.periods.isEmpty, !isOwn(state) else { return nil }
        var longest: Period?
        for period in own.periods where period.kind == kind && period.beganAt != nil && period.target.covers(state) {
            if longest.map({ $0.until < period.until }) ?? true { longest = period }
        }
        return longest
    }

    /// The gateway's own alarms are in no drill, and no maintenance hides them.
    private func isOwn(_ state: DeviceState) -> Bool {
        engine.profiles[state.profile].description.service == .gateway
    }

    func maintenanceCover(_ state: DeviceState) -> AutomaticCover? {
        running(.maintenance, over: state).map { period in
            AutomaticCover(
                CoverRecord(cover: .outOfService, source: .maintenance, until: period.until), by: period.by,
                reason: period.reason)
        }
    }

    func absenceCover(_ rule: AlarmRule, _ state: DeviceState) -> AutomaticCover? {
        guard rule.isInactivity else { return nil }
        return running(.absence, over: state).map { period in
            AutomaticCover(CoverRecord(cover: .suppressed, source: .absence, until: period.until))
        }
    }

    // MARK: When periods change

    /// Brings every alarm to what the periods of a kind say now that one of them began or ended.
    mutating func follow(_ kind: Period.Kind, _ telling: Telling) {
        for device in devicesWithLives() {
            withDevice(device) { me, state in
                for alarm in state.alarms.indices { me.follow(kind, telling, device, alarm, &state) }
            }
        }
    }

    /// Those with an alarm that is not normal, or a sign that is on, in order.
    private func devicesWithLives() -> [Int] {
        (0..<deviceCount).filter { device in
            let state = state(of: device)
            return zip(state.alarms, engine.profiles[state.profile].alarms).contains { status, rule in
                status.state != .normal || rule.isSign && status.isOn(rule)
            }
        }
        .sorted { state(of: $0).key < state(of: $1).key }
    }

    private mutating func follow(
        _ kind: Period.Kind, _ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        if rule.isSign { return followSign(kind, device, alarm, &state) }
        switch kind {
        case .drill:
            let status = state.alarms[alarm]
            guard status.isTest, status.state != .normal, !isDrilled(device, alarm, state) else { return }
            endTest(telling, device, alarm, &state)
        case .maintenance: follow(.maintenance, maintenanceCover(state), telling, device, alarm, &state)
        case .absence:
            follow(.absence, absenceCover(rule, state), Telling(time: telling.time), device, alarm, &state)
        }
    }

    /// Lays or lifts the cover of a source, as `wanted` says.
    mutating func follow(
        _ source: CoverRecord.Source, _ wanted: AutomaticCover?, _ telling: Telling, _ device: Int, _ alarm: Int,
        _ state: inout DeviceState
    ) {
        let place = state.alarms[alarm].covers.firstIndex { $0.source == source }
        switch (wanted, place) {
        case (nil, let place?):
            happen(.lifted(state.alarms[alarm].covers[place].cover, source), telling, device, alarm, &state)
        case (let wanted?, nil):
            happen(.laid(wanted.cover), wanted.telling(at: telling.time), device, alarm, &state)
        case (let wanted?, let place?) where state.alarms[alarm].covers[place] != wanted.cover:
            state.alarms[alarm].covers[place] = wanted.cover
            noteChange(of: device)
        case (nil, nil), (.some, .some):
            return
        }
    }

    // MARK: After a restart

    /// Lifts covers and ends tests whose rule, period or drill is no longer there.
    mutating func settle(at time: Moment) {
        for device in devicesWithLives() {
            withDevice(device) { me, state in
                for alarm in state.alarms.indices { me.settle(Telling(time: time), device, alarm, &state) }
            }
        }
    }

    /// A period that runs elsewhere leaves its like alone: its own end will look at all of them.
    private mutating func settle(_ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        for kind in Period.Kind.allCases where !own.periods.contains(where: { $0.kind == kind && $0.beganAt != nil }) {
            follow(kind, telling, device, alarm, &state)
        }
        releaseStray(at: telling.time, device, alarm, &state)
        let rule = engine.profiles[state.profile].alarms[alarm]
        guard rule.suppressWhen == nil, state.alarms[alarm].isSuppressing else { return }
        state.alarms[alarm].isSuppressing = false
        noteChange(of: device)
        happen(.lifted(.suppressed, .rule), telling, device, alarm, &state)
    }

    /// Drills and the like that ran under another name of this gateway go on under the new one.
    mutating func renamePeriods(at time: Moment) {
        for record in engine.renamed {
            for period in record.periods where period.beganAt != nil {
                tell(event(.withdrawn, period, at: time, nil, device: record.key.device), of: period)
                if let place = own.periods.firstIndex(of: period) { raise(place, at: time) }
            }
            if !decision.changed.contains(where: { $0.key == record.key }) {
                decision.changed.append(DeviceRecord(key: record.key))
            }
        }
    }
}

extension Period.Target {
    /// Whether a device lies in it.
    func covers(_ state: DeviceState) -> Bool {
        if !area.isEmpty, !(state.area?.utf8.starts(with: area.utf8) ?? false) { return false }
        if let zone, !(state.zone?.utf8.elementsEqual(zone.utf8) ?? false) { return false }
        return device.map { state.key.device.utf8.elementsEqual($0.utf8) } ?? true
    }
}
