// What follows from a correlation that is active counts nowhere (docs/correlations.md, "What follows from another").

extension Deliberation {
    func mark(_ role: GatheringPlan.Role, of state: DeviceState, _ tally: Tally) -> Mark {
        engine.mark(role, of: state, tally, at: now) { isExplained($0, state) }
    }

    /// Whether an alarm follows from a correlation that is active now.
    func isExplained(_ alarm: Int, _ state: DeviceState) -> Bool {
        engine.isExplained(alarm, state) { key in
            tally(key).place.map { self.state(of: $0).alarms[key.correlation] }
        }
    }

    /// Counts anew, everywhere, what a correlation that came on or went off explains, and judges what that may change.
    ///
    /// - Parameters:
    ///   - children: the devices it suppresses something of, in order.
    ///   - correlation: that has changed.
    mutating func recountExplained(_ children: [Int], by correlation: Int) {
        var keys: Set<TallyKey> = []
        for child in children {
            withDevice(child) { me, state in
                let roles = me.engine.roles(of: state)
                guard !state.marks.isEmpty,
                    let explained = roles.first(where: { $0.correlation == correlation })?.explained, !explained.isEmpty
                else { return }
                if me.settleExplained(&state) { me.noteChange(of: child) }
                for (index, role) in roles.enumerated() where role.watched.contains(where: explained.contains) {
                    guard let key = me.engine.key(role, state) else { continue }
                    me.recount(index, key, child, &state)
                    keys.insert(key)
                }
            }
        }
        for key in keys.sorted() { judge(key, .change) }
    }

    /// What begins to be explained did not come on; what no longer is, and is on, comes on now.
    ///
    /// - Returns: whether any of it changed.
    func settleExplained(_ state: inout DeviceState) -> Bool {
        let rules = engine.profiles[state.profile].alarms
        var hasChanged = false
        for alarm in engine.plan.explainable[state.profile] {
            let status = state.alarms[alarm]
            guard status.isOn(rules[alarm]), !status.isOutOfService else { continue }
            let cameOnAt = isExplained(alarm, state) ? nil : status.cameOnAt ?? now
            guard cameOnAt != status.cameOnAt else { continue }
            state.alarms[alarm].cameOnAt = cameOnAt
            hasChanged = true
        }
        return hasChanged
    }
}

extension AlarmStatus {
    /// Whether it, a correlation, suppresses an alarm in its scope; one that is a test suppresses tests alone.
    func suppresses(_ status: AlarmStatus) -> Bool {
        state.isActive && (!isTest || status.isTest)
    }
}
