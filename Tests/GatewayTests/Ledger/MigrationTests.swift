import TestSupport
import Testing

@testable import Gateway

@Suite("Migrations")
struct MigrationTests {
    let samples = LedgerSamples()
    /// The schema as it is and two steps it may take one day.
    let future =
        Migration.all + [
            Migration(version: 3, script: "ALTER TABLE events ADD COLUMN colour TEXT; CREATE TABLE two (x)"),
            Migration(version: 4, script: "UPDATE events SET colour = 'red'; CREATE TABLE three (x)"),
        ]

    func version(_ ledger: Ledger) throws -> Int64? {
        try ledger.database.statement("PRAGMA user_version").first { $0.integer() }
    }

    @Test("A ledger of every earlier version is brought up to date, its events untouched", arguments: 0...4)
    func everyOlderVersion(version: Int) throws {
        if version > 0 {
            let old = try Ledger(folder: samples.folder, migrations: Array(future.prefix(version)))
            #expect(try self.version(old) == Int64(version))
            if version == 1 {
                try insertAsVersion1(old)
            } else {
                try old.commit(LedgerSamples.batch([LedgerSamples.event(1)]))
            }
        }

        let ledger = try Ledger(folder: samples.folder, migrations: future)

        #expect(try self.version(ledger) == 4)
        #expect(try ledger.restore().lastSequence == (version > 0 ? 1 : 0))
        #expect(
            try ledger.database.statement("SELECT \(EventTable.columns) FROM events AS e").rows(EventTable.event)
                == (version > 0 ? [LedgerSamples.event(1)] : []))
        #expect(
            try ledger.database.statement("SELECT alarm_id FROM standing").rows { $0.text() }
                == (version > 0 ? [LedgerSamples.event(1).id] : []))
        #expect(try ledger.database.statement("SELECT count(*) FROM two").first { $0.integer() } == 0)
        #expect(try ledger.database.statement("SELECT count(*) FROM three").first { $0.integer() } == 0)
    }

    /// The first version's columns, and the event of ``LedgerSamples/event(_:_:kind:severity:signal:state:)`` in them.
    private func insertAsVersion1(_ ledger: Ledger) throws {
        try ledger.database.execute(
            """
            INSERT INTO events VALUES (1, '\(LedgerSamples.event(1).id)', 1001, 'raised', 'smoke-detector', '532822', 'd1',
                'smoke-high', 1000, 'fire-station', NULL, NULL, NULL, 'severe', 'alarm', 'unacknowledged', 1,
                NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
            INSERT INTO alarms VALUES ('smoke-detector', '532822', 'd1', 'smoke-high', 1);
            """)
    }

    @Test("A step that fails half-way leaves the version before it, and may be tried again")
    func failingStep() throws {
        let broken = future.prefix(3) + [Migration(version: 4, script: "CREATE TABLE three (x); SELECT nonsense")]

        #expect(throws: DatabaseError.self) { try Ledger(folder: samples.folder, migrations: Array(broken)) }

        let half = try Ledger(folder: samples.folder, migrations: Array(future.prefix(3)))
        #expect(try version(half) == 3)
        #expect(
            try half.database.statement("SELECT count(*) FROM sqlite_schema WHERE name = 'three'")
                .first { $0.integer() } == 0)
    }

    @Test("A ledger that a later version wrote is refused by writer and reader, and not touched")
    func newer() throws {
        _ = try Ledger(folder: samples.folder, migrations: future)

        let error = #expect(throws: DatabaseError.self) { try samples.ledger() }
        #expect(throws: DatabaseError.self) { try LedgerReader(folder: samples.folder) }

        #expect(error == .newer(path: samples.path, version: 4, known: 2))
        #expect(
            error?.description
                == "The ledger \(samples.path) has version 4 and this gengfu knows versions up to 2: "
                + "install the gengfu that wrote it, or a newer one.")
        #expect(try version(Ledger(folder: samples.folder, migrations: future)) == 4)
    }

    @Test("Versions rise by one from 1")
    func numbering() {
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
    }
}
