import AlarmEngine
import Dispatch

extension Pipeline {
    /// Judges a batch of messages; `settled` is called when it may be acknowledged.
    func judge(_ messages: [IngestedMessage], _ settled: @escaping @Sendable () -> Void) {
        let fresh = messages.filter { !isKnownRedelivery($0) }
        counts.redelivered += messages.count - fresh.count
        let decision = decide(fresh.map { .message($0.message) }, causes: fresh)
        let first = lastSequence - Int64(decision.events.count) + 1
        awaitSettlement(of: Set(decision.deliveries.map { first + Int64($0.event) }), settled)
    }

    /// A message that caused something, coming once more after a reconnect: the same topic, number and payload.
    private func isKnownRedelivery(_ message: IngestedMessage) -> Bool {
        guard message.message.mayBeRedelivery, message.packetID != 0 else { return false }
        return kept.contains(keptForm(message))
    }

    private func keptForm(_ message: IngestedMessage) -> LedgerBatch.KeptMessage {
        LedgerBatch.KeptMessage(
            topic: message.message.topic, packetID: message.packetID, digest: message.message.payload.digest)
    }

    /// Decides, commits, adopts and tells: the order that loses nothing.
    @discardableResult
    func decide(_ inputs: [Input], causes: [IngestedMessage] = [], at moment: Moment? = nil) -> Decision {
        let decision = engine.decide(inputs, at: moment ?? clock.now())
        counts += decision.counts
        note(decision.undecodable)
        var batch = LedgerBatch()
        batch.events = decision.events.enumerated().map { index, event in
            NumberedEvent(sequence: lastSequence + 1 + Int64(index), event: event)
        }
        batch.devices = decision.changed
        batch.messages = decision.causes.filter { causes.indices.contains($0) }.map { keptForm(causes[$0]) }
        batch.deliveries = webhookDeliveries(decision, batch.events)
        if decision.isWorthKeeping {
            commit(batch)
        }
        engine.adopt(decision)
        lastSequence += Int64(batch.events.count)
        remember(batch.messages)
        tell(decision, batch)
        setDeadlineTimer()
        return decision
    }

    private func remember(_ messages: [LedgerBatch.KeptMessage]) {
        guard !messages.isEmpty else { return }
        kept += messages
        kept.removeFirst(max(0, kept.count - configuration.limits.inFlight))
    }

    private func note(_ new: [UndecodableSample]) {
        for sample in new {
            log.notice(
                "Device \(sample.device.device) (\(sample.device.profile)) sent a payload that cannot be read: \(sample.cause)."
            )
        }
        samples += new.prefix(max(0, Pipeline.mostSamples - samples.count))
    }

    /// Sees to it that the next deadline is run when it comes.
    func setDeadlineTimer() {
        guard let next = engine.nextDeadline else {
            deadlineTimer?.schedule(deadline: .distantFuture)
            return
        }
        // An hour at most: the ticker would notice a later one in time.
        let wait = min(max(clock.worldMilliseconds(for: next - clock.now()), 0), 3_600_000)
        deadlineTimer?.schedule(deadline: .now() + .microseconds(Int(wait * 1000)), leeway: .milliseconds(1))
    }
}

extension [UInt8] {
    /// FNV-1a, 64 bits.
    fileprivate var digest: UInt64 {
        reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
