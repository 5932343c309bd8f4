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
            """)
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
        try database.statement(
            "DELETE FROM kept_messages WHERE number NOT IN "
                + "(SELECT number FROM kept_messages ORDER BY number DESC LIMIT ?)"
        )
        .bind(Int64(capacity)).run()
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
            "SELECT \(EventTable.columns) FROM alarms AS a JOIN events AS e ON e.seq = a.seq"
        )
        .rows(EventTable.event)
        guard !standing.isEmpty else { return }
        let records = Dictionary(devices.map { ($0.key, $0) }) { $1 }
        for numbered in standing {
            let life = numbered.event.life
            let alarm = records[life.device]?.alarms.first { $0.name == life.alarm }
            guard let alarm, alarm.isOver || alarm.life != life.beganAt else { continue }
            try EventTable.forget(life, in: database)
        }
    }

    /// Forgets alarms whose cover was lifted in silence when they went back to normal beneath it.
    ///
    /// Their last event still names the cover; the device's record, kept with it, knows.
    func forgetUncovered(_ batch: LedgerBatch) throws(DatabaseError) {
        for numbered in batch.events where numbered.event.state == .normal && numbered.event.cover != nil {
            let life = numbered.event.life
            let record = batch.devices.last { $0.key == life.device }
            guard let alarm = record?.alarms.first(where: { $0.name == life.alarm }), alarm.isOver else { continue }
            try EventTable.forget(life, in: database)
        }
    }
}

extension AlarmRecord {
    /// Whether it is normal, and nothing lies over it.
    fileprivate var isOver: Bool { state == .normal && covers.isEmpty }

    /// The beginning of the life its events belong to; one that never was raised has that of 1970.
    fileprivate var life: Moment { beganAt ?? Moment(milliseconds: 0) }
}
