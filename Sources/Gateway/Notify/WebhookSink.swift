import AlarmEngine
import Dispatch
import Glibc
import Logging

/// Tells one webhook what it must be told: an ``Outbox`` and libcurl on one serial queue.
///
/// The methods may be called from anywhere; reports come on the sink's queue. `@unchecked Sendable` is sound: what changes is
/// touched on `queue` alone.
public final class WebhookSink: @unchecked Sendable {
    public let name: String
    private let gateway: String
    private let bound: Int
    private let clock: @Sendable () -> Moment
    private let random: @Sendable () -> Double
    private let log: Logger
    private let report: @Sendable (SinkReport) -> Void

    private let queue: DispatchQueue
    private let client: HTTPClient
    private let timer: DispatchSourceTimer
    private var endpoint: WebhookEndpoint
    private var outbox: Outbox
    private var troubles = Troubles()
    /// The last attempt failed: that was said once, and need not be at each further one.
    private var isTroubled = false
    private var ending = Ending.none

    private struct Troubles: Hashable {
        var late = 0
        var refused = 0
    }

    private enum Ending {
        case none
        /// What is due still goes; then `done`.
        case flushing(done: @Sendable () -> Void)
        /// Nothing new goes; `done` when what is under way has ended.
        case stopping(done: @Sendable () -> Void)
        case stopped
    }

