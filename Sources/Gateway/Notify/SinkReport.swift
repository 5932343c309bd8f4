import AlarmEngine

/// What a sink has to say to the pipeline: to be kept in the ledger, passed on, or answered.
public enum SinkReport: Hashable, Sendable {
    /// What became of one attempt, or of a deadline; to be kept.
    case outcome(sequence: Int64, DeliveryOutcome)
    /// Another sink must be told the same event now.
    case fallback(sequence: Int64, to: String, because: FallbackReason)
    /// How many alarms are undelivered past their deadline and how many deliveries are refused; said when either changes.
    case troubles(late: Int, refused: Int)
    /// The ledger holds more than the sink does. Answer with `refill`: the `limit` most pressing that are pending.
    ///
    /// Refused ones whose `notBefore` lies ahead come last; before them by the greatest urgency among the pending of the
    /// same alarm id, then by sequence. So none comes without the earlier ones of its alarm.
    case wantsRefill(limit: Int)
    /// The log holds every event it was given up to this number.
    case written(through: Int64)
    /// The log could not keep up. Answer with `refill`: the events after this number, in order, at most `limit`.
    case wantsRefillAfter(sequence: Int64, limit: Int)
}

/// What became of a delivery.
public enum DeliveryOutcome: Hashable, Sendable {
    case delivered
    /// It failed and is tried again.
    case retry(at: Moment, why: String)
    /// Its deadline passed; it stays pending.
    case late
    /// The receiver would not have it; it is tried again all the same.
    case refused(retryAt: Moment, why: String)
    /// Refused for a day: given up.
    case failed(why: String)
}

/// Why the fallback is told too.
public enum FallbackReason: String, Hashable, Sendable {
    case late, refused
}
