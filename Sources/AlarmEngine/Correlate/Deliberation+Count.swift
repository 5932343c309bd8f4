extension Deliberation {
    func tally(_ key: TallyKey) -> Tally {
        decision.working.tallies[key] ?? engine.gathered.tallies[key] ?? Tally()
    }

    mutating func withTally(_ key: TallyKey, _ body: (inout Tally) -> Void) {
        var tally = tally(key)
        body(&tally)
        decision.working.tallies[key] = tally
    }

    // MARK: Who is there

    /// A device that was never known before counts where it is.
    mutating func join(_ device: Int) {
        let roles = engine.roles(of: state(of: device))
        guard !roles.isEmpty else { return }
        withDevice(device) { me, state in
            state.marks = [Mark](repeating: Mark(), count: roles.count)
            for index in roles.indices { me.enter(index, device, &state) }
        }
        for key in countedKeys(state(of: device)) { judge(key, .change) }
    }

    /// Takes the zone and the bridge that a message of the device says: it leaves one scope for another.
    mutating func move(_ device: Int, to zone: String?, bridge: String?, _ state: inout DeviceState) {
        var moved = state
        moved.move(to: zone, bridge: bridge)
        guard moved.zone != state.zone || moved.bridge != state.bridge else { return }
        guard !state.marks.isEmpty else {
            state.move(to: zone, bridge: bridge)
            return
        }
        let before = countedKeys(state)
        for index in state.marks.indices { leave(index, device, state) }
        state.move(to: zone, bridge: bridge)
        let isRecounted = settleExplained(&state)
        for index in state.marks.indices { enter(index, device, &state) }
        let after = countedKeys(state)
        let changed = Set(before + after).filter { isRecounted || before.contains($0) != after.contains($0) }
        if isRecounted { noteChange(of: device) }
        givingBack(device, &state) { me in
            for key in changed.sorted() { me.judge(key, .change) }
            me.withDevice(device) { me, state in me.followParents(device, &state) }
        }
    }

    /// The tallies that a device counts in.
    private func countedKeys(_ state: DeviceState) -> [TallyKey] {
        engine.roles(of: state).filter(\.counts).compactMap { engine.key($0, state) }
    }

    private mutating func enter(_ index: Int, _ device: Int, _ state: inout DeviceState) {
        let role = engine.roles(of: state)[index]
        guard let key = engine.key(role, state) else { return }
        if engine.listsMembers(role) { decision.working.moves.append(.init(key: key, device: device, isIn: true)) }
        guard role.counts else { return }
        let mark = mark(role, of: state, tally(key))
        state.marks[index].replace(by: mark)
        withTally(key) { $0.add(mark) }
        setExpiry(index, device, &state)
    }

    private mutating func leave(_ index: Int, _ device: Int, _ state: DeviceState) {
        let role = engine.roles(of: state)[index]
        guard let key = engine.key(role, state) else { return }
        if engine.listsMembers(role) { decision.working.moves.append(.init(key: key, device: device, isIn: false)) }
        if role.counts { withTally(key) { $0.remove(state.marks[index]) } }
    }

    // MARK: What they are

    /// Counts a device anew that one of its alarms, or time, has changed.
    mutating func recount(_ index: Int, _ key: TallyKey, _ device: Int, _ state: inout DeviceState) {
        let before = state.marks[index]
        let after = mark(engine.roles(of: state)[index], of: state, tally(key))
        withTally(key) { tally in
            tally.remove(before)
            tally.add(after)
        }
        state.marks[index].replace(by: after)
        setExpiry(index, device, &state)
    }

    private mutating func setExpiry(_ index: Int, _ device: Int, _ state: inout DeviceState) {
        guard let at = state.marks[index].expiresAt else { return }
        if let set = state.marks[index].timer, set <= at { return }
        state.marks[index].timer = at
        decision.working.gathering.push(Timer(at: at, device: device, alarm: index))
    }

    /// Takes out of the count what is too old at `time`, and notes what must be judged for it.
    mutating func expire(at time: Moment) {
        while case let due = decision.working.gathering.popEarliest(through: time), !due.isEmpty {
            for timer in due {
                if engine.isScope(state(of: timer.device)) {
                    noteExpectation(timer, at: time)
                } else {
                    withDevice(timer.device) { me, state in me.expire(timer, at: time, &state) }
                }
            }
        }
    }

    private mutating func expire(_ timer: Timer, at time: Moment, _ state: inout DeviceState) {
        let index = timer.alarm
        guard state.marks[index].timer == timer.at else { return }
        state.marks[index].timer = nil
        guard let key = engine.key(engine.roles(of: state)[index], state) else { return }
        recount(index, key, timer.device, &state)
        noted.insert(key, at: time)
    }

    private mutating func noteExpectation(_ timer: Timer, at time: Moment) {
        let scope = state(of: timer.device)
        guard let place = engine.plan.place(of: scope, in: timer.alarm) else { return }
        noted.insert(TallyKey(correlation: timer.alarm, place: place), at: time)
    }

    // MARK: The clock

    /// All that is counted moves along with the clock; what the devices remember has moved already.
    mutating func stepGathered(by span: Span) {
        guard engine.plan.profile != nil else { return }
        for key in Set(engine.gathered.tallies.keys).union(decision.working.tallies.keys) {
            withTally(key) { $0.move(by: span) }
        }
        decision.working.gathering = Timers()
        for device in 0..<deviceCount {
            withDevice(device) { me, state in
                for index in state.marks.indices { me.setExpiry(index, device, &state) }
                if me.engine.isScope(state) { me.setExpectationTimers(device, state) }
            }
        }
    }

    private mutating func setExpectationTimers(_ device: Int, _ state: DeviceState) {
        for (correlation, gathering) in engine.plan.gatherings.enumerated() {
            guard let within = gathering.within,
                let record = state.gathered.first(where: { $0.correlation == gathering.description.name }),
                let since = record.expectedSince
            else { continue }
            decision.working.gathering.push(Timer(at: since + within, device: device, alarm: correlation))
        }
    }
}

/// Correlations that a deadline has changed something for, to be judged after the devices' own alarms.
struct Noted {
    private(set) var at: Moment?
    private var keys: Set<TallyKey> = []

    mutating func insert(_ key: TallyKey, at time: Moment) {
        keys.insert(key)
        at = time
    }

    /// Takes them out, in order of the correlations' names and of the scopes.
    mutating func take() -> [TallyKey] {
        defer { self = Noted() }
        return keys.sorted()
    }
}
