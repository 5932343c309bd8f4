/// What comes without a message.
extension Model {
    /// Lets all deadlines come that are due by `limit`, in order of time, device and alarm.
    func run(through limit: Int64) {
        while let (at, device, alarm) = earliest(), at <= limit {
            meet(at, alarm, of: device)
        }
    }

    private func earliest() -> (Int64, ModelDevice, ModelAlarm)? {
        var found: (Int64, ModelDevice, ModelAlarm)?
        for device in devices {
            for alarm in device.alarms {
                guard let at = deadline(of: alarm, of: device), at < found?.0 ?? .max else { continue }
                found = (at, device, alarm)
            }
        }
        return found
    }

    private func deadline(of alarm: ModelAlarm, of device: ModelDevice) -> Int64? {
        var deadlines: [Int64?] = [silenceDeadline(alarm, device)]
        for level in alarm.levels.indices {
            deadlines.append(delayEnd(alarm, level))
            deadlines.append(judgement(of: level, of: alarm, device))
        }
        return deadlines.compactMap { $0 }.min()
    }

    private func delayEnd(_ alarm: ModelAlarm, _ level: Int) -> Int64? {
        alarm.levels[level].since.map {
            $0 + (alarm.levels[level].isOn ? alarm.plan.offDelay : alarm.plan.onDelay)
        }
    }

    private func silenceDeadline(_ alarm: ModelAlarm, _ device: ModelDevice) -> Int64? {
        guard case .silence(let after) = alarm.trigger, !alarm.isOnByItself, let listeningSince,
            device.isAwaited || device.heardAt != nil
        else { return nil }
        return max(device.heardAt ?? listeningSince, listeningSince) + after
    }

    /// When a rule with functions over time is next to be judged though no message comes, on the gateway's clock.
    private func judgement(of level: Int, of alarm: ModelAlarm, _ device: ModelDevice) -> Int64? {
        guard alarm.trigger == .levels, !alarm.plan.isMomentary, let listeningSince else { return nil }
        let phrases = [alarm.plan.levels[level].when] + [alarm.plan.clearWhen].compactMap { $0 }
        let judgedAt = alarm.levels[level].judgedAt ?? max(device.knownSince, device.ownTime(listeningSince))
        let changes = phrases.compactMap { device.nextChange(of: $0, after: judgedAt, offsets: course.offsets) }
        guard let change = changes.min() else { return nil }
        let due = change + (device.lag ?? 0)
        return due <= listeningSince ? listeningSince + 30_000 : due
    }

    private func meet(_ at: Int64, _ alarm: ModelAlarm, of device: ModelDevice) {
        met("deadline")
        if silenceDeadline(alarm, device) == at {
            alarm.isOnByItself = true
            settle(alarm, of: device, at: at)
            return
        }
        let ending = alarm.levels.indices.filter { delayEnd(alarm, $0).map { $0 <= at } ?? false }
        if !ending.isEmpty {
            for level in ending { alarm.turn(level) }
            met("delay ended by deadline")
            settle(alarm, of: device, at: at)
            return
        }
        let occasion = ModelOccasion(receipt: at, reading: nil, time: at, ownTime: device.ownTime(at))
        met("judged by deadline")
        judge(
            alarm, of: device, levels: alarm.levels.indices.filter { judgement(of: $0, of: alarm, device) == at },
            occasion)
    }
}

extension ModelAlarm {
    func turn(_ level: Int) {
        levels[level].isOn.toggle()
        levels[level].since = nil
        levels[level].sinceReading = nil
    }
}
