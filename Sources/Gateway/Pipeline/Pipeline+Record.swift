import AlarmEngine
import Dispatch
import Glibc

/// How the ledger takes what it is given.
struct Recording {
    /// What could not be committed yet, devices aside; at most ``mostEvents`` events of it.
    var backlog = LedgerBatch()
    /// The newest record of each device that could not be committed.
    var devices: [DeviceKey: DeviceRecord] = [:]
    /// While alarms go out unrecorded, the disk is tried again once a second.
    var nextAttempt = ContinuousClock.now
    /// Since when commits fail; nil while they do not.
    var failingSince: ContinuousClock.Instant?
    /// Commits have failed for so long that alarms go out unrecorded.
    var isOpen = false
    /// Events that fell out of the backlog: they were told, and are in no ledger.
    var forgotten = 0
    /// The batch under way, and the events of it that no sink has confirmed yet.
    var settlement: (waiting: Set<Int64>, settled: @Sendable () -> Void)?

    static let mostEvents = 10_000
    /// So long a batch waits for the disk before it goes out without it.
    static let patience: Duration = .seconds(5)
}

extension Pipeline {
    /// Commits a batch, and everything that waited for a transaction.
    ///
    /// While the disk fails it tries for five seconds, withholding the acknowledgement; from then on alarms go out marked
    /// unrecorded, and what they are is kept in memory for a later commit (design, section 2).
    func commit(_ batch: LedgerBatch) {
        var whole = recording.backlog
        whole.append(unwritten)
        whole.append(batch)
        whole.devices = recording.devices.values.sorted { $0.key < $1.key } + batch.devices
        if recording.isOpen, ContinuousClock.now < recording.nextAttempt { return failOpen(whole) }
        while let error = attempt(whole) {
            let since = recording.failingSince ?? .now
            if recording.failingSince == nil {
                recording.failingSince = since
                log.error("The ledger cannot be written; it is tried again. \(error)")
            }
            if recording.isOpen || isStopping || ContinuousClock.now - since >= Recording.patience {
                return failOpen(whole)
            }
            usleep(100_000)
        }
        recording.backlog = LedgerBatch()
        recording.devices = [:]
        unwritten = LedgerBatch()
        flushDue = nil
        if recording.failingSince != nil { recover() }
    }

    private func attempt(_ batch: LedgerBatch) -> DatabaseError? {
        do {
            let committed = try ledger.commit(batch)
            for orphan in committed.orphans {
                log.error(
                    "Delivery of event \(orphan.sequence) to '\(orphan.sink)' is of an event the ledger does not have.")
            }
            return nil
        } catch {
            return error
        }
    }

    private func failOpen(_ batch: LedgerBatch) {
        var batch = batch
        for device in batch.devices { recording.devices[device.key] = device }
        batch.devices = []
        if ContinuousClock.now >= recording.nextAttempt { recording.nextAttempt = .now + .seconds(1) }
        let excess = batch.events.count - Recording.mostEvents
        if excess > 0 {
            recording.forgotten += excess
            let first = batch.events[excess].sequence
            batch.events.removeFirst(excess)
            batch.deliveries.removeAll { $0.sequence < first }
            batch.told = batch.told.filter { $0.key >= first }
        }
        recording.backlog = batch
        unwritten = LedgerBatch()
        flushDue = nil
        guard !recording.isOpen else { return }
        recording.isOpen = true
        log.critical("The ledger has failed for five seconds: alarms go out unrecorded from now on.")
        queue.async { self.set(.ledgerFailing, .boolean(true)) }
    }

    private func recover() {
        let lost = recording.forgotten
        log.notice("The ledger can be written again\(lost > 0 ? "; \(lost) events are not in it" : "").")
        recording.failingSince = nil
        recording.isOpen = false
        recording.forgotten = 0
        // What the batch under way caused is on the disk now: it waits for no sink any longer.
        if let settlement = recording.settlement {
            recording.settlement = nil
            settlement.settled()
        }
        queue.async { self.set(.ledgerFailing, .boolean(false)) }
    }

    /// Settles a batch: at once where it is recorded, else when some sink has confirmed each of the events that it tells.
    func awaitSettlement(of told: Set<Int64>, _ settled: @escaping @Sendable () -> Void) {
        guard recording.isOpen, !told.isEmpty else { return settled() }
        recording.settlement = (told, settled)
    }

    /// A sink has an event for certain.
    func confirm(through sequence: Int64? = nil, one: Int64? = nil) {
        guard var settlement = recording.settlement else { return }
        settlement.waiting = settlement.waiting.filter { waiting in
            waiting != one && sequence.map { waiting > $0 } ?? true
        }
        recording.settlement = settlement.waiting.isEmpty ? nil : settlement
        if settlement.waiting.isEmpty { settlement.settled() }
    }

    /// Keeps what waits for a transaction, and the devices heard since the last one.
    ///
    /// A slice at a time, so that the whole of a province never holds up an alarm.
    ///
    /// - Parameter limit: devices in one transaction.
    func save(atMost limit: Int = 4000) {
        let devices = engine.takeUnsaved(atMost: limit)
        if devices.count == limit { queue.async { [self] in save() } }
        guard !devices.isEmpty || !unwritten.isEmpty || !recording.backlog.isEmpty else { return }
        var batch = LedgerBatch()
        batch.devices = devices
        commit(batch)
    }
}

extension LedgerBatch {
    /// Everything of `more`, after what is here.
    mutating func append(_ more: LedgerBatch) {
        events += more.events
        told.merge(more.told) { $1 }
        deliveries += more.deliveries
        devices += more.devices
        forgetsMessages = forgetsMessages || more.forgetsMessages
        messages += more.messages
        outcomes += more.outcomes
        cursors.merge(more.cursors) { max($0, $1) }
        meta.merge(more.meta) { $1 }
    }
}
