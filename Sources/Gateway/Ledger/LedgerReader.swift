import AlarmEngine

/// A connection that reads a ledger beside its writer, and never writes nor checkpoints.
///
/// One belongs to one queue; there may be several. What it sees is what was committed when a call begins.
public final class LedgerReader {
    private let database: Database

    /// Opens the ledger of a state folder, which exists.
    ///
    /// - Parameter folder: an absolute path.
    /// - Throws: ``DatabaseError``: there is no ledger, it is none, or a later version wrote it.
    public init(folder: String) throws(DatabaseError) {
        database = try Database(path: Ledger.path(in: folder), access: .readOnly)
        try Migration.checkedVersion(of: database, known: Migration.all.last?.version ?? 0)
    }

    /// The events after a number, in order; at most `limit`.
    public func events(after sequence: Int64, limit: Int) throws(DatabaseError) -> [NumberedEvent] {
        try database.statement(
            "SELECT \(EventTable.columns) FROM events AS e WHERE e.seq > ? ORDER BY e.seq LIMIT ?"
        )
        .bind(sequence).bind(Int64(limit)).rows(EventTable.event)
    }

    /// The events after a number that a sink must have been told, in order; at most `limit`.
    ///
    /// Those of which nobody knows whom they were told are among them: better twice than not at all.
    public func events(
        after sequence: Int64, toldTo sink: String, limit: Int
    ) throws(DatabaseError) -> [NumberedEvent] {
        try database.statement(
            """
            SELECT \(EventTable.columns) FROM events AS e
            WHERE e.seq > ? AND (e.told IS NULL OR instr(e.told, ' ' || ? || ' ') > 0) ORDER BY e.seq LIMIT ?
            """
        )
        .bind(sequence).bind(sink).bind(Int64(limit)).rows(EventTable.event)
    }

    /// The newest events, in order; at most `limit`.
    public func lastEvents(_ limit: Int) throws(DatabaseError) -> [NumberedEvent] {
        try database.statement("SELECT \(EventTable.columns) FROM events AS e ORDER BY e.seq DESC LIMIT ?")
            .bind(Int64(limit)).rows(EventTable.event).reversed()
    }

    /// The newest event of every life that is not back to normal, and of every alarm that is covered, in order of their
    /// numbers.
    public func alarms() throws(DatabaseError) -> [NumberedEvent] {
        try database.statement(
            "SELECT \(EventTable.columns) FROM standing AS a JOIN events AS e ON e.seq = a.seq ORDER BY a.seq"
        )
        .rows(EventTable.event)
    }

    /// The life an alarm's id stands for, over or not; nil if there was none.
    public func life(ofAlarmID id: String) throws(DatabaseError) -> Life? {
        try database.statement(
            "SELECT profile, topic_area, device, alarm, began_at FROM events WHERE alarm_id = ? ORDER BY seq LIMIT 1"
        )
        .bind(id)
        .first { row in
            let device = DeviceKey(profile: row.text(), area: row.text(), device: row.text())
            return Life(device: device, alarm: row.text(), beganAt: Moment(milliseconds: row.integer()))
        }
    }

    /// The events of one life, in order.
    public func events(ofAlarmID id: String) throws(DatabaseError) -> [NumberedEvent] {
        try database.statement("SELECT \(EventTable.columns) FROM events AS e WHERE e.alarm_id = ? ORDER BY e.seq")
            .bind(id).rows(EventTable.event)
    }

    /// What a sink has yet to be told, the most urgent first and then in order of events; at most `limit`.
    ///
    /// None comes without the earlier ones of its alarm, which are at least as urgent; so pending ones come whether due or
    /// not. Refused ones whose next attempt lies ahead come last. Fewer than `limit` are all there are.
    public func pendingDeliveries(sink: String, limit: Int, now: Moment) throws(DatabaseError) -> [OpenDelivery] {
        try database.statement(Self.pendingQuery)
            .bind(sink).bind(Int64(limit)).bind(now.milliseconds)
            .rows { row throws(DatabaseError) in
                OpenDelivery(delivery: try StoredDelivery(row), event: try EventTable.event(row))
            }
    }

    /// Walks along an index, each ending at the limit: however long the queue is, only its head is read.
    static let pendingQuery = """
        SELECT \(StoredDelivery.columns), \(EventTable.columns) FROM (
            SELECT * FROM (SELECT seq, 0 AS ahead, -urgency AS place FROM deliveries
                WHERE sink = ?1 AND state = 'pending' ORDER BY urgency DESC, seq LIMIT ?2)
            UNION ALL
            SELECT * FROM (SELECT seq, 0, -urgency FROM deliveries
                WHERE sink = ?1 AND state = 'refused' AND coalesce(next_attempt_at, 0) <= ?3
                ORDER BY urgency DESC, seq LIMIT ?2)
            UNION ALL
            SELECT * FROM (SELECT seq, 1, next_attempt_at FROM deliveries
                WHERE sink = ?1 AND state = 'refused' AND next_attempt_at > ?3 ORDER BY next_attempt_at, seq LIMIT ?2)
        ) AS due
        JOIN deliveries AS d ON d.seq = due.seq AND d.sink = ?1
        JOIN events AS e ON e.seq = due.seq
        ORDER BY due.ahead, due.place, due.seq LIMIT ?2
        """

    /// Deliveries of one sink, state and alarm or, where nil, of any; the newest event's first, at most `limit`.
    public func deliveries(
        sink: String? = nil, state: StoredDelivery.State? = nil, alarmID: String? = nil, limit: Int
    ) throws(DatabaseError) -> [StoredDelivery] {
        try database.statement(
            """
            SELECT \(StoredDelivery.columns) FROM deliveries AS d
            WHERE (?1 IS NULL OR sink = ?1) AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR alarm_id = ?3)
            ORDER BY seq DESC, sink LIMIT ?4
            """
        )
        .bind(sink).bind(state?.rawValue).bind(alarmID).bind(Int64(limit)).rows(StoredDelivery.init)
    }

    /// How many deliveries are in which state, by sink and then state; those that are none are left out.
    public func deliveryCounts() throws(DatabaseError) -> [DeliveryCount] {
        try database.statement("SELECT sink, state, count(*) FROM deliveries GROUP BY sink, state ORDER BY sink, state")
            .rows { row throws(DatabaseError) in
                let sink = row.text()
                let state = try row.word(StoredDelivery.State.self, of: "the deliveries of \(sink)")
                return DeliveryCount(sink: sink, state: state, count: Int(row.integer()))
            }
    }
}
