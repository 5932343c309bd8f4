import Gateway

/// Rows under a heading, in columns as wide as they need; the last column is left as long as it is.
struct TextTable {
    private var rows: [[String]]

    init(heading: [String]) {
        rows = [heading]
    }

    /// Adds a row; what came from outside may be handed in as it is.
    mutating func append(_ row: [String]) {
        rows.append(row.map(TerminalSafe.escaped))
    }

    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? DisplayWidth.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                column == row.count - 1 ? text : DisplayWidth.padded(text, to: widths[column])
            }.joined(separator: "  ")
        }
    }
}
