import AlarmEngine
import Dispatch
import Logging

/// The life of the connection with one broker: it comes back for ever, and loses nothing.
///
/// Messages come in batches, one at a time: while one is out, nothing is read, and no acknowledgement leaves before it
/// is settled. TCP pushes back on the broker meanwhile, and the broker queues.
///
/// `@unchecked Sendable` is sound: what varies is touched on `queue` alone. The closures given to ``init`` are called
/// there too, and must not wait for it.
public final class BrokerConnection: @unchecked Sendable {
    /// What came so far.
    public struct Counts: Hashable, Sendable {
        /// Messages handed over.
        public var received = 0
        /// Messages over the payload bound, acknowledged and not kept.
        public var oversized = 0
        /// Connections the broker accepted.
        public var connections = 0
        /// Times the socket, or what a full batch left behind, woke us: few for many messages, and none for none.
        public var wakeUps = 0
    }

    /// How we listen.
    public enum Manner: Sendable {
        /// At QoS 1: what comes while we are away is kept for us.
        case faithful
        /// At QoS 0: for a look at the traffic, which costs the broker nothing.
        case eavesdropping

        var qos: Int32 {
            switch self {
            case .faithful: 1
            case .eavesdropping: 0
            }
        }
    }

    enum Phase {
        case idle
        /// In the look-up and `connect`, on a queue of its own.
        case connecting(until: ContinuousClock.Instant)
        /// The broker has yet to say yes to CONNECT.
        case greeting(until: ContinuousClock.Instant)
        case live(since: ContinuousClock.Instant)
        /// Between two attempts.
        case pausing
        /// The last acknowledgements and DISCONNECT are being written.
        case leaving(until: ContinuousClock.Instant)
        /// They are written, and the broker has yet to read them and hang up.
        case parting(until: ContinuousClock.Instant)
        case stopped
    }

    let queue = DispatchQueue(label: "gengfu.ingest")
    let configuration: BrokerConfiguration
    let limits: Limits
    let manner: Manner
    let clock: @Sendable () -> Moment
    let log: Logger
    let batch: @Sendable ([IngestedMessage], @escaping @Sendable () -> Void) -> Void
    let link: @Sendable (LinkChange) -> Void

    var phase = Phase.idle
    var client: MosquittoClient?
    var readable: SocketWatch?
    var writable: SocketWatch?
    var subscriptions: Subscriptions
    var counts = Counts()

    /// Read, and not handed over yet.
    var pending: [IngestedMessage] = []
    /// Whether a batch is out: nothing is read or written until it is back.
    var isUnsettled = false
    var batchNumber = 0
    /// Whether the last reading emptied the socket.
    var isDrained = true
    /// Why the connection ended, to be acted on once everything it brought is settled.
    var ending: MosquittoError?
    /// Messages that may yet be redeliveries.
    var redeliveryWindow = 0

    var expectsSession: Bool
    /// What the next ``LinkChange/subscribed(sessionLost:)`` says.
    var isSessionLost = false
    var refusedAt: ContinuousClock.Instant?

    var timer: (any DispatchSourceTimer)?
    var attempt = 0
    var failures = 0
    var stopped: [@Sendable () -> Void] = []
    var lastReason: String?
    var absence = Rarely()
    var oversizeWarning = Rarely()

    /// How long the broker may take to accept us, from the look-up of its name to its answer to CONNECT.
    static let patience: Duration = .seconds(10)
    /// How long after a connect a message may still be a redelivery: the broker sends those first.
    static let redeliveryTime: Duration = .seconds(60)
    // Less in tests; set before `start`.
    var patience = BrokerConnection.patience
    /// After how long a refused filter is asked for again.
    var refusalPause: Duration = .seconds(60)

    /// Makes a connection that ``start()`` opens.
    ///
    /// - Parameters:
    ///   - configuration: the broker, and who we are there.
    ///   - limits: of them `payloadBytes`, `batch` and `inFlight` count here.
    ///   - filters: the topic filters to subscribe to, again at every connection.
    ///   - manner: at which QoS.
    ///   - expectsSession: whether the broker should still have a session of ours, from an earlier run.
    ///   - clock: the gateway's clock, asked once a message.
    ///   - log: for the operator; topics and payloads never reach it.
    ///   - batch: takes a batch of 1 to `limits.batch` messages in the broker's order, and calls `settled`, once and
    ///     from any thread, when they are decided and what must be kept is kept.
    ///   - link: hears what happens to the connection: `subscribed` once every filter is answered, and again after
    ///     ``resubscribe(filters:)``; `down` once until it is up again, or when the reason changes.
    public init(
        configuration: BrokerConfiguration, limits: Limits, filters: [String], manner: Manner = .faithful,
        expectsSession: Bool, clock: @escaping @Sendable () -> Moment,
        log: Logger,
        batch: @escaping @Sendable (_ messages: [IngestedMessage], _ settled: @escaping @Sendable () -> Void) -> Void,
        link: @escaping @Sendable (LinkChange) -> Void
    ) {
        self.configuration = configuration
        self.limits = limits
        self.manner = manner
        self.subscriptions = Subscriptions(wanted: filters)
        self.expectsSession = expectsSession
        self.clock = clock
        self.log = log
        self.batch = batch
        self.link = link
    }

    /// Connects, and tries again for ever.
    ///
    /// Later calls do nothing.
    public func start() {
        queue.async {
            guard case .idle = self.phase else { return }
            self.startTimer()
            self.connect()
        }
    }

    /// Stops reading, waits for the batch under way to be settled, acknowledges it, and leaves the broker.
    ///
    /// The broker keeps the session. Then `done` is called, on this connection's queue, and nothing is heard of the
    /// connection after that.
    public func stop(_ done: @escaping @Sendable () -> Void) {
        queue.async {
            if case .stopped = self.phase { return done() }
            self.stopped.append(done)
            self.readable?.isOn = false
            self.proceed()
        }
    }

    /// Subscribes to what is new among the filters, and unsubscribes from what is no longer among them.
    public func resubscribe(filters: [String]) {
        queue.async { self.want(filters) }
    }

    /// Calls `body` on this connection's queue, behind what waits there: proof that the queue is not stuck.
    public func pass(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }

    /// Calls `body` on this connection's queue with what came so far.
    public func withCounts(_ body: @escaping @Sendable (Counts) -> Void) {
        queue.async { body(self.counts) }
    }

    /// Calls `body` on this connection's queue with what came so far, and how many messages and bytes wait yet.
    public func withBacklog(_ body: @escaping @Sendable (_ counts: Counts, _ unread: Int) -> Void) {
        queue.async { body(self.counts, self.pending.count + (self.readable?.unread ?? 0)) }
    }

    /// What came so far.
    ///
    /// From any thread, but not from within the closures given to ``init``.
    public var countsSoFar: Counts {
        dispatchPrecondition(condition: .notOnQueue(queue))
        return queue.sync { counts }
    }

    deinit {
        timer?.cancel()
    }
}
