import AlarmEngine

/// A delivery as it stands in the ledger.
public struct StoredDelivery: Hashable, Sendable {
    public enum State: String, CaseIterable, Sendable {
        case pending, delivered
        /// The sink answered that it does not want it; tried again at ``StoredDelivery/nextAttemptAt``.
        case refused
        case failed
    }

    /// The event's number.
    public var sequence: Int64
    public var sink: String
    /// The alarm's id.
    public var alarmID: String
    /// `msg_<alarm id>_<seq>`: the same over retries and for a fallback.
    public var webhookID: String
    public var signal: Signal
    /// 0 to 15, higher first: the signal's rank times 4 and the severity's, or that of a later event that waits for it.
    public var urgency: Int
    public var state: State
    public var attempts: Int
    public var createdAt: Moment
    public var firstAttemptAt: Moment?
    public var lastAttemptAt: Moment?
    /// Nil means as soon as possible, or never where it is delivered or failed.
    public var nextAttemptAt: Moment?
    /// When the sink refused it first; nil unless it is refused, or failed after that.
    public var refusedAt: Moment?
    /// Whether its deadline passed before it was delivered.
    public var isLate: Bool
    /// Why it was not delivered, the last time.
    public var lastOutcome: String?
    /// The sink it stands in for.
    public var fallbackOf: String?

    static let columns =
        "d.seq, d.sink, d.alarm_id, d.webhook_id, d.signal, d.urgency, d.state, d.attempts, d.created_at, "
        + "d.first_attempt_at, d.last_attempt_at, d.next_attempt_at, d.refused_at, d.late, d.outcome, d.fallback_of"

    init(_ row: Statement) throws(DatabaseError) {
        sequence = row.integer()
        sink = row.text()
        alarmID = row.text()
        webhookID = row.text()
        let what = "the delivery of event \(sequence)"
        signal = try row.word(Signal.self, of: what)
        urgency = Int(row.integer())
        state = try row.word(State.self, of: what)
        attempts = Int(row.integer())
        createdAt = Moment(milliseconds: row.integer())
        firstAttemptAt = row.optionalInteger().map(Moment.init)
        lastAttemptAt = row.optionalInteger().map(Moment.init)
        nextAttemptAt = row.optionalInteger().map(Moment.init)
        refusedAt = row.optionalInteger().map(Moment.init)
        isLate = row.integer() != 0
        lastOutcome = row.optionalText()
        fallbackOf = row.optionalText()
    }
}

/// A delivery that waits, with what it must tell.
public struct OpenDelivery: Hashable, Sendable {
    public var delivery: StoredDelivery
    public var event: NumberedEvent
}

/// How many deliveries of one sink are in one state.
public struct DeliveryCount: Hashable, Sendable {
    public var sink: String
    public var state: StoredDelivery.State
    public var count: Int
}
