/// When an alarm of a device must be looked at though no message comes.
struct Timer: Hashable, Sendable {
    let at: Moment
    /// The device's place in the engine, or ``own``.
    let device: Int
    /// The alarm's place in its profile; of the gateway's own lives, their slot.
    let alarm: Int

    /// Stands for the lives that the gateway keeps beside those of devices.
    static let own = -1
}

/// Timers, the earliest first: a binary heap.
///
/// A timer is never taken out before its time: whoever set it notes when it goes off, and one that is not expected any
/// more is passed over.
struct Timers: Sendable {
    private var heap: [Timer] = []

    /// Beside the heap, as it is asked for at every message.
    private(set) var earliest: Moment?

    mutating func push(_ timer: Timer) {
        heap.append(timer)
        var child = heap.count - 1
        while child > 0, case let parent = (child - 1) / 2, heap[child].at < heap[parent].at {
            heap.swapAt(child, parent)
            child = parent
        }
        earliest = heap[0].at
    }

    private mutating func pop() {
        defer { earliest = heap.first?.at }
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while case let left = 2 * parent + 1, left < heap.count {
            let right = left + 1
            let child = right < heap.count && heap[right].at < heap[left].at ? right : left
            guard heap[child].at < heap[parent].at else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }

    /// Takes out all that go off at the earliest moment, if that is at `limit` or before.
    mutating func popEarliest(through limit: Moment) -> [Timer] {
        guard let earliest, earliest <= limit else { return [] }
        var due: [Timer] = []
        while let first = popFirst(at: earliest) { due.append(first) }
        return due
    }

    /// Takes out one that goes off at `moment`, which is the earliest; nil if there is none.
    mutating func popFirst(at moment: Moment) -> Timer? {
        guard let first = heap.first, first.at == moment else { return nil }
        pop()
        return first
    }

    mutating func removeAll(through limit: Moment) {
        while let first = heap.first, first.at <= limit { pop() }
    }

    /// All that go off at `limit` or before, in no order, left where they are.
    func due(through limit: Moment) -> [Timer] {
        var due: [Timer] = []
        var open = [0]
        while let index = open.popLast() {
            guard index < heap.count, heap[index].at <= limit else { continue }
            due.append(heap[index])
            open += [2 * index + 1, 2 * index + 2]
        }
        return due
    }

    var all: [Timer] { heap }
}
