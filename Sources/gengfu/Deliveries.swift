import AlarmEngine
import ArgumentParser
import Gateway

struct Deliveries: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what sinks were told and are still to be told, or try again now.")

    @Option(help: ArgumentHelp("Only those of that sink.", valueName: "name"))
    var sink: String?

    @Option(help: ArgumentHelp("Only those in that state: pending, delivered, refused or failed.", valueName: "state"))
    var state: String?

    @Option(help: "At most so many, up to 1000.")
    var limit: Int = 100

    @Flag(help: "Try again now whatever still waits.")
    var retry = false

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @OptionGroup var control: ControlOptions

    func validate() throws {
        if retry, state != nil { throw ValidationError("--retry takes --sink, and no --state.") }
        if !(1...1000).contains(limit) { throw ValidationError("--limit must be 1 to 1000.") }
    }

    func run() throws {
        let (line, reply) = try control.ask { writer in
            writer.member("do", "deliveries")
            writer.member("sink", sink)
            if retry {
                writer.member("retry", true)
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
            try show(reply)
        }
    }

    private func show(_ reply: JSONValue) throws {
        guard case .array(let deliveries) = reply["deliveries"], !deliveries.isEmpty else {
            Terminal.say("No delivery.")
            return
        }
        let text = try control.text(.zh)
        var table = TextTable(heading: ["SEQ", "SINK", "STATE", "TRIES", "NEXT", "SIGNAL", "ALARM ID", "LAST OUTCOME"])
        for delivery in deliveries {
            let fallback = delivery["fallback_of"]?.string.map { " (for \($0))" } ?? ""
            table.append([
                whole(delivery["seq"]), (delivery["sink"]?.string ?? "") + fallback, delivery["state"]?.string ?? "",
                whole(delivery["attempts"]),
                delivery["next"]?.string.flatMap(Timestamp.moment).map(text.localTime) ?? "",
                delivery["signal"]?.string ?? "", delivery["alarm_id"]?.string ?? "", delivery["outcome"]?.string ?? "",
            ])
        }
        table.lines.forEach { Terminal.say($0) }
        let total = reply["total"]?.number.flatMap { Int(exactly: $0) } ?? deliveries.count
        if total > deliveries.count { Terminal.complain("\(total - deliveries.count) more; --limit shows them.") }
    }

    private func whole(_ value: JSONValue?) -> String {
        value?.number.flatMap { Int64(exactly: $0) }.map { String($0) } ?? ""
    }
}
