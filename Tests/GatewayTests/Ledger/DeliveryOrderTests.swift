import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("The order of deliveries")
struct DeliveryOrderTests {
    let samples = LedgerSamples()
    let ledger: Ledger
    let reader: LedgerReader

    init() throws {
        ledger = try samples.ledger()
        reader = try LedgerReader(folder: samples.folder)
    }

    @Test("Whatever happens in whatever order, no sink is handed an alarm's events out of order", arguments: 0..<20)
    func orderHolds(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let events = (1...40).map { number in
            LedgerSamples.event(
                number, LedgerSamples.life(random.below(4)), severity: Severity.allCases[random.below(4)],
                signal: Signal.allCases[random.below(4)])
        }
        try ledger.commit(LedgerSamples.batch(events))
        for step in 0..<120 {
            let sequence = Int64(1 + random.below(40))
            switch random.below(6) {
            case 0: try apply(.failed(why: "x"), to: sequence, at: step)
            case 1:
                try apply(.refused(nextAt: .distantFuture, why: "x"), to: sequence, at: step)
            case 2: _ = try ledger.requeue()
            default: try ledger.commit(LedgerSamples.batch(deliveries: [LedgerSamples.delivery(sequence)]))
            }
            var last: [String: Int64] = [:]
            let open = try reader.pendingDeliveries(sink: "centre", limit: 100, now: .distantPast)
            for open in open where open.delivery.state == .pending {
                #expect(last[open.event.id, default: 0] < open.event.sequence, "seed \(seed), step \(step)")
                last[open.event.id] = open.event.sequence
            }
        }
    }

    private func apply(_ result: LedgerBatch.Outcome.Result, to sequence: Int64, at step: Int) throws {
        try ledger.commit(LedgerSamples.batch(outcomes: [LedgerSamples.outcome(sequence, at: Int64(step), result)]))
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers for the same seed.
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }
}
