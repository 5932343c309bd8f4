import Dispatch
import Logging

// Coming and going: what a connection does while it does not stand.
extension BrokerConnection {
    func startTimer() {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1), leeway: .milliseconds(200))
        timer.setEventHandler { [weak self] in self?.tick() }
        timer.resume()
        self.timer = timer
    }

    func connect() {
        attempt += 1
        phase = .connecting(until: .now + patience)
        // A queue for each attempt: one that hangs in connect(2) is abandoned after our patience, not waited for.
        DispatchQueue(label: "gengfu.ingest.connect").async {
            [weak self, queue, configuration, limits, attempt] in
            let result = Result { () throws(MosquittoError) in
                let client = try MosquittoClient(configuration, role: .subscriber(limits))
                try client.connect()
                return client
            }
            queue.async { [weak self] in self?.attempted(attempt, result) }
        }
    }

    private func attempted(_ number: Int, _ result: Result<MosquittoClient, MosquittoError>) {
        guard number == attempt, case .connecting(let until) = phase else { return }
        switch result {
        case .failure(let error):
            lose(error)
        case .success(let client):
            guard let readable = watch(.readable, client, { $0.becameReadable() }),
                let writable = watch(.writable, client, { $0.proceed() })
            else {
                return lose(MosquittoError(.link, "Watching the broker's socket failed: no file descriptor is left."))
            }
            self.client = client
            (self.readable, self.writable) = (readable, writable)
            phase = .greeting(until: until)
            ending = nil
            subscriptions.connectionBegan()
            drive()
        }
    }

    private func becameReadable() {
        if case .parting = phase { part() } else { drive() }
    }

    private func watch(
        _ direction: SocketWatch.Direction, _ client: MosquittoClient,
        _ act: @escaping @Sendable (BrokerConnection) -> Void
    ) -> SocketWatch? {
        SocketWatch(direction, of: client.socket, on: queue) { [weak self] in
            self?.wake(act)
        }
    }

    func wake(_ act: (BrokerConnection) -> Void) {
        counts.wakeUps += 1
        act(self)
    }

    /// Gives the connection up, says why, and comes back after a pause.
    func lose(_ error: MosquittoError) {
        hangUp()
        guard stopped.isEmpty else { return end() }
        failures += 1
        report(error)
        phase = .pausing
        attempt += 1
        let backoff = error.cause == .refusal ? Backoff.refusal : .link
        let pause = backoff.pause(afterFailures: failures, jitter: .random(in: 0...1))
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(pause.milliseconds))) { [weak self, attempt] in
            guard let self, case .pausing = self.phase, attempt == self.attempt else { return }
            self.connect()
        }
    }

    private func report(_ error: MosquittoError) {
        let reason = error.description
        if reason != lastReason {
            lastReason = reason
            absence = Rarely()
            link(.down(reason: reason))
        }
        guard let attempts = absence.occurred(at: .now) else { return }
        log.warning("\(reason) Trying again\(attempts > 1 ? "; \(attempts) attempts failed since" : "").")
    }

    private func hangUp() {
        readable = nil
        writable = nil
        client = nil
        ending = nil
        isDrained = true
        redeliveryWindow = 0
        refusedAt = nil
    }

    /// Writes what is left to write, DISCONNECT at last.
    func leave(_ client: MosquittoClient) {
        let end: ContinuousClock.Instant
        if case .leaving(let until) = phase {
            end = until
        } else {
            end = .now + .seconds(2)
            phase = .leaving(until: end)
            client.disconnect()
        }
        // Writing DISCONNECT closes the library's socket, which counts as an error too.
        if client.write() == nil, client.wantsWrite {
            writable?.isOn = true
            return
        }
        self.client = nil
        writable = nil
        phase = .parting(until: end)
        readable?.endWriting()
        readable?.isOn = true
        part()
    }

    /// Waits for the broker to hang up: closing a socket with unread messages resets it, and mosquitto then drops the
    /// acknowledgements it has not read yet (tried).
    private func part() {
        guard let readable, !readable.discardUntilEnd() else { return end() }
    }

    func end() {
        hangUp()
        phase = .stopped
        attempt += 1
        timer?.cancel()
        for done in stopped { done() }
        stopped = []
    }

    var isStopping: Bool { !stopped.isEmpty }

    private func tick() {
        guard !isUnsettled else { return }
        switch phase {
        case .idle, .pausing, .stopped:
            break
        case .connecting(let until), .greeting(let until):
            guard ContinuousClock.now >= until else { break }
            let seconds = patience.components.seconds
            lose(
                MosquittoError(
                    .link,
                    "The broker at \(configuration.host):\(configuration.port) did not accept the connection within \(seconds) s."
                ))
        case .live(let since):
            if ContinuousClock.now - since >= .seconds(10) { failures = 0 }
            tend()
        case .leaving(let until), .parting(let until):
            if ContinuousClock.now >= until { end() }
        }
    }
}
