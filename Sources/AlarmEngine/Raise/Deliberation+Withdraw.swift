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
                signal: record.signal, state: .normal, occurrences: record.occurrences, isTest: record.isTest)
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
