/// One step of the ledger's schema, from the version before it to its own.
struct Migration {
    /// `PRAGMA user_version` after it.
    var version: Int
    /// SQL, run in one transaction.
    var script: String

    /// "Gngf", in the header of every ledger.
    static let applicationID: Int64 = 0x476E_6766

    /// Brings a database to the last version of `migrations`, a step a transaction: a crash leaves one version or another.
    ///
    /// - Parameters:
    ///   - migrations: in rising order.
    ///   - database: a ledger, or an empty file.
    /// - Throws: ``DatabaseError/newer(path:version:known:)`` and ``DatabaseError/foreign(path:)``, before anything is changed.
    static func run(_ migrations: [Migration], on database: Database) throws(DatabaseError) {
        let version = try checkedVersion(of: database, known: migrations.last?.version ?? 0)
        for migration in migrations where migration.version > version {
            try database.transaction { () throws(DatabaseError) in
                try database.execute(migration.script)
                try database.execute("PRAGMA application_id = \(applicationID)")
                try database.execute("PRAGMA user_version = \(migration.version)")
            }
        }
    }

    /// The version of a ledger this program can work with.
    @discardableResult
    static func checkedVersion(of database: Database, known: Int) throws(DatabaseError) -> Int {
        let application = try database.statement("PRAGMA application_id").first { $0.integer() } ?? 0
        let tables = try database.statement("SELECT count(*) FROM sqlite_schema").first { $0.integer() } ?? 0
        guard application == applicationID || tables == 0 else { throw .foreign(path: database.path) }
        let version = Int(try database.statement("PRAGMA user_version").first { $0.integer() } ?? 0)
        guard version <= known else { throw .newer(path: database.path, version: version, known: known) }
        return version
    }
}
