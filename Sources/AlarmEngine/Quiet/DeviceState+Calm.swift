extension AlarmStatus {
    /// Whether nothing of it ends by itself.
    var isBare: Bool { covers.isEmpty && steps.isEmpty && chatter.endsAt == nil }
}

extension DeviceState {
    /// Whether a message that begins nothing can only bring values: nothing is on, nothing counts down that it would end, and
    /// the timer of its silence stands.
    func isCalm(_ rules: [AlarmRule]) -> Bool {
        guard successor == nil, !isReportedOffline, undecodableRun == 0 else { return false }
        // By place, as neither what an alarm is nor its rule need be copied.
        return alarms.indices.allSatisfy { place in
            guard place < rules.count, !alarms[place].isSuppressing else { return false }
            switch rules[place].trigger {
            case .levels: return alarms[place].levels.allSatisfy { $0.phase == .off }
            case .momentary: return true
            case .silence: return !alarms[place].state.isActive && timers[place] != nil
            case .undecodable: return !alarms[place].state.isActive
            }
        }
    }
}
