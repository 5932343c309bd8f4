/// When something happened to an alarm, and who may hear of it.
struct Telling {
    var time: Moment
    var by: String?
    var reason: String?
    var isLate = false
    /// Kept, but told to nobody.
    var isSilent = false
}

extension Deliberation {
    /// Moves an alarm on, and tells what there is to tell.
    mutating func happen(
        _ happening: Happening, _ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        guard let kind = state.alarms[alarm].apply(happening, at: telling.time, rule.policy) else { return }
        noteChange(of: device)
        let event = event(kind, telling, rule, state.alarms[alarm], state)
        decision.events.append(event)
        if !telling.isSilent { deliver(event, told: &state.alarms[alarm].told) }
    }

    private func event(
        _ kind: Event.Kind, _ telling: Telling, _ rule: AlarmRule, _ status: AlarmStatus, _ state: DeviceState
    ) -> Event {
        let definition = engine.profiles[state.profile]
        let life = Life(device: state.key, alarm: rule.name, beganAt: status.beganAt ?? telling.time)
        return Event(
            time: telling.time, kind: kind, life: life, service: definition.description.service, area: state.area,
            zone: state.zone, place: state.place, severity: status.severity, signal: rule.signal, state: status.state,
            occurrences: status.occurrences, values: values(rule, definition, state),
            text: words(rule, state, hidden: [], isDiscreet: false),
            discreetText: words(rule, state, hidden: definition.privateFields, isDiscreet: true), by: telling.by,
            reason: telling.reason, isLate: telling.isLate)
    }

    private func values(_ rule: AlarmRule, _ definition: Profile, _ state: DeviceState) -> [NamedValue] {
        rule.fields.compactMap { index in
            state.fields[index].map {
                NamedValue(
                    name: definition.fields[index].name, value: $0, isPrivate: definition.fields[index].isPrivate)
            }
        }
    }

    private func words(_ rule: AlarmRule, _ state: DeviceState, hidden: Set<Int>, isDiscreet: Bool) -> Words {
        let filling = TextTemplate.Filling(
            scope: state.scope, hidden: hidden, device: state.key.device, area: state.area,
            zone: isDiscreet ? nil : state.zone, place: isDiscreet ? nil : state.place)
        return Words(en: rule.texts.en?.filled(filling), zh: rule.texts.zh?.filled(filling))
    }

    // MARK: Hands, and what is no longer configured

    mutating func obey(_ hand: Hand) {
        decision.refusals.append(attempt(hand))
    }

    /// Answers why it could not be done; nil once it is.
    private mutating func attempt(_ hand: Hand) -> HandRefusal? {
        switch hand.action {
        case .acknowledge(let life): act(.acknowledged, on: life, hand) { _, _ in .alreadyAcknowledged }
        case .reset(let life):
            act(.reset, on: life, hand) { state, rule in state.isActive && rule.latch ? .stillOn : .notLatched }
        case .note, .shelve, .unshelve, .takeOutOfService, .returnToService, .begin, .end: .noSuchAlarm
        }
    }

    private mutating func act(
        _ happening: Happening, on life: Life, _ hand: Hand, refusal: (AlarmState, AlarmRule) -> HandRefusal
    ) -> HandRefusal? {
        guard let device = place(of: life.device) else { return .noSuchLife }
        let profile = engine.profiles[state(of: device).profile]
        guard let alarm = profile.alarms.firstIndex(where: { $0.name == life.alarm }) else { return .noSuchLife }
        let status = state(of: device).alarms[alarm]
        guard status.state != .normal, status.beganAt == life.beganAt else { return .noSuchLife }
        var trial = status
        guard trial.apply(happening, at: clock, profile.alarms[alarm].policy) != nil else {
            return refusal(status.state, profile.alarms[alarm])
        }
        let telling = Telling(time: clock, by: hand.by, reason: hand.reason)
        withDevice(device) { me, state in me.happen(happening, telling, device, alarm, &state) }
        return nil
    }

    mutating func withdrawOrphans(at now: Moment) {
        for orphan in engine.orphans {
            let record = orphan.alarm
            let life = Life(device: orphan.device.key, alarm: record.name, beganAt: record.beganAt ?? now)
            let device = place(of: orphan.device.key).map { state(of: $0) }
            let event = Event(
                time: now, kind: .withdrawn, life: life, service: orphan.device.service,
                area: device?.area ?? (orphan.device.key.area.isEmpty ? nil : orphan.device.key.area),
                zone: device?.zone ?? orphan.device.zone, place: device?.place, severity: record.severity,
                signal: record.signal, state: .normal, occurrences: record.occurrences)
            decision.events.append(event)
            var told = engine.configuration.sinks.enumerated().reduce(UInt64(0)) { bits, sink in
                record.told.contains(sink.element.name) ? bits | 1 << UInt64(sink.offset) : bits
            }
            deliver(event, told: &told)
            if let device = place(of: orphan.device.key) {
                noteChange(of: device)
            } else if !decision.changed.contains(where: { $0.key == orphan.device.key }) {
                decision.changed.append(DeviceRecord(key: orphan.device.key, service: orphan.device.service))
            }
        }
    }

    // MARK: The gateway's own conditions

    /// Judges the gateway's own alarms, as if a device of its own had sent one field.
    mutating func judgeCondition(_ name: String, _ value: Value) {
        guard let gateway = engine.configuration.gateway,
            let profile = engine.profiles.lastIndex(where: { $0.name == gateway.profile.name }),
            let field = gateway.profile.fields.firstIndex(where: { $0.name == name })
        else { return }
        let key = DeviceKey(profile: gateway.profile.name, area: "", device: gateway.device)
        let device =
            place(of: key)
            ?? add(DeviceState(key: key, profile: profile, of: gateway.profile, registered: nil, zone: nil))
        let reading = Reading(values: [(field, value)])
        withDevice(device) { me, state in
            me.judgeOwn(reading, Occasion(receipt: me.clock), device, &state)
        }
    }
}

extension Profile {
    fileprivate var privateFields: Set<Int> {
        Set(fields.indices.filter { fields[$0].isPrivate })
    }
}