    /// A sink that sends as soon as it is given something.
    ///
    /// - Parameters:
    ///   - name: its name in the configuration.
    ///   - configuration: its secret file is read here and at ``reload(_:)``.
    ///   - gateway: the client id, for the body.
    ///   - outboxBound: deliveries held in memory.
    ///   - clock: the gateway's clock, in real time; not the demo's fast one.
    ///   - random: 0 up to 1, drawn anew at each call.
    ///   - log: where trouble with the receiver is told.
    ///   - report: called on the sink's queue; must not wait for it.
    /// - Throws: ``SinkError`` if the URL or the secret file is no good.
    public init(
        name: String, configuration: WebhookConfiguration, gateway: String, outboxBound: Int,
        clock: @escaping @Sendable () -> Moment,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        log: Logger, report: @escaping @Sendable (SinkReport) -> Void
    ) throws(SinkError) {
        self.name = name
        self.gateway = gateway
        bound = max(1, outboxBound)
        self.clock = clock
        self.random = random
        self.log = log
        self.report = report
        endpoint = try WebhookEndpoint(configuration, of: name, log: log)
        outbox = Outbox(policy: endpoint.policy(bound: bound))
        queue = DispatchQueue(label: "gengfu.notify.\(name)")
        guard let client = HTTPClient(queue: queue) else { throw .noHTTPClient(sink: name) }
        self.client = client
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.pump() }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
    }

    deinit {
        timer.cancel()
    }

    /// Takes new deliveries, in the order of the ledger; those it has are ignored.
    public func enqueue(_ deliveries: [PendingDelivery]) {
        queue.async {
            self.outbox.add(deliveries, at: self.clock())
            self.pump()
        }
    }

    /// Takes what the ledger holds for this sink: at the start, and in answer to ``SinkReport/wantsRefill(limit:)``.
    ///
    /// - Parameters:
    ///   - deliveries: in the order `wantsRefill` asks for.
    ///   - isComplete: whether the ledger has no further ones.
    public func refill(_ deliveries: [PendingDelivery], isComplete: Bool) {
        queue.async {
            self.outbox.refill(deliveries, isComplete: isComplete, at: self.clock())
            self.pump()
        }
    }

    /// Takes over a new configuration and reads its secret file; requests under way end as they began.
    ///
    /// - Throws: ``SinkError``; then the old configuration stays.
    public func reload(_ configuration: WebhookConfiguration) throws(SinkError) {
        let endpoint = try WebhookEndpoint(configuration, of: name, log: log)
        queue.async {
            self.endpoint = endpoint
            self.outbox.policy = endpoint.policy(bound: self.bound)
            self.pump()
        }
    }

    /// Tries everything again at once, refused deliveries too, and asks for those the ledger requeued.
    public func retryEverything() {
        queue.async {
            self.outbox.retryEverything(at: self.clock())
            self.pump()
        }
    }

    /// Goes on sending what is due, and calls `done` on the sink's queue when nothing is, or when the time is over.
    public func flush(within limit: Span, done: @escaping @Sendable () -> Void) {
        queue.async {
            self.ending = .flushing(done: done)
            self.pump()
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(limit.milliseconds))) {
            guard case .flushing(let done) = self.ending else { return }
            self.ending = .none
            done()
        }
    }

    /// Starts nothing new, lets what is under way end within the limit, and calls `done` on the sink's queue.
    ///
    /// What is undelivered is the ledger's; the sink does nothing any more.
    public func stop(within limit: Span, done: @escaping @Sendable () -> Void) {
        queue.async {
            if case .flushing(let flushed) = self.ending { flushed() }
            self.ending = .stopping(done: done)
            self.pump()
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(limit.milliseconds))) {
            guard case .stopping(let done) = self.ending else { return }
            self.client.cancelAll()
            self.ending = .stopped
            done()
        }
    }

    // MARK: On the queue

    private func pump() {
        let now = clock()
        for lapsed in outbox.lapse(at: now) { report(lapsed) }
        switch ending {
        case .none, .flushing:
            while let delivery = outbox.next(at: now) { send(delivery) }
        case .stopping, .stopped: break
        }
        if let limit = outbox.askForRefill(at: now) { report(.wantsRefill(limit: limit)) }
        reportTroubles()
        schedule(from: now)
        endIfQuiet()
    }

    private func send(_ delivery: PendingDelivery) {
        let sequence = delivery.sequence
        let request = endpoint.request(for: delivery, gateway: gateway, seconds: Int64(time(nil)))
        client.post(request) { [weak self] answer in self?.settle(sequence, answer) }
    }

    private func settle(_ sequence: Int64, _ answer: HTTPAnswer) {
        tellTrouble(answer)
        for settled in outbox.settle(sequence, answer, at: clock(), jitter: random()) { report(settled) }
        pump()
    }

    private func tellTrouble(_ answer: HTTPAnswer) {
        switch answer.verdict {
        case .delivered:
            if isTroubled { log.notice("Sink '\(name)' at \(endpoint.place) accepts deliveries again.") }
            isTroubled = false
        case .retry(_, let why):
            let sentence = "Telling sink '\(name)' at \(endpoint.place) failed: \(why); it is tried again."
            log.log(level: isTroubled ? .info : .warning, "\(sentence)")
            isTroubled = true
        case .refused(let why):
            log.warning("Sink '\(name)' at \(endpoint.place) refused a delivery: \(why); a 2xx status would accept it.")
        }
    }

    private func reportTroubles() {
        let current = Troubles(late: outbox.lateCount, refused: outbox.refusedCount)
        guard current != troubles else { return }
        troubles = current
        report(.troubles(late: current.late, refused: current.refused))
    }

    private func schedule(from now: Moment) {
        guard let next = outbox.nextDeadline(after: now), !isStopped else {
            return timer.schedule(deadline: .distantFuture)
        }
        // An hour at most, so that a clock put forward is noticed.
        timer.schedule(deadline: .now() + .milliseconds(Int(min((next - now).milliseconds, 3_600_000))))
    }

    private var isStopped: Bool {
        switch ending {
        case .stopped: true
        case .none, .flushing, .stopping: false
        }
    }

    private func endIfQuiet() {
        guard outbox.isQuiet else { return }
        switch ending {
        case .none, .stopped: break
        case .flushing(let done):
            ending = .none
            done()
        case .stopping(let done):
            ending = .stopped
            done()
        }
    }
}
