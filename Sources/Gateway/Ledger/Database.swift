import CSQLite

/// One connection with SQLite.
///
/// It belongs to one queue: the compiler keeps it there, as it is not `Sendable`.
final class Database {
    enum Access {
        /// The file must exist: its maker decides who may read it.
        case readAndWrite
        /// Neither writes nor checkpoints, not even when closed: SQLite before 3.51.3 (Debian 12 has 3.40.1) can damage
        /// a ledger that two connections checkpoint at once (sqlite.org/wal.html#walresetbug).
        case readOnly
    }

    let path: String
    private let connection: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Opens a file; what is wrong with its contents shows at the first statement.
    init(path: String, access: Access) throws(DatabaseError) {
        let flags =
            switch access {
            case .readAndWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
            defer { sqlite3_close_v2(opened) }
            throw .sqlite(
                doing: "Opening the ledger \(path)", message: message.map { String(cString: $0) } ?? "unknown",
                code: code)
        }
        self.path = path
        connection = opened
        sqlite3_extended_result_codes(opened, 1)
        sqlite3_busy_timeout(opened, 2000)
        _ = gengfu_sqlite_defend(opened)
        if access == .readOnly { _ = gengfu_sqlite_never_checkpoint_on_close(opened) }
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(connection)
    }

    /// The prepared statement for `sql`, at rest; prepared once and kept, so `sql` is one of a few constant texts.
    func statement(_ sql: String) throws(DatabaseError) -> Statement {
        if let known = statements[sql] { return known }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw failure("Reading the ledger") }
        let statement = Statement(owning: handle, path: path)
        statements[sql] = statement
        return statement
    }

    /// Runs a script of constant text, such as a migration.
    func execute(_ script: String) throws(DatabaseError) {
        guard sqlite3_exec(connection, script, nil, nil, nil) == SQLITE_OK else {
            throw failure("Preparing the ledger")
        }
    }

    /// Runs `body` in a transaction: all of it reaches the disk, or nothing and the connection is as before.
    ///
    /// After an I/O error of the commit itself it may be there all the same; so what `body` does must bear repeating.
    func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        abandon()
        try statement("BEGIN IMMEDIATE").run()
        do {
            try body()
            try statement("COMMIT").run()
        } catch {
            abandon()
            throw error
        }
    }

    /// How many rows the last statement wrote.
    var changedRows: Int { Int(sqlite3_changes64(connection)) }

    /// How many rows were written since the connection was opened.
    var totalChangedRows: Int { Int(sqlite3_total_changes64(connection)) }

    /// How many pages were written, to the write-ahead log or the database, since the connection was opened; it wraps.
    var writtenPages: Int {
        var (pages, highest): (Int32, Int32) = (0, 0)
        sqlite3_db_status(connection, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0)
        return Int(pages)
    }

    /// Ends a transaction that could not end well; SQLite has sometimes done so itself.
    private func abandon() {
        if sqlite3_get_autocommit(connection) == 0 { sqlite3_exec(connection, "ROLLBACK", nil, nil, nil) }
    }

    private func failure(_ doing: String) -> DatabaseError {
        .sqlite(
            doing: "\(doing) \(path)", message: sqlite3_errmsg(connection).map { String(cString: $0) } ?? "unknown",
            code: sqlite3_extended_errcode(connection))
    }
}
