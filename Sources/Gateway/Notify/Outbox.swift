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

    var underWay: [Int64: Int] = [:]
    var latestNow = Moment.distantPast

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
    mutating func remove(_ sequence: Int64) {
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
    mutating func offer(_ sequence: Int64, at now: Moment) {
        guard isNext(sequence), let entry = held[sequence] else { return }
        if let due = entry.delivery.notBefore, due > now {
            sleeping.push(Wake(at: due, sequence: sequence))
            return
        }
        let candidate = Candidate(urgency: urgency(of: entry), sequence: sequence)
        ready.push(candidate)
        if candidate.urgency >= Candidate.alarm, entry.delivery.attempts == 0 { freshAlarms.push(candidate) }
    }
}
