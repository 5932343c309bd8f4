import AlarmEngine
import ArgumentParser
import Gateway

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show how the daemon is.")

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @OptionGroup var control: ControlOptions

    func run() throws {
        let (line, reply) = try control.ask { $0.member("do", "status") }
        if json {
            Terminal.say(line)
            return
        }
        var table = TextTable(heading: ["gateway", TerminalSafe.escaped(reply["gateway"]?.string ?? "")])
        for (name, text) in rows(reply) { table.append([name, text]) }
        table.lines.forEach { Terminal.say($0) }
    }

    private func rows(_ reply: JSONValue) -> [(String, String)] {
        let ledger = reply["ledger"]
        let alarms = reply["alarms"]
        return [
            ("running", "pid \(count(reply["pid"])), for \(uptime(reply))"),
            ("broker", broker(reply["broker"])),
            (
                "ledger",
                "\(count(ledger?["last"])) events, \(ledger?["recording"]?.boolean == false ? "NOT RECORDING" : "recording")"
            ),
            ("devices", count(reply["devices"])),
            (
                "alarms",
                "\(count(alarms?["active"])) active, \(count(alarms?["unacknowledged"])) unacknowledged, "
                    + "\(count(alarms?["covered"])) covered"
            ),
            ("periods", "\(count(reply["periods"])) drills, maintenances and absences go on"),
            ("unsettled", "\(count(reply["unsettled"])) batches"),
        ] + counts(reply["counts"]) + sinks(reply["sinks"]) + samples(reply["undecodable"])
    }

    /// The first payloads that could not be read; `--json` shows their bytes too.
    private func samples(_ samples: JSONValue?) -> [(String, String)] {
        guard case .array(let samples) = samples else { return [] }
        return samples.prefix(10).map { sample in
            let device = TerminalSafe.escaped(sample["device"]?.string ?? "")
            return ("unreadable", "\(device) (\(sample["profile"]?.string ?? "")): \(sample["cause"]?.string ?? "")")
        }
    }

    private func broker(_ broker: JSONValue?) -> String {
        let state = broker?["subscribed"]?.boolean == true ? "subscribed" : "NOT SUBSCRIBED"
        let reason = broker?["reason"]?.string.map { ": \($0)" } ?? ""
        return "\(broker?["url"]?.string ?? "") \(state)\(reason)"
    }

    /// Messages always; the other fates only where they befell any.
    private func counts(_ counts: JSONValue?) -> [(String, String)] {
        guard case .object(let members) = counts else { return [] }
        return members.filter { $0.name == "messages" || ($0.value.number ?? 0) > 0 }
            .map { member in
                (String(member.name.map { $0 == "_" ? " " : $0 }), count(member.value))
            }
    }

    private func sinks(_ sinks: JSONValue?) -> [(String, String)] {
        guard case .array(let sinks) = sinks else { return [] }
        return sinks.map { sink in
            let trouble = sink["trouble"]?.string.map { "; \($0)" } ?? ""
            return ("sink \(sink["name"]?.string ?? "")", "\(count(sink["pending"])) pending\(trouble)")
        }
    }

    private func uptime(_ reply: JSONValue) -> String {
        guard let started = reply["started"]?.string.flatMap(Timestamp.moment),
            let now = reply["now"]?.string.flatMap(Timestamp.moment)
        else { return "an unknown time" }
        let seconds = max(0, (now - started).milliseconds / 1000)
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) min" }
        return seconds < 172_800 ? "\(seconds / 3600) h" : "\(seconds / 86_400) d"
    }

    private func count(_ value: JSONValue?) -> String {
        value?.number.flatMap { Int64(exactly: $0) }.map { String($0) } ?? "?"
    }
}
