import AlarmEngine

extension Outbox {
    /// What of a webhook's configuration the outbox goes by.
    struct Policy: Hashable, Sendable {
        /// Deliveries held in memory, at least 1.
        var bound: Int
        /// Requests under way at once, at least 2.
        var lanes: Int
        /// How long an `alarm` may stay undelivered.
        var deadline: Span
        var longestPause: Span
        /// The sink that hears what this one could not deliver.
        var fallback: String?
    }

    /// A delivery in memory.
    struct Held: Sendable {
        var delivery: PendingDelivery
        /// The alarm's id, which costs a hash to make.
        let alarm: String
        var isUnderWay = false
        /// It waits because the receiver asked for it: its recovery does not end that.
        var isWaitAsked = false
    }

    /// The deliveries of one alarm that wait to be told in order.
    ///
    /// Refused ones have left it.
    struct Chain: Sendable {
        private(set) var sequences: [Int64] = []
        var underWay: Int64?
        /// False once later deliveries of this alarm may have been left in the ledger.
        var isWhole = true
        private var countByUrgency = [Int](repeating: 0, count: 16)

        /// An earlier delivery is as urgent as the most urgent that waits behind it.
        var urgency: Int { countByUrgency.lastIndex { $0 > 0 } ?? 0 }

        mutating func insert(_ sequence: Int64, urgency: Int) {
            let place = sequences.lastIndex { $0 < sequence }.map { $0 + 1 } ?? 0
            sequences.insert(sequence, at: place)
            countByUrgency[urgency] += 1
        }

        mutating func remove(_ sequence: Int64, urgency: Int) {
            guard let place = sequences.first == sequence ? 0 : sequences.lastIndex(of: sequence) else { return }
            sequences.remove(at: place)
            countByUrgency[urgency] -= 1
        }
    }

    /// A place in the order of sending: the most urgent first, then the oldest.
    struct Candidate: Comparable, Sendable {
        var urgency: Int
        var sequence: Int64

        /// The least urgency of signal `alarm`.
        static let alarm = Signal.alarm.rank * 4

        static func < (left: Candidate, right: Candidate) -> Bool {
            left.urgency == right.urgency ? left.sequence < right.sequence : left.urgency > right.urgency
        }
    }

    /// Something to look at again at a time.
    struct Wake: Comparable, Sendable {
        var at: Moment
        var sequence: Int64

        static func < (left: Wake, right: Wake) -> Bool {
            left.at == right.at ? left.sequence < right.sequence : left.at < right.at
        }
    }
}
