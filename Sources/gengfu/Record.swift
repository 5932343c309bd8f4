import AlarmEngine
import ArgumentParser
import Dispatch
import Gateway
import Glibc
import Logging

struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Capture the broker's traffic into a recording.",
        discussion: """
            Takes the topics of the configuration's devices, beside the daemon and without disturbing it, until SIGINT. \
            With --rotate it goes on in a new file whenever one has enough: -o village makes village-20261124T080000Z.jsonl, \
            by the time of its first message. With --pseudonymise nothing is written that says who or where: device ids, \
            areas beneath the county, zones and free text become pseudonyms, the same in every recording with the same key.
            """
    )

    @Option(help: "The configuration, gengfu.yaml: for its broker and devices.")
    var config: String

    @Option(name: [.customShort("o"), .long], help: "The recording; appended to. - is the standard output.")
    var output: String

    @Option(help: "A topic filter, in place of those of the devices; may be given several times.")
    var topic: [String] = []

    @Option(help: "Stop after so many messages.")
    var count: Int?

    @Option(help: "Begin a new file after so much (100MiB) or so long (1h, 1d); may be given twice.")
    var rotate: [String] = []

    @Option(help: "With --rotate: keep so many files, and delete the oldest beyond them.")
    var keep: Int?

    @Option(
        help: ArgumentHelp("Replace who and where by pseudonyms made with the key in this file.", valueName: "keyfile"))
    var pseudonymise: String?

    @Flag(
        help: """
            With --pseudonymise: keep binary payloads as they are, but for those in which a device's name or a private \
            field is. Else they are left out, and counted: they may name people.
            """)
    var keepBinary = false

    func validate() throws {
        if keepBinary, pseudonymise == nil { throw ValidationError("--keep-binary goes with --pseudonymise.") }
        for text in rotate {
            var rotation = RecordingRotation()
            if !rotation.take(text) {
                throw ValidationError("--rotate '\(text)' is no bound; write it as 100MiB, 1h or 1d.")
            }
        }
        if let keep, keep < 1 || rotate.isEmpty {
            throw ValidationError("--keep goes with --rotate, and is 1 or more.")
        }
        if output == "-", !rotate.isEmpty { throw ValidationError("The standard output cannot rotate.") }
    }

    func run() throws {
        JournalLogHandler.bootstrap(level: .notice)
        let (configuration, filters, mask) = try topics()
        let file: RecordingWriter
        do throws(Problem) { file = try RecordingWriter(output, rotation: rotation) } catch {
            Terminal.complain(error)
            throw ExitCode(EX_IOERR)
        }
        if let mending = file.mending { Terminal.complain(mending) }
        let recorder = Recorder(configuration, filters, file, mask, limit: count)
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
    private var rotation: RecordingRotation? {
        guard !rotate.isEmpty else { return nil }
        var rotation = RecordingRotation(keep: keep)
        for text in rotate { _ = rotation.take(text) }
        return rotation
    }

    /// Given topics need no device folder: the first recording of a device comes before its profile.
    ///
    /// Pseudonyms do: the profiles say what is a name.
    private func topics() throws -> (GatewayConfiguration, [String], Pseudonymiser?) {
        do {
            if !topic.isEmpty, pseudonymise == nil { return (try GatewayConfiguration.found(at: config), topic, nil) }
            let setup = try Setup.load(config: config)
            guard let configuration = setup.configuration else { throw ExitCode(EX_CONFIG) }
            let filters = topic.isEmpty ? Array(Set(setup.profiles.flatMap(\.filters))).sorted() : topic
            let key = try pseudonymise.map { try PseudonymKey(file: $0) }
            return (
                configuration, filters,
                key.map { Pseudonymiser(setup.engineConfiguration, key: $0, keepsBinary: keepBinary) }
            )
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
    private let mask: QueueBound<Pseudonymiser>?

    init(
        _ configuration: GatewayConfiguration, _ filters: [String], _ file: RecordingWriter, _ mask: Pseudonymiser?,
        limit: Int?
    ) {
        let mask = mask.map { QueueBound("gengfu.pseudonyms", $0) }
        self.mask = mask
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
                    let recorded = RecordedMessage(
                        at: message.message.receivedAt, topic: message.message.topic,
                        payload: message.message.payload, qos: message.packetID == 0 ? 0 : 1,
                        isRetained: message.message.isRetained)
                    guard let mask else {
                        file.write(recorded)
                        continue
                    }
                    if let shown = mask.sync({ $0.shown(recorded) }) { file.write(shown) }
                }
                Recorder.flush(file)
                settled()
                if let limit, file.count >= limit { DispatchQueue.main.async { Recorder.end(file, mask) } }
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
        connection.stop { Recorder.end(self.file, self.mask) }
    }

    private static func flush(_ file: RecordingWriter) {
        do throws(Problem) { try file.flush() } catch {
            Terminal.complain(error)
            Glibc.exit(EX_IOERR)
        }
    }

    private static func end(_ file: RecordingWriter, _ mask: QueueBound<Pseudonymiser>?) {
        flush(file)
        let files = file.fileCount > 1 ? " in \(file.fileCount) files" : ""
        Terminal.complain("\(file.count) messages recorded\(files).")
        mask?.sync { $0.news }.forEach { Terminal.complain($0) }
        Glibc.exit(EXIT_SUCCESS)
    }
}
