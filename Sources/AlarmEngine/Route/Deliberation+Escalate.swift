/// Source: docs/life.md, "Escalation".
extension Deliberation {
    /// Freezes the steps of a life where it begins, or begins to need somebody anew; drops those that never will apply.
    ///
    /// What is covered has none: the last cover that is lifted freezes them anew.
    func freezeSteps(_ turn: Turn, _ rule: AlarmRule, _ alarm: Int, _ state: inout DeviceState) {
        let status = state.alarms[alarm]
        if status.state == .normal { return }
        if !status.covers.isEmpty {
            state.alarms[alarm].steps = []
        } else if turn.leavesNormal || turn.liftsLastCover || turn.needsSomebodyAnew
            || (turn.rises && status.steps.isEmpty)
        {
            state.alarms[alarm].steps = steps(rule, status, state)
        } else if turn.kind == .acknowledged {
            state.alarms[alarm].steps.removeAll { $0.unless == .acknowledged }
        }
    }

    private func steps(_ rule: AlarmRule, _ status: AlarmStatus, _ state: DeviceState) -> [EscalationStepRecord] {
        let row = engine.registry.row(state.key)
        let subject = EscalationPlan.Subject(
            signal: rule.signal, severity: status.severity,
            service: rule.service ?? engine.profiles[state.profile].description.service,
            area: state.area, contact: row?.contact, group: row?.group, isTest: status.isTest)
        return engine.escalation.steps(of: subject, from: now)
    }

    /// Takes the steps whose time has come; one that does not apply is over.
    mutating func escalate(_ timer: Timer, _ state: inout DeviceState) {
        while let step = state.alarms[timer.alarm].steps.first, step.dueAt <= timer.at {
            state.alarms[timer.alarm].steps.removeFirst()
            noteChange(of: timer.device)
            guard step.unless.applies(to: state.alarms[timer.alarm].state) else { continue }
            if let place = engine.configuration.sinks.firstIndex(where: { $0.name == step.sink }) {
                state.alarms[timer.alarm].told |= 1 << UInt64(place)
            }
            happen(
                .escalates, Telling(time: timer.at, reason: step.reason), timer.device, timer.alarm, &state)
        }
    }
}

extension Turn {
    /// It was acknowledged, and is unacknowledged again.
    fileprivate var needsSomebodyAnew: Bool {
        guard after.state == .unacknowledged else { return false }
        switch before.state {
        case .acknowledged, .latchedAcknowledged: return true
        case .normal, .unacknowledged, .returned, .latched: return false
        }
    }

    fileprivate var rises: Bool { kind == .severity && after.severity > before.severity }
}
