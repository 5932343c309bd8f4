/// The ids seen lately, so that a delivery that comes again is known for what it is.
///
/// Senders retry what they did not see confirmed: at least once is the promise, and the receiver makes it once. The
/// memory is of this process and holds the latest ``capacity`` ids; one that comes again later counts as new. A receiver
/// that acts on what it is told keeps the ids with what it did, in one transaction.
struct RepeatMemory {
    static let capacity = 100_000

    private var known: Set<String> = []
    private var order: [String] = []
    private var oldest = 0
    private let capacity: Int

    init(capacity: Int = Self.capacity) {
        self.capacity = capacity
    }

    func contains(_ id: String) -> Bool {
        known.contains(id)
    }

    mutating func remember(_ id: String) {
        guard known.insert(id).inserted else { return }
        guard order.count == capacity else {
            order.append(id)
            return
        }
        known.remove(order[oldest])
        order[oldest] = id
        oldest = (oldest + 1) % capacity
    }
}
