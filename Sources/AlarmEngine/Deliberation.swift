/// One batch being judged: the engine as it was, and what becomes of it.
struct Deliberation {
    let engine: Engine
    var decision = Decision()
    var places: [DeviceKey: Int] = [:]
    /// The gateway's own that count floods are among them.
    var deviceCount: Int
    var areaCount: Int
    /// How many of the devices stand for the scopes of correlations.
    var scopeCount: Int
    /// The gateway's clock as far as the batch has come.
    private(set) var clock = Moment.distantPast
    /// The deadline that is being run, on the gateway's clock; nil outside of one.
    var deadline: Moment?
    /// Correlations that a deadline has changed something for.
    var noted = Noted()
    /// Nothing was judged yet since the engine was made.
    var mustGather: Bool
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
        areaCount = engine.areaCount
        scopeCount = engine.scopeCount
        mustGather = engine.isUngathered
        decision.working.horizon = horizon
        decision.working.listeningSince = engine.listeningSince
        for timer in engine.timers.due(through: horizon) { decision.working.timers.push(timer) }
        for timer in engine.gathered.timers.due(through: horizon) { decision.working.gathering.push(timer) }
    }

    mutating func run(_ batch: [Input], at now: Moment) -> Decision {
        let beginning = batch.first.map { min($0.moment, now) } ?? now
        withdrawOrphans(at: beginning)
        renamePeriods(at: beginning)
        if engine.isUnsettled { settle(at: beginning) }
        withdrawReplaced(at: beginning)
        beginClock(batch, at: now)
        for (place, input) in batch.enumerated() {
            advance(to: input)
            if case .message = input { cause = place }
            take(input)
            cause = nil
        }
        clock = max(clock, now)
        runDeadlines(through: clock)
        settleCorrelations()
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
        clock = max(clock, input.moment)
        runDeadlines(through: clock)
        settleCorrelations()
    }

    private mutating func take(_ input: Input) {
        switch input {
        case .message(let message): if !judgeQuietly(message) { judge(message) }
        case .condition(let name, let value, _): judgeCondition(name, value)
        case .hand(let hand): obey(hand)
        case .listening(let isListening, _): listen(isListening)
        case .clockStepped(let span, _): stepClock(by: span)
        }
    }

    private mutating func keepChanged() {
        for device in decision.working.changed.sorted() {
            let state = state(of: device)
            decision.changed.append(engine.record(of: state, with: own))
        }
        keepOwn()
    }

    var listeningSince: Moment? { decision.working.listeningSince }

    /// The gateway's clock at what is being judged: a deadline's own time while one is run.
    var now: Moment { deadline ?? clock }

    // MARK: Devices

    func state(of device: Int) -> DeviceState {
        decision.working.devices[device] ?? quietState(of: device)
    }

    /// The device as the engine has it, and what quiet messages of this batch brought.
    private func quietState(of device: Int) -> DeviceState {
        var state = engine.devices[device]
        let quiet = decision.working.quiet
        if let row = quiet.row(of: device) {
            state.take(quiet.rows[row], quiet.cells, silence: engine.quietPlans.silences[state.profile]?.alarm)
        }
        return state
    }

    /// Changes one device.
    mutating func withDevice(_ device: Int, _ body: (inout Deliberation, inout DeviceState) -> Void) {
        var state: DeviceState
        if let changed = decision.working.devices.removeValue(forKey: device) {
            state = changed
        } else {
            state = quietState(of: device)
            decision.working.quiet.forget(device)
        }
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

    // MARK: The link and the clock

    private mutating func listen(_ isListening: Bool) {
        guard isListening != (listeningSince != nil) else { return }
        decision.working.listeningSince = isListening ? clock : nil
        guard isListening else { return }
        for device in 0..<deviceCount {
            let waiting = engine.profiles[state(of: device).profile].alarmsThatListen
            guard !waiting.isEmpty else { continue }
            withDevice(device) { me, state in
                state.memory.listen(at: me.clock)
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
                    state.timers[alarm] = nil
                    me.setTimer(device, alarm, &state)
                }
            }
        }
        stepGathered(by: span)
        stepPeriods(by: span)
    }
}

extension Profile {
    /// The alarms that wait for something only while messages can reach us.
    fileprivate var alarmsThatListen: [Int] {
        alarms.indices.filter {
            switch alarms[$0].trigger {
            case .silence: true
            case .levels, .momentary, .undecodable: !alarms[$0].timed.isEmpty
            }
        }
    }
}

extension DeviceState {
    /// Moves all it remembers of the gateway's clock; answers whether any of it is kept with its alarms.
    fileprivate mutating func move(by span: Span) -> Bool {
        heardAt = heardAt.map { $0 + span }
        if let at = transmission?.at { transmission?.at = at + span }
        var isKept = false
        for alarm in alarms.indices where alarms[alarm].countsTime && alarms[alarm].move(by: span) { isKept = true }
        for flood in floods.indices {
            floods[flood].move(by: span)
            isKept = true
        }
        for index in marks.indices { marks[index].move(by: span) }
        for index in gathered.indices { gathered[index].move(by: span) }
        return isKept || !gathered.isEmpty
    }
}
