import AlarmEngine
import Dispatch

extension Pipeline {
    /// Opens a sink; its reports come to the engine's queue.
    ///
    /// - Throws: ``SinkError`` if its URL or secret is no good.
    func open(_ sink: SinkConfiguration) throws(SinkError) {
        let name = sink.name
        let report: @Sendable (SinkReport) -> Void = { [self] report in queue.async { self.hear(report, from: name) } }
        switch sink.kind {
        case .webhook(let webhook):
            webhooks[name] = try WebhookSink(
                name: name, configuration: webhook, gateway: configuration.broker.clientID,
                outboxBound: configuration.limits.outbox, clock: { GatewayClock.utc() }, log: log, report: report)
        case .log(let file):
            logs[name] = LogSink(
                name: name, configuration: file, text: EventText(language: .both, secondsEast: LocalTime.secondsEast),
                log: log, report: report)
        }
    }

    /// By event number, the sinks that must be told: the ledger keeps it, for the logs and for whoever asks.
    func sinksTold(_ decision: Decision, _ events: [NumberedEvent]) -> [Int64: [String]] {
        var told = Dictionary(events.map { ($0.sequence, [String]()) }) { first, _ in first }
        for delivery in decision.deliveries { told[events[delivery.event].sequence]?.append(delivery.sink) }
        return told
    }

    /// What the ledger's outbox must hold: the log has a cursor instead.
    func webhookDeliveries(_ decision: Decision, _ events: [NumberedEvent]) -> [LedgerBatch.NewDelivery] {
        let now = GatewayClock.utc()
        return decision.deliveries.filter { webhooks[$0.sink] != nil }.map {
            LedgerBatch.NewDelivery(sequence: events[$0.event].sequence, sink: $0.sink, createdAt: now)
        }
    }

    /// Hands what is decided to the sinks and to whoever follows.
    func tell(_ decision: Decision, _ batch: LedgerBatch) {
        guard !batch.events.isEmpty else { return }
        let isRecorded = !recording.isOpen
        let events = batch.events.map { NumberedEvent(sequence: $0.sequence, event: $0.event, isRecorded: isRecorded) }
        let now = GatewayClock.utc()
        let told = Dictionary(grouping: decision.deliveries, by: \.sink).mapValues { $0.map { events[$0.event] } }
        // Webhooks first: people hear of a fire by them, and the logs' lines take time on the same cores.
        for (sink, events) in told {
            webhooks[sink]?.enqueue(events.map { PendingDelivery(numbered: $0, createdAt: now) })
        }
        for (sink, events) in told { logs[sink]?.write(events) }
        control?.eventsArrived(upTo: lastSequence)
    }

    /// What a sink has to say.
    func hear(_ report: SinkReport, from name: String) {
        switch report {
        case .outcome(let sequence, let outcome):
            hear(outcome, of: sequence, from: name)
        case .fallback(let sequence, let other, _):
            tellFallback(sequence, from: name, to: other)
        case .troubles(let late, let refused):
            troubles[name] = (late, refused)
            reviewTroubles()
        case .wantsRefill(let limit):
            refill(name, limit: limit)
        case .written(let sequence):
            unwritten.cursors[name] = max(unwritten.cursors[name] ?? 0, sequence)
            confirm(through: sequence)
        case .wantsRefillAfter(let sequence, let limit):
            refillLog(name, after: sequence, limit: limit)
        }
    }

    private func hear(_ outcome: DeliveryOutcome, of sequence: Int64, from name: String) {
        let result: LedgerBatch.Outcome.Result
        noteTrouble(outcome, of: name)
        switch outcome {
        case .delivered:
            result = .delivered
            confirm(one: sequence)
        case .retry(let at, let why): result = .retry(at: at, why: why)
        case .refused(let retryAt, let why): result = .refused(nextAt: retryAt, why: why)
        case .failed(let why): result = .failed(why: why)
        case .late: result = .late
        }
        unwritten.outcomes.append(
            LedgerBatch.Outcome(sequence: sequence, sink: name, at: GatewayClock.utc(), result: result))
        flushSoon()
    }

    private func noteTrouble(_ outcome: DeliveryOutcome, of name: String) {
        switch outcome {
        case .delivered: sinkTroubles[name] = nil
        case .retry(_, let why), .refused(_, let why), .failed(let why): sinkTroubles[name] = why
        case .late: break
        }
    }

