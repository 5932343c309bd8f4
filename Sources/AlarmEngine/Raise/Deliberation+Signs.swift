extension Deliberation {
    /// A sign has no life: kept is only when it last came on, whether in a drill, and whether in maintenance.
    mutating func show(_ happening: Happening, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        guard let operand = happening.operandTurn else { return }
        noteChange(of: device)
        switch operand {
        case .comesOn:
            state.alarms[alarm].isTest = isInDrill(state)
            let maintenance = maintenanceCover(state)
            state.alarms[alarm].cameOnAt = maintenance == nil ? now : nil
            let isMomentary = engine.profiles[state.profile].alarms[alarm].policy.isMomentary
            state.alarms[alarm].covers = isMomentary ? [] : [maintenance?.cover].compactMap { $0 }
            if maintenance != nil { return }
        case .goesOff: state.alarms[alarm].covers = []
        case .becomesReal: break
        }
        noteOperand(operand, device, alarm, &state)
    }

    /// A sign that is on goes on for real when its drill is over, and does not count while its device is in maintenance.
    mutating func followSign(_ kind: Period.Kind, _ device: Int, _ alarm: Int, _ state: inout DeviceState) {
        let status = state.alarms[alarm]
        guard status.isOn(engine.profiles[state.profile].alarms[alarm]) else { return }
        switch kind {
        case .drill:
            guard status.isTest, !isInDrill(state) else { return }
            state.alarms[alarm].isTest = false
            noteChange(of: device)
            noteOperand(.becomesReal, device, alarm, &state)
        case .maintenance:
            let covers = [maintenanceCover(state)?.cover].compactMap { $0 }
            guard covers != status.covers else { return }
            state.alarms[alarm].covers = covers
            noteChange(of: device)
            guard covers.isEmpty || status.covers.isEmpty else { return }
            state.alarms[alarm].cameOnAt = covers.isEmpty ? now : nil
            noteOperand(covers.isEmpty ? .comesOn : .goesOff, device, alarm, &state)
        case .absence: return
        }
    }
}
