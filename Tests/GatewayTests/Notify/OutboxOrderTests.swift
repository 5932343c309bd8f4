import AlarmEngine
import Testing

@testable import Gateway

@Suite("The outbox's order")
struct OutboxOrderTests {
    @Test("A fire passes a queue of battery warnings")
    func urgencyFirst() {
        var outbox = Outbox.of([
            delivery(1, .trouble, .minor), delivery(2, .trouble, .extreme), delivery(3, .supervisory, .minor),
            delivery(4, .alarm, .minor), delivery(5, .alarm, .extreme),
        ])
        #expect(outbox.deliverAll(at: .seconds(0)) == [5, 4, 3, 2, 1])
    }

    @Test("Of equal urgency, the older goes first, in whatever order they came")
    func thenSequence() {
        var outbox = Outbox.of([delivery(3), delivery(1), delivery(2)])
        #expect(outbox.deliverAll(at: .seconds(0)) == [1, 2, 3])
    }

    @Test("Events of one alarm go one after the other, though lanes are free")
    func oneAlarmInOrder() {
        var outbox = Outbox.of([delivery(1, alarm: "a"), delivery(2, alarm: "a", kind: .returned)], lanes: 4)
        #expect(outbox.sendAll(at: .seconds(0)) == [1])
        _ = outbox.settle(1, .accepted, at: .seconds(1), jitter: 1)
        #expect(outbox.sendAll(at: .seconds(1)) == [2])
    }

    @Test("Nothing of an alarm goes beside another of it, not even an earlier one that came late")
    func neverBeside() {
        var outbox = Outbox.of([delivery(5, alarm: "a", kind: .severity)], lanes: 4)
        #expect(outbox.sendAll(at: .seconds(0)) == [5])
        outbox.add([delivery(3, alarm: "a", kind: .severity)], at: .seconds(0))
        #expect(outbox.sendAll(at: .seconds(0)) == [])
        _ = outbox.settle(5, .accepted, at: .seconds(0), jitter: 1)
        #expect(outbox.sendAll(at: .seconds(0)) == [3])
    }

    @Test("An earlier event is as urgent as a later one of its alarm")
    func inheritedUrgency() {
        var outbox = Outbox.of([
            delivery(1, .supervisory, .severe), delivery(2, .trouble, .minor, alarm: "a"),
            delivery(3, .trouble, .minor), delivery(4, .supervisory, .extreme, alarm: "a", kind: .severity),
        ])
        #expect(outbox.deliverAll(at: .seconds(0)) == [2, 4, 1, 3])
    }

    @Test("A duplicate is ignored, waiting or under way")
    func duplicates() {
        var outbox = Outbox.of([delivery(1), delivery(2)])
        #expect(outbox.next(at: .seconds(0))?.sequence == 1)
        outbox.add([delivery(1), delivery(2)], at: .seconds(0))
        #expect(outbox.deliverAll(at: .seconds(0)) == [2])
    }

    @Test("One lane is kept free for signal alarm")
    func freeLane() {
        var outbox = Outbox.of([delivery(1, .trouble), delivery(2, .supervisory), delivery(3, .test)], lanes: 3)
        #expect(outbox.sendAll(at: .seconds(0)) == [2, 1])
        outbox.add([delivery(4, .alarm, .minor), delivery(5, .alarm, .minor)], at: .seconds(0))
        #expect(outbox.sendAll(at: .seconds(0)) == [4])
        _ = outbox.settle(2, .accepted, at: .seconds(1), jitter: 1)
        #expect(outbox.sendAll(at: .seconds(1)) == [5])
    }

    @Test("Alarms may use every lane")
    func alarmsUseAllLanes() {
        var outbox = Outbox.of([delivery(1), delivery(2), delivery(3)])
        #expect(outbox.sendAll(at: .seconds(0)) == [1, 2])
    }

    @Test("What the ledger says of earlier attempts counts on")
    func restored() {
        var waiting = delivery(1)
        waiting.attempts = 3
        waiting.notBefore = .seconds(5)
        var outbox = Outbox.of([waiting])
        #expect(outbox.next(at: .seconds(4.999)) == nil)
        #expect(outbox.nextDeadline(after: .seconds(1)) == .seconds(5))
        let reports = outbox.answerNext(.unavailable, at: .seconds(5))
        #expect(reports == [.outcome(sequence: 1, .retry(at: .seconds(13), why: "the receiver answered 503"))])
    }
}
