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
        reportOrphans(lines)
        return (areas, desks)
    }

    /// Warns of each area whose parent is missing, although others of the parent's level are there.
    private func reportOrphans(_ lines: [String: Int]) {
        let lengths = Set(lines.keys.lazy.map(\.utf8.count))
        for (code, line) in lines {
            guard let length = AreaCode.parentLength(code.utf8.count), lengths.contains(length) else { continue }
            let parent = String(code.prefix(length))
            guard lines[parent] == nil else { continue }
            file.report(
                "the area \(code) lies in \(parent), which is not in the file; is a digit wrong?",
                at: Place(line: line, column: 1), weight: .warning)
        }
    }

    private func code(of row: CSVTable.Row) -> String? {
        guard let field = row.field("code") else {
            file.report("the row has no area code", at: row.place)
            return nil
        }
        guard AreaCode.isCode(field.text) else {
            file.report("\(quoted(field.text)) is no area code; \(AreaCode.rule)", at: field.place)
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
