import Dispatch

/// State that only one serial queue may touch.
///
/// The program's queues, from the outside in. A queue may wait (`sync`) for one below it and never for one above it, so
/// nothing can deadlock; news goes up by `async` alone:
///
///     control, ingest (one per connection)
///     engine: decides, commits, adopts
///     notify, one per sink
///     reading: the ledger's read-only connection
///
/// `@unchecked Sendable` is sound: `state` is private, and ``sync(_:)`` alone touches it, on `queue`.
public final class QueueBound<State>: @unchecked Sendable {
    private let queue: DispatchQueue
    private var state: State

    public init(_ label: String, _ state: sending State) {
        queue = DispatchQueue(label: label)
        self.state = state
    }

    /// Runs `body` on the queue and waits for its answer.
    ///
    /// Traps if called on the queue itself, where it would wait for ever.
    public func sync<Answer: Sendable>(_ body: (inout State) throws -> Answer) rethrows -> Answer {
        dispatchPrecondition(condition: .notOnQueue(queue))
        return try queue.sync { try body(&state) }
    }
}
