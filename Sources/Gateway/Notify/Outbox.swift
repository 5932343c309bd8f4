import AlarmEngine

/// What one webhook must still be told, and what it is told next.
///
/// Pure: time and jitter are arguments. The rules are section 8 of the design:
///
/// - by urgency (signal, then severity), then by sequence; of one alarm in sequence, the earlier as urgent as the later;
/// - at most `lanes` under way, of signals other than `alarm` one fewer;
/// - a failed one waits 1, 2, 4 … s up to the longest pause, or what the receiver asked for up to an hour, and holds up only
///   its alarm; a receiver that fails altogether is left to rest and then probed (``EndpointHealth``);
/// - a refused one goes to the fallback at once, is tried again hourly for a day, and holds up nothing;
/// - an `alarm` not delivered within the deadline is late, once, and goes to the fallback too;
/// - what goes beyond the bound stays in the ledger until there is room (`OutboxBound.swift`).
struct Outbox: Sendable {
    static let refusedPause = Span.hours(1)
    static let refusedFor = Span.hours(24)

    var policy: Policy
    var held: [Int64: Held] = [:]
    var chains: [String: Chain] = [:]
    /// Those refused, and those late, the ones left in the ledger among them.
    var refused: Set<Int64> = []
    var late: Set<Int64> = []
    var endpoint = EndpointHealth.well(failures: 0)
    var refilling = Refilling()

    // Entries in these heaps go stale when a delivery moves; they are checked when they come to the top.
    var ready = Heap<Candidate>()
    var freshAlarms = Heap<Candidate>()
    var sleeping = Heap<Wake>()
    var deadlines = Heap<Wake>()

    private(set) var underWay: [Int64: Int] = [:]
    private var latestNow = Moment.distantPast

    init(policy: Policy) {
        self.policy = policy
    }

    var lateCount: Int { late.count }
    var refusedCount: Int { refused.count }

    /// Whether no request is under way.
    var isQuiet: Bool { underWay.isEmpty }

    // MARK: Sending

    /// The delivery to send now, which is then under way; nil if none may go.
    mutating func next(at now: Moment) -> PendingDelivery? {
        wakeSleepers(at: now)
        guard underWay.count < policy.lanes else { return nil }
        let sequence: Int64?
        switch endpoint.admission(at: now) {
        case .everything:
            sequence = take(from: \.ready, at: now)
            pruneFreshAlarms(at: now)
        case .oneProbe:
            sequence = take(from: \.ready, at: now)
            if let sequence { endpoint.probed(by: sequence) }
        case .freshAlarms: sequence = take(from: \.freshAlarms, at: now) { $0.attempts == 0 }
        }
        return sequence.flatMap { held[$0]?.delivery }
    }

    /// When to call ``next(at:)`` and ``lapse(at:)`` again though nothing else happens.
    func nextDeadline(after now: Moment) -> Moment? {
        var times = [sleeping.first?.at, deadlines.first?.at, refillDeadline]
        if case .resting(let until, _, _) = endpoint, !ready.isEmpty { times.append(until) }
        return times.compactMap { $0 }.filter { $0 > now }.min()
    }

    private mutating func take(
        from heap: WritableKeyPath<Outbox, Heap<Candidate>>, at now: Moment,
        where suits: (PendingDelivery) -> Bool = { _ in true }
    ) -> Int64? {
        while let candidate = self[keyPath: heap].first {
            let sequence = candidate.sequence
            if let entry = held[sequence], isSendable(sequence, at: now), urgency(of: entry) == candidate.urgency,
                suits(entry.delivery)
            {
                guard candidate.urgency >= Candidate.alarm || othersUnderWay < policy.lanes - 1 else { return nil }
                self[keyPath: heap].pop()
                underWay[sequence] = candidate.urgency
                held[sequence]?.isUnderWay = true
                if !entry.delivery.isRefused { chains[entry.alarm]?.underWay = sequence }
                return sequence
            }
            self[keyPath: heap].pop()
        }
        return nil
    }

