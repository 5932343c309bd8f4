import AlarmEngine
import Gateway

/// A file of rows that a measuring program wrote: no quotes, the first row names the columns.
struct DataTable {
    let header: [String]
    let rows: [[String]]

    /// - Throws: one sentence if the file cannot be read or has no rows.
    init(_ path: String, separator: Character = ",") throws {
        let bytes = try readBytes(path, shown: path)
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let cells = lines.map { line in
            line.split(separator: separator, omittingEmptySubsequences: separator == ",").map { Self.trimmed($0) }
        }
        guard let first = cells.first, cells.count > 1 else { throw TrialError("\(path) has no rows.") }
        header = first
        rows = Array(cells.dropFirst())
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// Why a trial cannot be made: one sentence.
struct TrialError: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) {
        description = sentence
    }
}

extension Moment {
    /// Reads `2018-12-19 15:29:01` or `2018-11-30-19:13:01` as if it were UTC.
    init?(local text: String) {
        guard text.utf8.count >= 19 else { return nil }
        let day = text.prefix(10)
        let time = text.dropFirst(11)
        guard let moment = Timestamp.moment("\(day)T\(time)Z") else { return nil }
        self = moment
    }
}
