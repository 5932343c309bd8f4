extension Deliberation {
    /// Judges a message if it is quiet; answers false, with nothing changed, where it may be anything else.
    mutating func judgeQuietly(_ message: Message) -> Bool {
        guard !message.isRetained, !message.mayBeRedelivery, !message.payload.isEmpty,
            let place = engine.topics.place(of: message.topic)
        else { return false }
        let entry = engine.topics.entries[place]
        let device = Int(entry.device)
        guard device >= 0, let plan = engine.quietPlans.all[Int(entry.plan)], isCalm(device) else {
            return false
        }
        return engine.devices.withUnsafeBufferPointer { devices in
            guard let first = devices.baseAddress else { return false }
            let state = first + device
            if entry.detail >= 0, !engine.topics.details[Int(entry.detail)].leaves(state) { return false }
            return message.payload.withUnsafeBufferPointer { payload in
                withUnsafeTemporaryAllocation(of: Operand.self, capacity: plan.fieldCount) { cells in
                    judge(payload, plan, cells, device, state)
                }
            }
        }
    }

    /// Whether a device is as the engine has it, but for quiet messages, and at rest.
    private func isCalm(_ device: Int) -> Bool {
        device < engine.isCalm.count && engine.isCalm[device]
            && (decision.working.devices.isEmpty || decision.working.devices.index(forKey: device) == nil)
    }

    private mutating func judge(
        _ payload: UnsafeBufferPointer<UInt8>, _ plan: QuietPlan, _ cells: UnsafeMutableBufferPointer<Operand>,
        _ device: Int, _ state: UnsafePointer<DeviceState>
    ) -> Bool {
        let row = decision.working.quiet.row(of: device)
        var freshness: Freshness
        if let row {
            freshness = decision.working.quiet.rows[row].freshness
            let first = decision.working.quiet.rows[row].firstCell
            for field in cells.indices {
                cells.initializeElement(at: field, to: decision.working.quiet.cells[first + field])
            }
        } else {
            freshness = state.pointee.freshness
            state.load(cells)
        }
        var reading = QuietReading(state: state, cells: cells)
        guard reading.read(payload, plan, engine) else { return false }
        let taken = reading.time.flatMap { plan.manner.distrustsClock || isCredible($0, plan.maximumAge) ? $0 : nil }
        let isTimed = taken != nil || reading.sequence != nil
        let admission = freshness.admit(
            time: taken, sequence: reading.sequence, digest: isTimed ? PayloadDigest.value(payload) : 0,
            mayBeRedelivery: false, isRetained: false, isTrusted: !plan.manner.distrustsClock)
        let ownTime = plan.manner.distrustsClock ? nil : taken
        guard admission == .fresh, ownTime == nil || state.pointee.memory.lag != nil,
            plan.isQuiet(reading.brought, QuietSurroundings(cells: cells, state: state, plan: plan))
        else { return false }
        decision.counts.messages += 1
        decision.counts.judged += 1
        decision.counts.mistypedFields += reading.mistypedFields
        if plan.manner.tellsTime, taken == nil { decision.counts.incredibleTime += 1 }
        decision.working.quiet.write(
            row, device: device, cells, reading.brought, at: clock, lag: ownTime.map { clock - $0 }, freshness)
        return true
    }

    /// Has the silence of a device looked at again when it could begin, as it was heard meanwhile; answers false where it may
    /// have begun, or anything else is due.
    mutating func rearm(_ timer: Timer) -> Bool {
        guard timer.device != Timer.own, isCalm(timer.device), let listeningSince else { return false }
        let row = decision.working.quiet.row(of: timer.device)
        return engine.devices.withUnsafeBufferPointer { devices in
            guard let first = devices.baseAddress else { return false }
            let state = first + timer.device
            guard let silence = engine.quietPlans.silences[state.pointee.profile], silence.alarm == timer.alarm,
                state.pointee.alarms[timer.alarm].isBare,
                let heardAt = row.map({ decision.working.quiet.rows[$0].heardAt }) ?? state.pointee.heardAt,
                (row.flatMap { decision.working.quiet.rows[$0].silenceTimer } ?? state.pointee.timers[timer.alarm])
                    == timer.at
            else { return false }
            let due = max(heardAt, listeningSince) + silence.after
            guard due > timer.at else { return false }
            decision.working.quiet.setSilenceTimer(
                row, device: timer.device, state, heardAt: heardAt, state.pointee.fields.count, at: due)
            decision.working.timers.push(Timer(at: due, device: timer.device, alarm: timer.alarm))
            return true
        }
    }
}

/// A device with what a message brought, for the rules.
struct QuietSurroundings: Surroundings {
    let cells: UnsafeMutableBufferPointer<Operand>
    let state: UnsafePointer<DeviceState>
    let plan: QuietPlan

    func field(_ place: Int) -> Operand { cells[place] }
    func parameter(_ place: Int) -> Operand { Operand(state.pointee.parameters[place], text: .parameter(place)) }
    /// No quiet plan has such a step.
    func remembered(_ step: Program.Step) -> Operand { .unknown }

    func text(_ source: Operand.TextSource) -> String {
        let value: Value? =
            switch source {
            case .constant(let place): .text(plan.texts[place])
            case .field(let place): state.pointee.fields[place]
            case .parameter(let place): state.pointee.parameters[place]
            case .previous: nil
            }
        guard case .text(let text) = value else { return "" }
        return text
    }
}

extension QuietPlan {
    /// Whether none of what would begin something is true.
    func isQuiet(_ brought: UInt64, _ surroundings: QuietSurroundings) -> Bool {
        for place in checks.indices where checks[place].reads & brought != 0 {
            if isTrue(checks[place].kind, surroundings) { return false }
        }
        return true
    }

    private func isTrue(_ check: Check.Kind, _ surroundings: QuietSurroundings) -> Bool {
        switch check {
        case .flag(let field):
            guard case .boolean(true) = surroundings.cells[field] else { return false }
            return true
        case .limit(let field, let comparison, let limit):
            guard case .number(let number) = surroundings.cells[field] else { return false }
            return comparison.holds(number, limit)
        case .parameter(let field, let comparison, let parameter):
            guard case .number(let number) = surroundings.cells[field],
                case .number(let limit) = surroundings.parameter(parameter)
            else { return isTrue(field, comparison, parameter, surroundings) }
            return comparison.holds(number, limit)
        case .steps(let start, let end):
            return steps.withUnsafeBufferPointer { steps in
                Program.result(of: UnsafeBufferPointer(rebasing: steps[start..<end]), in: surroundings).truth == .yes
            }
        }
    }

    /// As a program judges it: of texts and of what is true or false.
    private func isTrue(
        _ field: Int, _ comparison: Term.Comparison, _ parameter: Int, _ surroundings: QuietSurroundings
    ) -> Bool {
        Program.compared(comparison, surroundings.field(field), surroundings.parameter(parameter), surroundings) == .yes
    }
}
