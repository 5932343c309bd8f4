import AlarmEngine

/// A place in the tree of administrative divisions; the tree is in the codes.
public struct Area: Hashable, Sendable {
    /// 2 digits for a province, 4 prefecture, 6 county, 9 township, 12 village; more for what lies beneath.
    public var code: String
    public var name: Words
    /// The sink of the area's duty desk.
    public var sink: String?
}

/// Reads `areas.csv`.
struct AreasReader {
    let file: SourceFile
    let sinks: [String]

    func areas() -> [Area] {
        let columns = ["code", "name_zh", "name_en", "sink"]
        guard let table = CSVTable(file, required: ["code"], optional: columns) else { return [] }
        for column in table.header where !columns.contains(column.text) && !column.text.isEmpty {
            let meant = suggestion(for: column.text, among: columns).map { "did you mean '\($0)'?" }
            file.report(
                "unknown column \(quoted(column.text)); \(meant ?? "here may stand \(alternatives(columns))")",
                at: column.place)
        }
        var areas: [Area] = []
        var lines: [String: Int] = [:]
        for row in table.rows {
            guard let code = code(of: row) else { continue }
            checkSink(of: row)
            if let first = lines[code] {
                file.report("the area \(code) is in line \(first) too", at: row.place)
                continue
            }
            lines[code] = row.place.line
            let name = Words(en: row.text("name_en"), zh: row.text("name_zh"))
            areas.append(Area(code: code, name: name, sink: row.text("sink")))
        }
        return areas
    }

    private func code(of row: CSVTable.Row) -> String? {
        guard let field = row.field("code") else {
            file.report("the row has no area code", at: row.place)
            return nil
        }
        let isDigits = field.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let count = field.text.utf8.count
        guard isDigits, [2, 4, 6, 9].contains(count) || (12...20).contains(count) else {
            file.report(
                "\(quoted(field.text)) is no area code; write 2, 4, 6, 9 or 12 digits, or up to 20 for what lies beneath a village",
                at: field.place)
            return nil
        }
        return field.text
    }

    private func checkSink(of row: CSVTable.Row) {
        guard let sink = row.field("sink"), !sinks.contains(sink.text) else { return }
        let meant = suggestion(for: sink.text, among: sinks).map { "did you mean '\($0)'?" }
        let advice =
            meant ?? (sinks.isEmpty ? "no sinks are configured" : "configured: \(sinks.joined(separator: ", "))")
        file.report("unknown sink \(quoted(sink.text)); \(advice)", at: sink.place)
    }
}
