extension Deliberation {
    var own: OwnLives { decision.working.own ?? engine.own }

    private mutating func withOwn(_ body: (inout OwnLives) -> Void) {
        var own = self.own
        body(&own)
        for timer in own.setTimers() { decision.working.timers.push(timer) }
        decision.working.own = own
    }

    /// The gateway's own record goes with the others where it changed.
    mutating func keepOwn() {
        guard let own = decision.working.own, own.hasChanged(from: engine.own),
            !decision.changed.contains(where: { $0.key == engine.ownKey })
        else { return }
        if let device = place(of: engine.ownKey) {
            decision.changed.append(engine.record(of: state(of: device), with: own))
        } else {
            decision.changed.append(own.record(engine.ownKey))
        }
    }

    mutating func stepPeriods(by span: Span) {
        withOwn { $0.move(by: span) }
    }

    // MARK: Hands

    /// Answers why it cannot begin; nil once it has, or is known to.
    mutating func begin(_ period: Period, _ hand: Hand) -> HandRefusal? {
        var period = period
        period.from = max(period.from, clock)
        period.by = hand.by
        period.reason = hand.reason
        period.beganAt = nil
        guard period.until > period.from else { return .alreadyOver }
        guard period.until - period.from <= period.kind.longest else { return .tooLong }
        guard own.periods.count < OwnLives.maximumPeriods else { return .tooManyPeriods }
        withOwn { $0.periods.append(period) }
        if period.from == clock { beginDue(period.kind, at: clock) }
        return nil
    }

    /// Ends those of that kind and target that run; where none runs, those that are still to begin.
    mutating func end(_ kind: Period.Kind, _ target: Period.Target, _ hand: Hand) -> HandRefusal? {
        let meant = own.periods.filter { $0.kind == kind && $0.target == target }
        if meant.isEmpty { return .noSuchPeriod }
        guard meant.contains(where: { $0.beganAt != nil }) else {
            withOwn { $0.periods.removeAll { $0.kind == kind && $0.target == target } }
            return nil
        }
        end(kind, at: clock, hand) { $0.target == target && $0.beganAt != nil }
        return nil
    }

    // MARK: Deadlines

    mutating func runOwn(_ timer: Timer) {
        guard own.timers[timer.alarm] == timer.at else { return }
        withOwn { $0.timers[timer.alarm] = nil }
        switch OwnLives.Slot.allCases[timer.alarm] {
        case .absence: pass(.absence, at: timer.at)
        case .drill: pass(.drill, at: timer.at)
        case .maintenance: pass(.maintenance, at: timer.at)
        }
    }

    /// At one instant those that begin come first, so that one drill can follow another without a gap.
    private mutating func pass(_ kind: Period.Kind, at time: Moment) {
        beginDue(kind, at: time)
        end(kind, at: time, nil) { $0.beganAt != nil && $0.until <= time }
    }

    private mutating func beginDue(_ kind: Period.Kind, at time: Moment) {
        var hasBegun = false
        for place in own.periods.indices {
            let period = own.periods[place]
            guard period.kind == kind, period.beganAt == nil, period.from <= time else { continue }
            raise(place, at: time)
            hasBegun = true
        }
        if hasBegun { follow(kind, Telling(time: time)) }
    }

    /// Begins the life of the period in that place.
    mutating func raise(_ place: Int, at time: Moment) {
        withOwn { $0.begin(place, at: time) }
        tell(.raised, own.periods[place], at: time, nil)
    }

    private mutating func end(
        _ kind: Period.Kind, at time: Moment, _ hand: Hand?, where isOver: (Period) -> Bool
    ) {
        let over = own.periods.filter { $0.kind == kind && isOver($0) }
        if over.isEmpty { return }
        withOwn { $0.periods.removeAll { $0.kind == kind && isOver($0) } }
        for period in over { tell(.cleared, period, at: time, hand) }
        follow(kind, Telling(time: time, by: hand?.by, reason: hand?.reason))
    }

    // MARK: Events

    /// A period's own event; an absence is told to nobody.
    func event(
        _ kind: Event.Kind, _ period: Period, at time: Moment, _ hand: Hand?, device: String
    ) -> Event {
        let key = DeviceKey(profile: engine.ownKey.profile, area: period.target.area, device: device)
        return Event(
            time: time, kind: kind,
            life: Life(device: key, alarm: period.kind.rawValue, beganAt: period.beganAt ?? time), service: .gateway,
            area: period.target.area.isEmpty ? nil : period.target.area, zone: period.target.zone, place: nil,
            severity: .minor, signal: period.kind.signal, state: kind == .raised ? .unacknowledged : .normal,
            occurrences: 1, values: period.target.device.map { [NamedValue(name: "device", value: .text($0))] } ?? [],
            text: period.kind.words, discreetText: period.kind.words, by: hand?.by ?? period.by,
            reason: hand?.reason ?? period.reason, until: period.until)
    }

    private mutating func tell(_ kind: Event.Kind, _ period: Period, at time: Moment, _ hand: Hand?) {
        tell(event(kind, period, at: time, hand, device: engine.ownKey.device), of: period)
    }

    mutating func tell(_ event: Event, of period: Period) {
        decision.events.append(event)
        var told: UInt64 = 0
        deliver(event, to: period.kind == .absence ? .nobody : .wanting, told: &told)
    }
}

extension OwnLives {
    /// Begins a life, later than any of its kind before it.
    fileprivate mutating func begin(_ place: Int, at time: Moment) {
        guard let kind = Period.Kind.allCases.firstIndex(of: periods[place].kind) else { return }
        let beganAt = latest[kind].map { max(time, $0 + Span(milliseconds: 1)) } ?? time
        latest[kind] = beganAt
        periods[place].beganAt = beganAt
    }

    fileprivate func hasChanged(from before: OwnLives) -> Bool {
        periods != before.periods || latest != before.latest
    }
}
