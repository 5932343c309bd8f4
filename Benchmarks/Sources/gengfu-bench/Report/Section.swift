/// What one part found, as it stands in `BENCHMARKS.md`.
struct Section {
    /// One line of a table.
    struct Row {
        var what: String
        /// As it is shown; the median first.
        var measured: String
        var value: Double
        var target = Target.none
    }

    let part: Part
    let title: String
    /// How it was measured.
    let manner: String
    var rows: [Row] = []
    /// Further tables and remarks.
    var more = ""

    init(_ part: Part, _ title: String, manner: String) {
        self.part = part
        self.title = title
        self.manner = manner
    }

    /// Adds the median of some runs.
    mutating func add(_ what: String, _ values: [Double], unit: String = "", _ target: Target = .none) {
        let unit = unit.isEmpty ? "" : " " + unit
        let row = Row(what: what, measured: Figure.spread(values) + unit, value: Figure.median(values), target: target)
        Screen.say("  \(what): \(row.measured)")
        rows.append(row)
    }

    func text(_ machine: Machine) -> String {
        var lines = ["## \(part.rawValue). \(title)", "", manner, "", "*\(machine.description)*", ""]
        lines += ["| what | median (least–most) | at least | hoped for | reached |", "|---|---|---|---|---|"]
        for row in rows {
            lines.append(
                "| " + ([row.what, row.measured] + row.target.cells(row.value)).joined(separator: " | ") + " |")
        }
        return (lines + (more.isEmpty ? [] : ["", more])).joined(separator: "\n")
    }
}
