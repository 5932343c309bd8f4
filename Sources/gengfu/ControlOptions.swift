import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Where the daemon listens.
struct ControlOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's control socket; else the configuration's, else $GENGFU_CONTROL, else /run/gengfu/control.sock.",
            valueName: "path"))
    var control: String?

    @Option(
        help: ArgumentHelp("The daemon's gengfu.yaml, to know its control socket and time zone.", valueName: "file"))
    var config: String?

    /// - Throws: an exit code, once the reason why the configuration cannot be read stands on stderr.
    func path() throws -> String {
        if let control { return control }
        if let configuration = try configuration() { return configuration.control }
        return getenv("GENGFU_CONTROL").map { String(cString: $0) } ?? "/run/gengfu/control.sock"
    }

    /// Times as the configuration's zone has them, else as the daemon's; as this machine's where there is no daemon.
    func text(_ language: EventText.Language) throws -> EventText {
        if let zone = try configuration()?.timezone ?? daemonsZone() { LocalTime.use(zone) }
        return EventText.forTerminal(language)
    }

    private func daemonsZone() throws -> String? {
        let path = try path()
        var writer = JSONWriter()
        writer.object { $0.member("do", "status") }
        return try? ControlClient(path: path).ask(writer.text).reply["timezone"]?.string
    }

    private func configuration() throws -> GatewayConfiguration? {
        guard let config else { return nil }
        do throws(Problem) { return try GatewayConfiguration.found(at: config) } catch {
            Terminal.complain(error)
            throw ExitCode(error.isMissingInput ? EX_NOINPUT : EX_CONFIG)
        }
    }

    /// Asks the daemon one thing.
    ///
    /// - Throws: an exit code, once the reason stands on stderr: 1 if the daemon refused, 69 if there is none.
    func ask(_ members: (inout JSONWriter) -> Void) throws -> (line: String, reply: JSONValue) {
        var writer = JSONWriter()
        writer.object(members)
        let request = writer.text
        let path = try path()
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
