import TestSupport
import Testing

@testable import Gateway

@Suite("Migrations")
struct MigrationTests {
    let samples = LedgerSamples()
    /// The schema as it is and two steps it may take one day.
    let future =
        Migration.all + [
            Migration(version: 2, script: "ALTER TABLE events ADD COLUMN colour TEXT; CREATE TABLE two (x)"),
            Migration(version: 3, script: "UPDATE events SET colour = 'red'; CREATE TABLE three (x)"),
        ]

    func version(_ ledger: Ledger) throws -> Int64? {
        try ledger.database.statement("PRAGMA user_version").first { $0.integer() }
    }

    @Test("A ledger of every earlier version is brought up to date, its events untouched", arguments: 0...3)
    func everyOlderVersion(version: Int) throws {
        if version > 0 {
            let old = try Ledger(folder: samples.folder, migrations: Array(future.prefix(version)))
            #expect(try self.version(old) == Int64(version))
            try old.commit(LedgerSamples.batch([LedgerSamples.event(1)]))
        }

        let ledger = try Ledger(folder: samples.folder, migrations: future)

        #expect(try self.version(ledger) == 3)
        #expect(try ledger.restore().lastSequence == (version > 0 ? 1 : 0))
        #expect(try ledger.database.statement("SELECT count(*) FROM two").first { $0.integer() } == 0)
        #expect(try ledger.database.statement("SELECT count(*) FROM three").first { $0.integer() } == 0)
    }

    @Test("A step that fails half-way leaves the version before it, and may be tried again")
    func failingStep() throws {
        let broken = future.prefix(2) + [Migration(version: 3, script: "CREATE TABLE three (x); SELECT nonsense")]

        #expect(throws: DatabaseError.self) { try Ledger(folder: samples.folder, migrations: Array(broken)) }

        let half = try Ledger(folder: samples.folder, migrations: Array(future.prefix(2)))
        #expect(try version(half) == 2)
        #expect(
            try half.database.statement("SELECT count(*) FROM sqlite_schema WHERE name = 'three'")
                .first { $0.integer() } == 0)
    }

    @Test("A ledger that a later version wrote is refused by writer and reader, and not touched")
    func newer() throws {
        _ = try Ledger(folder: samples.folder, migrations: future)

        let error = #expect(throws: DatabaseError.self) { try samples.ledger() }
        #expect(throws: DatabaseError.self) { try LedgerReader(folder: samples.folder) }

        #expect(error == .newer(path: samples.path, version: 3, known: 1))
        #expect(
            error?.description
                == "The ledger \(samples.path) has version 3 and this gengfu knows versions up to 1: "
                + "install the gengfu that wrote it, or a newer one.")
        #expect(try version(Ledger(folder: samples.folder, migrations: future)) == 3)
    }

    @Test("Versions rise by one from 1")
    func numbering() {
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
    }
}
