import ArgumentParser
import Gateway
import Glibc

/// Whose hand it is, what it touches, and why.
struct HandOptions: ParsableArguments {
    @Argument(help: "The alarm's id, or its first digits, at least 4.")
    var id: String

    @Option(help: ArgumentHelp("Who you are; else $SUDO_USER or $USER.", valueName: "name"))
    var by: String?

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @OptionGroup var control: ControlOptions

    func validate() throws {
        guard (4...16).contains(id.utf8.count), id.allSatisfy(\.isHexDigit) else {
            throw ValidationError(
                "'\(id)' is no alarm's id: it must be 4 to 16 hex digits, as `gengfu alarms` shows them.")
        }
    }

    /// Has it done, and says what came of it.
    func act(_ verb: String) throws {
        let (line, reply) = try control.ask { writer in
            writer.member("do", verb)
            writer.member("id", id)
            writer.member("by", by ?? HandOptions.account)
            writer.member("reason", reason)
        }
        if json {
            Terminal.say(line)
            return
        }
        let event = reply["event"].flatMap { NumberedEvent($0)?.event.life }
        let name = event.map { " (\($0.device.device) \($0.alarm))" } ?? ""
        Terminal.say(
            TerminalSafe.escaped("\(reply["id"]?.string ?? id)\(name) is \(reply["state"]?.string ?? "done") now."))
    }

    private static var account: String? {
        for name in ["SUDO_USER", "USER"] {
            if let value = getenv(name), case let text = String(cString: value), !text.isEmpty { return text }
        }
        return nil
    }
}
