import AlarmEngine
import Logging

// What a connection does while it stands: read, hand over, write, in this order and never otherwise.
extension BrokerConnection {
    /// Reads what is there, unless a batch is out.
    func drive() {
        guard !isUnsettled, !isStopping, let client, ending == nil else { return }
        isDrained = drain(client)
        proceed()
    }

    private var batchBound: Int { max(1, limits.batch) }

    /// Answers whether the socket is empty; if not, the batch is full, or the connection has ended.
    private func drain(_ client: MosquittoClient) -> Bool {
        var inVain = 0
        while pending.count < batchBound, ending == nil {
            let reading = client.read()
            client.forEachArrival { heed($0, from: client) }
            switch reading {
            case .brought: inVain = 0
            case .nothing where inVain < 16: inVain += 1
            case .nothing, .drained: return true
            case .ended(let error): ending = ending ?? error
            }
        }
        return false
    }

    /// Takes the next step: hand over what was read; else act on the end; else write.
    func proceed() {
        guard !isUnsettled else { return }
        if case .parting = phase { return }
        if !pending.isEmpty { return handOver() }
        if let ending { return lose(ending) }
        guard !isStopping else {
            if let client, isWriting { leave(client) } else { end() }
            return
        }
        guard let client else { return }
        if client.wantsWrite, let error = client.write() { return lose(error) }
        // While TLS is being negotiated the library writes nothing, and a writable socket would wake us for ever.
        if case .live = phase { writable?.isOn = client.wantsWrite }
        readable?.isOn = true
        // What a full batch left may be in OpenSSL's buffer, where no socket wakes us for it.
        if !isDrained { queue.async { [weak self] in self?.wake { $0.drive() } } }
    }

    private var isWriting: Bool {
        switch phase {
        case .live, .leaving: true
        case .idle, .connecting, .greeting, .pausing, .parting, .stopped: false
        }
    }

    private func handOver() {
        isUnsettled = true
        readable?.isOn = false
        writable?.isOn = false
        // One TLS record may have brought more than a batch.
        let messages = Array(pending.prefix(batchBound))
        pending.removeFirst(messages.count)
        counts.received += messages.count
        batchNumber += 1
        batch(messages) { [weak self, queue, batchNumber] in
            queue.async { [weak self] in self?.settled(batchNumber) }
        }
    }

    private func settled(_ number: Int) {
        guard isUnsettled, number == batchNumber else { return }
        isUnsettled = false
        proceed()
    }

    /// The connection's second: keep-alive, and another word with the broker about what it refused.
    func tend() {
        guard let client else { return }
        if let error = client.keepAlive() { return lose(error) }
        if let refusedAt, ContinuousClock.now - refusedAt >= refusalPause {
            self.refusedAt = nil
            subscribe(subscriptions.refused, client)
        }
        proceed()
    }
}
