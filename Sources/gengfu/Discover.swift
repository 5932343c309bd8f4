import AlarmEngine
import ArgumentParser
import Dispatch
import Gateway
import Glibc

struct Discover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Listen to the broker, and draft what is missing: registry rows, profiles, an inventory.",
        discussion: """
            Listens beside the daemon, at QoS 0 and without a session, and says which profiles' messages come and whether they \
            decode, which devices are not in the registry, what topics no profile knows (types and ranges, no contents), and \
            what zigbee2mqtt and Home Assistant's discovery say is there. With -o it writes drafts; it never overwrites. \
            Exits 69 if the broker was never heard.
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
        let discovery = Discovery(setup.engineConfiguration, shipped: Setup.shippedProfiles)
        let listener = Eavesdropper(configuration, filters, discovery, drafts)
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
