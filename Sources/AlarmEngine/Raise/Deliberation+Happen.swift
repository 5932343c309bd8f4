/// When something happened to an alarm, and who may hear of it.
struct Telling {
    var time: Moment
    var by: String?
    var reason: String?
    /// When what it begins will end by itself.
    var until: Moment?
    var isLate = false
    /// Kept, but told to nobody.
    var isSilent = false
    /// A person did it, at this alarm.
    var isByHand = false
    /// What the event says beside the fields of its rule.
    var values: [NamedValue] = []
}

extension Deliberation {
    /// Moves an alarm on: the table of its life, the event, who is told, and what follows from it at once.
    mutating func happen(
        _ happening: Happening, _ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        if rule.isSign { return show(happening, device, alarm, &state) }
        if case .comesOn = happening { endStaleTest(telling, device, alarm, &state) }
        let before = state.alarms[alarm]
        guard let kind = state.alarms[alarm].apply(happening, at: telling.time, rule.policy) else { return }
        noteChange(of: device)
        let turn = Turn(happening: happening, kind: kind, before: before, after: state.alarms[alarm])
        remember(turn, rule, alarm, &state)
        let covers = turn.leavesNormal ? automaticCovers(rule, alarm, state) : []
        let audience = covers.isEmpty ? audience(of: turn, telling, state.alarms[alarm]) : .nobody
        tell(turn, flapping(turn, telling, audience, rule, alarm, &state), to: audience, rule, alarm, &state)
        if covers.isEmpty { countInFlood(turn, state.alarms[alarm], state) }
        freezeSteps(turn, rule, alarm, &state)
        if telling.isByHand, turn.returnsToNormal { calm(telling, device, alarm, &state) }
        for cover in covers { happen(.laid(cover.cover), cover.telling(at: telling.time), device, alarm, &state) }
        endOneShots(turn, telling, device, alarm, &state)
        noteOperand(turn, rule, device, alarm, &state)
        setTimer(device, alarm, &state)
        if state.successor != nil, happening == .acknowledged {
            withdrawReplaced(at: telling.time, device, alarm, &state)
        }
    }

    /// A correlation's test life that waits for people does not take up what comes on for real: it ends before.
    private mutating func endStaleTest(_ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let status = state.alarms[alarm]
        guard status.isTest, status.state != .normal, engine.isScope(state), !isTest(alarm, state) else { return }
        happen(.drillOver, Telling(time: telling.time, reason: "drill over"), device, alarm, &state)
    }

    /// Tells correlations; to them an alarm out of service is off, and comes on when it is back and on.
    private mutating func noteOperand(
        _ turn: Turn, _ rule: AlarmRule, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        let operand: OperandTurn?
        if state.alarms[alarm].isOutOfService {
            state.alarms[alarm].cameOnAt = nil
            operand = turn.after.isOutOfService && !turn.before.isOutOfService ? .goesOff : nil
        } else if turn.happening != .drillOver, turn.before.isOutOfService {
            operand = state.alarms[alarm].isOn(rule) ? .comesOn : nil
        } else {
            operand = turn.operandTurn
        }
        if operand == .comesOn { state.alarms[alarm].cameOnAt = isExplained(alarm, state) ? nil : now }
        if let operand { noteOperand(operand, device, alarm, &state) }
    }

    /// What the life remembers of itself beside its state.
    private func remember(_ turn: Turn, _ rule: AlarmRule, _ alarm: Int, _ state: inout DeviceState) {
        if turn.leavesNormal {
            state.alarms[alarm].isTest = isTest(alarm, state)
            // Those who hear real alarms did not hear that it flaps in a drill, nor the other way round.
            if state.alarms[alarm].isTest != turn.before.isTest { state.alarms[alarm].chatter.changeAudience() }
            state.alarms[alarm].isHeldBack = isHeldBack(rule, state)
        }
    }

    /// Counts the raises of an alarm; one of them says that it flaps.
    private func flapping(
        _ turn: Turn, _ telling: Telling, _ audience: Audience, _ rule: AlarmRule, _ alarm: Int,
        _ state: inout DeviceState
    ) -> Telling {
        guard turn.kind == .raised, !rule.policy.isMomentary,
            state.alarms[alarm].chatter.raise(at: now, isTold: audience == .wanting)
        else { return telling }
        var telling = telling
        telling.reason = "flapping"
        return telling
    }

    /// A person has ended the life: what comes now is news, however often it was raised before.
    private mutating func calm(_ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let over = state.alarms[alarm].chatter.end()
        state.alarms[alarm].chatter = Chatter()
        guard let over else { return }
        happen(.flappingOver, Telling(time: telling.time, reason: over), device, alarm, &state)
    }

    /// A shelf laid for once ends just after the event of going off.
    private mutating func endOneShots(
        _ turn: Turn, _ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        guard turn.happening == .goesOff, state.alarms[alarm].covers.contains(where: \.isOnce) else { return }
        happen(.lifted(.shelved, .hand), Telling(time: telling.time), device, alarm, &state)
    }

    private mutating func tell(
        _ turn: Turn, _ telling: Telling, to audience: Audience, _ rule: AlarmRule, _ alarm: Int,
        _ state: inout DeviceState
    ) {
        let event = event(turn.kind, telling, rule, state.alarms[alarm], state)
        decision.events.append(event)
        deliver(event, to: audience, told: &state.alarms[alarm].told)
    }

    /// Who hears of a step in a life: of one that is held back or known to flap, those at most who were told of it.
    private func audience(of turn: Turn, _ telling: Telling, _ status: AlarmStatus) -> Audience {
        let audience = audience(of: turn, telling)
        guard audience == .wanting else { return audience }
        if turn.before.isHeldBack || status.isHeldBack { return .told }
        guard status.chatter.isQuiet else { return .wanting }
        switch turn.happening {
        case .comesOn(let severity): return severity > turn.before.severity ? .wanting : .nobody
        case .goesOff: return turn.returnsToNormal ? .told : .nobody
        case .acknowledged, .drillOver: return turn.returnsToNormal ? .told : .wanting
        case .severityChanges, .occurs, .reset, .noted, .withdrawn, .laid, .lifted, .goesOnForReal, .escalates,
            .flappingOver:
            return .wanting
        }
    }

    private func audience(of turn: Turn, _ telling: Telling) -> Audience {
        if telling.isSilent { return .nobody }
        switch turn.happening {
        case .escalates: return .told
        case .laid: return .told
        case .lifted: return turn.after.covers.isEmpty ? (turn.after.state.isActive ? .wanting : .told) : .nobody
        case .withdrawn: return turn.before.covers.isEmpty ? .wanting : .told
        case .comesOn, .goesOff, .severityChanges, .occurs, .acknowledged, .reset, .noted, .drillOver, .goesOnForReal,
            .flappingOver:
            break
        }
        if !turn.after.covers.isEmpty { return .nobody }
        // The end of a life that lifted the covers over it.
        if !turn.before.covers.isEmpty { return .told }
        return .wanting
    }
}
