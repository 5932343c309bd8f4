/// The delays of a rule.
struct Delays {
    let on: Span
    let off: Span
}

extension AlarmRule {
    var delays: Delays { Delays(on: onDelay, off: offDelay) }
}

/// When a judgement is made: by the gateway's clock, and by the reading's.
struct Occasion {
    /// Of the message, or the deadline's moment.
    let receipt: Moment
    /// The reading's own time, if it has a credible one; at a deadline, the device's, if it has a clock of its own.
    var ownTime: Moment?
    /// A deadline ends no delay by the device's clock.
    var isReading = true

    var reading: Moment { ownTime ?? receipt }
}

extension LevelRecord {
    /// Judges the rule once.
    ///
    /// A delay ends once either clock shows that it has passed; one false or unknown judgement stops it.
    ///
    /// - Parameters:
    ///   - isOn: whether what it watches for is so.
    ///   - isOff: whether it is over.
    ///   - occasion: when.
    ///   - delays: the alarm's.
    /// - Returns: the rule after it.
    func judged(isOn: Truth, isOff: Truth, _ occasion: Occasion, _ delays: Delays) -> LevelRecord {
        switch phase {
        case .off:
            guard isOn == .yes else { return self }
            return LevelRecord.begin(.pending, occasion, delays)
        case .pending:
            guard isOn == .yes else { return LevelRecord(phase: .off) }
            return hasPassed(delays.on, occasion) ? LevelRecord(phase: .on) : self
        case .on:
            guard isOff == .yes else { return self }
            return LevelRecord.begin(.leaving, occasion, delays)
        case .leaving:
            guard isOff == .yes else { return LevelRecord(phase: .on) }
            return hasPassed(delays.off, occasion) ? LevelRecord(phase: .off) : self
        }
    }

    /// A delay of nothing ends where it begins.
    private static func begin(_ phase: Phase, _ occasion: Occasion, _ delays: Delays) -> LevelRecord {
        let isPending = phase == .pending
        if (isPending ? delays.on : delays.off) == .zero { return LevelRecord(phase: isPending ? .on : .off) }
        return LevelRecord(phase: phase, since: occasion.receipt, sinceReading: occasion.ownTime)
    }

    private func hasPassed(_ delay: Span, _ occasion: Occasion) -> Bool {
        guard let since else { return true }
        if occasion.receipt - since >= delay { return true }
        // A time on the device's clock is not to be taken from one on ours.
        guard occasion.isReading, let ownTime = occasion.ownTime, let sinceReading else { return false }
        return ownTime - sinceReading >= delay
    }

    /// When its delay ends on the gateway's clock; nil if none runs.
    func deadline(_ rule: AlarmRule) -> Moment? {
        switch phase {
        case .pending: since.map { $0 + rule.onDelay }
        case .leaving: since.map { $0 + rule.offDelay }
        case .off, .on: nil
        }
    }

    /// The rule once its deadline has come.
    var ended: LevelRecord {
        switch phase {
        case .pending, .on: LevelRecord(phase: .on)
        case .leaving, .off: LevelRecord(phase: .off)
        }
    }
}
