// Correlations that would not be so without the devices in a drill (docs/correlations.md).

extension Deliberation {
    /// Whether a life of the alarm that begins now is a test: a drill covers it, or nothing but tests brought it about.
    func isTest(_ alarm: Int, _ state: DeviceState) -> Bool {
        isInDrill(state) || engine.isScope(state) && !isReal(alarm, state)
    }

    private func isReal(_ correlation: Int, _ scope: DeviceState) -> Bool {
        engine.plan.place(of: scope, in: correlation).map { place in
            tally(TallyKey(correlation: correlation, place: place)).isReal
        } ?? true
    }

    /// What was on by tests alone, and is without them now, ends as when a drill is over, and is raised for real.
    mutating func tellForReal(_ correlation: Int, _ device: Int, _ state: inout DeviceState) {
        let status = state.alarms[correlation]
        guard status.isOn(engine.profiles[state.profile].alarms[correlation]), status.state == .normal || status.isTest,
            !isInDrill(state)
        else { return }
        endTest(Telling(time: now), device, correlation, &state)
    }

    /// A test life whose drill is over ends; what goes on begins a real one.
    mutating func endTest(_ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let (status, rule) = (state.alarms[alarm], engine.profiles[state.profile].alarms[alarm])
        if status.isTest, status.state != .normal {
            happen(.drillOver, Telling(time: telling.time, reason: "drill over"), device, alarm, &state)
        }
        if engine.isScope(state) {
            if status.isOn(rule), !isTest(alarm, state) {
                happen(.goesOnForReal(rule.severity), Telling(time: telling.time), device, alarm, &state)
            }
            givingBack(device, &state) { $0.followChildren(of: device, alarm) }
        } else if status.state.isActive, !rule.policy.isMomentary {
            happen(.goesOnForReal(status.severity), Telling(time: telling.time), device, alarm, &state)
        }
    }

    // MARK: When a drill ends

    /// Whether a drill goes on that has to do with the alarm: over its device or, of a correlation, over one it counts.
    ///
    /// The device itself, which is at that place, is not looked up.
    func isDrilled(_ device: Int, _ alarm: Int, _ state: DeviceState) -> Bool {
        if isInDrill(state) { return true }
        guard engine.isScope(state), own.periods.contains(where: { $0.kind == .drill && $0.beganAt != nil }),
            let place = engine.plan.place(of: state, in: alarm)
        else { return false }
        let key = TallyKey(correlation: alarm, place: place)
        return (0..<deviceCount).contains { other in
            guard other != device else { return false }
            let counted = self.state(of: other)
            return !engine.isScope(counted) && isInDrill(counted)
                && engine.roles(of: counted).contains { engine.key($0, counted) == key }
        }
    }
}
