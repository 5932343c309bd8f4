extension Deliberation {
    /// Ends the lives of alarms that are no longer configured, and all that lies over them.
    mutating func withdrawOrphans(at now: Moment) {
        for orphan in engine.orphans {
            let record = orphan.alarm
            let life = Life(device: orphan.device.key, alarm: record.name, beganAt: record.beganAt ?? now)
            let device = place(of: orphan.device.key).map { state(of: $0) }
            let event = Event(
                time: now, kind: .withdrawn, life: life, service: orphan.service,
                area: device?.area ?? (orphan.device.key.area.isEmpty ? nil : orphan.device.key.area),
                zone: device?.zone ?? orphan.device.zone, place: device?.place, severity: record.severity,
                signal: record.signal, state: .normal, occurrences: record.occurrences,
                reason: engine.registry.successor(of: orphan.device.key).map(Self.replacement), isTest: record.isTest)
            decision.events.append(event)
            var told = engine.configuration.sinks.enumerated().reduce(UInt64(0)) { bits, sink in
                record.told.contains(sink.element.name) ? bits | 1 << UInt64(sink.offset) : bits
            }
            deliver(event, to: record.covers.isEmpty && !record.isHeldBack ? .wanting : .told, told: &told)
            if let device = place(of: orphan.device.key) {
                noteChange(of: device)
            } else if !decision.changed.contains(where: { $0.key == orphan.device.key }) {
                decision.changed.append(DeviceRecord(key: orphan.device.key, service: orphan.device.service))
            }
        }
    }
}

// A device whose place another has taken.
extension Deliberation {
    fileprivate static func replacement(_ successor: String) -> String { "replaced by \(successor)" }

    /// Ends what is open of devices that others have taken the place of, but for what still waits for somebody to acknowledge it.
    mutating func withdrawReplaced(at now: Moment) {
        for device in engine.replaced {
            withDevice(device) { me, state in
                for alarm in state.alarms.indices { me.withdrawReplaced(at: now, device, alarm, &state) }
            }
        }
    }

    /// Ends what is open of one alarm of a device, if another has taken the device's place and no acknowledgement is owed.
    ///
    /// If the device should ever be heard again, its rules begin anew: what is on is raised again.
    mutating func withdrawReplaced(at now: Moment, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        let status = state.alarms[alarm]
        guard let successor = state.successor, status.state != .normal, !status.state.owesAcknowledgement(rule) else {
            return
        }
        state.alarms[alarm].levels = status.levels.map { _ in LevelRecord(phase: .off) }
        happen(.withdrawn, Telling(time: now, reason: Self.replacement(successor)), device, alarm, &state)
    }
}

extension AlarmState {
    fileprivate func owesAcknowledgement(_ rule: AlarmRule) -> Bool {
        switch self {
        case .unacknowledged, .returned, .latched: rule.acknowledgement == .required
        case .normal, .acknowledged, .latchedAcknowledged: false
        }
    }
}
