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
}

extension Deliberation {
    /// Moves an alarm on: the table of its life, the event, who is told, and what follows from it at once.
    mutating func happen(
        _ happening: Happening, _ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
        let rule = engine.profiles[state.profile].alarms[alarm]
        let before = state.alarms[alarm]
        guard let kind = state.alarms[alarm].apply(happening, at: telling.time, rule.policy) else { return }
        noteChange(of: device)
        let turn = Turn(happening: happening, kind: kind, before: before, after: state.alarms[alarm])
        remember(turn, alarm, &state)
        let covers = turn.leavesNormal ? automaticCovers(rule, state.alarms[alarm], state) : []
        tell(turn, telling, to: covers.isEmpty ? audience(of: turn, telling) : .nobody, rule, alarm, &state)
        for cover in covers { happen(.laid(cover.cover), cover.telling(at: telling.time), device, alarm, &state) }
        endOneShots(turn, telling, device, alarm, &state)
        if let operand = turn.operandTurn { noteOperand(operand, telling, device, alarm, &state) }
        setTimer(device, alarm, &state)
    }

    /// What the life remembers of itself beside its state.
    private func remember(_ turn: Turn, _ alarm: Int, _ state: inout DeviceState) {
        if turn.leavesNormal { state.alarms[alarm].isTest = isInDrill(state) }
        if turn.operandTurn == .comesOn { state.alarms[alarm].cameOnAt = now }
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

    /// Who hears of a step in a life.
    private func audience(of turn: Turn, _ telling: Telling) -> Audience {
        if telling.isSilent { return .nobody }
        switch turn.happening {
        case .laid: return .told
        case .lifted: return turn.after.covers.isEmpty ? (turn.after.state.isActive ? .wanting : .told) : .nobody
        case .withdrawn: return turn.before.covers.isEmpty ? .wanting : .told
        case .comesOn, .goesOff, .severityChanges, .occurs, .acknowledged, .reset, .noted, .drillOver, .goesOnForReal:
            break
        }
        if !turn.after.covers.isEmpty { return .nobody }
        // The end of a life that lifted the covers over it.
        if !turn.before.covers.isEmpty { return .told }
        return .wanting
    }
}
