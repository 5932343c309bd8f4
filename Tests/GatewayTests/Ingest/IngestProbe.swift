import AlarmEngine
import Logging
import Synchronization

@testable import Gateway

/// The other side of a connection: keeps what it is handed, and settles when it is told to.
final class IngestProbe: Sendable {
    private struct State {
        var batches: [[IngestedMessage]] = []
        var unsettled: [@Sendable () -> Void] = []
        var links: [LinkChange] = []
        var lines: [String] = []
        var settlesAtOnce: Bool
    }

    private let state: Mutex<State>

    init(settlesAtOnce: Bool = true) {
        state = Mutex(State(settlesAtOnce: settlesAtOnce))
    }

    func connection(
        _ configuration: BrokerConfiguration, filters: [String] = ["t/#"], limits: Limits = Limits(),
        expectsSession: Bool = false
    ) -> BrokerConnection {
        BrokerConnection(
            configuration: configuration, limits: limits, filters: filters, expectsSession: expectsSession,
            clock: { Moment(milliseconds: 42) },
            log: Logger(label: "ingest", factory: { _ in ProbeLog(probe: self) }),
            batch: { messages, settled in
                let now = self.state.withLock { state in
                    state.batches.append(messages)
                    if !state.settlesAtOnce { state.unsettled.append(settled) }
                    return state.settlesAtOnce
                }
                if now { settled() }
            },
            link: { change in self.state.withLock { $0.links.append(change) } })
    }

    /// Settles what is out, and from now on everything at once.
    func settle() {
        let unsettled = state.withLock { state in
            state.settlesAtOnce = true
            defer { state.unsettled = [] }
            return state.unsettled
        }
        for settled in unsettled { settled() }
    }

    /// Settles what is out, and nothing further.
    func settleOnce() {
        let unsettled = state.withLock { state in
            defer { state.unsettled = [] }
            return state.unsettled
        }
        for settled in unsettled { settled() }
    }

    func note(_ line: String) { state.withLock { $0.lines.append(line) } }

    var batches: [[IngestedMessage]] { state.withLock { $0.batches } }
    var messages: [IngestedMessage] { batches.flatMap { $0 } }
    var texts: [String] { messages.map { String(decoding: $0.message.payload, as: UTF8.self) } }
    var links: [LinkChange] { state.withLock { $0.links } }
    var lines: [String] { state.withLock { $0.lines } }
    var isSubscribed: Bool { if case .subscribed = links.last { true } else { false } }
    /// Why the connection is down, the last time it was.
    var reason: String {
        for case .down(let reason) in links.reversed() { return reason }
        return ""
    }
}

extension BrokerConnection {
    /// Leaves the broker, and waits until it has.
    func stopped() async {
        await withCheckedContinuation { continuation in stop { continuation.resume() } }
    }

    /// Waits until every call made so far has run on the connection's queue.
    func settled() { _ = countsSoFar }
}

/// Waits, at most so many seconds, until something is so; answers whether it is.
func becomes(within seconds: Int = 10, _ condition: () throws -> Bool) async rethrows -> Bool {
    for _ in 0..<200 * seconds {
        if try condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
}

private struct ProbeLog: LogHandler {
    let probe: IngestProbe
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug
    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { probe.note("\(event.level) \(event.message)") }
}
