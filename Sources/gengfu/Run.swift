import AlarmEngine
import ArgumentParser
import Dispatch
import Gateway
import Glibc
import Logging

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The daemon: listen, judge, tell.",
        discussion: """
            SIGTERM stops it within 10 s, SIGHUP reads the configuration again, SIGUSR1 opens log files anew. \
            Exits 78 if the configuration is wrong, 66 if it is not there, 1 if the ledger or the control socket cannot be \
            opened.
            """
    )

    @Option(help: "The configuration, gengfu.yaml.")
    var config: String

    @Option(help: "The engine's clock runs so many times as fast; for the demo and tests only.")
    var speed = 1.0

    @Option(help: .hidden)
    var clockOrigin: String?

    func validate() throws {
        if !speed.isFinite || speed <= 0 { throw ValidationError("--speed must be greater than 0.") }
        if let clockOrigin, GatewayClock.Origin(clockOrigin) == nil {
            throw ValidationError("--clock-origin '\(clockOrigin)' is not UTC=SHOWN in milliseconds.")
        }
    }

    func run() throws {
        // Until they are heard below, neither a hasty reload nor logrotate may end us.
        signal(SIGHUP, SIG_IGN)
        signal(SIGUSR1, SIG_IGN)
        JournalLogHandler.bootstrap()
        let log = Logger(label: "gengfu")
        let (setup, configuration) = try load()
        LocalTime.use(configuration.timezone)
        for warning in setup.warnings.prefix(3) {
            log.warning("\(warning.file):\(warning.line): \(warning.message)")
        }
        if setup.warnings.count > 3 {
            log.warning("\(setup.warnings.count - 3) more warnings; gengfu check --config \(config) prints them all.")
        }
        if let warning = setup.legacyTextWarning { log.warning("\(warning)") }
        if speed != 1 {
            log.warning("The engine's clock runs \(speed) times as fast: this is no watch for real alarms.")
        }
        let clock = GatewayClock(speed: speed, origin: clockOrigin.flatMap(GatewayClock.Origin.init))
        let pipeline: Pipeline
        do throws(PipelineError) {
            pipeline = try Pipeline(setup, configuration, clock: clock, log: log)
            try pipeline.start()
        } catch {
            log.critical("\(error)")
            throw ExitCode(EXIT_FAILURE)
        }
        let config = config
        let signals = [
            on(SIGTERM) { pipeline.stop { Glibc.exit(EXIT_SUCCESS) } },
            on(SIGINT) { pipeline.stop { Glibc.exit(EXIT_SUCCESS) } },
            on(SIGHUP) { pipeline.reload { () throws(Problems) in try Setup.load(config: config) } },
            on(SIGUSR1) { pipeline.reopenLogs() },
        ]
        withExtendedLifetime(signals) { dispatchMain() }
    }

    private func load() throws -> (Setup, GatewayConfiguration) {
        do throws(Problems) {
            let setup = try Setup.load(config: config)
            if let configuration = setup.configuration { return (setup, configuration) }
        } catch {
            error.all.forEach { Terminal.complain($0) }
            throw ExitCode(error.areMissingInput ? EX_NOINPUT : EX_CONFIG)
        }
        throw ExitCode(EX_CONFIG)
    }

    /// Calls `body` when the signal comes, in place of what the system would do.
    private func on(_ number: Int32, _ body: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: body)
        source.activate()
        return source
    }
}
