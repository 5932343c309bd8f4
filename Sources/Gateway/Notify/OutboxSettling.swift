import AlarmEngine

/// What became of a delivery, and what follows.
extension Outbox {
    /// Takes the answer to a delivery that was under way, with a jitter of 0 up to 1 that is drawn anew.
    mutating func settle(_ sequence: Int64, _ answer: HTTPAnswer, at now: Moment, jitter: Double) -> [SinkReport] {
        underWay[sequence] = nil
        guard var entry = held[sequence] else { return [] }
        entry.isUnderWay = false
        entry.isWaitAsked = false
        entry.delivery.attempts += 1
        held[sequence] = entry
        if chains[entry.alarm]?.underWay == sequence { chains[entry.alarm]?.underWay = nil }
        defer { offerHead(of: entry.alarm, at: now) }
        switch answer.verdict {
        case .delivered:
            remove(sequence)
            if endpoint.answered(at: now) { wakeAll(at: now) }
            return [.outcome(sequence: sequence, .delivered)]
        case .retry(let after, let why):
            endpoint.failed(sequence, at: now, longest: policy.longestPause, jitter: jitter)
            if let after { endpoint.askedForRest(until: now + after) }
            return postpone(entry, asked: after, why: why, at: now, jitter: jitter)
        case .refused(let why):
            if endpoint.answered(at: now) { wakeAll(at: now) }
            return refuse(entry, why: why, at: now)
        }
    }

    private mutating func postpone(
        _ entry: Held, asked: Span?, why: String, at now: Moment, jitter: Double
    ) -> [SinkReport] {
        var entry = entry
        let sequence = entry.delivery.sequence
        let backoff = Backoff(first: .seconds(1), longest: policy.longestPause).pause(
            afterFailures: entry.delivery.attempts, jitter: jitter)
        let due = now + max(backoff, asked ?? .zero)
        entry.delivery.notBefore = due
        entry.isWaitAsked = asked != nil
        held[sequence] = entry
        offer(sequence, at: now)
        let isRefused = entry.delivery.isRefused
        return [.outcome(sequence: sequence, isRefused ? .refused(retryAt: due, why: why) : .retry(at: due, why: why))]
    }

    private mutating func refuse(_ entry: Held, why: String, at now: Moment) -> [SinkReport] {
        var entry = entry
        let sequence = entry.delivery.sequence
        let due = now + Outbox.refusedPause
        let wasTold = entry.delivery.isLate
        var isFirst = false
        switch entry.delivery.state {
        case .refused(let since):
            guard now - since < Outbox.refusedFor else {
                remove(sequence)
                return [.outcome(sequence: sequence, .failed(why: why))]
            }
        case .waiting:
            isFirst = true
            unchain(entry)
            late.remove(sequence)
            refused.insert(sequence)
            entry.delivery.state = .refused(since: now)
        }
        entry.delivery.notBefore = due
        held[sequence] = entry
        offer(sequence, at: now)
        let outcome = SinkReport.outcome(sequence: sequence, .refused(retryAt: due, why: why))
        return [outcome] + (isFirst && !wasTold ? fallback(for: sequence, because: .refused) : [])
    }

    /// Finds the alarms whose deadline has passed.
    mutating func lapse(at now: Moment) -> [SinkReport] {
        var reports: [SinkReport] = []
        while let wake = deadlines.first, wake.at <= now {
            deadlines.pop()
            guard let entry = held[wake.sequence], !entry.delivery.isLate, !entry.delivery.isRefused else { continue }
            held[wake.sequence]?.delivery.isLate = true
            late.insert(wake.sequence)
            reports.append(.outcome(sequence: wake.sequence, .late))
            reports += fallback(for: wake.sequence, because: .late)
        }
        return reports
    }

    private func fallback(for sequence: Int64, because reason: FallbackReason) -> [SinkReport] {
        policy.fallback.map { [.fallback(sequence: sequence, to: $0, because: reason)] } ?? []
    }
}
