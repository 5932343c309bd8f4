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
    let sinks: SinkNames

    /// What the file says, and where it names each area's desk.
    func areas() -> (all: [Area], desks: [(area: Area, place: Place)]) {
        let columns = ["code", "name_zh", "name_en", "sink"]
        guard let table = CSVTable(file, required: ["code"], optional: columns) else { return ([], []) }
        for column in table.header where !columns.contains(column.text) && !column.text.isEmpty {
            let meant = suggestion(for: column.text, among: columns).map { "did you mean '\($0)'?" }
            file.report(
                "unknown column \(quoted(column.text)); \(meant ?? "here may stand \(alternatives(columns))")",
                at: column.place)
        }
        var areas: [Area] = []
        var desks: [(area: Area, place: Place)] = []
        var lines: [String: Int] = [:]
        for row in table.rows {
            guard let code = code(of: row) else { continue }
            let sink = row.field("sink")
            if let sink { sinks.check(sink, in: file) }
            if let first = lines[code] {
                file.report("the area \(code) is in line \(first) too", at: row.place)
                continue
            }
            lines[code] = row.place.line
            let name = Words(en: row.text("name_en"), zh: row.text("name_zh"))
            areas.append(Area(code: code, name: name, sink: sink?.text))
            if let sink { desks.append((areas[areas.count - 1], sink.place)) }
        }
        return (areas, desks)
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
}

/// The sinks that are configured, as tables may name them.
struct SinkNames {
    let names: [String]

    /// Reports a name that no sink has.
    func check(_ field: CSVTable.Field, in file: SourceFile) {
        guard !names.contains(field.text) else { return }
        let meant = suggestion(for: field.text, among: names).map { "did you mean '\($0)'?" }
        let advice =
            meant ?? (names.isEmpty ? "no sinks are configured" : "configured: \(names.joined(separator: ", "))")
        file.report("unknown sink \(quoted(field.text)); \(advice)", at: field.place)
    }
}
