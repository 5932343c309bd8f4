import AlarmEngine
import ArgumentParser
import Gateway

struct Deliveries: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists what sinks are still to be told, or has it tried again now.")

    @Option(help: ArgumentHelp("Only those in that state, such as pending.", valueName: "state"))
    var state: String?

    @Option(help: "At most so many.")
    var limit: Int = 100

    @Flag(help: "Try again now: the delivery named, or all that wait.")
    var retry = false

    @Argument(help: "With --retry: the delivery's id.")
    var id: String?

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @OptionGroup var control: ControlOptions

    func validate() throws {
        if id != nil, !retry { throw ValidationError("A delivery's id goes with --retry.") }
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let (line, reply) = try control.ask { writer in
            writer.member("do", "deliveries")
            if retry {
                writer.member("retry", true)
                writer.member("id", id)
            } else {
                writer.member("state", state)
                writer.member("limit", Int64(limit))
            }
        }
        if json {
            Terminal.say(line)
        } else if retry {
            Terminal.say("\(reply["retried"]?.number.flatMap { Int(exactly: $0) } ?? 0) to be tried again now.")
        } else {
            show(reply)
        }
    }

    private func show(_ reply: JSONValue) {
        guard case .array(let deliveries) = reply["deliveries"], !deliveries.isEmpty else {
            Terminal.say("No delivery.")
            return
        }
        let text = EventText.forTerminal(.zh)
        var table = TextTable(heading: [
            "ID", "SINK", "STATE", "TRIES", "NEXT", "SEQ", "SEVERITY", "EVENT", "LAST ERROR",
        ])
        for delivery in deliveries {
            let event = delivery["event"].flatMap { NumberedEvent($0) }
            let life = event?.event.life
            table.append([
                delivery["id"]?.string ?? "", delivery["sink"]?.string ?? "", delivery["state"]?.string ?? "",
                delivery["attempts"]?.number.flatMap { Int(exactly: $0) }.map(String.init) ?? "",
                delivery["next"]?.string.flatMap(Timestamp.moment).map(text.localTime) ?? "",
                event.map { "\($0.sequence)" } ?? "", event?.event.severity.shown ?? "",
                "\(life?.device.device ?? "") \(life?.alarm ?? "") \(event?.event.kind.rawValue ?? "")",
                delivery["error"]?.string ?? "",
            ])
        }
        table.lines.forEach { Terminal.say($0) }
        let total = reply["total"]?.number.flatMap { Int(exactly: $0) } ?? deliveries.count
        if total > deliveries.count { Terminal.complain("\(total - deliveries.count) more; --limit shows them.") }
    }
}
