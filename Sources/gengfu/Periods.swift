import ArgumentParser
import Gateway

struct Periods: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List drills, maintenances and absences: those that go on, and those to come.")

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @OptionGroup var control: ControlOptions

    func run() throws {
        let (line, reply) = try control.ask { $0.member("do", "periods") }
        if json {
            Terminal.say(line)
            return
        }
        guard case .array(let periods) = reply["periods"], !periods.isEmpty else {
            Terminal.say("No drill, maintenance or absence.")
            return
        }
        let text = try control.text(.en)
        var table = TextTable(heading: ["KIND", "STATE", "FROM", "UNTIL", "AREA", "ZONE", "DEVICE", "BY", "REASON"])
        for period in periods {
            func word(_ name: String) -> String { period[name]?.string ?? "" }
            func time(_ name: String) -> String { Timestamp.moment(word(name)).map(text.localTime) ?? "" }
            table.append([
                word("kind"), period["begun"]?.boolean == true ? "goes on" : "to come", time("from"), time("until"),
                word("area"), word("zone"), word("device"), word("by"), word("reason"),
            ])
        }
        table.lines.forEach { Terminal.say($0) }
    }
}
