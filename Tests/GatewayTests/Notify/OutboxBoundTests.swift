import AlarmEngine
import Testing

@testable import Gateway

@Suite("The outbox's bound")
struct OutboxBoundTests {
    @Test("At the bound nothing is left out; beyond it the least urgent, the latest first")
    func evicts() {
        var outbox = Outbox.of([delivery(1, .trouble), delivery(2, .alarm), delivery(3, .trouble)], bound: 3)
        #expect(outbox.askForRefill(at: .seconds(0)) == nil)
        outbox.add([delivery(4, .supervisory)], at: .seconds(0))
        #expect(outbox.held.keys.sorted() == [1, 2, 4])
        #expect(outbox.refilling.isIncomplete)
    }

    @Test("Of one alarm the latest are left out, never one before another")
    func evictsTails() {
        var outbox = Outbox.of((1...5).map { delivery($0, alarm: "a", kind: $0 == 1 ? .raised : .severity) }, bound: 3)
        #expect(outbox.held.keys.sorted() == [1, 2, 3])
        outbox.add([delivery(6, alarm: "a", kind: .returned)], at: .seconds(0))
        #expect(outbox.deliverAll(at: .seconds(0)) == [1, 2, 3])
    }

    @Test("When there is room it asks for a refill, once, and takes it in order")
    func refills() {
        var outbox = Outbox.of((1...5).map { delivery($0, alarm: "a", kind: $0 == 1 ? .raised : .severity) }, bound: 3)
        #expect(outbox.askForRefill(at: .seconds(0)) == nil)
        outbox.answerNext(.accepted, at: .seconds(0))
        #expect(outbox.askForRefill(at: .seconds(0)) == 3)
        #expect(outbox.askForRefill(at: .seconds(0)) == nil)
        outbox.answerNext(.accepted, at: .seconds(0))
        // The ledger was read before it heard that 2 is delivered.
        let read = [2, 3, 4].map { delivery($0, alarm: "a", kind: .severity) }
        outbox.refill(read, isComplete: false, at: .seconds(0))
        #expect(outbox.deliverAll(at: .seconds(0)) == [3, 4])
        #expect(outbox.askForRefill(at: .seconds(0)) == 3)
        outbox.refill([delivery(5, alarm: "a", kind: .severity)], isComplete: true, at: .seconds(0))
        #expect(outbox.deliverAll(at: .seconds(0)) == [5])
        #expect(outbox.askForRefill(at: .seconds(60)) == nil)
    }

    @Test("While something is in the ledger, a new alarm is taken at once; a later event waits for the refill")
    func newcomers() {
        var outbox = Outbox.of((1...5).map { delivery($0, .trouble) }, bound: 4)
        outbox.add([delivery(6, .alarm), delivery(7, .alarm, alarm: "b", kind: .returned)], at: .seconds(0))
        #expect(outbox.held[6] != nil)
        #expect(outbox.held[7] == nil)
        #expect(outbox.askForRefill(at: .seconds(0)) == 4)
        outbox.refill([delivery(7, .alarm, alarm: "b", kind: .returned)], isComplete: false, at: .seconds(0))
        #expect(outbox.held[7] != nil)
    }

    @Test("A later event of an alarm that is wholly in memory is taken at once")
    func wholeChain() {
        var outbox = Outbox.of((1...5).map { delivery($0, .trouble) } + [delivery(6, alarm: "a")], bound: 5)
        outbox.add([delivery(7, alarm: "a", kind: .returned)], at: .seconds(0))
        #expect(outbox.held[7] != nil)
    }

    @Test("A refill that brings nothing is not asked for again at once")
    func noHotLoop() {
        var outbox = Outbox.of((1...5).map { delivery($0, .trouble) }, bound: 4)
        _ = outbox.deliverAll(at: .seconds(0))
        #expect(outbox.askForRefill(at: .seconds(0)) == 4)
        outbox.refill([], isComplete: false, at: .seconds(0))
        #expect(outbox.askForRefill(at: .seconds(4.999)) == nil)
        #expect(outbox.nextDeadline(after: .seconds(0)) == .seconds(5))
        #expect(outbox.askForRefill(at: .seconds(5)) == 4)
    }

    @Test("What the ledger could not take is held beyond the bound")
    func unrecorded() {
        var outbox = Outbox.of((1...6).map { delivery($0, .trouble, isRecorded: false) }, bound: 3)
        #expect(outbox.held.count == 6)
        outbox.add([delivery(7, .alarm)], at: .seconds(0))
        #expect(outbox.held[7] == nil)
    }

    @Test("Refused ones make room for others, and are still counted")
    func refusedMakeRoom() {
        var outbox = Outbox.of((1...3).map { delivery($0) }, bound: 3)
        for _ in 1...3 { outbox.answerNext(.forbidden, at: .seconds(0)) }
        outbox.add([delivery(4, .test, .minor)], at: .seconds(0))
        #expect(outbox.held[4] != nil)
        #expect(outbox.refusedCount == 3)
    }

    @Test("A flood costs the bound's memory, and a fire passes it")
    func flood() {
        var outbox = Outbox.of(bound: 500)
        for sequence in Int64(1)...4000 { outbox.add([delivery(sequence, .trouble)], at: .seconds(0)) }
        #expect(outbox.held.count <= 500)
        outbox.add([delivery(4001, .alarm, .extreme)], at: .seconds(0))
        #expect(outbox.next(at: .seconds(0))?.sequence == 4001)
    }
}
