import AlarmEngine
import Testing

@testable import Gateway

/// Linear congruential numbers (Knuth's MMIX): the same seed gives the same traffic.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}

/// A ledger, as far as an outbox sees it: what is pending, and the order a refill wants.
private struct PendingLedger {
    var pending: [Int64: PendingDelivery] = [:]

    func mostPressing(_ limit: Int, at now: Moment) -> [PendingDelivery] {
        let waiting = pending.values.filter { !$0.isRefused }
        let urgencies = Dictionary(waiting.map { ($0.alarm, $0.urgency) }, uniquingKeysWith: max)
        func rank(_ delivery: PendingDelivery) -> (Int, Int, Int64) {
            let isAhead = delivery.isRefused && (delivery.notBefore ?? now) > now
            let urgency = delivery.isRefused ? delivery.urgency : urgencies[delivery.alarm] ?? 0
            return (isAhead ? 1 : 0, -urgency, delivery.sequence)
        }
        let ranked = pending.values.map { (rank: rank($0), delivery: $0) }
        return ranked.sorted { $0.rank < $1.rank }.prefix(limit).map(\.delivery)
    }

    mutating func keep(_ report: SinkReport) {
        guard case .outcome(let sequence, let outcome) = report else { return }
        switch outcome {
        case .delivered, .failed: pending[sequence] = nil
        case .retry(let at, _):
            pending[sequence]?.attempts += 1
            pending[sequence]?.notBefore = at
        case .late: pending[sequence]?.isLate = true
        case .refused(let at, _):
            if pending[sequence]?.isRefused == false { pending[sequence]?.state = .refused(since: at - .hours(1)) }
            pending[sequence]?.notBefore = at
        }
    }
}

extension PendingDelivery {
    fileprivate var alarm: String { numbered.event.life.alarm }
}

@Suite("The outbox under random traffic")
struct OutboxTrafficTests {
    @Test("Keeps each alarm's order, loses nothing and starves nobody, whatever the receiver does", arguments: 1...10)
    func traffic(seed: UInt64) {
        var numbers = SeededNumbers(state: seed)
        var outbox = Outbox.of(bound: 40, lanes: Int.random(in: 2...5, using: &numbers))
        var ledger = PendingLedger()
        var underWay: [PendingDelivery] = []
        var tried: [String: [Int64]] = [:]
        var now = Moment.seconds(0)
        let total: Int64 = 300

        func settled(_ reports: [SinkReport]) {
            for report in reports { ledger.keep(report) }
        }
        var sequence: Int64 = 0
        var rounds = 0
        while sequence < total || !ledger.pending.isEmpty || !underWay.isEmpty, rounds < 200_000 {
            rounds += 1
            let isCalm = rounds > 2000
            now = now + Span(milliseconds: Int64.random(in: 0...3000, using: &numbers))
            if sequence < total, Int.random(in: 0..<3, using: &numbers) == 0 {
                sequence += 1
                let newcomer = random(sequence, at: now, &numbers)
                ledger.pending[sequence] = newcomer
                outbox.add([newcomer], at: now)
            }
            settled(outbox.lapse(at: now))
            while let delivery = outbox.next(at: now) {
                if !delivery.isRefused {
                    let others = underWay.filter { $0.alarm == delivery.alarm && !$0.isRefused }
                    if !others.isEmpty { Issue.record("\(delivery.sequence) goes beside \(others.map(\.sequence))") }
                    tried[delivery.alarm, default: []].append(delivery.sequence)
                }
                underWay.append(delivery)
            }
            if outbox.held.count > 40 { Issue.record("\(outbox.held.count) held") }
            if let limit = outbox.askForRefill(at: now) {
                let page = ledger.mostPressing(limit, at: now)
                outbox.refill(page, isComplete: page.count == ledger.pending.count, at: now)
            }
            guard !underWay.isEmpty, Bool.random(using: &numbers) else { continue }
            let ended = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &numbers))
            let answer = randomAnswer(isCalm: isCalm, &numbers)
            settled(outbox.settle(ended.sequence, answer, at: now, jitter: Double.random(in: 0..<1, using: &numbers)))
        }
        #expect(ledger.pending.isEmpty, "\(ledger.pending.count) of \(total) were starved")
        #expect(outbox.held.isEmpty)
        #expect(outbox.lateCount == 0 && outbox.refusedCount == 0)
        for sequences in tried.values { #expect(sequences == sequences.sorted()) }
    }

    private func random(_ sequence: Int64, at now: Moment, _ numbers: inout SeededNumbers) -> PendingDelivery {
        let alarm = Int.random(in: 0..<60, using: &numbers)
        let signal = Signal.allCases[alarm % 4]
        let severity = Severity.allCases.randomElement(using: &numbers) ?? .minor
        return delivery(sequence, signal, severity, alarm: "alarm-\(alarm)", kind: .severity, createdAt: now)
    }

    private func randomAnswer(isCalm: Bool, _ numbers: inout SeededNumbers) -> HTTPAnswer {
        if isCalm { return .accepted }
        switch Int.random(in: 0..<10, using: &numbers) {
        case 0..<3: return .refusedConnection
        case 3: return .unavailable
        case 4: return .status(429, retryAfterSeconds: Int.random(in: 1...20, using: &numbers))
        case 5: return .forbidden
        default: return .accepted
        }
    }
}