    /// Drops those that went out by the common order, which is the same: so they are at the top.
    private mutating func pruneFreshAlarms(at now: Moment) {
        while let candidate = freshAlarms.first, !isSendable(candidate.sequence, at: now) { freshAlarms.pop() }
    }

    private var othersUnderWay: Int { underWay.values.count { $0 < Candidate.alarm } }

    private func urgency(of entry: Held) -> Int {
        entry.delivery.isRefused ? entry.delivery.urgency : chains[entry.alarm]?.urgency ?? 0
    }

    private func isSendable(_ sequence: Int64, at now: Moment) -> Bool {
        guard isNext(sequence) else { return false }
        return (held[sequence]?.delivery.notBefore ?? .distantPast) <= now
    }

    /// Whether nothing but time keeps it from being sent.
    private func isNext(_ sequence: Int64) -> Bool {
        guard let entry = held[sequence], !entry.isUnderWay else { return false }
        if entry.delivery.isRefused { return true }
        guard let chain = chains[entry.alarm] else { return false }
        return chain.sequences.first == sequence && chain.underWay == nil
    }

    // MARK: What became of it

    /// Takes the answer to a delivery that was under way.
    ///
    /// - Parameter jitter: 0 up to 1, drawn anew.
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
        let outcome = entry.delivery.isRefused ? DeliveryOutcome.refused(retryAt: due, why: why) : .retry(at: due, why: why)
        return [.outcome(sequence: sequence, outcome)]
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

    // MARK: Keeping

    mutating func insert(_ delivery: PendingDelivery, alarm: String, at now: Moment) {
        let sequence = delivery.sequence
        held[sequence] = Held(delivery: delivery, alarm: alarm)
        if delivery.isRefused {
            refused.insert(sequence)
            offer(sequence, at: now)
            return
        }
        chains[alarm, default: Chain()].insert(sequence, urgency: delivery.urgency)
        if delivery.isLate {
            late.insert(sequence)
        } else if delivery.isAlarm {
            deadlines.push(Wake(at: min(delivery.createdAt, now) + policy.deadline, sequence: sequence))
        }
        offerHead(of: alarm, at: now)
    }

    /// Forgets a delivery that is done with.
    private mutating func remove(_ sequence: Int64) {
        guard let entry = held.removeValue(forKey: sequence) else { return }
        if !entry.delivery.isRefused { unchain(entry) }
        refused.remove(sequence)
        late.remove(sequence)
        refilling.finished(sequence)
    }

    mutating func unchain(_ entry: Held) {
        chains[entry.alarm]?.remove(entry.delivery.sequence, urgency: entry.delivery.urgency)
        if chains[entry.alarm]?.sequences.isEmpty == true { chains[entry.alarm] = nil }
    }

    mutating func offerHead(of alarm: String, at now: Moment) {
        if let head = chains[alarm]?.sequences.first { offer(head, at: now) }
    }

    /// Puts a delivery where its time has it found, if it is the next of its alarm.
    private mutating func offer(_ sequence: Int64, at now: Moment) {
        guard isNext(sequence), let entry = held[sequence] else { return }
        if let due = entry.delivery.notBefore, due > now {
            sleeping.push(Wake(at: due, sequence: sequence))
            return
        }
        let candidate = Candidate(urgency: urgency(of: entry), sequence: sequence)
        ready.push(candidate)
        if candidate.urgency >= Candidate.alarm, entry.delivery.attempts == 0 { freshAlarms.push(candidate) }
    }

    // MARK: Waking

    private mutating func wakeSleepers(at now: Moment) {
        if now < latestNow { shortenWaits(at: now) }
        latestNow = now
        while let wake = sleeping.first, wake.at <= now {
            sleeping.pop()
            offer(wake.sequence, at: now)
        }
    }

    /// The receiver is back: nothing need wait any longer but what it refused or asked to have later.
    private mutating func wakeAll(at now: Moment) {
        for wake in sleeping.removeAll() {
            guard let entry = held[wake.sequence] else { continue }
            if !entry.isWaitAsked, !entry.delivery.isRefused { held[wake.sequence]?.delivery.notBefore = nil }
            offer(wake.sequence, at: now)
        }
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
