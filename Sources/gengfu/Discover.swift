import AlarmEngine
import ArgumentParser
import Dispatch
import Gateway
import Glibc
import Logging

struct Discover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Listen to the broker, and draft what is missing: registry rows, profiles, an inventory.",
        discussion: """
            Listens beside the daemon, at QoS 0 and without a session, and says which profiles' messages come and whether they \
            decode, which devices are not in the registry, what topics no profile knows (types and ranges, no contents), and \
            what zigbee2mqtt and Home Assistant's discovery say is there. With -o it writes drafts; it never overwrites.
            """)

    @Option(help: "The configuration, gengfu.yaml: for its broker, devices and registry.")
    var config: String

    @Option(name: .customLong("for"), help: "How long to listen, such as 5m; SIGINT ends it earlier.")
    var duration = "5m"

    @Option(help: "A topic filter in place of #; may be given several times.")
    var topic: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: "A folder for drafts: registry-draft.csv, inventory.csv, unknown-topics.md, devices/.")
    var output: String?

    func validate() throws {
        guard let span = Span(duration), span >= .seconds(1) else {
            throw ValidationError("--for '\(duration)' is no duration of a second or more; write it as 90s or 5m.")
        }
    }

    func run() throws {
        JournalLogHandler.bootstrap(level: .notice)
        let setup = try Setup.loaded(config: config)
        guard let configuration = setup.configuration, let span = Span(duration) else { throw ExitCode(EX_CONFIG) }
        let drafts: DiscoveryDrafts?
        do throws(Problem) {
            drafts = try output.map { folder throws(Problem) in try DiscoveryDrafts(folder) }
        } catch {
            Terminal.complain(error)
            throw ExitCode(EX_CANTCREAT)
        }
        let filters = topic.isEmpty ? ["#"] : topic
        let listener = Eavesdropper(configuration, filters, Discovery(setup.engineConfiguration), drafts)
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        let sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
            source.setEventHandler { listener.stop() }
            source.activate()
            return source
        }
        listener.start(for: span)
        withExtendedLifetime(sources) { dispatchMain() }
    }
}

/// Hands what a connection brings to the discovery, and says at the end what it found.
private final class Eavesdropper: Sendable {
    private let connection: BrokerConnection
    private let discovery: QueueBound<Discovery>
    private let drafts: DiscoveryDrafts?

    init(_ configuration: GatewayConfiguration, _ filters: [String], _ discovery: Discovery, _ drafts: DiscoveryDrafts?)
    {
        var broker = configuration.broker
        broker.clientID += "-discover-\(getpid())"
        broker.sessionExpirySeconds = 0
        let found = QueueBound("gengfu.discovery", discovery)
        self.discovery = found
        self.drafts = drafts
        connection = BrokerConnection(
            configuration: broker, limits: configuration.limits, filters: filters, manner: .eavesdropping,
            expectsSession: false, clock: { GatewayClock.utc() }, log: Logger(label: "gengfu.discover"),
            batch: { messages, settled in
                found.sync { discovery in
                    for message in messages { discovery.take(message.message) }
                }
                settled()
            },
            link: { change in
                switch change {
                case .subscribed: Terminal.complain("Listening to \(filters.joined(separator: " ")); SIGINT ends it.")
                case .refused(let filter): Terminal.complain("The broker refuses the topic filter '\(filter)'.")
                case .down(let reason): Terminal.complain("Nothing is heard: \(reason)")
                }
            })
    }

    func start(for span: Span) {
        connection.start()
        DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(Int(min(span.milliseconds, 1 << 40)))) {
            self.stop()
        }
    }

    /// What the broker has sent already is heard yet.
    func stop() {
        DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(500)) {
            self.connection.stop { self.report() }
        }
    }

    private func report() {
        let report = discovery.sync { DiscoveryReport($0) }
        report.lines.forEach { Terminal.say($0) }
        do throws(Problem) {
            for path in try drafts?.write(report) ?? [] { Terminal.complain("Drafted \(path).") }
        } catch {
            Terminal.complain(error)
            Glibc.exit(EX_CANTCREAT)
        }
        Glibc.exit(EXIT_SUCCESS)
    }
}
