import AlarmEngine

/// What is done to the table `deliveries`.
enum DeliveryTable {
    /// The highest urgency among later undelivered ones of the same alarm and sink.
    private static let urgencyOfLater = """
        coalesce((SELECT max(later.urgency) FROM deliveries AS later
            WHERE later.alarm_id = ?3 AND later.sink = ?2 AND later.seq > ?1 AND later.state <> 'delivered'), 0)
        """

    private static let insertion = """
        INSERT INTO deliveries (seq, sink, alarm_id, signal, urgency, created_at, fallback_of)
        VALUES (?1, ?2, ?3, ?4, max(?5, \(urgencyOfLater)), ?6, ?7) ON CONFLICT (seq, sink) DO NOTHING
        """

    /// Adds a delivery, and lifts earlier ones of its alarm to its urgency; one that is there already is left alone.
    ///
    /// - Throws: what SQLite says.
    /// - Returns: false if the ledger has no such event.
    static func insert(_ new: LedgerBatch.NewDelivery, into database: Database) throws(DatabaseError) -> Bool {
        let found = try database.statement("SELECT alarm_id, signal, severity FROM events WHERE seq = ?")
            .bind(new.sequence)
            .first { row throws(DatabaseError) in
                (
                    alarmID: row.text(), signal: try row.word(Signal.self, of: "event \(new.sequence)"),
                    severity: try row.word(Severity.self, of: "event \(new.sequence)")
                )
            }
        guard let event = found else { return false }
        let urgency = Int64(event.signal.rank * 4 + event.severity.rank)
        try database.statement(insertion)
            .bind(new.sequence).bind(new.sink).bind(event.alarmID).bind(event.signal.rawValue).bind(urgency)
            .bind(new.createdAt.milliseconds).bind(new.fallbackOf).run()
        guard database.changedRows == 1 else { return true }
        try database.statement(
            """
            UPDATE deliveries SET urgency = ?4
            WHERE alarm_id = ?3 AND sink = ?2 AND seq < ?1 AND urgency < ?4 AND state <> 'delivered'
            """
        )
        .bind(new.sequence).bind(new.sink).bind(event.alarmID).bind(urgency).run()
        return true
    }

    /// Writes down what became of an attempt; of a delivery it does not know, nothing.
    static func apply(_ outcome: LedgerBatch.Outcome, to database: Database) throws(DatabaseError) {
        switch outcome.result {
        case .delivered: try apply(outcome, .delivered, to: database)
        case .retry(let at, let why): try apply(outcome, .pending, nextAt: at, why: why, to: database)
        case .refused(let nextAt, let why): try apply(outcome, .refused, nextAt: nextAt, why: why, to: database)
        case .failed(let why): try apply(outcome, .failed, why: why, to: database)
        case .late:
            try database.statement(
                "UPDATE deliveries SET late = 1 WHERE seq = ? AND sink = ? AND state <> 'delivered'"
            )
            .bind(outcome.sequence).bind(outcome.sink).run()
        }
    }

    /// The same outcome twice counts as one attempt.
    private static func apply(
        _ outcome: LedgerBatch.Outcome, _ state: StoredDelivery.State, nextAt: Moment? = nil, why: String? = nil,
        to database: Database
    ) throws(DatabaseError) {
        try database.statement(
            """
            UPDATE deliveries SET
                state = CASE WHEN state = 'refused' AND ?1 = 'pending' THEN 'refused' ELSE ?1 END,
                attempts = attempts + (last_attempt_at IS NOT ?2), first_attempt_at = coalesce(first_attempt_at, ?2),
                last_attempt_at = ?2, next_attempt_at = ?3, outcome = ?4,
                refused_at = CASE ?1 WHEN 'refused' THEN coalesce(refused_at, ?2) ELSE refused_at END
            WHERE seq = ?5 AND sink = ?6 AND state <> 'delivered'
            """
        )
        .bind(state.rawValue).bind(outcome.at.milliseconds).bind(nextAt?.milliseconds).bind(why)
        .bind(outcome.sequence).bind(outcome.sink).run()
    }

    /// Makes refused and failed deliveries pending again, due at once; of one sink, or of all.
    ///
    /// - Throws: what SQLite says.
    /// - Returns: how many.
    static func requeue(sink: String?, in database: Database) throws(DatabaseError) -> Int {
        try database.statement(
            """
            UPDATE deliveries SET state = 'pending', next_attempt_at = NULL, refused_at = NULL
            WHERE state IN ('refused', 'failed') AND (?1 IS NULL OR sink = ?1)
            """
        )
        .bind(sink).run()
        return database.changedRows
    }
}
