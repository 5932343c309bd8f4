import CSQLite
import Glibc

/// What went wrong with the ledger, said to the operator.
public enum DatabaseError: Error, Hashable, Sendable {
    /// SQLite's own words, and its extended result code.
    case sqlite(doing: String, message: String, code: Int32)
    /// What the system said about a file.
    case file(doing: String, reason: String)
    /// Another process has the state folder; nil where its id cannot be read.
    case locked(folder: String, process: Int32?)
    /// A later Gengfu has been at work here.
    case newer(path: String, version: Int, known: Int)
    /// A database, but not a ledger.
    case foreign(path: String)
    /// Something is stored that no Gengfu of this version stores.
    case unreadable(what: String, reason: String)
}

extension DatabaseError {
    /// What the last failed call of the system said, to be asked at once.
    static func lastSystemError(doing: String) -> DatabaseError {
        .file(doing: doing, reason: String(cString: strerror(errno)))
    }
}

extension DatabaseError: CustomStringConvertible {
    /// One sentence for the journal: what was being done, what is wrong, what would be right.
    public var description: String {
        switch self {
        case .sqlite(let doing, let message, let code):
            "\(doing) failed: \(message) (SQLite error \(code))\(Self.remedy(for: code))."
        case .file(let doing, let reason):
            "\(doing) failed: \(reason)."
        case .locked(let folder, let process):
            "The state folder \(folder) is in use by \(process.map { "process \($0)" } ?? "another process"): "
                + "stop that one, or give this one a `state:` folder of its own."
        case .newer(let path, let version, let known):
            "The ledger \(path) has version \(version) and this gengfu knows versions up to \(known): "
                + "install the gengfu that wrote it, or a newer one."
        case .foreign(let path):
            "The database \(path) was made by another program: move it away, or name another `state:` folder."
        case .unreadable(let what, let reason):
            "Reading \(what) from the ledger failed: \(reason)."
        }
    }

    private static func remedy(for code: Int32) -> String {
        switch code & 0xFF {
        case SQLITE_FULL: ": free some space there"
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN: ": its folder and files must be writable for gengfu's user"
        case SQLITE_NOTADB, SQLITE_CORRUPT: ": move it away or restore a copy; a new ledger starts empty"
        case SQLITE_BUSY, SQLITE_LOCKED: ": no other program may write to it"
        default: ""
        }
    }
}
