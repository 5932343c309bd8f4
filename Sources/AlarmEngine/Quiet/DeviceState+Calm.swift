extension AlarmStatus {
    /// Whether nothing of it ends by itself.
    var isBare: Bool { covers.isEmpty && steps.isEmpty && chatter.endsAt == nil }
}

extension DeviceState {
    /// Whether a message that begins nothing can only bring values: nothing is on, nothing counts down that it would end, and
    /// the timer of its silence stands.
    func isCalm(_ definition: Profile) -> Bool {
        guard successor == nil, !isReportedOffline, undecodableRun == 0 else { return false }
        return zip(alarms, definition.alarms).enumerated().allSatisfy { place, alarm in
            let (status, rule) = alarm
            guard !status.isSuppressing else { return false }
            switch rule.trigger {
            case .levels: return status.levels.allSatisfy { $0.phase == .off }
            case .momentary: return true
            case .silence: return !status.state.isActive && timers[place] != nil
            case .undecodable: return !status.state.isActive
            }
        }
    }
}
