/// All that has been counted for correlations; what is in it follows from the devices' alarms.
struct Gathered: Sendable {
    var tallies: [TallyKey: Tally] = [:]
    /// The devices of a scope whose correlation may suppress them; for all there is, none are listed.
    private var members: [TallyKey: Set<Int>] = [:]
    /// When a device no longer counts, or an expectation's time is over.
    var timers = Timers()

    /// A device came into a scope, or left it.
    struct Move: Hashable, Sendable {
        let key: TallyKey
        let device: Int
        let isIn: Bool
    }

    mutating func move(_ move: Move) {
        if move.isIn {
            members[move.key, default: []].insert(move.device)
        } else {
            members[move.key]?.remove(move.device)
        }
    }

    mutating func adopt(_ working: Decision.Working) {
        tallies.merge(working.tallies) { _, new in new }
        for move in working.moves { self.move(move) }
        if working.replacesTimers { timers = Timers() } else { timers.removeAll(through: working.horizon) }
        for timer in working.gathering.all { timers.push(timer) }
    }

    /// In no order.
    func members(of key: TallyKey) -> Set<Int> { members[key] ?? [] }
}

extension Engine {
    /// Where a device is gathered by each of its profile's roles; nil where it is in no such scope.
    func key(_ role: GatheringPlan.Role, _ state: DeviceState) -> TallyKey? {
        plan.gatherings[role.correlation].description.scope.place(
            area: state.area, zone: state.zone, bridge: state.bridge
        )
        .map { TallyKey(correlation: role.correlation, place: $0) }
    }

    /// Whether the devices of a role's scope are listed.
    func listsMembers(_ role: GatheringPlan.Role) -> Bool {
        let description = plan.gatherings[role.correlation].description
        return description.scope != .gateway && !role.suppressed.isEmpty
    }

    /// Whether a device is none, but stands for the scope of correlations.
    func isScope(_ state: DeviceState) -> Bool { state.profile == plan.profile }

    /// Counts everything anew from what the devices' alarms say.
    ///
    /// Whatever came on, however long ago, counts until the first deadlines have run. That does no harm: time only ever
    /// takes away from a count, and a condition that is on had at least as many at each time before.
    func gather(_ devices: inout [DeviceState]) -> Gathered {
        var gathered = Gathered()
        guard let profile = plan.profile else { return gathered }
        for device in devices.indices where devices[device].profile == profile {
            restoreScope(device, devices[device], &gathered)
        }
        for device in devices.indices where devices[device].profile != profile {
            devices[device].marks = roles(of: devices[device]).enumerated().map { index, role in
                guard let key = key(role, devices[device]) else { return Mark() }
                if listsMembers(role) { gathered.move(.init(key: key, device: device, isIn: true)) }
                guard role.counts else { return Mark() }
                let state = devices[device]
                var mark = mark(role, of: state, gathered.tallies[key] ?? Tally(), at: .distantPast) { alarm in
                    isExplained(alarm, state) { parent in
                        gathered.tallies[parent]?.place.map { devices[$0].alarms[parent.correlation] }
                    }
                }
                mark.timer = mark.expiresAt
                if let at = mark.timer { gathered.timers.push(Timer(at: at, device: device, alarm: index)) }
                gathered.tallies[key, default: Tally()].add(mark)
                return mark
            }
        }
        return gathered
    }

    private func restoreScope(_ device: Int, _ state: DeviceState, _ gathered: inout Gathered) {
        for (correlation, gathering) in plan.gatherings.enumerated() {
            guard let place = plan.place(of: state, in: correlation) else { continue }
            var tally = Tally()
            tally.place = device
            tally.isReal = !state.alarms[correlation].isTest && state.alarms[correlation].isConditionOn
            if let record = state.gathered.first(where: { $0.correlation == gathering.description.name }) {
                let kept = Profile.testFields(of: correlation).map { state.fields[$0] == .boolean(true) }
                tally.restore(record, isWaitingTest: kept[0], isMissedTest: kept[1])
            }
            if let since = tally.waitingSince, let within = gathering.within {
                gathered.timers.push(Timer(at: since + within, device: device, alarm: correlation))
            }
            gathered.tallies[TallyKey(correlation: correlation, place: place)] = tally
        }
    }

    func roles(of state: DeviceState) -> [GatheringPlan.Role] { plan.roles[state.profile] }

    func mark(
        _ role: GatheringPlan.Role, of state: DeviceState, _ tally: Tally, at now: Moment, isExplained: (Int) -> Bool
    ) -> Mark {
        plan.gatherings[role.correlation].mark(
            role.watched, of: state, profiles[state.profile], excusedAt: tally.excusedAt, at: now,
            isExplained: isExplained)
    }

    /// Whether an alarm follows from a correlation that is active: one that suppresses it, and does not count it.
    func isExplained(_ alarm: Int, _ state: DeviceState, _ parent: (TallyKey) -> AlarmStatus?) -> Bool {
        let roles = roles(of: state)
        return plan.rolesOfAlarm[state.profile][alarm].contains { index in
            guard roles[index].explained.contains(alarm), let key = key(roles[index], state), let parent = parent(key)
            else { return false }
            return parent.suppresses(state.alarms[alarm])
        }
    }
}

extension DeviceState {
    /// Of a scope: takes away the lives of correlations that gather otherwise than when they began.
    ///
    /// - Returns: those lives, which are to be withdrawn.
    mutating func withdrawStrangers(_ record: DeviceRecord, _ plan: GatheringPlan) -> [Engine.Orphan] {
        var strangers: [Engine.Orphan] = []
        for (correlation, gathering) in plan.gatherings.enumerated()
        where plan.place(of: self, in: correlation) == nil {
            let name = gathering.description.name
            strangers += record.alarms.filter { $0.name == name && $0.state != .normal }
                .map { Engine.Orphan(device: record, alarm: $0) }
            alarms[correlation].forgetLife()
            gathered.removeAll { $0.correlation == name }
        }
        return strangers
    }
}

extension AlarmStatus {
    /// The beginning of the last life stays, so that none to come has the same id.
    fileprivate mutating func forgetLife() {
        state = .normal
        levels = levels.map { _ in LevelRecord(phase: .off) }
        covers = []
        told = 0
        isHeldBack = false
        chatter = Chatter()
        steps = []
    }
}
