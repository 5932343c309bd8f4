import AlarmEngine
import ArgumentParser
import Dispatch
import Gateway
import Glibc
import Logging

struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Capture the broker's traffic into a recording.",
        discussion:
            "Takes the topics of the configuration's devices, beside the daemon and without disturbing it, until SIGINT."
    )

    @Option(help: "The configuration, gengfu.yaml: for its broker and devices.")
    var config: String

    @Option(name: [.customShort("o"), .long], help: "The recording; appended to. - is the standard output.")
    var output: String

    @Option(help: "A topic filter, in place of those of the devices; may be given several times.")
    var topic: [String] = []

    @Option(help: "Stop after so many messages.")
    var count: Int?

    func run() throws {
        JournalLogHandler.bootstrap(level: .notice)
        let (configuration, filters) = try topics()
        let file: RecordingWriter
        do throws(Problem) { file = try RecordingWriter(output) } catch {
            Terminal.complain(error)
            throw ExitCode(EX_IOERR)
        }
        let recorder = Recorder(configuration, filters, file, limit: count)
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        let sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
            source.setEventHandler { recorder.stop() }
            source.activate()
            return source
        }
        recorder.start()
        withExtendedLifetime(sources) { dispatchMain() }
    }
}

extension Record {
    /// Given topics need no device folder: the first recording of a device comes before its profile.
    private func topics() throws -> (GatewayConfiguration, [String]) {
        do {
            if !topic.isEmpty { return (try GatewayConfiguration.found(at: config), topic) }
            let setup = try Setup.load(config: config)
            guard let configuration = setup.configuration else { throw ExitCode(EX_CONFIG) }
            return (configuration, Array(Set(setup.profiles.flatMap(\.filters))).sorted())
        } catch let problem as Problem {
            throw problem.reported()
        } catch let problems as Problems {
            throw problems.reported()
        }
    }
}

/// Writes what a connection brings.
private final class Recorder: Sendable {
    private let connection: BrokerConnection
    private let file: RecordingWriter

    init(_ configuration: GatewayConfiguration, _ filters: [String], _ file: RecordingWriter, limit: Int?) {
        var broker = configuration.broker
        broker.clientID += "-record-\(getpid())"
        broker.sessionExpirySeconds = 0
        self.file = file
        connection = BrokerConnection(
            configuration: broker, limits: configuration.limits, filters: filters, expectsSession: false,
            clock: { GatewayClock.utc() }, log: Logger(label: "gengfu.record"),
            batch: { messages, settled in
                for message in messages {
                    if let limit, file.count >= limit { break }
                    file.write(
                        RecordedMessage(
                            at: message.message.receivedAt, topic: message.message.topic,
                            payload: message.message.payload, qos: message.packetID == 0 ? 0 : 1,
                            isRetained: message.message.isRetained))
                }
                Recorder.flush(file)
                settled()
                if let limit, file.count >= limit { DispatchQueue.main.async { Recorder.end(file) } }
            },
            link: { change in
                switch change {
                case .subscribed: Terminal.complain("Recording \(filters.joined(separator: " ")); SIGINT ends it.")
                case .refused(let filter): Terminal.complain("The broker refuses the topic filter '\(filter)'.")
                case .down(let reason): Terminal.complain("Nothing is recorded: \(reason)")
                }
            })
    }

    func start() { connection.start() }

    func stop() {
        connection.stop { Recorder.end(self.file) }
    }

    private static func flush(_ file: RecordingWriter) {
        do throws(Problem) { try file.flush() } catch {
            Terminal.complain(error)
            Glibc.exit(EX_IOERR)
        }
    }

    private static func end(_ file: RecordingWriter) {
        flush(file)
        Terminal.complain("\(file.count) messages recorded.")
        Glibc.exit(EXIT_SUCCESS)
    }
}
