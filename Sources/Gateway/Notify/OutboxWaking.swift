import AlarmEngine

/// What waits, and until when.
extension Outbox {
    mutating func wakeSleepers(at now: Moment) {
        if now < latestNow { shortenWaits(at: now) }
        latestNow = now
        while let wake = sleeping.first, wake.at <= now {
            sleeping.pop()
            offer(wake.sequence, at: now)
        }
    }

    /// The receiver is back: nothing need wait any longer but what it refused or asked to have later.
    mutating func wakeAll(at now: Moment) {
        for wake in sleeping.removeAll() {
            guard let entry = held[wake.sequence] else { continue }
            if !entry.isWaitAsked, !entry.delivery.isRefused { held[wake.sequence]?.delivery.notBefore = nil }
            offer(wake.sequence, at: now)
        }
    }

    /// Somebody mended the receiver: nothing waits any longer, and what was refused is as good as new.
    ///
    /// The ledger made what it holds of refused and failed ones pending again; a refill brings those.
    mutating func retryEverything(at now: Moment) {
        endpoint = .well(failures: 0)
        for sequence in refused.sorted() {
            guard var entry = held[sequence], !entry.isUnderWay else { continue }
            refused.remove(sequence)
            entry.delivery.state = .waiting
            entry.delivery.notBefore = nil
            insert(entry.delivery, alarm: entry.alarm, at: now)
        }
        for wake in sleeping.removeAll() {
            held[wake.sequence]?.delivery.notBefore = nil
            offer(wake.sequence, at: now)
        }
        refilling.isIncomplete = true
        refilling.leftNewcomersOut = true
    }

    /// The clock was put back: a wait of seconds must not become one of hours.
    private mutating func shortenWaits(at now: Moment) {
        let latest = now + max(policy.longestPause, Outbox.refusedPause)
        endpoint.bound(until: latest)
        refilling.clockPutBack(to: now)
        for wake in sleeping.removeAll() {
            guard let due = held[wake.sequence]?.delivery.notBefore else { continue }
            held[wake.sequence]?.delivery.notBefore = min(due, latest)
            offer(wake.sequence, at: now)
        }
        for wake in deadlines.removeAll() {
            deadlines.push(Wake(at: min(wake.at, now + policy.deadline), sequence: wake.sequence))
        }
    }
}
