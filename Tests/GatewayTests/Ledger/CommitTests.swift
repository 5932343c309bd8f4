import AlarmEngine
import CSQLite
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Committing")
struct CommitTests {
    let samples = LedgerSamples()

    /// Something of everything.
    func batch(events numbers: ClosedRange<Int64> = 1...3) -> LedgerBatch {
        var batch = LedgerSamples.batch(
            numbers.map { LedgerSamples.event($0, LedgerSamples.life(Int($0))) },
            deliveries: numbers.map { LedgerSamples.delivery($0) },
            devices: numbers.map { LedgerSamples.fullDevice(LedgerSamples.device(Int($0))) },
            outcomes: [
                LedgerSamples.outcome(1, at: 3000, .delivered),
                LedgerSamples.outcome(2, at: 3000, .retry(at: Moment(milliseconds: 4000), why: "500")),
            ])
        batch.messages = [.init(topic: "t", packetID: 1, digest: 2)]
        batch.cursors = ["log": 3]
        batch.meta = [.sessionExpected: "true"]
        return batch
    }

    /// Everything in the ledger, as text.
    func contents(_ ledger: Ledger) throws -> [String] {
        var lines: [String] = []
        for table in ["events", "standing", "devices", "deliveries", "kept_messages", "cursors", "meta"] {
            let columns = try ledger.database.statement("SELECT name FROM pragma_table_xinfo('\(table)')").rows {
                $0.text()
            }
            let row = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ' ' || ")
            lines += try ledger.database.statement("SELECT \(row) FROM \(table)").rows { "\(table) " + $0.text() }
        }
        return lines
    }

    @Test("The same batch twice is kept once")
    func idempotent() throws {
        let ledger = try samples.ledger()
        try ledger.commit(batch())
        let once = try contents(ledger).filter { !$0.hasPrefix("kept_messages") }
        #expect(once.count == 3 + 3 + 3 + 3 + 1 + 1)

        try ledger.commit(batch())

        #expect(try contents(ledger).filter { !$0.hasPrefix("kept_messages") } == once)
        #expect(try ledger.restore().messages.count == 1)
    }

    @Test("The same batch again does not bring back an alarm that has ended since")
    func idempotentAlarm() throws {
        let ledger = try samples.ledger()
        let raised = LedgerSamples.batch([LedgerSamples.event(1)])
        try ledger.commit(raised)
        try ledger.commit(LedgerSamples.batch([LedgerSamples.event(2, kind: .cleared, state: .normal)]))

        try ledger.commit(raised)

        #expect(try LedgerReader(folder: samples.folder).alarms().isEmpty)
    }

    @Test("Another event under a number that is taken is an error: an alarm must not vanish")
    func takenNumber() throws {
        let ledger = try samples.ledger()
        try ledger.commit(LedgerSamples.batch([LedgerSamples.event(1)]))

        let other = LedgerSamples.batch([LedgerSamples.event(1, LedgerSamples.life(2))])

        #expect(throws: DatabaseError.unreadable(what: "event 1", reason: "another event has that number")) {
            try ledger.commit(other)
        }
    }

    @Test("An empty batch makes no transaction and writes nothing")
    func emptyBatch() throws {
        let ledger = try samples.ledger()
        try ledger.commit(batch())
        let reader = try Database(path: samples.path, access: .readOnly)
        func version() throws -> Int64? { try reader.statement("PRAGMA data_version").first { $0.integer() } }
        let (before, rows) = (try version(), ledger.database.totalChangedRows)

        #expect(try ledger.commit(LedgerBatch()) == Ledger.Committed(wrote: false, orphans: []))

        #expect(try version() == before)
        #expect(ledger.database.totalChangedRows == rows)
        #expect(try ledger.commit(LedgerSamples.batch(devices: [DeviceRecord(key: LedgerSamples.device())])).wrote)
        #expect(try version() != before)
    }

    @Test("What is committed is there for a process that opens the file next, with no goodbye from ours")
    func survivesWithoutClosing() throws {
        let ledger = try samples.ledger()
        try ledger.commit(batch())
        let copy = samples.temporary.file("copy")
        mkdir(copy, 0o750)
        // The files as a crash would leave them: nothing is checkpointed, the log holds it all.
        for suffix in ["", "-wal"] { try LedgerSamples.copyFile(samples.path + suffix, Ledger.path(in: copy) + suffix) }

        let restored = try Ledger(folder: copy).restore()

        #expect(restored.lastSequence == 3)
        #expect(restored.devices == batch().devices)
    }

    @Test("A full disk fails the commit, and only that: the same batch goes in once there is room")
    func fullDisk() throws {
        let ledger = try samples.ledger()
        try ledger.commit(batch())
        let before = try contents(ledger)
        let pages = try ledger.database.statement("PRAGMA page_count").first { $0.integer() } ?? 0
        _ = try ledger.database.statement("PRAGMA max_page_count = \(pages)").first { $0.integer() }
        let big = batch(events: 10...200)

        let error = #expect(throws: DatabaseError.self) { try ledger.commit(big) }

        #expect(
            error?.description
                == "Writing to the ledger \(samples.path) failed: database or disk is full (SQLite error 13): "
                + "free some space there.")
        #expect(try contents(ledger) == before)
        #expect(try LedgerReader(folder: samples.folder).events(after: 0, limit: 10).count == 3)
        #expect(throws: DatabaseError.self) { try ledger.commit(big) }
        _ = try ledger.database.statement("PRAGMA max_page_count = 1000000").first { $0.integer() }
        try ledger.commit(big)
        #expect(try ledger.restore().lastSequence == 200)
        #expect(try contents(ledger).count == before.count + 4 * 191)
    }

    @Test("Wherever in a batch the disk is full, nothing of it stays", arguments: 0..<12)
    func fullAnywhere(room: Int64) throws {
        let ledger = try samples.ledger()
        try ledger.commit(batch())
        let before = try contents(ledger)
        let pages = try ledger.database.statement("PRAGMA page_count").first { $0.integer() } ?? 0
        _ = try ledger.database.statement("PRAGMA max_page_count = \(pages + room)").first { $0.integer() }

        #expect(throws: DatabaseError.self) { try ledger.commit(batch(events: 10...200)) }

        #expect(try contents(ledger) == before)
    }

    @Test("A file system that says no is an error, and a later commit of the same batch succeeds")
    func fileLimit() throws {
        let ledger = try samples.ledger()
        let writer = try Database(path: samples.path, access: .readAndWrite)
        try writer.statement("BEGIN IMMEDIATE").run()
        try ledger.database.execute("PRAGMA busy_timeout = 10")

        let error = #expect(throws: DatabaseError.self) { try ledger.commit(batch()) }

        #expect(
            error?.description.hasSuffix("database is locked (SQLite error 5): no other program may write to it.")
                == true)
        try writer.statement("ROLLBACK").run()
        try ledger.commit(batch())
        #expect(try ledger.restore().lastSequence == 3)
    }
}
