/// Messages: what they are to their device, and what they bring.
extension Model {
    private struct Reading {
        let message: CourseMessage
        /// Known values, nil being one that overflowed.
        var fields: [String: Scalar?] = [:]
        /// Its own time, where credible.
        var own: Int64?
        var sequence: Int?
        let payload: String
        let receipt: Int64

        var time: Int64 { own ?? receipt }
    }

    private enum Fate {
        case redelivered, late, fresh
    }

    func hear(_ message: CourseMessage) {
        guard let profile = course.profiles.first(where: { $0.name == message.profile }), message.body != .empty else {
            return met("empty")
        }
        let device = device(profile, message)
        device.touch(at: clock)
        guard let reading = read(message, profile) else {
            met("undecodable")
            if message.isRetained { return }
            device.heardAt = clock
            device.undecodable += 1
            for alarm in device.alarms { judgeByItself(alarm, of: device, at: clock) }
            return
        }
        let fate = fate(of: reading, device)
        met("\(fate)")
        if fate == .redelivered { return }
        if !message.isRetained {
            device.heardAt = clock
            device.undecodable = 0
        }
        switch fate {
        case .redelivered: break
        case .late: takeLate(reading, device)
        case .fresh: takeFresh(reading, device)
        }
    }

    private func device(_ profile: CourseProfile, _ message: CourseMessage) -> ModelDevice {
        let area = profile.hasArea ? message.area : ""
        if let known = devices.first(where: {
            $0.profile.name == profile.name && $0.area == area && $0.device == message.device
        }) {
            return known
        }
        // A row that says no area is the device's wherever it is.
        let rows = course.registry.filter { $0.profile == profile.name && $0.device == message.device }
        let row = rows.first { !profile.hasArea || $0.area == area } ?? rows.first { $0.area.isEmpty }
        let device = ModelDevice(profile, area: area, device: message.device, row: row, knownSince: clock)
        device.isNew = true
        add(device)
        return device
    }

    /// Nil where it is undecodable.
    private func read(_ message: CourseMessage, _ profile: CourseProfile) -> Reading? {
        guard case .reading(let entries, let lag, let sequence) = message.body else { return nil }
        var reading = Reading(message: message, payload: message.payload(at: clock), receipt: clock)
        for entry in entries {
            guard let field = profile.fields.first(where: { $0.name == entry.field }) else { continue }
            switch (entry.value, field.type) {
            case (.number(let number), "number"): reading.fields[field.name] = .some(.number(number))
            case (.truth(let truth), "boolean"): reading.fields[field.name] = .some(.truth(truth))
            case (.text(let text), "text"): reading.fields[field.name] = .some(.text(text))
            case (.huge, "number"):
                reading.fields[field.name] = .some(nil)
                met("overflow")
            case (.null, _): met("null")
            case (.number, _), (.truth, _), (.text, _), (.huge, _): met("mistyped")
            }
        }
        guard !reading.fields.isEmpty else { return nil }
        if profile.hasTime {
            let isCredible = lag.map { $0 <= profile.maximumAge && $0 >= -300_000 } ?? false
            reading.own = isCredible ? lag.map { clock - $0 } : nil
            if !isCredible { met("time not credible") }
        }
        reading.sequence = profile.hasSequence ? sequence : nil
        return reading
    }

    /// Rule 12: what a reading is beside the newest of its device.
    private func fate(of reading: Reading, _ device: ModelDevice) -> Fate {
        let message = reading.message
        let isSamePayload = device.newestPayload == reading.payload
        let isSameTime = reading.own != nil && reading.own == device.newestTime
        let isSameSequence = reading.sequence != nil && reading.sequence == device.newestSequence
        if isSamePayload && (isSameTime || isSameSequence) { return .redelivered }
        let isLower = reading.sequence.flatMap { mine in device.newestSequence.map { mine < $0 } } ?? false
        if isLower && message.mayBeRedelivery && reading.own == nil && !message.isRetained { return .redelivered }
        if let own = reading.own, let newest = device.newestTime, own < newest {
            guard !message.mayBeRedelivery, !message.isRetained else { return .late }
            let last = device.lateTimes.last
            if last.map({ own < $0 }) ?? false { device.lateTimes = [] }
            if last != own { device.lateTimes.append(own) }
            guard device.lateTimes.count >= 3 else { return .late }
            met("stepped back")
            step(device, to: own)
        } else if reading.own != nil && !message.isRetained {
            device.lateTimes = []
        }
        if isLower { met("restarted device") }
        return .fresh
    }

    /// The device's clock was set back: what it remembers moves along.
    private func step(_ device: ModelDevice, to own: Int64) {
        device.lateTimes = []
        let lag = clock - own
        device.shift(by: (device.lag ?? 0) - lag)
        device.lag = lag
    }

    private func remember(_ reading: Reading, _ device: ModelDevice) {
        if let own = reading.own {
            device.newestTime = own
            // When a retained message was sent nobody knows, so it says nothing of the device's clock.
            if !reading.message.isRetained {
                if device.lag == nil { device.shift(by: own - clock) }
                device.lag = clock - own
            }
        }
        guard !reading.message.isRetained else { return }
        if let sequence = reading.sequence { device.newestSequence = sequence }
        if reading.own != nil || reading.sequence != nil { device.newestPayload = reading.payload }
    }

