import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Where the daemon listens.
struct ControlOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's control socket; else $GENGFU_CONTROL, else /run/gengfu/control.sock.", valueName: "path"))
    var control: String?

    var path: String {
        control ?? getenv("GENGFU_CONTROL").map { String(cString: $0) } ?? "/run/gengfu/control.sock"
    }

    /// Asks the daemon one thing.
    ///
    /// - Throws: an exit code, once the reason stands on stderr: 1 if the daemon refused, 69 if there is none.
    func ask(_ members: (inout JSONWriter) -> Void) throws -> (line: String, reply: JSONValue) {
        var writer = JSONWriter()
        writer.object(members)
        let request = writer.text
        return try reporting { () throws(ControlError) in try ControlClient(path: path).ask(request) }
    }
}

/// Turns what the control socket says into a sentence on stderr and an exit code of sysexits.h.
func reporting<Answer>(_ body: () throws(ControlError) -> Answer) throws -> Answer {
    do { return try body() } catch {
        Terminal.complain(error.description)
        switch error {
        case .refused: throw ExitCode(1)
        case .badPath: throw ExitCode(EX_USAGE)
        case .noDaemon, .broken, .noFolder, .notASocket, .daemonIsThere, .cannotListen: throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
