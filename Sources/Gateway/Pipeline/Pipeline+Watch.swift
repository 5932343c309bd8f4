import AlarmEngine
import Dispatch

extension Pipeline {
    func startTimers() {
        let deadlines = DispatchSource.makeTimerSource(queue: queue)
        deadlines.setEventHandler { [self] in
            armed = nil
            runDeadlines()
        }
        deadlines.schedule(deadline: .distantFuture)
        deadlines.activate()
        deadlineTimer = deadlines
        let ticker = DispatchSource.makeTimerSource(queue: queue)
        ticker.setEventHandler { [self] in tick() }
        let pause = min(1000, serviceManager.watchdogMilliseconds ?? 1000)
        ticker.schedule(deadline: .now() + .milliseconds(pause), repeating: .milliseconds(pause))
        ticker.activate()
        self.ticker = ticker
    }

    /// Runs what is due, behind every message that was read before: a reading that stops a delay in time must stop it.
    private func runDeadlines() {
        guard let connection else { return _ = decide([]) }
        connection.pass { [self] in
            let now = clock.now()
            queue.async { self.decide([], at: now) }
        }
    }

    /// Once a second: the clock, the watchdog, and every five seconds what plain readings changed.
    private func tick() {
        ticks += 1
        if let step = clock.followUTC() {
            log.notice("UTC was set by \(step); running delays move along.")
            armed = nil
            decide([.clockStepped(by: step, at: clock.now())])
        }
        // Dispatch's timers stand still while the machine sleeps; the gateway's clock does not.
        if let due = engine.nextDeadline, due <= clock.now() { runDeadlines() }
        if ticks % 2 == 0 { reviewTroubles() }
        if ticks % 5 == 0 {
            save()
            serviceManager.report(status: statusText)
        }
        relieveLedger()
        pingWatchdog()
    }

    /// Between two batches, so that no alarm's commit has to.
    private func relieveLedger() {
        do {
            try ledger.relieve()
        } catch {
            // A disk that fails is said by the next commit.
            log.debug("The write-ahead log cannot be emptied; it is tried again. \(error)")
        }
    }

    /// A stuck engine never comes here; a stuck ingest queue never brings the token back.
    private func pingWatchdog() {
        guard serviceManager.watchdogMilliseconds != nil else { return }
        guard let connection else { return serviceManager.pingWatchdog() }
        connection.pass { [self] in
            queue.async { self.serviceManager.pingWatchdog() }
        }
    }

    func linkChanged(_ change: LinkChange) {
        switch change {
        case .subscribed(let sessionLost):
            link.isSubscribed = true
            link.reason = nil
            unwritten.meta[.sessionExpected] = "true"
            if sessionLost {
                kept = []
                recent = []
                unwritten.forgetsMessages = true
                log.warning("The broker lost our session: messages may be missing.")
                set(.sessionLost, .boolean(true), evenIfKnown: true)
            }
            commit(LedgerBatch())
            decide([.listening(true, at: clock.now())])
            set(.brokerLost, .boolean(false))
            log.notice("Subscribed at \(configuration.broker.shownURL) to \(filters.count) topic filters.")
        case .refused(let filter):
            link.refusedFilters.insert(filter)
            log.error(
                "The broker refuses the topic filter '\(filter)': its devices are not heard. Grant it in the broker's ACL."
            )
        case .down(let reason):
            link.isSubscribed = false
            link.reason = reason
            decide([.listening(false, at: clock.now())])
            set(.brokerLost, .boolean(true))
        }
        serviceManager.report(status: statusText)
    }

    /// Has a condition of the gateway's own judged, if it changed.
    func set(_ condition: OwnAlarms.Condition, _ value: Value, evenIfKnown: Bool = false) {
        guard evenIfKnown || conditions[condition] != value else { return }
        conditions[condition] = value
        decide([.condition(name: condition.rawValue, value: value, at: clock.now())])
    }

    /// How many deliveries are late, and how many refused, over all sinks.
    func reviewTroubles() {
        set(.lateDeliveries, .number(Double(troubles.values.reduce(0) { $0 + $1.late })))
        set(.refusedDeliveries, .number(Double(troubles.values.reduce(0) { $0 + $1.refused })))
        if !recording.isOpen { set(.ledgerFailing, .boolean(false)) }
    }

    /// What `systemctl status` shows.
    var statusText: String {
        let heard = link.isSubscribed ? "subscribed" : "not subscribed: \(link.reason ?? "connecting")"
        let refused = link.refusedFilters.isEmpty ? "" : "; \(link.refusedFilters.count) topic filters refused"
        let ledger = recording.isOpen ? "; LEDGER FAILING" : ""
        return
            "\(heard)\(refused); \(counts.messages) messages, \(engine.deviceCount) devices, \(lastSequence) events\(ledger)"
    }
}

extension BrokerConfiguration {
    /// The address, without user name and password.
    var shownURL: String {
        "\(tls == nil ? "mqtt" : "mqtts")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
