import AlarmEngine
import Testing

@testable import Gateway

@Suite("Refusals and deadlines")
struct OutboxFallbackTests {
    private let why = "the receiver answered 403"

    @Test("A refusal goes to the fallback at once and is tried again in an hour")
    func refused() {
        var outbox = Outbox.of([delivery(1)])
        let reports = outbox.answerNext(.forbidden, at: .seconds(0))
        #expect(
            reports == [
                .outcome(sequence: 1, .refused(retryAt: .seconds(3600), why: why)),
                .fallback(sequence: 1, to: "backup", because: .refused),
            ])
        #expect(outbox.refusedCount == 1)
        #expect(outbox.next(at: .seconds(3599.999)) == nil)
        #expect(outbox.deliverAll(at: .seconds(3600)) == [1])
        #expect(outbox.refusedCount == 0)
    }

    @Test("A refused one does not hold up later events of its alarm")
    func refusedBlocksNothing() {
        var outbox = Outbox.of([delivery(1, alarm: "a"), delivery(2, alarm: "a", kind: .returned)])
        outbox.answerNext(.forbidden, at: .seconds(0))
        #expect(outbox.deliverAll(at: .seconds(0)) == [2])
    }

    @Test("Refused hourly for a day, it has failed; the fallback hears of it once")
    func refusedForADay() {
        var outbox = Outbox.of([delivery(1)])
        var reports: [SinkReport] = []
        for hour in 0...24 { reports += outbox.answerNext(.forbidden, at: .seconds(Double(hour) * 3600)) ?? [] }
        #expect(reports.count == 26)
        #expect(reports.filter { $0 == .fallback(sequence: 1, to: "backup", because: .refused) }.count == 1)
        #expect(reports.last == .outcome(sequence: 1, .failed(why: why)))
        #expect(outbox.held.isEmpty)
        #expect(outbox.refusedCount == 0)
    }

    @Test("Without a fallback only the outcome is said")
    func noFallback() {
        var outbox = Outbox.of([delivery(1)], fallback: nil)
        #expect(outbox.answerNext(.forbidden, at: .seconds(0))?.count == 1)
    }

    @Test("An alarm is late when its deadline has passed, once, delivered or not later")
    func late() {
        var outbox = Outbox.of([delivery(1), delivery(2, .supervisory)])
        #expect(outbox.nextDeadline(after: .seconds(0)) == .seconds(10))
        #expect(outbox.lapse(at: .seconds(9.999)) == [])
        #expect(
            outbox.lapse(at: .seconds(10)) == [
                .outcome(sequence: 1, .late), .fallback(sequence: 1, to: "backup", because: .late),
            ])
        #expect(outbox.lateCount == 1)
        #expect(outbox.lapse(at: .seconds(100)) == [])
        #expect(outbox.deliverAll(at: .seconds(100)) == [1, 2])
        #expect(outbox.lateCount == 0)
    }

    @Test("One under way at its deadline is late, too, and so is one behind it")
    func lateUnderWay() {
        var outbox = Outbox.of([delivery(1, alarm: "a"), delivery(2, alarm: "a", kind: .returned)])
        #expect(outbox.sendAll(at: .seconds(0)) == [1])
        #expect(outbox.lapse(at: .seconds(10)).count == 4)
        #expect(outbox.lateCount == 2)
    }

    @Test("Delivered in time, it is never late")
    func inTime() {
        var outbox = Outbox.of([delivery(1)])
        #expect(outbox.deliverAll(at: .seconds(9)) == [1])
        #expect(outbox.lapse(at: .seconds(60)) == [])
    }

    @Test("What was late before a restart counts, and is not told to the fallback again")
    func lateRestored() {
        var known = delivery(1)
        known.isLate = true
        var outbox = Outbox.of([known])
        #expect(outbox.lateCount == 1)
        #expect(outbox.lapse(at: .seconds(60)) == [])
        #expect(outbox.answerNext(.forbidden, at: .seconds(60))?.count == 1)
    }

    @Test("What was refused before a restart keeps its day")
    func refusedRestored() {
        var known = delivery(1)
        known.state = .refused(since: .seconds(-86_000))
        known.notBefore = .seconds(400)
        var outbox = Outbox.of([known])
        #expect(outbox.refusedCount == 1)
        #expect(outbox.next(at: .seconds(399)) == nil)
        #expect(outbox.answerNext(.forbidden, at: .seconds(400)) == [.outcome(sequence: 1, .failed(why: why))])
    }
}
