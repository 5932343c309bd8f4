import AlarmEngine
import Dispatch
import Glibc
import Logging

/// Writes every event it is given to a file, to the journal, or to both, each as one line, in order.
///
/// If the file cannot be written it says so once, keeps trying, and keeps a bounded number of events meanwhile; the rest it
/// asks for again (``SinkReport/wantsRefillAfter(sequence:limit:)``). The methods may be called from anywhere; reports come
/// on the sink's queue. `@unchecked Sendable` is sound: what changes is touched on `queue` alone.
public final class LogSink: @unchecked Sendable {
    public let name: String
    private let text: EventText
    private let bound: Int
    private let journal: Int32
    private let retryPause: Span
    private let log: Logger
    private let report: @Sendable (SinkReport) -> Void

    private let queue: DispatchQueue
    private let timer: DispatchSourceTimer
    private var configuration: LogConfiguration
    private var file: LineFile?
    private var isFailing = false
    private var waiting: [NumberedEvent] = []
    /// The last event that was taken, written or waiting.
    private var lastTaken: Int64 = 0
    /// Events after `lastTaken` were let go: newcomers must wait until a refill has brought those.
    private var isBehind = false
    private var isRefillAsked = false
    private var ending: (@Sendable () -> Void)?

    /// A sink whose file is opened at once, and again and again if that fails.
    ///
    /// - Parameters:
    ///   - name: its name in the configuration.
    ///   - text: how the text format and the journal are written.
    ///   - bound: events kept while the file cannot be written.
    ///   - journal: the descriptor the journal reads: standard error.
    ///   - retryPause: between two attempts at the file.
    ///   - log: where trouble with the file is told.
    ///   - report: called on the sink's queue; must not wait for it.
    public init(
        name: String, configuration: LogConfiguration, text: EventText, bound: Int = 1000, journal: Int32 = 2,
        retryPause: Span = .seconds(2), log: Logger, report: @escaping @Sendable (SinkReport) -> Void
    ) {
        self.name = name
        self.configuration = configuration
        self.text = text
        self.bound = max(1, bound)
        self.journal = journal
        self.retryPause = retryPause
        self.log = log
        self.report = report
        queue = DispatchQueue(label: "gengfu.notify.\(name)")
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.drain() }
        timer.schedule(deadline: .now())
        timer.activate()
    }

    deinit {
        timer.cancel()
    }

    /// Takes new events, in the order of their numbers.
    public func write(_ events: [NumberedEvent]) {
        queue.async {
            for event in events {
                // The ledger has not got an unrecorded one: it could not be asked for again.
                if !event.isRecorded || (!self.isBehind && self.waiting.count < self.bound) {
                    self.take(event)
                } else {
                    self.isBehind = true
                }
            }
            self.drain()
        }
    }

    /// Takes events from the ledger: at the start those after what ``SinkReport/written(through:)`` said last, later in answer
    /// to ``SinkReport/wantsRefillAfter(sequence:limit:)``.
    ///
    /// - Parameter isComplete: whether the ledger has no later ones.
    public func refill(_ events: [NumberedEvent], isComplete: Bool) {
        queue.async {
            self.isRefillAsked = false
            for event in events where event.sequence > self.lastTaken { self.take(event) }
            self.isBehind = !isComplete && !events.isEmpty
            self.drain()
        }
    }

    /// Closes the file and opens it anew, after `logrotate` has renamed it.
    public func reopen() {
        queue.async {
            self.drain()
            self.file = nil
            self.drain()
        }
    }

    /// Takes over a new configuration.
    public func reload(_ configuration: LogConfiguration) {
        queue.async {
            self.drain()
            self.configuration = configuration
            self.file = nil
            self.drain()
        }
    }

    /// Writes what waits and calls `done` on the sink's queue, at the latest when the time is over.
    public func stop(within limit: Span, done: @escaping @Sendable () -> Void) {
        queue.async {
            self.ending = done
            self.drain()
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(limit.milliseconds))) { self.end() }
    }

    // MARK: On the queue

    private func take(_ event: NumberedEvent) {
        lastTaken = max(lastTaken, event.sequence)
        waiting.append(event)
        guard configuration.journal || configuration.file == nil else { return }
        let line = Array("\(JournalLine.text(event, by: text))\n".utf8)
        // The journal's own trouble is nobody's here: there is nowhere left to tell it.
        _ = Glibc.write(journal, line, line.count)
    }

    private func drain() {
        do {
            try writeWaiting()
            if isFailing { log.notice("Sink '\(name)' writes its file again.") }
            isFailing = false
            timer.schedule(deadline: .distantFuture)
        } catch {
            if !isFailing { log.error("Sink '\(name)' cannot write; it keeps trying. \(error)") }
            isFailing = true
            file = nil
            timer.schedule(deadline: .now() + .milliseconds(Int(retryPause.milliseconds)))
            return
        }
        if isBehind, !isRefillAsked {
            isRefillAsked = true
            report(.wantsRefillAfter(sequence: lastTaken, limit: bound))
        }
        if !isBehind { end() }
    }

    private func writeWaiting() throws(LineFileError) {
        if let path = configuration.file {
            if file?.isUnlinked == true { file = nil }
            let open = if let file { file } else { try LineFile(path) }
            file = open
            while !waiting.isEmpty {
                let batch = waiting.prefix(256)
                settle(try open.append(batch.map(line)))
            }
        } else {
            settle(waiting.count)
        }
    }

    private func settle(_ count: Int) {
        guard count > 0 else { return }
        let last = waiting[count - 1].sequence
        waiting.removeFirst(count)
        report(.written(through: last))
    }

    private func line(_ event: NumberedEvent) -> String {
        switch configuration.format {
        case .text: text.line(event)
        case .json: EventLine.json(event)
        }
    }

    private func end() {
        ending?()
        ending = nil
    }
}
