import AlarmEngine
import Dispatch

extension Pipeline {
    /// Takes over a new configuration, or refuses it and goes on with the old one.
    ///
    /// - Parameter load: reads it; called on a queue of its own, as a large registry takes its time.
    public func reload(_ load: @escaping @Sendable () throws(Problems) -> Setup) {
        serviceManager.reloading()
        configuring.async { [self] in
            do throws(Problems) {
                let setup = try load()
                queue.async { self.replace(by: setup) }
            } catch {
                let problems = error
                queue.async { self.refuse(problems) }
            }
            queue.async { self.giveBackMemory() }
        }
    }

    /// Once what was read, and what it took the place of, is let go.
    func giveBackMemory() {
        configuring.asyncAfter(deadline: .now() + .seconds(2)) { FreedMemory.giveBack() }
    }

    private func replace(by setup: Setup) {
        guard !isStopping else { return }
        do {
            try take(setup)
            log.notice("The configuration is taken over: \(setup.profiles.count) profiles.")
            serviceManager.ready(status: statusText)
        } catch {
            refuse(error)
        }
    }

    private func refuse(_ error: any Error) {
        if let problems = error as? Problems {
            for problem in problems.all {
                log.error("\(problem.file):\(problem.line):\(problem.column): \(problem.message)")
            }
            log.error("The new configuration is refused; the old one goes on.")
        } else {
            log.error("The new configuration is refused; the old one goes on. \(error)")
        }
        serviceManager.ready(status: "configuration refused, the old one goes on; \(statusText)")
    }

    private func take(_ setup: Setup) throws {
        guard let new = setup.configuration else { return }
        guard new.state == configuration.state, new.control == configuration.control,
            new.broker.clientID == configuration.broker.clientID, new.timezone == configuration.timezone,
            new.limits.inFlight == configuration.limits.inFlight, new.limits.outbox == configuration.limits.outbox
        else {
            throw ControlRefusal(
                "'state', 'control', 'client_id', 'timezone', 'in_flight' and 'outbox' cannot change while the daemon runs; restart it."
            )
        }
        let old = configuration
        configuration = new
        do {
            try replaceSinks(old.sinks)
        } catch {
            configuration = old
            throw error
        }
        // The new engine does not know what the old one had yet to keep.
        save(atMost: .max)
        engine = Engine(
            configuration: setup.engineConfiguration, restoring: engine.records(), listeningSince: engine.listeningSince
        )
        filters = Array(Set(setup.profiles.flatMap(\.filters))).sorted()
        link.refusedFilters = []
        decide([])
        if new.broker == old.broker && new.limits == old.limits {
            connection?.resubscribe(filters: filters)
        } else {
            reconnect()
        }
    }

    /// Every sink that can start does so before any that is gone is stopped.
    ///
    /// URLs and secrets are read before any sink is touched: a configuration that is refused is refused whole.
    private func replaceSinks(_ old: [SinkConfiguration]) throws {
        for case (let name, .webhook(let webhook)) in configuration.sinks.map({ ($0.name, $0.kind) }) {
            _ = try WebhookEndpoint(webhook, of: name, log: log)
        }
        for sink in configuration.sinks {
            switch sink.kind {
            case .webhook(let webhook):
                if let running = webhooks[sink.name] { try running.reload(webhook) } else { try open(sink) }
                logs.removeValue(forKey: sink.name)?.stop(within: .seconds(5)) {}
            case .log(let file):
                if let running = logs[sink.name] { running.reload(file) } else { try open(sink) }
                webhooks.removeValue(forKey: sink.name)?.stop(within: .seconds(5)) {}
            }
        }
        for sink in old where !configuration.sinks.contains(where: { $0.name == sink.name }) {
            webhooks.removeValue(forKey: sink.name)?.stop(within: .seconds(5)) {}
            logs.removeValue(forKey: sink.name)?.stop(within: .seconds(5)) {}
            troubles[sink.name] = nil
        }
        for sink in configuration.sinks where !old.contains(where: { $0.name == sink.name }) {
            refill(sink.name, limit: configuration.limits.outbox)
        }
    }

    private func reconnect() {
        link.isSubscribed = false
        decide([.listening(false, at: clock.now())])
        link.expectsSession = true
        let next: @Sendable () -> Void = { [self] in queue.async { if !self.isStopping { self.openConnection() } } }
        if let connection { connection.stop(next) } else { next() }
        connection = nil
    }

    /// Opens log files anew, after `logrotate` has renamed them.
    public func reopenLogs() {
        queue.async { [self] in logs.values.forEach { $0.reopen() } }
    }

    /// The last steps, once nothing is read any more.
    func leave(_ done: @escaping @Sendable () -> Void) {
        guard let ticker else { return }
        ticker.cancel()
        self.ticker = nil
        deadlineTimer?.cancel()
        control?.stop()
        save(atMost: .max)
        let group = DispatchGroup()
        for sink in webhooks.values {
            group.enter()
            sink.flush(within: .seconds(3)) { sink.stop(within: .seconds(2)) { group.leave() } }
        }
        for sink in logs.values {
            group.enter()
            sink.stop(within: .seconds(3)) { group.leave() }
        }
        group.notify(queue: queue) { [self] in
            save(atMost: .max)
            log.notice(
                "Stopped, with everything settled; \(counts.messages) messages, \(lastSequence) events in the ledger.")
            done()
        }
    }
}
