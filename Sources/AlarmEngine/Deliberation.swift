/// One batch being judged: the engine as it was, and what becomes of it.
struct Deliberation {
    let engine: Engine
    var decision = Decision()
    var places: [DeviceKey: Int] = [:]
    var deviceCount: Int
    /// The gateway's clock as far as the batch has come.
    private(set) var clock = Moment.distantPast
    /// The place in the batch of the message being judged.
    private var cause: Int?
    private let horizon: Moment

    /// - Parameters:
    ///   - engine: it is not changed.
    ///   - horizon: no later deadline is run.
    init(_ engine: Engine, through horizon: Moment) {
        self.engine = engine
        self.horizon = horizon
        deviceCount = engine.devices.count
        decision.working.horizon = horizon
        decision.working.listeningSince = engine.listeningSince
        for timer in engine.timers.due(through: horizon) { decision.working.timers.push(timer) }
    }

    mutating func run(_ batch: [Input], at now: Moment) -> Decision {
        withdrawOrphans(at: batch.first.map { min($0.moment, now) } ?? now)
        beginClock(batch, at: now)
        for (place, input) in batch.enumerated() {
            advance(to: input)
            if case .message = input { cause = place }
            take(input)
            cause = nil
        }
        runDeadlines(through: max(clock, now))
        keepChanged()
        return decision
    }

    /// Where the batch begins with steps, the clock is known from what comes behind them.
    private mutating func beginClock(_ batch: [Input], at now: Moment) {
        var stepped = Span.zero
        for input in batch {
            guard case .clockStepped(let span, _) = input else {
                if stepped != .zero { clock = input.moment - stepped }
                return
            }
            stepped = stepped + span
        }
        if stepped != .zero { clock = now - stepped }
    }

    /// A step says itself how far the clock goes: its moment may be on the clock before or after it.
    private mutating func advance(to input: Input) {
        if case .clockStepped = input { return }
        runDeadlines(through: max(clock, input.moment))
    }

    private mutating func take(_ input: Input) {
        switch input {
        case .message(let message): judge(message)
        case .condition(let name, let value, _): judgeCondition(name, value)
        case .hand(let hand): obey(hand)
        case .listening(let isListening, _): listen(isListening)
        case .clockStepped(let span, _): stepClock(by: span)
        }
    }

    private mutating func keepChanged() {
        for device in decision.working.changed.sorted() {
            let state = state(of: device)
            decision.changed.append(state.record(engine.profiles[state.profile], sinks: engine.configuration.sinks))
        }
    }

    // MARK: Devices

    func state(of device: Int) -> DeviceState {
        decision.working.devices[device] ?? engine.devices[device]
    }

    /// Changes one device.
    mutating func withDevice(_ device: Int, _ body: (inout Deliberation, inout DeviceState) -> Void) {
        var state = decision.working.devices.removeValue(forKey: device) ?? engine.devices[device]
        body(&self, &state)
        decision.working.devices[device] = state
    }

    /// Notes that what is kept of a device changed, and which message did it.
    mutating func noteChange(of device: Int) {
        decision.working.changed.insert(device)
        if let cause, decision.causes.last != cause { decision.causes.append(cause) }
    }

    func place(of key: DeviceKey) -> Int? {
        engine.places[key] ?? places[key]
    }

    // MARK: Deadlines

    /// Lets the clock go on to `limit`, and runs what is due in order of (time, profile, area, device, alarm name).
    private mutating func runDeadlines(through limit: Moment) {
        defer { clock = limit }
        while case let due = decision.working.timers.popEarliest(through: limit), !due.isEmpty {
            clock = due.first.map { max(clock, $0.at) } ?? clock
            let ordered = due.map { (timer: $0, key: state(of: $0.device).key) }.sorted { left, right in
                left.key != right.key ? left.key < right.key : left.timer.alarm < right.timer.alarm
            }
            for (timer, _) in ordered {
                withDevice(timer.device) { me, state in me.goOff(timer, &state) }
            }
        }
    }

