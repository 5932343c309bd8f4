extension Deliberation {
    /// Runs what is due in order of (time, profile, area, device, alarm name); correlations come last at each time.
    mutating func runDeadlines(through limit: Moment) {
        while let time = earliestDeadline, time <= limit {
            deadline = time
            expire(at: time)
            if decision.working.timers.earliest == time {
                runTimers(at: time)
            } else {
                judgeNoted()
            }
            deadline = nil
        }
    }

    private var earliestDeadline: Moment? {
        let timers = Moment.earliest(decision.working.timers.earliest, decision.working.gathering.earliest)
        return Moment.earliest(timers, noted.at)
    }

    private mutating func runTimers(at time: Moment) {
        var left: [Timer] = []
        while let timer = decision.working.timers.popFirst(at: time) {
            // Which comes first shows only where something happens.
            if !rearm(timer) { left.append(timer) }
        }
        guard left.count > 1 else {
            for timer in left { run(timer) }
            return
        }
        let places = left.map(place(of:))
        for index in left.indices.sorted(by: { places[$0] < places[$1] }) { run(left[index]) }
    }

    /// What a timer comes in order of at its time.
    private struct TimerPlace: Comparable {
        let isScope: Bool
        let key: DeviceKey
        let alarm: String

        static func < (left: TimerPlace, right: TimerPlace) -> Bool {
            if left.isScope != right.isScope { return right.isScope }
            if left.key < right.key { return true }
            return !(right.key < left.key) && left.alarm.utf8.lexicographicallyPrecedes(right.alarm.utf8)
        }
    }

    private func place(of timer: Timer) -> TimerPlace {
        guard timer.device != Timer.own else {
            return TimerPlace(
                isScope: false, key: engine.ownKey, alarm: OwnLives.Slot.allCases[timer.alarm].rawValue)
        }
        // What a device is called and which profile it has never changes.
        let (key, profile) =
            timer.device < engine.devices.count
            ? (engine.devices[timer.device].key, engine.devices[timer.device].profile)
            : identity(of: state(of: timer.device))
        return TimerPlace(
            isScope: profile == engine.plan.profile, key: key, alarm: engine.profiles[profile].alarms[timer.alarm].name)
    }

    private func identity(of state: DeviceState) -> (DeviceKey, Int) { (state.key, state.profile) }

    private mutating func run(_ timer: Timer) {
        guard timer.device != Timer.own else { return runOwn(timer) }
        withDevice(timer.device) { me, state in
            guard state.timers[timer.alarm] == timer.at else { return }
            state.timers[timer.alarm] = nil
            let rule = me.engine.profiles[state.profile].alarms[timer.alarm]
            me.run(timer, rule, &state)
            me.setTimer(timer.device, timer.alarm, &state)
        }
    }

    /// At one instant covers end first, then delays; then what time alone could have changed is judged; then chattering and
    /// floods end, and it is passed on.
    private mutating func run(_ timer: Timer, _ rule: AlarmRule, _ state: inout DeviceState) {
        endCovers(timer, &state)
        if let due = state.ruleDeadline(of: timer.alarm, rule, listeningSince: listeningSince), due <= timer.at {
            runDeadline(timer, rule, &state)
        }
        judgeByTime(timer, rule, &state)
        endChatter(timer, &state)
        endFlood(timer, &state)
        escalate(timer, &state)
    }

    private mutating func endChatter(_ timer: Timer, _ state: inout DeviceState) {
        guard let due = state.alarms[timer.alarm].chatter.endsAt, due <= timer.at,
            let over = state.alarms[timer.alarm].chatter.end()
        else { return }
        happen(.flappingOver, Telling(time: timer.at, reason: over), timer.device, timer.alarm, &state)
    }

    /// Sees to it that the engine is asked again when something of the alarm ends by itself.
    mutating func setTimer(_ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        guard
            let at = state.deadline(
                of: alarm, rule, engine.waiting, listeningSince: listeningSince, notBefore: now)
        else { return }
        if let set = state.timers[alarm], set <= at { return }
        state.timers[alarm] = at
        decision.working.timers.push(Timer(at: at, device: device, alarm: alarm))
    }
}

extension Engine {
    /// What of the engine deadlines depend on.
    struct Waiting: Sendable {
        let localClock: LocalClock
        let flood: (profile: Int, alarm: Int)?
    }
}

extension DeviceState {
    /// When the alarm must be looked at though no message comes: the first of all that ends or changes by itself.
    ///
    /// What time alone should have changed before `now` is looked at now.
    func deadline(
        of alarm: Int, _ rule: AlarmRule, _ waiting: Engine.Waiting, listeningSince: Moment?, notBefore now: Moment
    ) -> Moment? {
        let change = nextChange(
            of: successor == nil ? rule.timed : [], listeningSince: listeningSince, waiting.localClock)
        var first = ruleDeadline(of: alarm, rule, listeningSince: listeningSince)
        first = Moment.earliest(first, change.map { max($0, now) })
        first = Moment.earliest(first, floodDeadline(of: alarm, waiting.flood))
        if alarms[alarm].isBare { return first }
        first = Moment.earliest(first, alarms[alarm].coverDeadline)
        first = Moment.earliest(first, alarms[alarm].chatter.endsAt)
        return Moment.earliest(first, alarms[alarm].steps.first?.dueAt)
    }

    /// When its rule alone changes it: a delay that ends, or silence.
    func ruleDeadline(of alarm: Int, _ rule: AlarmRule, listeningSince: Moment?) -> Moment? {
        switch rule.trigger {
        case .levels:
            var first: Moment?
            for level in alarms[alarm].levels where level.phase == .pending || level.phase == .leaving {
                first = Moment.earliest(first, level.deadline(rule))
            }
            return first
        case .silence(let after):
            guard let listeningSince, heardAt != nil || isAwaited, !alarms[alarm].state.isActive, successor == nil
            else { return nil }
            return max(heardAt ?? .distantPast, listeningSince) + after
        case .momentary, .undecodable:
            return nil
        }
    }
}

extension Moment {
    /// The earlier of two, where there are any.
    static func earliest(_ one: Moment?, _ other: Moment?) -> Moment? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}
