/// Docs/life.md, escalation.
extension Model {
    private static let levels = ["household", "group", "village", "township", "county", "prefecture"]

    /// Freezes the steps, counting from now.
    func freeze(_ alarm: ModelAlarm, of device: ModelDevice) {
        alarm.steps = []
        let policy = course.policies.first { policy in
            policy.signals.contains(alarm.plan.signal) && (policy.services?.contains(device.profile.service) ?? true)
                && ModelAlarm.rank(alarm.severity) >= ModelAlarm.rank(policy.severity)
        }
        guard let policy else { return }
        for step in policy.steps.sorted(by: { $0.after < $1.after }) {
            let level = Self.levels.contains(step.to) ? step.to : nil
            guard let sink = level.map({ self.sink(of: $0, device) }) ?? step.to,
                let route = course.sinks.first(where: { $0.name == sink }), !alarm.isTest || route.takesDrills,
                !alarm.steps.contains(where: { $0.sink == sink })
            else {
                met("step left out")
                continue
            }
            alarm.steps.append(
                ModelStep(after: step.after, dueAt: now + step.after, unless: step.unless, level: level, sink: sink))
        }
        if !alarm.steps.isEmpty { met("steps frozen") }
    }

    /// The level's sink or, where it has none, that of the next one up.
    private func sink(of level: String, _ device: ModelDevice) -> String? {
        let above = Self.levels.drop { $0 != level }
        for level in above {
            let sink: String? =
                switch level {
                case "household": device.row?.contact
                case "group": device.row?.group
                case "village": desk(device, digits: 12)
                case "township": desk(device, digits: 9)
                case "county": desk(device, digits: 6)
                case _: desk(device, digits: 4)
                }
            if let sink, course.sinks.contains(where: { $0.name == sink }) { return sink }
        }
        return nil
    }

    private func desk(_ device: ModelDevice, digits: Int) -> String? {
        course.desks.filter { desk in
            device.shownArea.hasPrefix(desk.code) && desk.code.count <= digits
                && course.sinks.contains { $0.name == desk.sink }
        }.max { $0.code.count < $1.code.count }?.sink
    }

    func takeStep(_ alarm: ModelAlarm, of device: ModelDevice, at time: Int64) {
        let step = alarm.steps.removeFirst()
        let isAcknowledged = alarm.state == "acknowledged" || alarm.state == "latched-acknowledged"
        let applies = step.unless == "acknowledged" ? !isAcknowledged : alarm.isOn
        guard applies, alarm.shownCover == nil else { return met("step that does not apply") }
        met("step taken")
        alarm.told.insert(step.sink)
        let reason = "\(Phrase.duration(step.after)): \(step.level.map { "\($0), " } ?? "")\(step.sink)"
        tell("escalated", alarm, of: device, at: time, Telling(audience: .toldOfLife, reason: reason))
    }
}
