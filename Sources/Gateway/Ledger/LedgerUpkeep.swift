import AlarmEngine
import Glibc

// Opening a ledger.
extension Ledger {
    /// Makes a folder and those above it.
    static func makeFolder(_ folder: String) throws(DatabaseError) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += (path.isEmpty && !folder.hasPrefix("/") ? "" : "/") + part
            guard mkdir(path, 0o750) != 0, errno != EEXIST else { continue }
            let error = DatabaseError.lastSystemError(doing: "Making the state folder \(path)")
            // One above us may be read-only and there all the same.
            guard access(path, F_OK) == 0 else { throw error }
        }
    }

    /// Makes the file before SQLite does, with the mode that its log files will take over.
    static func makeFile(_ path: String) throws(DatabaseError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw .lastSystemError(doing: "Making the ledger \(path)") }
            return
        }
        // Whatever the umask says: the group may read.
        fchmod(descriptor, 0o640)
        close(descriptor)
    }

    static func prepare(_ database: Database) throws(DatabaseError) {
        let mode = try database.statement("PRAGMA journal_mode = WAL").first { $0.text() }
        guard mode == "wal" else {
            throw .unreadable(
                what: database.path, reason: "this file system offers no write-ahead log; use a local disk")
        }
        try database.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA mmap_size = 0;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA wal_autocheckpoint = \(mostLoggedPages);
            """)
    }

    /// Pages written after which ``relieve()`` empties the write-ahead log: 4 MiB of it.
    static let manyLoggedPages = 1000
    /// Pages in the write-ahead log, 16 MiB, at which a commit empties it itself, whoever waits for it.
    static let mostLoggedPages = 4000

    /// Brings into the database what the write-ahead log holds, if that is much.
    ///
    /// Called when nobody waits: SQLite would do it within every seventieth alarm's commit, which then takes five times as long.
    /// What is committed is safe in the log before and after.
    ///
    /// - Throws: what SQLite says; the log is then as before, and grows.
    public func relieve() throws(DatabaseError) {
        let written = database.writtenPages
        guard written - relievedPages >= Ledger.manyLoggedPages else { return }
        try database.statement("PRAGMA wal_checkpoint(PASSIVE)").run()
        relievedPages = written
    }
}

// The small tables.
extension Ledger {
    /// Adds messages to the ring, and drops the oldest beyond its capacity; one that is there already becomes the newest.
    func keep(
        _ messages: [LedgerBatch.KeptMessage], forgetting forgets: Bool, capacity: Int
    ) throws(DatabaseError) {
        if forgets { try database.statement("DELETE FROM kept_messages").run() }
        guard !messages.isEmpty else { return }
        let insert = try database.statement(
            "INSERT OR REPLACE INTO kept_messages (number, topic, packet_id, digest) "
                + "VALUES ((SELECT coalesce(max(number), 0) + 1 FROM kept_messages), ?, ?, ?)")
        for message in messages.suffix(capacity) {
            try insert.bind(message.topic).bind(Int64(message.packetID)).bind(Int64(bitPattern: message.digest)).run()
        }
        // By number: to count those that are there would take longer than all the rest of an alarm's commit. Numbers have gaps
        // where a message came again; so twice as many are left, and `keptMessages` reads the newest.
        try database.statement(
            "DELETE FROM kept_messages WHERE number <= (SELECT max(number) FROM kept_messages) - ?"
        )
        .bind(2 * Int64(capacity)).run()
    }

    /// The newest of the ring, as many as its capacity, in their order.
    func keptMessages(capacity: Int) throws(DatabaseError) -> [LedgerBatch.KeptMessage] {
        try database.statement("SELECT topic, packet_id, digest FROM kept_messages ORDER BY number DESC LIMIT ?")
            .bind(Int64(capacity))
            .rows {
                LedgerBatch.KeptMessage(
                    topic: $0.text(), packetID: UInt16(truncatingIfNeeded: $0.integer()),
                    digest: UInt64(bitPattern: $0.integer()))
            }
            .reversed()
    }

    func remember(cursors: [String: Int64], meta: [LedgerBatch.MetaKey: String]) throws(DatabaseError) {
        for (sink, sequence) in cursors {
            try database.statement("INSERT OR REPLACE INTO cursors (sink, seq) VALUES (?, ?)")
                .bind(sink).bind(sequence).run()
        }
        for (key, value) in meta {
            try database.statement("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
                .bind(key.rawValue).bind(value).run()
        }
    }

    /// Forgets alarms that their device's record says have ended: events may be missing after the disk had failed.
    func forgetEndedAlarms(_ devices: [DeviceRecord]) throws(DatabaseError) {
        let standing = try database.statement(
            "SELECT \(EventTable.columns) FROM standing AS a JOIN events AS e ON e.seq = a.seq"
        )
        .rows(EventTable.event)
        guard !standing.isEmpty else { return }
        let records = Dictionary(devices.map { ($0.key, $0) }) { $1 }
        for numbered in standing where isOver(numbered.event, records) {
            try database.statement("DELETE FROM standing WHERE seq = ?").bind(numbered.sequence).run()
        }
    }

    /// Whether the records say so; those that say nothing of it leave it standing.
    private func isOver(_ event: Event, _ records: [DeviceKey: DeviceRecord]) -> Bool {
        let life = event.life
        if let kind = event.period {
            // Periods are kept by the gateway itself, wherever they are.
            let own = records[DeviceKey(profile: life.device.profile, area: "", device: life.device.device)]
            return own.map { !$0.periods.contains { $0.kind == kind && $0.beganAt == life.beganAt } } ?? false
        }
        guard let alarm = records[life.device]?.alarms.first(where: { $0.name == life.alarm }) else { return false }
        // One that never was raised has the life of 1970.
        return (alarm.state == .normal && alarm.covers.isEmpty)
            || (alarm.beganAt ?? Moment(milliseconds: 0)) != life.beganAt
    }
}