    /// The outcomes and fallbacks of a burst share a transaction.
    ///
    /// A crash before it costs nothing: what is not kept happens once more, with the same `webhook-id`.
    private func flushSoon() {
        if flushDue == nil { flushDue = .now + Pipeline.flushPause }
        if !isFlushComing { flush(after: Pipeline.flushPause) }
    }

    private static let flushPause: Duration = .milliseconds(50)

    /// Waits again for what came after an alarm's commit had taken the earlier ones along: a transaction of their own might be
    /// under way when the next alarm comes.
    private func flush(after pause: Duration) {
        isFlushComing = true
        queue.asyncAfter(deadline: .now() + .microseconds(Int(pause / .microseconds(1)))) { [self] in
            isFlushComing = false
            guard let due = flushDue else { return }
            let rest = due - .now
            if rest > .milliseconds(1) { flush(after: rest) } else { commit(LedgerBatch()) }
        }
    }

    private func tellFallback(_ sequence: Int64, from name: String, to other: String) {
        guard let sink = webhooks[other] else { return }
        let now = GatewayClock.utc()
        unwritten.deliveries.append(
            LedgerBatch.NewDelivery(sequence: sequence, sink: other, fallbackOf: name, createdAt: now))
        flushSoon()
        if var unrecorded = recording.backlog.events.first(where: { $0.sequence == sequence }) {
            unrecorded.isRecorded = false
            return sink.enqueue([PendingDelivery(numbered: unrecorded, createdAt: now)])
        }
        do {
            let events = try reader.sync { try $0.events(after: sequence - 1, limit: 1) }
            sink.enqueue(
                events.filter { $0.sequence == sequence }.map { PendingDelivery(numbered: $0, createdAt: now) })
        } catch {
            log.error(
                "Event \(sequence), which '\(other)' must be told for '\(name)', cannot be read; it is tried again. \(error)"
            )
            queue.asyncAfter(deadline: .now() + .seconds(1)) { [self] in
                refill(other, limit: configuration.limits.outbox)
            }
        }
    }

    /// Gives a webhook what the ledger holds for it, the most pressing first.
    ///
    /// - Parameters:
    ///   - name: the sink's.
    ///   - limit: at most so many.
    ///   - atOnce: whether pauses of an earlier run are over. A fire that was tried last would else come after every
    ///     battery warning that was not, and wait for minutes though the receiver is back.
    func refill(_ name: String, limit: Int, atOnce: Bool = false) {
        guard let sink = webhooks[name] else { return }
        commit(LedgerBatch())
        // Refused ones come too, though the hour until their next attempt is not over: the sink counts them.
        let horizon = GatewayClock.utc() + .hours(2)
        do {
            let open = try reader.sync { try $0.pendingDeliveries(sink: name, limit: limit, now: horizon) }
            let deliveries = open.map { PendingDelivery($0, keepsPause: !atOnce) }
            // Before any sink has said how it is: one that reports early must not have the others' troubles over.
            if atOnce {
                let waiting = deliveries.filter { !$0.isRefused }
                troubles[name] = (waiting.count(where: \.isLate), deliveries.count - waiting.count)
            }
            sink.refill(deliveries, isComplete: open.count < limit)
        } catch {
            log.error("The deliveries that wait for '\(name)' cannot be read. \(error)")
        }
    }

    /// Gives a log the events after a number that it should have.
    func refillLog(_ name: String, after sequence: Int64, limit: Int) {
        guard let sink = logs[name] else { return }
        do {
            let events = try reader.sync { try $0.events(after: sequence, toldTo: name, limit: limit) }
            sink.refill(events, isComplete: events.count < limit)
        } catch {
            log.error("The events that wait for '\(name)' cannot be read. \(error)")
        }
    }
}

extension PendingDelivery {
    fileprivate init(_ open: OpenDelivery, keepsPause: Bool) {
        let stored = open.delivery
        let state: State
        switch stored.state {
        case .pending, .delivered, .failed: state = .waiting
        case .refused: state = .refused(since: stored.refusedAt ?? stored.createdAt)
        }
        self.init(
            numbered: open.event, createdAt: stored.createdAt, attempts: stored.attempts,
            notBefore: state == .waiting && !keepsPause ? nil : stored.nextAttemptAt, state: state,
            isLate: stored.isLate)
    }
}
