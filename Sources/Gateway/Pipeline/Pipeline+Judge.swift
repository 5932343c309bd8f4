import AlarmEngine
import Dispatch

extension Pipeline {
    /// Judges a batch of messages; `settled` is called when it may be acknowledged.
    func judge(_ messages: [IngestedMessage], _ settled: @escaping @Sendable () -> Void) {
        let fresh = withoutRedeliveries(messages)
        counts.redelivered += messages.count - fresh.count
        let decision = decide(fresh.map { .message($0.message) }, causes: fresh)
        let first = lastSequence - Int64(decision.events.count) + 1
        awaitSettlement(of: Set(decision.deliveries.map { first + Int64($0.event) }), settled)
    }

    /// Leaves out what is kept and comes once more after a reconnect: the same topic, number and payload.
    private func withoutRedeliveries(_ messages: [IngestedMessage]) -> [IngestedMessage] {
        guard messages.contains(where: \.message.mayBeRedelivery) else { return messages }
        let known = Set(kept)
        return messages.filter { !$0.message.mayBeRedelivery || $0.packetID == 0 || !known.contains(keptForm($0)) }
    }

    private func keptForm(_ message: IngestedMessage) -> LedgerBatch.KeptMessage {
        LedgerBatch.KeptMessage(
            topic: message.message.topic, packetID: message.packetID, digest: message.message.digest)
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
        batch.messages = worthKeeping(causes, of: decision)
        batch.told = sinksTold(decision, batch.events)
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

    /// What must be recognised when it comes again: whatever was heard on the topics of the messages that caused
    /// something, as far back as the broker may repeat.
    ///
    /// The causes alone are not enough. After "calm, fire" a repeated "calm" would be judged anew and end the alarm, and the
    /// repeated "fire", recognised, would not bring it back.
    private func worthKeeping(_ messages: [IngestedMessage], of decision: Decision) -> [LedgerBatch.KeptMessage] {
        recent += messages.filter { $0.packetID != 0 }.map(keptForm)
        recent.removeFirst(max(0, recent.count - max(configuration.limits.inFlight, messages.count)))
        let topics = Set(decision.causes.filter { messages.indices.contains($0) }.map { messages[$0].message.topic })
        guard !topics.isEmpty else { return [] }
        defer { recent.removeAll { topics.contains($0.topic) } }
        return recent.filter { topics.contains($0.topic) }
    }

    private func remember(_ messages: [LedgerBatch.KeptMessage]) {
        guard !messages.isEmpty else { return }
        kept += messages
        kept.removeFirst(max(0, kept.count - messageCapacity))
    }

    private func note(_ new: [UndecodableSample]) {
        for sample in new {
            let name = sample.device.device
            let sender = name.isEmpty ? "A device" : "Device \(name)"
            log.notice("\(sender) (\(sample.device.profile)) sent a payload that cannot be read: \(sample.cause).")
        }
        samples += new.prefix(max(0, Pipeline.mostSamples - samples.count))
    }

    /// Sees to it that the next deadline is run when it comes.
    ///
    /// A timer that goes off before it finds nothing due and is set anew: most deadlines move on before they come, and setting
    /// it at every batch would cost more than judging one.
    func setDeadlineTimer() {
        guard let next = engine.nextDeadline else { return }
        if let armed, armed <= next { return }
        armed = next
        // An hour at most: the ticker would notice a later one in time.
        let wait = min(max(clock.worldMilliseconds(for: next - clock.now()), 0), 3_600_000)
        deadlineTimer?.schedule(deadline: .now() + .microseconds(Int(wait * 1000)), leeway: .milliseconds(1))
    }
}
