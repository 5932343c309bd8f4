import AlarmEngine

/// What the outbox left in the ledger, and how it gets it back.
///
/// While something is left there, a newcomer is held only if nothing of its alarm can be there before it; the others wait for
/// a refill, which brings the most pressing in order (``SinkReport/wantsRefill(limit:)``).
struct Refilling: Sendable {
    /// Whether the ledger may hold deliveries that are not in memory.
    var isIncomplete = false
    /// A refill was asked for and has not come.
    private(set) var isAsked = false
    /// Done with since it was asked for: the refill may still bring them.
    private(set) var done: Set<Int64> = []
    /// Newcomers were left out since the last refill was asked for.
    var leftNewcomersOut = false
    private var roomAskedAgain = Moment.distantPast
    private var newcomersAskedAgain = Moment.distantPast

    /// A refill reads thousands of rows: not more often than this without need.
    static let pause = Span.seconds(5)

    mutating func finished(_ sequence: Int64) {
        if isAsked { done.insert(sequence) }
    }

    func isDue(hasRoom: Bool, at now: Moment) -> Bool {
        deadline(hasRoom: hasRoom).map { now >= $0 } ?? false
    }

    func deadline(hasRoom: Bool) -> Moment? {
        guard isIncomplete, !isAsked else { return nil }
        return [hasRoom ? roomAskedAgain : nil, leftNewcomersOut ? newcomersAskedAgain : nil].compactMap { $0 }.min()
    }

    mutating func asked(at now: Moment) {
        isAsked = true
        leftNewcomersOut = false
        newcomersAskedAgain = now + Refilling.pause
    }

    mutating func came(bringing count: Int, isComplete: Bool, at now: Moment) {
        isAsked = false
        done = []
        isIncomplete = !isComplete
        roomAskedAgain = count == 0 ? now + Refilling.pause : now
    }

    mutating func clockPutBack(to now: Moment) {
        roomAskedAgain = min(roomAskedAgain, now + Refilling.pause)
        newcomersAskedAgain = min(newcomersAskedAgain, now + Refilling.pause)
    }
}

extension Outbox {
    /// Takes new deliveries; those it knows are ignored.
    mutating func add(_ newcomers: [PendingDelivery], at now: Moment) {
        for newcomer in newcomers where held[newcomer.sequence] == nil {
            let alarm = newcomer.numbered.id
            if mayHaveEarlierInLedger(newcomer, alarm: alarm) {
                refilling.leftNewcomersOut = true
            } else {
                insert(newcomer, alarm: alarm, at: now)
            }
        }
        evict(at: now)
    }

    /// Takes what the ledger holds; `isComplete` if that is all there is, so that nothing is left out any more.
    mutating func refill(_ deliveries: [PendingDelivery], isComplete: Bool, at now: Moment) {
        var count = 0
        for delivery in deliveries where held[delivery.sequence] == nil && !refilling.done.contains(delivery.sequence) {
            let alarm = delivery.numbered.id
            insert(delivery, alarm: alarm, at: now)
            if !isComplete { chains[alarm]?.isWhole = false }
            count += 1
        }
        refilling.came(bringing: count, isComplete: isComplete, at: now)
        if isComplete {
            for alarm in chains.keys { chains[alarm]?.isWhole = true }
            refilling.leftNewcomersOut = false
            refused.formIntersection(held.keys)
            late.formIntersection(held.keys)
        }
        evict(at: now)
    }

    /// The number of deliveries to ask the ledger for, once, when that is due.
    mutating func askForRefill(at now: Moment) -> Int? {
        guard refilling.isDue(hasRoom: hasRoom, at: now) else { return nil }
        refilling.asked(at: now)
        return policy.bound
    }

    var refillDeadline: Moment? { refilling.deadline(hasRoom: hasRoom) }

    private var hasRoom: Bool { held.count <= policy.bound * 3 / 4 }

    /// What the ledger could not take is not in it either: that is held whatever the bound, which is the pipeline's to keep.
    private func mayHaveEarlierInLedger(_ newcomer: PendingDelivery, alarm: String) -> Bool {
        guard refilling.isIncomplete, newcomer.numbered.isRecorded, !newcomer.isFirstOfItsLife else { return false }
        return chains[alarm]?.isWhole != true
    }

    /// Beyond the bound, leaves some in the ledger: the refused first, then the least urgent, and of an alarm the latest.
    ///
    /// A sixteenth more than it must, so that the sorting is paid once for many.
    private mutating func evict(at now: Moment) {
        guard held.count > policy.bound else { return }
        let target = policy.bound - policy.bound / 16
        let latestFirst = refused.compactMap { held[$0]?.delivery }.sorted {
            ($0.notBefore ?? .distantPast, $0.sequence) > ($1.notBefore ?? .distantPast, $1.sequence)
        }
        for delivery in latestFirst where held.count > target { leaveOut(delivery.sequence) }
        let order = chains.map { (alarm: $0.key, urgency: $0.value.urgency, last: $0.value.sequences.last ?? 0) }
            .sorted { ($0.urgency, -$0.last) < ($1.urgency, -$1.last) }
        for (alarm, _, _) in order where held.count > target {
            while held.count > target, let last = chains[alarm]?.sequences.last, leaveOut(last) {
                chains[alarm]?.isWhole = false
            }
            offerHead(of: alarm, at: now)
        }
    }

    /// False if it must stay: it is under way, or the ledger has not got it.
    @discardableResult
    private mutating func leaveOut(_ sequence: Int64) -> Bool {
        guard let entry = held[sequence], !entry.isUnderWay, entry.delivery.numbered.isRecorded else { return false }
        held[sequence] = nil
        if !entry.delivery.isRefused { unchain(entry) }
        refilling.isIncomplete = true
        return true
    }
}
