import AlarmEngine
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Opening a ledger")
struct LedgerOpeningTests {
    let samples = LedgerSamples()

    @Test("Folder and files are made where they are missing, and the group may read them")
    func modes() throws {
        let ledger = try Ledger(folder: samples.temporary.file("a/b"))
        try ledger.commit(LedgerSamples.batch([LedgerSamples.event(1)]))

        #expect(mode(samples.temporary.file("a/b")) == 0o750)
        for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "lock"] {
            #expect(mode(samples.temporary.file("a/b/" + name)) & 0o777 == 0o640, "\(name)")
        }
    }

    @Test("Every commit is synced, foreign keys hold, and there is a write-ahead log")
    func pragmas() throws {
        let database = try samples.ledger().database

        #expect(try database.statement("PRAGMA synchronous").first { $0.integer() } == 2)
        #expect(try database.statement("PRAGMA foreign_keys").first { $0.integer() } == 1)
        #expect(try database.statement("PRAGMA journal_mode").first { $0.text() } == "wal")
        #expect(try database.statement("PRAGMA user_version").first { $0.integer() } == Int64(Migration.all.count))
    }

    @Test("A second ledger on the folder is refused, in this process too, and welcome once the first is gone")
    func secondInProcess() throws {
        var first: Ledger? = try samples.ledger()

        let error = #expect(throws: DatabaseError.self) { try samples.ledger() }

        #expect(error == .locked(folder: samples.folder, process: getpid()))
        #expect(error?.description.contains("in use by process \(getpid())") == true)
        try first?.commit(LedgerSamples.batch([LedgerSamples.event(1)]))
        first = nil
        #expect(try samples.ledger().restore().lastSequence == 1)
    }

    @Test("A folder that another process has is refused by its id; its death frees the folder")
    func otherProcess() throws {
        _ = try samples.ledger()
        let lock = samples.folder + "/lock"
        let child = try ChildProcess(
            "flock", ["--no-fork", lock, "sh", "-c", "echo $$ > \(lock); exec sleep 60"])
        for _ in 0..<500 where readFile(lock) != "\(child.processID)\n" { usleep(10_000) }

        #expect(throws: DatabaseError.locked(folder: samples.folder, process: child.processID)) { try samples.ledger() }

        child.send(SIGKILL)
        child.wait()
        _ = try samples.ledger()
    }

    @Test("A file that is no database is said to be none, and left as it is")
    func noDatabase() throws {
        mkdir(samples.folder, 0o750)
        let text = String(repeating: "not a database\n", count: 100)
        writeFile(samples.path, text)

        let error = #expect(throws: DatabaseError.self) { try samples.ledger() }

        #expect(
            error?.description
                == "Reading the ledger \(samples.path) failed: file is not a database (SQLite error 26): "
                + "move it away or restore a copy; a new ledger starts empty.")
        #expect(readFile(samples.path) == text)
        #expect(throws: DatabaseError.self) { try LedgerReader(folder: samples.folder) }
    }

    @Test("A damaged page is an error when it is read, not a trap")
    func damagedPage() throws {
        do {
            let ledger = try samples.ledger()
            try ledger.commit(
                LedgerSamples.batch((1...500).map { LedgerSamples.event($0, LedgerSamples.life(Int($0))) }))
        }
        guard let file = fopen(samples.path, "r+") else { throw DatabaseError.lastSystemError(doing: "Opening") }
        fseek(file, 4096, SEEK_SET)
        fputs(String(repeating: "\u{7F}", count: 200_000), file)
        fclose(file)

        let error = #expect(throws: DatabaseError.self) {
            try LedgerReader(folder: samples.folder).events(after: 0, limit: 1000)
        }

        #expect(error?.description.contains("malformed (SQLite error 11)") == true)
    }

    @Test("Another program's database is refused and left as it is")
    func foreign() throws {
        mkdir(samples.folder, 0o750)
        writeFile(samples.path, "")
        try Database(path: samples.path, access: .readAndWrite).execute("CREATE TABLE theirs (x)")

        #expect(throws: DatabaseError.foreign(path: samples.path)) { try samples.ledger() }

        let tables = try Database(path: samples.path, access: .readOnly)
            .statement("SELECT name FROM sqlite_schema").rows { $0.text() }
        #expect(tables == ["theirs"])
    }

    @Test("A folder that cannot be made is said in one sentence")
    func noFolder() {
        writeFile(samples.temporary.file("file"), "")

        let error = #expect(throws: DatabaseError.self) { try Ledger(folder: samples.temporary.file("file/state")) }

        #expect(
            error?.description
                == "Making the state folder \(samples.temporary.file("file/state")) failed: Not a directory.")
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
}
