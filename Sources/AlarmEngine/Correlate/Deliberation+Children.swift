extension Deliberation {
    /// The cover of the first correlation that suppresses an alarm now.
    func parentCover(_ alarm: Int, _ state: DeviceState) -> AutomaticCover? {
        for index in engine.plan.rolesOfAlarm[state.profile][alarm] {
            let role = engine.roles(of: state)[index]
            let description = engine.plan.gatherings[role.correlation].description
            guard role.suppressed.contains(alarm), let key = engine.key(role, state),
                suppresses(key, state.alarms[alarm]) || role.isListed && becomesActive(key, index, state)
            else { continue }
            return AutomaticCover(CoverRecord(cover: .suppressed, source: .parent), reason: description.name)
        }
        return nil
    }

    /// Whether it suppresses what it counts; one that is a test suppresses tests alone.
    private func suppresses(_ key: TallyKey, _ status: AlarmStatus) -> Bool {
        guard let place = tally(key).place else { return false }
        return state(of: place).alarms[key.correlation].suppresses(status)
    }

    /// Whether an alarm that comes on now brings about, and at once, the correlation that suppresses it.
    ///
    /// What a list of its own names is told as the correlation alone; among `children`, the one that tips it was told.
    private func becomesActive(_ key: TallyKey, _ index: Int, _ state: DeviceState) -> Bool {
        let gathering = engine.plan.gatherings[key.correlation]
        let role = engine.roles(of: state)[index]
        guard role.counts, !state.marks.isEmpty, gathering.description.onDelay ?? .zero == .zero else { return false }
        var tally = tally(key)
        tally.remove(state.marks[index])
        tally.add(mark(role, of: state, tally))
        return gathering.holds(tally, isOn: false)
    }

    /// A correlation came on or went off: what it counts is told otherwise from now on.
    ///
    /// What follows from it counts elsewhere no more, or again, before anybody is told.
    mutating func followChildren(of scope: Int, _ correlation: Int) {
        guard engine.plan.gatherings[correlation].description.suppresses != .nothing else { return }
        guard let place = engine.plan.place(of: state(of: scope), in: correlation) else { return }
        let key = TallyKey(correlation: correlation, place: place)
        let children = children(of: key).sorted { state(of: $0).key < state(of: $1).key }
        recountExplained(children, by: correlation)
        follow(children)
    }

    private mutating func follow(_ children: [Int]) {
        for child in children {
            withDevice(child) { me, state in me.followParents(child, &state) }
        }
    }

    /// Brings a device's alarms to what the correlations over it say now.
    mutating func followParents(_ device: Int, _ state: inout DeviceState) {
        for alarm in state.alarms.indices where state.alarms[alarm].state != .normal {
            follow(.parent, parentCover(alarm, state), Telling(time: now), device, alarm, &state)
        }
    }

    /// The devices it counts that have an alarm to be suppressed, in no order.
    private func children(of key: TallyKey) -> [Int] {
        let known: [Int]
        if engine.plan.gatherings[key.correlation].description.scope == .gateway {
            known = Array(0..<deviceCount)
        } else {
            var members = engine.gathered.members(of: key)
            for move in decision.working.moves where move.key == key {
                if move.isIn { members.insert(move.device) } else { members.remove(move.device) }
            }
            known = Array(members)
        }
        return known.filter { device in
            let state = state(of: device)
            return engine.roles(of: state).contains { role in
                role.correlation == key.correlation && role.suppressed.contains { state.alarms[$0].state != .normal }
            }
        }
    }

    /// After a restart: lays and lifts what a changed configuration asks for.
    mutating func settleChildren() {
        guard engine.plan.suppresses || engine.hasChildren else { return }
        let devices = (0..<deviceCount).filter { device in
            state(of: device).alarms.contains { $0.state != .normal }
        }
        follow(devices.sorted { state(of: $0).key < state(of: $1).key })
    }
}

extension GatheringPlan {
    fileprivate var suppresses: Bool { gatherings.contains { $0.description.suppresses != .nothing } }
}

extension Engine {
    fileprivate var hasChildren: Bool {
        devices.contains { $0.alarms.contains { $0.covers.contains { $0.source == .parent } } }
    }
}
