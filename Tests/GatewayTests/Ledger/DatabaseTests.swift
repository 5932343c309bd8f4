import CSQLite
import TestSupport
import Testing

@testable import Gateway

@Suite("The SQLite wrapper")
struct DatabaseTests {
    let temporary = TemporaryFolder()

    func database() throws -> Database {
        writeFile(temporary.file("d"), "")
        return try Database(path: temporary.file("d"), access: .readAndWrite)
    }

    @Test("Texts keep every byte", arguments: LedgerSamples.oddTexts)
    func texts(text: String) throws {
        let database = try database()
        try database.execute("CREATE TABLE t (x TEXT)")

        try database.statement("INSERT INTO t VALUES (?)").bind(text).run()

        let read = try database.statement("SELECT x FROM t").first { $0.optionalText() }
        #expect(read??.utf8.elementsEqual(text.utf8) == true)
        let found = try database.statement("SELECT count(*) FROM t WHERE x = ?").bind(text).first { $0.integer() }
        #expect(found == 1)
    }

    @Test("Absence, emptiness and zero are three things")
    func absence() throws {
        let database = try database()
        let query = "SELECT ?1, ?1 IS NULL"

        #expect(try database.statement(query).bind(String?.none).first { $0.optionalText() } == .some(nil))
        #expect(try database.statement(query).bind("").first { $0.optionalText() } == "")
        #expect(try database.statement(query).bind(Int64?.none).first { $0.optionalInteger() } == .some(nil))
        #expect(try database.statement(query).bind(Int64(0)).first { $0.optionalInteger() } == 0)
        #expect(try database.statement("SELECT typeof(?)").bind([UInt8]()).first { $0.text() } == "blob")
        #expect(try database.statement("SELECT ?").bind([0, 255]).first { $0.bytes() } == [0, 255])
    }

    @Test("A statement is prepared once, and starts afresh each time, even after an error")
    func statementsAreKept() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT")
        let insert = try database.statement("INSERT INTO t VALUES (?)")
        try insert.bind(1).run()

        #expect(throws: DatabaseError.self) { try insert.bind(1).run() }
        try insert.bind(2).run()

        #expect(try database.statement("INSERT INTO t VALUES (?)") === insert)
        #expect(try database.statement("SELECT x FROM t").rows { $0.integer() } == [1, 2])
    }

    @Test("An error says what was done, what is wrong and SQLite's code, in one sentence")
    func errors() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)")
        try database.statement("INSERT INTO t VALUES (1)").run()

        let error = #expect(throws: DatabaseError.self) { try database.statement("INSERT INTO t VALUES (1)").run() }

        #expect(
            error?.description
                == "Writing to the ledger \(database.path) failed: UNIQUE constraint failed: t.x (SQLite error 1555).")
    }

    @Test("More parameters than the statement has are an error, not silence")
    func tooManyParameters() throws {
        let database = try database()

        let error = #expect(throws: DatabaseError.self) { try database.statement("SELECT ?").bind(1).bind(2).run() }

        guard case .sqlite(_, _, SQLITE_RANGE) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A transaction that fails leaves nothing behind, and the next one works")
    func rollback() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)")

        #expect(throws: DatabaseError.self) {
            try database.transaction { () throws(DatabaseError) in
                try database.statement("INSERT INTO t VALUES (1)").run()
                try database.statement("INSERT INTO t VALUES (1)").run()
            }
        }
        #expect(try database.statement("SELECT count(*) FROM t").first { $0.integer() } == 0)

        try database.transaction { () throws(DatabaseError) in
            try database.statement("INSERT INTO t VALUES (1)").run()
        }
        #expect(try database.statement("SELECT count(*) FROM t").first { $0.integer() } == 1)
    }

    @Test("A missing file is not made by opening it")
    func missing() {
        let error = #expect(throws: DatabaseError.self) {
            try Database(path: temporary.file("none"), access: .readAndWrite)
        }

        #expect(error?.description.contains("unable to open database file (SQLite error 14)") == true)
    }

    @Test("A read-only connection cannot write")
    func readOnly() throws {
        _ = try database()
        let reader = try Database(path: temporary.file("d"), access: .readOnly)

        #expect(throws: DatabaseError.self) { try reader.execute("CREATE TABLE t (x)") }
    }
}
