import AlarmEngine

/// One event that a sink must still be told, as the ledger keeps it.
public struct PendingDelivery: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        case waiting
        /// The receiver would not have it; it is tried again hourly until a day after `since`.
        case refused(since: Moment)
    }

    public var numbered: NumberedEvent
    /// When the sink was first to be told; its deadline counts from here.
    public var createdAt: Moment
    /// How often it was tried.
    public var attempts: Int
    /// Not to be tried again before; nil for at once.
    public var notBefore: Moment?
    public var state: State
    /// Whether its deadline has passed and that was reported.
    public var isLate: Bool

    public init(
        numbered: NumberedEvent, createdAt: Moment, attempts: Int = 0, notBefore: Moment? = nil,
        state: State = .waiting, isLate: Bool = false
    ) {
        self.numbered = numbered
        self.createdAt = createdAt
        self.attempts = attempts
        self.notBefore = notBefore
        self.state = state
        self.isLate = isLate
    }

    public var sequence: Int64 { numbered.sequence }

    /// The `webhook-id` header: the same at every attempt and at every sink, so that a receiver can tell repeats.
    public var webhookID: String { "msg_\(numbered.id)_\(numbered.sequence)" }
}

extension PendingDelivery {
    /// 0 to 15: the signal counts before the severity.
    public var urgency: Int { numbered.event.signal.rank * 4 + numbered.event.severity.rank }

    var isRefused: Bool {
        switch state {
        case .waiting: false
        case .refused: true
        }
    }

    var isAlarm: Bool { numbered.event.signal == .alarm }

    /// Whether nothing of this alarm's life can have come before it.
    var isFirstOfItsLife: Bool { numbered.event.kind == .raised && numbered.event.occurrences == 1 }
}
