import AlarmEngine
import Dispatch
import Gateway
import Glibc
import Logging

/// Hands what a connection brings to the discovery, and says at the end what it found.
final class Eavesdropper: Sendable {
    /// How long what waits at the end may take to be read.
    private static let patience: Duration = .seconds(10)

    private let connection: BrokerConnection
    private let discovery: QueueBound<Discovery>
    private let link: QueueBound<EavesdroppedLink>
    private let drafts: DiscoveryDrafts?

    init(_ configuration: GatewayConfiguration, _ filters: [String], _ discovery: Discovery, _ drafts: DiscoveryDrafts?)
    {
        var broker = configuration.broker
        broker.clientID += "-discover-\(getpid())"
        broker.sessionExpirySeconds = 0
        let found = QueueBound("gengfu.discovery", discovery)
        let link = QueueBound("gengfu.discovery.link", EavesdroppedLink())
        self.discovery = found
        self.link = link
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
            link: { change in link.sync { $0.heed(change, filters) } })
    }

    func start(for span: Span) {
        connection.start()
        DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(Int(min(span.milliseconds, 1 << 40)))) {
            self.stop()
        }
    }

    /// Asks for nothing more, and reads what the broker has sent already.
    func stop() {
        let isFirst = link.sync { link in
            defer { link.isEnding = true }
            return !link.isEnding
        }
        guard isFirst else { return }
        connection.resubscribe(filters: [])
        drain(until: .now + Self.patience, soFar: nil)
    }

    /// Looks every while whether anything came, and ends when nothing did, or it takes too long.
    private func drain(until end: ContinuousClock.Instant, soFar: Int?) {
        DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(400)) {
            self.connection.withBacklog { counts, unread in
                if counts.received == soFar, unread == 0 { return self.connection.stop { self.report(unread: 0) } }
                if ContinuousClock.now >= end { return self.connection.stop { self.report(unread: unread) } }
                DispatchQueue.main.async { self.drain(until: end, soFar: counts.received) }
            }
        }
    }

    /// - Parameter unread: bytes that the broker had sent, and nobody read.
    private func report(unread: Int) {
        link.sync { $0.complain() }
        if unread > 0 {
            let seconds = Self.patience.components.seconds
            Terminal.complain(
                "\(seconds) s after the end at least \(unread) bytes more waited; what was in them is not counted.")
        }
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

/// What became of the link to the broker.
private struct EavesdroppedLink {
    enum State {
        case neverUp, up, down
    }

    var state = State.neverUp
    var breaks = 0
    /// Why nothing is heard, or was not at last.
    var reason: String?
    /// The time is over: what happens now is our own doing.
    var isEnding = false

    mutating func heed(_ change: LinkChange, _ filters: [String]) {
        guard !isEnding else { return }
        switch change {
        case .subscribed:
            state = .up
            Terminal.complain("Listening to \(filters.joined(separator: " ")); SIGINT ends it.")
        case .refused(let filter):
            reason = "The broker refuses the topic filter '\(filter)'."
            Terminal.complain("The broker refuses the topic filter '\(filter)'.")
        case .down(let cause):
            if state == .up { (state, breaks) = (.down, breaks + 1) }
            reason = cause
            Terminal.complain("Nothing is heard: \(cause)")
        }
    }

    /// Says what was not heard; ends the program where nothing ever was.
    func complain() {
        let times = "\(breaks) time\(breaks == 1 ? "" : "s")"
        switch state {
        case .neverUp:
            Terminal.complain("The broker was never heard. \(reason ?? "It did not answer in that time.")")
            Glibc.exit(EX_UNAVAILABLE)
        case .up where breaks == 0:
            break
        case .up:
            Terminal.complain("The link broke \(times); what was published meanwhile was not heard.")
        case .down:
            Terminal.complain(
                "The link broke \(times), and was down at the end: what was published meanwhile was not heard.")
        }
    }
}
