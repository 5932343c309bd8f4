extension Deliberation {
    /// Why a correlation is judged.
    enum Reason: Hashable {
        /// What it counts came on, on the device of that name.
        case cameOn(String)
        /// A deadline: it can end a count, and begin none.
        case time
        /// What it counts was a test, and goes on for real.
        case becameReal
        /// Anything else that it depends on, or may.
        case change
    }

    /// Tells the correlations that look at an alarm that it came on or went off.
    ///
    /// It comes last of what follows from an event: after its covers and the end of a shelf laid for once. What is
    /// changed here may be any device, this one included.
    mutating func noteOperand(_ turn: OperandTurn, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        if engine.isScope(state) {
            if turn != .becomesReal { givingBack(device, &state) { $0.followChildren(of: device, alarm) } }
            return
        }
        let places = engine.plan.rolesOfAlarm[state.profile][alarm]
        guard !places.isEmpty, !state.marks.isEmpty else { return }
        var judged: [(key: TallyKey, reason: Reason)] = []
        for index in places {
            let role = engine.roles(of: state)[index]
            guard let key = engine.key(role, state) else { continue }
            let isTrigger = turn == .comesOn && role.triggers.contains(alarm)
            let isWatched = role.watched.contains(alarm)
            if isWatched { recount(index, key, device, &state) }
            if isTrigger { trigger(key, isTest: state.alarms[alarm].isTest) }
            guard isTrigger || isWatched else { continue }
            let counts = isWatched && !isExplained(alarm, state)
            judged.append((key, counts ? turn.reason(state.key.device) : .change))
        }
        givingBack(device, &state) { me in
            for (key, reason) in judged { me.judge(key, reason) }
        }
    }

    /// What an expectation comes after has come on, or what excuses.
    private mutating func trigger(_ key: TallyKey, isTest: Bool) {
        let gathering = engine.plan.gatherings[key.correlation]
        let (scope, now) = (scopeDevice(key), now)
        switch gathering.description.condition {
        case .count: return
        case .intrusion: withTally(key) { $0.excuse(at: now) }
        case .expectation(let expectation):
            var tally = tally(key)
            let begins = tally.expect(at: now, isTest: isTest)
            decision.working.tallies[key] = tally
            guard begins else { return }
            decision.working.gathering.push(Timer(at: now + expectation.within, device: scope, alarm: key.correlation))
        }
    }

    /// The device that the correlation is an alarm of there.
    private mutating func scopeDevice(_ key: TallyKey) -> Int {
        if let place = tally(key).place { return place }
        let name = engine.plan.key(of: key.place)
        let device = place(of: name) ?? addScope(name)
        let (zone, bridge) = names(of: key)
        withDevice(device) { _, state in state.move(to: zone, bridge: bridge) }
        withTally(key) { $0.place = device }
        return device
    }

    /// A zone without an area and a bridge of the same name are one device: each keeps what it is.
    private func names(of key: TallyKey) -> (zone: String?, bridge: String?) {
        switch engine.plan.gatherings[key.correlation].description.scope {
        case .zone: (key.place.name, nil)
        case .bridge: (nil, key.place.name)
        case .area, .village, .township, .county, .prefecture, .gateway: (nil, nil)
        }
    }

    private mutating func addScope(_ key: DeviceKey) -> Int {
        let profile = engine.plan.profile ?? 0
        return add(DeviceState(key: key, profile: profile, of: engine.profiles[profile], registered: nil, zone: nil))
    }

    // MARK: Judging

    /// Judges what deadlines have changed.
    mutating func judgeNoted() {
        for key in noted.take() {
            if let within = engine.plan.gatherings[key.correlation].within,
                let since = tally(key).waitingSince, since + within <= now
            {
                withTally(key) { $0.miss() }
            }
            judge(key, .time)
        }
    }

    /// Judges one correlation in one scope; no device may be out of its place meanwhile.
    mutating func judge(_ key: TallyKey, _ reason: Reason) {
        let gathering = engine.plan.gatherings[key.correlation]
        var tally = tally(key)
        let finding = Finding(count: gathering.shown(tally), devices: tally.devices, reason: reason)
        tally.meet { gathering.isMet($0, of: $1) }
        let wasOn = isOn(key.correlation, tally)
        var isOn = gathering.holds(tally, isOn: wasOn)
        if reason == .time, !wasOn, !gathering.awaits { isOn = false }
        guard isOn || tally.place != nil else { return }
        let mayBecomeReal = reason != .time || tally.isReal || gathering.awaits
        let stands = tally.isReal || reason == .becameReal
        tally.isReal = isOn && mayBecomeReal && gathering.holdsWithoutTests(tally, isOn: stands)
        decision.working.tallies[key] = tally
        let device = scopeDevice(key)
        withDevice(device) { me, state in
            me.show(finding, of: key.correlation, isOn: isOn, wasOn: wasOn, device, &state)
            me.keep(tally, gathering.description, key.correlation, device, &state)
            if tally.isReal { me.tellForReal(key.correlation, device, &state) }
        }
    }

    /// What is to be shown of a judgement.
    private struct Finding {
        let count: Int?
        let devices: Int
        let reason: Reason

        /// In percent, to a tenth.
        var share: Double? {
            guard let count, devices > 0 else { return nil }
            return Double((count * 1000 + devices / 2) / devices) / 10
        }
    }

    private func isOn(_ correlation: Int, _ tally: Tally) -> Bool {
        guard let place = tally.place else { return false }
        return state(of: place).alarms[correlation].isConditionOn
    }

    private mutating func show(
        _ finding: Finding, of correlation: Int, isOn: Bool, wasOn: Bool, _ device: Int, _ state: inout DeviceState
    ) {
        let place = Profile.condition(of: correlation)
        var values: [(field: Int, value: Value?)] = [(place, .boolean(isOn))]
        if let count = finding.count {
            values.append((place + 1, .number(Double(count))))
            values.append((place + 2, finding.share.map { .number($0) }))
        }
        if isOn || wasOn, case .cameOn(let name) = finding.reason {
            values.append((place + 3, .text(name)))
        } else if isOn, !wasOn {
            values.append((place + 3, nil))
        }
        if isOn != wasOn {
            judgeOwn(Reading(values: values), Occasion(receipt: now), device, &state)
        } else {
            for (field, value) in values { state.fields[field] = value }
        }
    }

    private mutating func keep(
        _ tally: Tally, _ description: CorrelationDescription, _ correlation: Int, _ device: Int,
        _ state: inout DeviceState
    ) {
        let tests = [tally.waitingSince != nil && tally.isWaitingTest, tally.missedSince != nil && tally.isMissedTest]
        for (field, isTest) in zip(Profile.testFields(of: correlation), tests)
        where (state.fields[field] == .boolean(true)) != isTest {
            state.fields[field] = .boolean(isTest)
            noteChange(of: device)
        }
        keep(tally.record(description), device, &state)
    }

    private mutating func keep(_ record: GatheredRecord, _ device: Int, _ state: inout DeviceState) {
        let place = state.gathered.firstIndex { $0.correlation == record.correlation }
        if let place, state.gathered[place] == record { return }
        if let place { state.gathered[place] = record } else { state.gathered.append(record) }
        noteChange(of: device)
    }

    // MARK: After a restart

    /// Brings every correlation, and what it suppresses, to what is configured and known now.
    mutating func settleCorrelations() {
        guard mustGather else { return }
        mustGather = false
        for key in engine.gathered.tallies.keys.sorted() { judge(key, .change) }
        settleChildren()
    }
}

extension OperandTurn {
    /// Why a correlation that counts the device is judged for it.
    fileprivate func reason(_ device: String) -> Deliberation.Reason {
        switch self {
        case .comesOn: .cameOn(device)
        case .goesOff: .change
        case .becomesReal: .becameReal
        }
    }
}

extension Gathering {
    /// Whether time alone can bring its condition about.
    fileprivate var awaits: Bool {
        switch description.condition {
        case .expectation: true
        case .count, .intrusion: false
        }
    }
}