    private mutating func goOff(_ timer: Timer, _ state: inout DeviceState) {
        guard state.alarms[timer.alarm].timer == timer.at else { return }
        state.alarms[timer.alarm].timer = nil
        let rule = engine.profiles[state.profile].alarms[timer.alarm]
        let due = state.deadline(
            of: timer.alarm, rule, listeningSince: listeningSince, engine.configuration.localClock,
            notBefore: timer.at)
        if due == timer.at {
            runDeadline(timer, rule, &state)
        }
        setTimer(timer.device, timer.alarm, &state)
    }

    /// Sees to it that the engine is asked again when the alarm's delay ends.
    mutating func setTimer(_ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        guard
            let at = state.deadline(
                of: alarm, rule, listeningSince: listeningSince, engine.configuration.localClock, notBefore: clock)
        else { return }
        if let set = state.alarms[alarm].timer, set <= at { return }
        state.alarms[alarm].timer = at
        decision.working.timers.push(Timer(at: at, device: device, alarm: alarm))
    }

    var listeningSince: Moment? { decision.working.listeningSince }

    // MARK: The link and the clock

    private mutating func listen(_ isListening: Bool) {
        guard isListening != (listeningSince != nil) else { return }
        decision.working.listeningSince = isListening ? clock : nil
        guard isListening else { return }
        for device in 0..<deviceCount {
            let waiting = engine.profiles[state(of: device).profile].alarmsThatListen
            guard !waiting.isEmpty else { continue }
            withDevice(device) { me, state in
                for alarm in waiting { me.setTimer(device, alarm, &state) }
            }
        }
    }

    /// Everything that counts from a moment on the gateway's clock moves along with it.
    private mutating func stepClock(by span: Span) {
        clock = clock + span
        decision.working.listeningSince = listeningSince.map { $0 + span }
        decision.working.timers = Timers()
        decision.working.replacesTimers = true
        for device in 0..<deviceCount {
            withDevice(device) { me, state in
                if state.move(by: span) { me.noteChange(of: device) }
                state.stepMemory(by: span, me.engine.profiles[state.profile])
                for alarm in state.alarms.indices {
                    state.alarms[alarm].timer = nil
                    me.setTimer(device, alarm, &state)
                }
            }
        }
    }
}

extension DeviceState {
    /// When the alarm must be looked at though no message comes.
    ///
    /// - Parameters:
    ///   - alarm: its place in the profile.
    ///   - rule: what it is.
    ///   - listeningSince: since when messages reach us; nil while they do not.
    ///   - localClock: for `between`.
    ///   - clock: what should have come before it comes then.
    func deadline(
        of alarm: Int, _ rule: AlarmRule, listeningSince: Moment?, _ localClock: LocalClock, notBefore clock: Moment
    ) -> Moment? {
        switch rule.trigger {
        case .levels(let rules):
            var next: Moment?
            for (level, levelRule) in zip(alarms[alarm].levels, rules) {
                let change = nextChange(of: levelRule.timed, listeningSince: listeningSince, localClock)
                next = Moment.earliest(next, change.map { max($0, clock) })
                next = Moment.earliest(next, level.deadline(rule))
            }
            return next
        case .silence(let after):
            guard let listeningSince, heardAt != nil || isAwaited, !alarms[alarm].state.isActive else { return nil }
            return max(heardAt ?? .distantPast, listeningSince) + after
        case .momentary, .undecodable:
            return nil
        }
    }

    /// Moves all it remembers of the gateway's clock; answers whether a delay runs.
    fileprivate mutating func move(by span: Span) -> Bool {
        heardAt = heardAt.map { $0 + span }
        var delayRuns = false
        for alarm in alarms.indices {
            for level in alarms[alarm].levels.indices {
                guard let since = alarms[alarm].levels[level].since else { continue }
                alarms[alarm].levels[level].since = since + span
                delayRuns = true
            }
        }
        return delayRuns
    }
}

extension Profile {
    /// The alarms that wait for something only while messages can reach us.
    fileprivate var alarmsThatListen: [Int] {
        alarms.indices.filter {
            switch alarms[$0].trigger {
            case .silence: true
            case .levels(let rules): rules.contains { !$0.timed.isEmpty }
            case .momentary, .undecodable: false
            }
        }
    }
}
