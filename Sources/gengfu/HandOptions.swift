import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Whose hand it is, and why.
struct HandOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who you are; else $SUDO_USER or $USER.", valueName: "name"))
    var by: String?

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @OptionGroup var control: ControlOptions

    /// Has it done.
    ///
    /// - Parameters:
    ///   - verb: what is asked for.
    ///   - reason: in place of the option.
    ///   - members: writes what else the request says.
    /// - Throws: an exit code, once the reason stands on stderr.
    /// - Returns: the answer; nil once it is printed as it is.
    func ask(
        _ verb: HandRequest.Verb, reason: String? = nil, _ members: (inout JSONWriter) -> Void
    ) throws -> JSONValue? {
        let (line, reply) = try control.ask { writer in
            writer.member("do", verb.rawValue)
            members(&writer)
            writer.member("by", by ?? HandOptions.account)
            writer.member("reason", reason ?? self.reason)
        }
        guard json else { return reply }
        Terminal.say(line)
        return nil
    }

    /// Has it done to one alarm, and says what came of it.
    func act(
        _ verb: HandRequest.Verb, reason: String? = nil, _ members: (inout JSONWriter) -> Void
    ) throws {
        guard let reply = try ask(verb, reason: reason, members) else { return }
        let life = reply["event"].flatMap { NumberedEvent($0)?.event.life }
        let name = life.map { " (\($0.device.device) \($0.alarm))" } ?? ""
        let until = try reply["event"]?["until"]?.string.flatMap(Timestamp.moment).map {
            ", until \(try control.text(.en).localTime($0))"
        }
        Terminal.say(
            TerminalSafe.escaped(
                "\(reply["id"]?.string ?? "It")\(name) is \(reply["state"]?.string ?? "done") now\(until ?? "")."))
    }

    private static var account: String? {
        for name in ["SUDO_USER", "USER"] {
            if let value = getenv(name), case let text = String(cString: value), !text.isEmpty { return text }
        }
        return nil
    }
}
