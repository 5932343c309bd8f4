/// What comes without a message.
extension Model {
    /// Lets all deadlines come that are due by `limit`, in order of time, device and alarm.
    func run(through limit: Int64) {
        while true {
            let own = ownDeadline()
            let next = earliest()
            // The gateway's own device comes before the others: its profile is the first by name.
            if let own, own <= limit, own <= next?.0 ?? .max {
                runOwn(at: own)
            } else if let (at, device, alarm) = next, at <= limit {
                meet(at, alarm, of: device)
            } else {
                return
            }
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
        var deadlines = [
            silenceDeadline(alarm, device), alarm.coverEnd, suppressionJudgement(of: alarm, device), calm(alarm),
        ]
        deadlines.append(alarm.steps.first?.dueAt)
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
        guard alarm.trigger == .levels, !alarm.plan.isMomentary else { return nil }
        let phrases = alarm.timed[level]
        if phrases.isEmpty { return nil }
        let level = alarm.levels[level]
        return due(phrases, level.judgedAt, level.unheardThrough, level.wasSetAt, alarm, device)
    }

    private func due(
        _ phrases: [Phrase], _ judgedAt: Int64?, _ unheardThrough: Int64?, _ wasSetAt: Int64?, _ alarm: ModelAlarm,
        _ device: ModelDevice
    ) -> Int64? {
        guard let listeningSince else { return nil }
        let judgedAt = judgedAt ?? max(device.knownSince, unheardThrough ?? device.knownSince)
        // What passed while nothing could be heard, and what comes after it.
        let moments = [judgedAt, max(judgedAt, unheardThrough ?? judgedAt)]
        let changes = moments.flatMap { moment in
            phrases.compactMap { device.nextChange(of: $0, after: moment, offsets: course.offsets) }
        }
        var due = changes.map { change in
            let at = change + (device.lag ?? 0)
            return unheardThrough.map { change <= $0 } ?? false ? max(at, listeningSince + 30_000) : at
        }
        if let wasSetAt { due.append(unheardThrough == nil ? wasSetAt : max(wasSetAt, listeningSince + 30_000)) }
        // What a reading or a step of the clock shows to have passed comes at once.
        return due.min().map { max($0, alarm.touchedAt) }
    }

    private func suppressionJudgement(of alarm: ModelAlarm, _ device: ModelDevice) -> Int64? {
        guard let rule = alarm.plan.suppressWhen else { return nil }
        return due(
            [rule], alarm.suppressionJudgedAt, alarm.suppressionUnheardThrough, alarm.suppressionWasSetAt, alarm, device
        )
    }

    /// Whether time alone has an alarm judged.
    private func isJudged(_ alarm: ModelAlarm, of device: ModelDevice, at moment: Int64) -> Bool {
        suppressionJudgement(of: alarm, device) == moment
            || alarm.levels.indices.contains { judgement(of: $0, of: alarm, device) == moment }
    }

    private func meet(_ at: Int64, _ alarm: ModelAlarm, of device: ModelDevice) {
        met("deadline")
        now = at
        alarm.touch(at: at)
        if let end = alarm.coverEnd, end <= at { return endCovers(alarm, of: device, at: at) }
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
        if let calm = calm(alarm), calm <= at, !isJudged(alarm, of: device, at: at) {
            return endFlapping(alarm, of: device, at: at)
        }
        if let step = alarm.steps.first, step.dueAt <= at, !isJudged(alarm, of: device, at: at) {
            return takeStep(alarm, of: device, at: at)
        }
        let occasion = ModelOccasion(
            receipt: at, reading: device.lag.map { at - $0 }, time: at, ownTime: device.ownTime(at), isDeadline: true)
        met("judged by deadline")
        let levels = alarm.levels.indices.filter { judgement(of: $0, of: alarm, device) == at }
        if suppressionJudgement(of: alarm, device) == at { judgeSuppression(alarm, of: device, occasion) }
        if !levels.isEmpty { judge(alarm, of: device, levels: levels, occasion) }
    }
}

extension ModelAlarm {
    func turn(_ level: Int) {
        levels[level].isOn.toggle()
        levels[level].since = nil
        levels[level].sinceReading = nil
    }
}
