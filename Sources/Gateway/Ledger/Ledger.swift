import AlarmEngine
import Glibc

/// The gateway's memory on disk: `ledger.sqlite` in the state folder, written by this one connection alone.
///
/// It belongs to the engine's queue; others read through a ``LedgerReader``. Every commit is on the disk when it returns
/// (write-ahead log, `synchronous=FULL`).
public final class Ledger {
    public let path: String
    let database: Database
    private let lock: StateLock
    private let messageCapacity: Int
    /// ``Database/writtenPages`` when the write-ahead log was last emptied.
    var relievedPages = 0

    /// Opens the ledger of a state folder, and makes both where they are missing (0750, 0640).
    ///
    /// - Parameters:
    ///   - folder: an absolute path.
    ///   - messageCapacity: how many messages are kept to recognise redeliveries: the in-flight window, at least 1.
    /// - Throws: ``DatabaseError``: another process has it, a later version wrote it, it is no ledger, or the disk is at fault.
    public convenience init(folder: String, messageCapacity: Int = 512) throws(DatabaseError) {
        try self.init(folder: folder, messageCapacity: messageCapacity, migrations: Migration.all)
    }

    init(folder: String, messageCapacity: Int = 512, migrations: [Migration]) throws(DatabaseError) {
        try Ledger.makeFolder(folder)
        path = Ledger.path(in: folder)
        self.messageCapacity = messageCapacity
        // First the lock: closing a file that SQLite has open in this process would give up SQLite's own locks.
        lock = try StateLock(folder: folder)
        try Ledger.makeFile(path)
        database = try Database(path: path, access: .readAndWrite)
        try Ledger.prepare(database)
        try Migration.run(migrations, on: database)
    }

    /// Where the ledger of a state folder lies.
    public static func path(in folder: String) -> String { folder + "/ledger.sqlite" }

    /// Keeps all of a batch in one transaction, and does nothing for an empty one.
    ///
    /// After an error nothing of it is kept (or, after an I/O error, perhaps all), and the same batch may be committed again.
    ///
    /// - Parameter batch: what to keep.
    /// - Returns: what was done.
    /// - Throws: ``DatabaseError``; the connection stays usable.
    @discardableResult
    public func commit(_ batch: LedgerBatch) throws(DatabaseError) -> Committed {
        guard !batch.isEmpty else { return Committed(wrote: false, orphans: []) }
        var orphans: [LedgerBatch.NewDelivery] = []
        try database.transaction { () throws(DatabaseError) in
            for event in batch.events {
                try EventTable.insert(event, told: batch.told[event.sequence], into: database)
            }
            orphans = []
            for delivery in batch.deliveries where try !DeliveryTable.insert(delivery, into: database) {
                orphans.append(delivery)
            }
            try DeviceTable.save(batch.devices, into: database)
            try keep(batch.messages, forgetting: batch.forgetsMessages, capacity: messageCapacity)
            for outcome in batch.outcomes { try DeliveryTable.apply(outcome, to: database) }
            try remember(cursors: batch.cursors, meta: batch.meta)
        }
        return Committed(wrote: true, orphans: orphans)
    }

    /// What a commit did.
    public struct Committed: Hashable, Sendable {
        /// False for an empty batch: no transaction, nothing on the disk.
        public var wrote: Bool
        /// Deliveries of events the ledger does not have, which it cannot keep: to be said in the journal.
        public var orphans: [LedgerBatch.NewDelivery]
    }

    /// What the engine and the pipeline must know to go on.
    public func restore() throws(DatabaseError) -> Restored {
        var restored = Restored()
        (restored.devices, restored.unreadableDevices) = try DeviceTable.restore(from: database)
        try database.transaction { () throws(DatabaseError) in try forgetEndedAlarms(restored.devices) }
        restored.lastSequence =
            try database.statement("SELECT coalesce(max(seq), 0) FROM events").first { $0.integer() } ?? 0
        let cursors = try database.statement("SELECT sink, seq FROM cursors").rows { ($0.text(), $0.integer()) }
        restored.cursors = Dictionary(cursors) { $1 }
        restored.messages = try keptMessages(capacity: messageCapacity)
        for (key, value) in try database.statement("SELECT key, value FROM meta").rows({ ($0.text(), $0.text()) }) {
            if let key = LedgerBatch.MetaKey(rawValue: key) { restored.meta[key] = value }
        }
        return restored
    }

    /// Makes refused and failed deliveries pending again, due at once: `gengfu deliveries --retry`.
    ///
    /// - Parameter sink: nil for all.
    /// - Returns: how many.
    /// - Throws: ``DatabaseError``.
    public func requeue(sink: String? = nil) throws(DatabaseError) -> Int {
        var count = 0
        try database.transaction { () throws(DatabaseError) in
            count = try DeliveryTable.requeue(sink: sink, in: database)
        }
        return count
    }

    // Retention goes here: delete what is delivered and older than a bound, oldest first, a few hundred rows a call and
    // never in a batch's own transaction. The newest event stays, whatever its age: numbers go on from it; so do events
    // that `alarms` or an undelivered delivery name.
}
