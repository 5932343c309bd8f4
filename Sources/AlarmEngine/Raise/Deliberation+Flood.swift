/// Floods are lives of the gateway's own, one device of it for each area that had an alarm: so an alarm costs its area
/// alone, however many there are. They exist only where a gateway is configured.
///
/// Source: docs/life.md, "Flood".
extension Deliberation {
    /// Whether a life that begins now is kept and not told.
    func isHeldBack(_ rule: AlarmRule, _ state: DeviceState) -> Bool {
        rule.signal != .alarm && makesFloods(state) && isInFlood(state)
    }

    /// Counts an alarm for its area, directly after its event.
    mutating func countInFlood(_ turn: Turn, _ status: AlarmStatus, _ state: DeviceState) {
        guard turn.kind == .raised || turn.kind == .occurred, status.covers.isEmpty, !status.isTest,
            makesFloods(state), let area = areaDevice(of: state)
        else { return }
        noteChange(of: area)
        let time = now
        withDevice(area) { me, own in
            if own.floods.isEmpty { own.floods = [AreaFlood()] }
            let begins = own.floods[0].count(at: time)
            guard begins, let alarm = me.engine.flood?.alarm else { return }
            me.happen(.comesOn(AreaFlood.severity), Telling(time: time), area, alarm, &own)
        }
    }

    /// The gateway's own alarms and correlations neither make floods nor are held back in one.
    private func makesFloods(_ state: DeviceState) -> Bool {
        guard let own = engine.flood?.profile else { return false }
        return state.profile != own && state.key.profile != Correlation.profileName
    }

    private func isInFlood(_ state: DeviceState) -> Bool {
        place(of: areaKey(of: state)).map { self.state(of: $0).floods.first?.isOn ?? false } ?? false
    }

    private func areaKey(of state: DeviceState) -> DeviceKey {
        DeviceKey(profile: engine.ownKey.profile, area: state.area ?? "", device: engine.ownKey.device)
    }

    private mutating func areaDevice(of state: DeviceState) -> Int? {
        let key = areaKey(of: state)
        if let known = place(of: key) { return known }
        guard let profile = engine.flood?.profile else { return nil }
        return add(
            DeviceState(key: key, profile: profile, of: engine.profiles[profile], registered: nil, zone: nil))
    }

    // MARK: The end

    /// Ends the flood of the area if its time has come, and tells of what was held back and is not over.
    ///
    /// That goes over all devices, once for each flood that ends.
    mutating func endFlood(_ timer: Timer, _ state: inout DeviceState) {
        guard let due = state.floodDeadline(of: timer.alarm, engine.flood), due <= timer.at else { return }
        let alarms = NamedValue(name: "alarms", value: .number(Double(state.floods[0].count)))
        state.floods[0].end()
        noteChange(of: timer.device)
        happen(.goesOff, Telling(time: timer.at, values: [alarms]), timer.device, timer.alarm, &state)
        let area = state.area
        givingBack(timer.device, &state) { me in me.releaseAll(of: area, at: timer.at) }
    }

    private mutating func releaseAll(of area: String?, at time: Moment) {
        let held = (0..<deviceCount).filter { device in
            let state = self.state(of: device)
            return state.area.sameBytes(as: area) && state.alarms.contains(where: \.isHeldBack)
        }
        for device in held.sorted(by: { state(of: $0).key < state(of: $1).key }) {
            withDevice(device) { me, state in
                for alarm in state.alarms.indices { me.release(at: time, device, alarm, &state) }
            }
        }
    }

    private mutating func release(at time: Moment, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        guard state.alarms[alarm].isHeldBack else { return }
        state.alarms[alarm].isHeldBack = false
        noteChange(of: device)
        happen(.noted, Telling(time: time, reason: "raised in a flood"), device, alarm, &state)
    }

    /// Tells of a life that was held back by a flood nobody counts any more: the gateway, or the device's area, has
    /// another name now.
    mutating func releaseStray(at time: Moment, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        if !isInFlood(state) { release(at: time, device, alarm, &state) }
    }
}

extension DeviceState {
    /// When the flood of the area ends that this device of the gateway's own counts for.
    func floodDeadline(of alarm: Int, _ own: (profile: Int, alarm: Int)?) -> Moment? {
        guard let flood = floods.first, let own, own.profile == profile, own.alarm == alarm else {
            return nil
        }
        return flood.endsAt
    }
}

extension String? {
    fileprivate func sameBytes(as other: String?) -> Bool {
        (self ?? "").utf8.elementsEqual((other ?? "").utf8)
    }
}

extension AreaFlood {
    static let severity = Severity.moderate
    static let alarmName = "flood"

    /// The alarm that a flood is; it has no rule, as it is counted.
    static var rule: AlarmRule {
        AlarmRule(
            name: alarmName, trigger: .levels([]), signal: .supervisory, severity: severity, acknowledgement: .auto,
            texts: AlarmRule.Texts(
                en: try? TextTemplate("A flood of alarms: only those of signal alarm are told one by one", .none),
                zh: try? TextTemplate("告警泛滥：仅警报（alarm）逐条通知，其余暂缓", .none)))
    }
}

extension Vocabulary {
    fileprivate static let none = Vocabulary(fields: [], parameters: [])
}
