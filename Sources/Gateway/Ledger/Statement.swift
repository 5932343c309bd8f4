import CSQLite

/// One prepared statement of one ``Database``.
///
/// Parameters are bound and columns are read in order, each call taking the next.
final class Statement {
    private let handle: OpaquePointer
    private let path: String
    private var boundParameters: Int32 = 0
    private var readColumns: Int32 = 0
    /// The first bind that failed; said when the statement is run.
    private var bindFailure = SQLITE_OK

    /// Takes over a prepared handle.
    init(owning handle: OpaquePointer, path: String) {
        self.handle = handle
        self.path = path
    }

    deinit {
        sqlite3_finalize(handle)
    }

    @discardableResult
    func bind(_ value: Int64?) -> Statement {
        guard let value else { return bindNull() }
        return bound { sqlite3_bind_int64(handle, $0, value) }
    }

    /// Every byte counts: a NUL is stored like any other, and no letter is composed anew.
    @discardableResult
    func bind(_ text: String?) -> Statement {
        guard let text else { return bindNull() }
        return bound { parameter in
            text.withCString {
                sqlite3_bind_text64(
                    handle, parameter, $0, UInt64(text.utf8.count), gengfu_sqlite_transient(), UInt8(SQLITE_UTF8))
            }
        }
    }

    @discardableResult
    func bind(_ bytes: [UInt8]?) -> Statement {
        guard let bytes else { return bindNull() }
        return bound { parameter in
            bytes.withUnsafeBytes { buffer in
                guard let base = buffer.baseAddress, !buffer.isEmpty else {
                    return sqlite3_bind_zeroblob(handle, parameter, 0)
                }
                return sqlite3_bind_blob64(
                    handle, parameter, base, UInt64(buffer.count), gengfu_sqlite_transient())
            }
        }
    }

    private func bindNull() -> Statement {
        bound { sqlite3_bind_null(handle, $0) }
    }

    private func bound(_ bind: (Int32) -> Int32) -> Statement {
        boundParameters += 1
        let code = bind(boundParameters)
        if bindFailure == SQLITE_OK { bindFailure = code }
        return self
    }

    /// Runs it to its end, and is at rest afterwards.
    func run() throws(DatabaseError) {
        defer { rest() }
        while try step() {}
    }

    /// What `read` makes of every row; at rest afterwards, so that no read transaction holds back the write-ahead log.
    func rows<Row>(_ read: (Statement) throws(DatabaseError) -> Row) throws(DatabaseError) -> [Row] {
        defer { rest() }
        var rows: [Row] = []
        while try step() { rows.append(try read(self)) }
        return rows
    }

    /// What `read` makes of the first row, if there is one.
    func first<Row>(_ read: (Statement) throws(DatabaseError) -> Row) throws(DatabaseError) -> Row? {
        defer { rest() }
        return try step() ? try read(self) : nil
    }

    private func step() throws(DatabaseError) -> Bool {
        guard bindFailure == SQLITE_OK else { throw failure(bindFailure) }
        readColumns = 0
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    private func rest() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        boundParameters = 0
        bindFailure = SQLITE_OK
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let connection = sqlite3_db_handle(handle)
        let known = sqlite3_extended_errcode(connection)
        // A bind that was too big leaves its words on the connection only sometimes.
        let message = known & 0xFF == code & 0xFF ? sqlite3_errmsg(connection) : sqlite3_errstr(code)
        let doing = sqlite3_stmt_readonly(handle) != 0 ? "Reading the ledger" : "Writing to the ledger"
        return .sqlite(
            doing: "\(doing) \(path)", message: message.map { String(cString: $0) } ?? "unknown",
            code: known & 0xFF == code & 0xFF ? known : code)
    }
}

// Columns of the row it stands on.
extension Statement {
    func integer() -> Int64 {
        sqlite3_column_int64(handle, nextColumn())
    }

    func optionalInteger() -> Int64? {
        let column = nextColumn()
        return sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// Empty for NULL.
    func text() -> String {
        optionalText() ?? ""
    }

    func optionalText() -> String? {
        let column = nextColumn()
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Empty for NULL.
    func bytes() -> [UInt8] {
        let column = nextColumn()
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// One of the words of an enum.
    func word<Word: RawRepresentable>(_ type: Word.Type, of what: String) throws(DatabaseError) -> Word
    where Word.RawValue == String {
        guard let word = try optionalWord(type, of: what) else {
            throw .unreadable(what: what, reason: "it has no \(Word.self)")
        }
        return word
    }

    /// One of the words of an enum; nil for NULL.
    func optionalWord<Word: RawRepresentable>(_ type: Word.Type, of what: String) throws(DatabaseError) -> Word?
    where Word.RawValue == String {
        guard let text = optionalText() else { return nil }
        guard let word = Word(rawValue: text) else {
            throw .unreadable(what: what, reason: "'\(text)' is no \(Word.self)")
        }
        return word
    }

    private func nextColumn() -> Int32 {
        defer { readColumns += 1 }
        return readColumns
    }
}