    private func takeFresh(_ reading: Reading, _ device: ModelDevice) {
        remember(reading, device)
        let isRetained = reading.message.isRetained
        let isOnlyState = isRetained && reading.own == nil
        if isRetained { met(isOnlyState ? "retained" : "retained with time") }
        var brought = Set(reading.fields.keys)
        if isOnlyState { brought = brought.filter { !device.live.contains($0) } }
        let ownTime = reading.own ?? device.ownTime(clock)
        for field in brought {
            if !isOnlyState {
                device.previous[field] = device.broughtAt[field] == nil ? nil : device.values[field] ?? nil
                device.broughtAt[field] = max(ownTime, device.broughtAt[field] ?? ownTime)
            }
            device.values[field] = reading.fields[field]
            if !isRetained { device.live.insert(field) }
        }
        if !isOnlyState { sample(brought, device, ownTime) }
        let occasion = ModelOccasion(receipt: clock, reading: reading.own, time: reading.time, ownTime: ownTime)
        for alarm in device.alarms {
            judge(alarm, of: device, brought: brought, occasion, isRetained: isRetained)
        }
    }

    private func sample(_ brought: Set<String>, _ device: ModelDevice, _ ownTime: Int64) {
        let evaluation = ModelEvaluation(device: device, at: ownTime, offsets: course.offsets)
        for index in device.windows.indices {
            let phrase = device.windows[index].phrase
            guard !phrase.names.isDisjoint(with: brought) else { continue }
            switch evaluation.answer(phrase) {
            case .number(let number)?: device.windows[index].add(number, at: ownTime)
            case .truth(let truth)?: device.windows[index].add(truth ? 1 : 0, at: ownTime)
            case .text?, nil: break
            }
            if device.windows[index].isCrowded { met("crowded window") }
        }
        for part in device.aged where !part.names.isDisjoint(with: brought) {
            if evaluation.truth(part) == true {
                device.trueAt[part] = max(ownTime, device.trueAt[part] ?? ownTime)
            }
        }
    }

    private func judge(
        _ alarm: ModelAlarm, of device: ModelDevice, brought: Set<String>, _ occasion: ModelOccasion, isRetained: Bool
    ) {
        guard alarm.trigger == .levels else {
            if !isRetained { judgeByItself(alarm, of: device, at: occasion.time) }
            return
        }
        if let rule = alarm.plan.suppressWhen, !rule.names.isDisjoint(with: brought) {
            judgeSuppression(alarm, of: device, occasion)
        }
        let clear = alarm.plan.clearWhen?.names ?? []
        let levels = alarm.plan.levels.indices.filter {
            !alarm.plan.levels[$0].when.names.union(clear).isDisjoint(with: brought)
        }
        if alarm.plan.isMomentary {
            guard !isRetained, !levels.isEmpty else { return }
            let evaluation = ModelEvaluation(device: device, at: occasion.ownTime, offsets: course.offsets)
            occur(alarm, of: device, evaluation, at: occasion.time, Telling())
        } else if !levels.isEmpty {
            judge(alarm, of: device, levels: levels, occasion)
        }
    }

    private func occur(
        _ alarm: ModelAlarm, of device: ModelDevice, _ evaluation: ModelEvaluation, at time: Int64, _ telling: Telling
    ) {
        let before = alarm.before
        guard evaluation.truth(alarm.plan.levels[0].when) == true, let kind = alarm.occurs(at: time) else { return }
        met("momentary")
        happen(kind, alarm, of: device, at: time, before, telling)
    }

    /// Silence and payload: what any message says of them.
    private func judgeByItself(_ alarm: ModelAlarm, of device: ModelDevice, at time: Int64) {
        switch alarm.trigger {
        case .levels: return
        case .silence: alarm.isOnByItself = false
        case .payload: alarm.isOnByItself = device.undecodable >= 5
        }
        settle(alarm, of: device, at: time)
    }

    /// It changes nothing, and counts for momentary alarms.
    private func takeLate(_ reading: Reading, _ device: ModelDevice) {
        guard !reading.message.isRetained else { return }
        let isTold = clock - reading.time < device.profile.maximumNotifyAge
        for alarm in device.alarms {
            guard alarm.trigger == .levels else {
                judgeByItself(alarm, of: device, at: reading.time)
                continue
            }
            guard alarm.plan.isMomentary, !alarm.plan.levels[0].when.names.isDisjoint(with: reading.fields.keys) else {
                continue
            }
            let evaluation = ModelEvaluation(
                device: device, at: reading.time, offsets: course.offsets, instead: reading.fields)
            let telling = Telling(
                audience: isTold ? .wanted : .nobody, isLate: true, instead: reading.fields)
            if !isTold { met("late and too old to tell") }
            occur(alarm, of: device, evaluation, at: reading.time, telling)
        }
    }
}
