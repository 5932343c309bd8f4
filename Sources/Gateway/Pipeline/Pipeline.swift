import AlarmEngine
import Dispatch
import Glibc
import Logging

/// The daemon's heart: wires Ingest, the engine, Ledger, Notify and Observe, which never name each other.
///
/// Everything below happens on `queue`, the engine's: one batch after the other is decided, committed, adopted, told and
/// only then settled, so that memory never runs ahead of the disk and no acknowledgement ahead of either.
///
/// `@unchecked Sendable` is sound: what varies is touched on `queue` alone, but for the sinks and the control socket, which
/// ``start()`` sets before anything can come.
public final class Pipeline: @unchecked Sendable {
    let queue = DispatchQueue(label: "gengfu.engine")
    /// Where a new configuration is read.
    let configuring = DispatchQueue(label: "gengfu.configuration")
    let clock: GatewayClock
    let log: Logger
    /// Set before ``start()`` where it is not the environment's.
    var serviceManager = ServiceManager()
    let startedAt = GatewayClock.utc()
    let ledger: Ledger
    let reader: QueueBound<LedgerReader>

    var configuration: GatewayConfiguration
    var filters: [String]
    var engine: Engine
    var connection: BrokerConnection?
    var control: ControlServer?
    var webhooks: [String: WebhookSink] = [:]
    var logs: [String: LogSink] = [:]

    /// The number of the newest event.
    var lastSequence: Int64
    /// Messages that changed something, and those before them on their topics: what is recognised when it comes again.
    var kept: [LedgerBatch.KeptMessage]
    /// Of the last messages, as many as the broker may repeat, those that are not kept.
    var recent: [LedgerBatch.KeptMessage] = []
    /// How many are kept: what is kept later may be older by a window.
    let messageCapacity: Int
    /// What waits for the next transaction: outcomes, fallbacks, cursors.
    var unwritten = LedgerBatch()
    /// When the outcomes among it go in a transaction of their own; nil once one took them.
    var flushDue: ContinuousClock.Instant?
    var isFlushComing = false
    var recording = Recording()
    var conditions: [OwnAlarms.Condition: Value] = [:]
    var troubles: [String: (late: Int, refused: Int)] = [:]
    /// Why the last attempt of a sink failed; none where it did not.
    var sinkTroubles: [String: String] = [:]
    var link = Link()
    var counts = Counts()
    /// Messages over the payload bound, as last heard from the ingest queue.
    var oversized = 0
    /// The first undecodable payload of each device and cause; at most ``mostSamples``.
    var samples: [UndecodableSample] = []
    var deadlineTimer: (any DispatchSourceTimer)?
    /// What it is set for; nil while it is not set.
    var armed: Moment?
    var ticker: (any DispatchSourceTimer)?
    var ticks = 0
    var isStopping = false

    static let mostSamples = 1000

    /// Whether the broker is there.
    struct Link {
        var isSubscribed = false
        var reason: String?
        var refusedFilters: Set<String> = []
        var expectsSession = false
    }

    /// Opens the ledger and takes up where the last run ended.
    ///
    /// - Parameters:
    ///   - setup: with a configuration.
    ///   - configuration: that configuration.
    ///   - clock: the gateway's.
    ///   - log: for the administrator; no payload and no person is in it.
    /// - Throws: ``PipelineError`` if the ledger cannot be opened.
    public init(
        _ setup: Setup, _ configuration: GatewayConfiguration, clock: GatewayClock, log: Logger
    ) throws(PipelineError) {
        self.configuration = configuration
        self.clock = clock
        self.log = log
        do {
            messageCapacity = 2 * configuration.limits.inFlight
            ledger = try Ledger(folder: configuration.state, messageCapacity: messageCapacity)
            let restored = try ledger.restore()
            reader = QueueBound("gengfu.reading", try LedgerReader(folder: configuration.state))
            lastSequence = restored.lastSequence
            kept = restored.messages
            link.expectsSession = restored.isSessionExpected
            filters = Array(Set(setup.profiles.flatMap(\.filters))).sorted()
            engine = Engine(configuration: setup.engineConfiguration, restoring: restored.devices)
            cursorsAtStart = restored.cursors
            for device in restored.unreadableDevices {
                log.error(
                    "What was kept of device \(device.device) (\(device.profile)) cannot be read; it starts anew.")
            }
        } catch {
            throw PipelineError(error)
        }
    }

    let cursorsAtStart: [String: Int64]

    /// Starts sinks, control socket and timers, and then listens to the broker.
    ///
    /// - Throws: ``PipelineError`` if a sink or the control socket cannot start.
    public func start() throws(PipelineError) {
        do {
            for sink in configuration.sinks { try open(sink) }
            control = try openControl()
        } catch {
            throw PipelineError(error)
        }
        queue.sync {
            startTimers()
            beginLogs()
            decide([])
            for name in webhooks.keys.sorted() { refill(name, limit: configuration.limits.outbox, atOnce: true) }
            for name in logs.keys.sorted() { refillLog(name, after: cursorsAtStart[name] ?? lastSequence, limit: 1000) }
            serviceManager.ready(status: statusText)
            openConnection()
        }
        giveBackMemory()
    }

    /// A log that never wrote begins here, and that is kept before the first event can come: killed between the two, it
    /// would otherwise begin after an event that it never wrote.
    private func beginLogs() {
        for name in logs.keys where cursorsAtStart[name] == nil { unwritten.cursors[name] = lastSequence }
        if !unwritten.isEmpty { commit(LedgerBatch()) }
    }

    func openConnection() {
        let connection = BrokerConnection(
            configuration: configuration.broker, limits: configuration.limits, filters: filters,
            expectsSession: link.expectsSession, clock: { [clock] in clock.now() }, log: log,
            // Waiting costs no change of threads; two a batch would cost more than what is done with a few messages.
            batch: { [self] messages, settled in queue.sync { self.judge(messages, settled) } },
            link: { [self] change in queue.async { self.linkChanged(change) } })
        self.connection = connection
        connection.start()
    }

    /// Stops reading, settles what was read, gives the sinks a moment, and keeps the rest for the next run.
    ///
    /// - Parameter done: called on the engine's queue, at the latest 9 s later.
    public func stop(_ done: @escaping @Sendable () -> Void) {
        serviceManager.stopping()
        queue.async { [self] in
            guard !isStopping else { return }
            isStopping = true
            let leave: @Sendable () -> Void = { [self] in queue.async { self.leave(done) } }
            connection?.stop(leave)
            // A broker that does not answer must not hold us up.
            queue.asyncAfter(deadline: .now() + .seconds(3), execute: leave)
        }
    }
}

/// Why the daemon cannot start.
public struct PipelineError: Error, CustomStringConvertible {
    public let description: String

    init(_ error: any Error) {
        description = "\(error)"
    }
}
