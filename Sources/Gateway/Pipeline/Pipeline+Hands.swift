import AlarmEngine
import Glibc

extension Pipeline {
    /// Opens the control socket.
    ///
    /// - Throws: ``ControlError`` if somebody listens there already, or the file cannot be made.
    func openControl() throws(ControlError) -> ControlServer {
        let events: @Sendable (Int64, Int) -> [(seq: Int64, line: String)] = { [reader, log] after, limit in
            do {
                let events = try reader.sync { try $0.events(after: after, limit: limit) }
                return events.map { ($0.sequence, EventLine.json($0)) }
            } catch {
                log.error("Events after \(after) cannot be read. \(error)")
                return []
            }
        }
        return try ControlServer(
            path: configuration.control, lastSequence: lastSequence,
            handlers: ControlHandlers(
                request: { [self] request, _, reply in take(request, reply) }, events: events))
    }

    /// Only the ingest queue knows how many messages were too long, and it is asked, not waited for.
    private func take(_ request: ControlRequest, _ reply: @escaping @Sendable (String) -> Void) {
        queue.async { [self] in
            guard request == .status, let connection else { return reply(answer(request)) }
            connection.withCounts { counts in
                self.queue.async {
                    self.oversized = counts.oversized
                    reply(self.answer(request))
                }
            }
        }
    }

    func answer(_ request: ControlRequest) -> String {
        do {
            switch request {
            case .status: return try status().reply
            case .alarms(let filter, let isCoveredOnly, let limit):
                return ControlReply.alarms(
                    try reader.sync { try $0.alarms() }, open: engine.openAlarms, matching: filter,
                    isCoveredOnly: isCoveredOnly, limit: limit)
            case .hand(let request): return try obey(request)
            case .periods: return ControlReply.periods(engine.periods)
            case .deliveries(let sink, let state, let limit): return try deliveries(sink, state, limit)
            case .retry(let sink): return ControlReply.retried(try retry(sink))
            }
        } catch {
            return ControlReply.refusal("\(error)")
        }
    }

    private func obey(_ request: HandRequest) throws(ControlRefusal) -> String {
        let hand = try HandResolver(engine, at: clock.now()).hand(request)
        let decision = decide([.hand(hand)])
        if let refusal = decision.refusals.first, let refusal {
            throw hand.refusal(refusal, longestShelf: engine.longestShelf)
        }
        let first = lastSequence - Int64(decision.events.count) + 1
        let event = hand.event(in: decision.events).map { place in
            NumberedEvent(
                sequence: first + Int64(place), event: decision.events[place], isRecorded: !recording.isOpen)
        }
        if case .begin(let period) = hand.action {
            var period = period
            period.beganAt = event?.event.life.beganAt
            return ControlReply.begun(period, devices: engine.deviceCount(in: period.target), event)
        }
        return ControlReply.done(event)
    }

    private func deliveries(_ sink: String?, _ state: String?, _ limit: Int) throws -> String {
        var wanted: StoredDelivery.State?
        if let state {
            wanted = StoredDelivery.State(rawValue: state)
            guard wanted != nil else {
                let known = StoredDelivery.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw ControlRefusal("No delivery is ever '\(state)'; known are \(known).")
            }
        }
        let filter = wanted
        commit(LedgerBatch())
        let (found, total) = try reader.sync { reader in
            let counts = try reader.deliveryCounts().filter {
                (sink == nil || $0.sink == sink) && (filter == nil || $0.state == filter)
            }
            return (
                try reader.deliveries(sink: sink, state: filter, limit: limit), counts.reduce(0) { $0 + $1.count }
            )
        }
        return ControlReply.deliveries(found.map(DeliveryReport.init), total: total)
    }

    private func retry(_ sink: String?) throws -> Int {
        commit(LedgerBatch())
        let count = try ledger.requeue(sink: sink)
        for name in webhooks.keys.sorted() where sink == nil || sink == name {
            webhooks[name]?.retryEverything()
            refill(name, limit: configuration.limits.outbox)
        }
        return count
    }

    private func status() throws -> StatusReport {
        let (deliveries, open) = try reader.sync { (try $0.deliveryCounts(), try $0.alarms()) }
        let sinks = configuration.sinks.map { sink in
            StatusReport.Sink(
                name: sink.name,
                pending: deliveries.filter { $0.sink == sink.name && $0.state == .pending }.reduce(0) { $0 + $1.count },
                trouble: sinkTroubles[sink.name])
        }
        var report = StatusReport(
            gateway: configuration.broker.clientID, processID: getpid(), startedAt: startedAt, now: GatewayClock.utc(),
            brokerURL: configuration.broker.shownURL, isSubscribed: link.isSubscribed, linkReason: link.reason,
            lastSequence: lastSequence, isRecording: !recording.isOpen, devices: engine.deviceCount,
            active: open.count { $0.event.state.isActive },
            unacknowledged: open.count { $0.event.state.isUnacknowledged },
            unsettledBatches: recording.settlement == nil ? 0 : 1, counts: counts, sinks: sinks)
        report.covered = open.count { $0.event.cover != nil }
        report.timezone = configuration.timezone
        report.periods = engine.periods.count { $0.beganAt != nil }
        report.oversized = oversized
        report.samples = samples
        return report
    }
}

extension DeliveryReport {
    fileprivate init(_ stored: StoredDelivery) {
        self.init(
            id: stored.webhookID, sequence: stored.sequence, sink: stored.sink, alarmID: stored.alarmID,
            signal: stored.signal, state: stored.state.rawValue, attempts: stored.attempts,
            createdAt: stored.createdAt, nextAttemptAt: stored.nextAttemptAt, lastOutcome: stored.lastOutcome,
            fallbackOf: stored.fallbackOf)
    }
}
