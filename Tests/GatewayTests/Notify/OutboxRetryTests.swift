import AlarmEngine
import Testing

@testable import Gateway

@Suite("The outbox's second attempts")
struct OutboxRetryTests {
    @Test("408, 425, 429, 5xx and network errors are tried again", arguments: [408, 425, 429, 500, 502, 503, 504, 599])
    func retried(status: Int) {
        #expect(
            HTTPAnswer.status(status, retryAfterSeconds: nil).verdict
                == .retry(after: nil, why: "the receiver answered \(status)"))
        #expect(HTTPAnswer.failed("No route").verdict == .retry(after: nil, why: "No route"))
    }

    @Test("2xx is delivered; everything else is a refusal", arguments: [301, 302, 307, 400, 401, 404, 410, 422, 600])
    func refusals(status: Int) {
        #expect(
            HTTPAnswer.status(status, retryAfterSeconds: 5).verdict == .refused(why: "the receiver answered \(status)"))
        for accepted in [200, 201, 202, 204, 299] {
            #expect(HTTPAnswer.status(accepted, retryAfterSeconds: nil).verdict == .delivered)
        }
    }

    @Test("The pauses are 1, 2, 4 … s up to the longest, times the jitter", arguments: [1.0, 0.5])
    func backoff(jitter: Double) {
        var outbox = Outbox.of([delivery(1)])
        var now = Moment.seconds(0)
        var pauses: [Double] = []
        for _ in 1...8 {
            outbox.answerNext(.unavailable, at: now, jitter: jitter)
            guard let next = outbox.held[1]?.delivery.notBefore else { break }
            pauses.append(Double((next - now).milliseconds) / 1000)
            // Beyond the receiver's rest as well, which is as long at most.
            now = next + .seconds(60)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60].map { $0 * jitter })
    }

    @Test("A failed one waits its pause, and not a millisecond less")
    func waits() {
        var outbox = Outbox.of([delivery(1)])
        let reports = outbox.answerNext(.refusedConnection, at: .seconds(0))
        #expect(reports == [.outcome(sequence: 1, .retry(at: .seconds(1), why: "Connection refused"))])
        #expect(outbox.next(at: .seconds(0.999)) == nil)
        #expect(outbox.nextDeadline(after: .seconds(0)) == .seconds(1))
        #expect(outbox.next(at: .seconds(1))?.attempts == 1)
    }

    @Test("A waiting one holds up its own alarm and no other")
    func blocksItsAlarmOnly() {
        var outbox = Outbox.of([delivery(1, alarm: "a"), delivery(2, alarm: "a", kind: .returned), delivery(3)])
        outbox.answerNext(.unavailable, at: .seconds(0))
        #expect(outbox.deliverAll(at: .seconds(0.5)) == [3])
        #expect(outbox.deliverAll(at: .seconds(1)) == [1, 2])
    }

    @Test("Retry-After is honoured, and up to an hour only")
    func retryAfter() {
        var outbox = Outbox.of([delivery(1)])
        let first = outbox.answerNext(.status(429, retryAfterSeconds: 7), at: .seconds(0))
        #expect(first == [.outcome(sequence: 1, .retry(at: .seconds(7), why: "the receiver answered 429"))])
        #expect(outbox.next(at: .seconds(6.999)) == nil)
        let second = outbox.answerNext(.status(503, retryAfterSeconds: 1_000_000), at: .seconds(7))
        #expect(second == [.outcome(sequence: 1, .retry(at: .seconds(3607), why: "the receiver answered 503"))])
    }

    @Test("While the receiver wants to be left alone only an alarm that was never tried goes")
    func restAsked() {
        var outbox = Outbox.of([delivery(1, .trouble), delivery(2, .trouble)])
        outbox.answerNext(.status(429, retryAfterSeconds: 30), at: .seconds(0))
        #expect(outbox.sendAll(at: .seconds(10)) == [])
        outbox.add([delivery(3, createdAt: .seconds(10))], at: .seconds(10))
        #expect(outbox.deliverAll(at: .seconds(10)) == [3])
        #expect(outbox.sendAll(at: .seconds(29.999)) == [])
        #expect(outbox.deliverAll(at: .seconds(30)) == [1, 2])
    }

    @Test("A Retry-After shorter than the pause does not shorten it")
    func shortRetryAfter() {
        var patient = delivery(1)
        patient.attempts = 5
        var outbox = Outbox.of([patient])
        let reports = outbox.answerNext(.status(503, retryAfterSeconds: 1), at: .seconds(0))
        #expect(reports == [.outcome(sequence: 1, .retry(at: .seconds(32), why: "the receiver answered 503"))])
    }

    @Test("A clock put back does not make seconds into hours")
    func clockPutBack() {
        var outbox = Outbox.of([])
        outbox.add([delivery(1, createdAt: .seconds(1_000_000))], at: .seconds(1_000_000))
        outbox.answerNext(.unavailable, at: .seconds(1_000_000))
        #expect(outbox.next(at: .seconds(0)) == nil)
        #expect(outbox.next(at: .seconds(3600))?.sequence == 1)
    }
}

@Suite("A receiver that is down")
struct EndpointRestTests {
    /// Three failures of different deliveries: the receiver rests for a second.
    private func downOutbox(_ others: [PendingDelivery] = []) -> Outbox {
        var outbox = Outbox.of((1...3).map { delivery($0, .trouble) } + others)
        for _ in 1...3 { outbox.answerNext(.refusedConnection, at: .seconds(0)) }
        return outbox
    }

    @Test("Is not asked again by every delivery that waits")
    func rests() {
        var outbox = downOutbox((4...20).map { delivery($0, .trouble) })
        #expect(outbox.sendAll(at: .seconds(0.999)) == [])
        #expect(outbox.nextDeadline(after: .seconds(0)) == .seconds(1))
    }

    @Test("Is probed by one delivery, the most urgent; its failure makes the rest longer")
    func probes() {
        var outbox = downOutbox([delivery(4, .supervisory), delivery(5, .trouble)])
        #expect(outbox.sendAll(at: .seconds(1)) == [4])
        _ = outbox.settle(4, .refusedConnection, at: .seconds(1), jitter: 1)
        #expect(outbox.sendAll(at: .seconds(2.999)) == [])
        #expect(outbox.sendAll(at: .seconds(3)) == [4])
    }

    @Test("Once it answers, everything goes at once")
    func recovers() {
        var outbox = downOutbox([delivery(4, .trouble)])
        outbox.answerNext(.refusedConnection, at: .seconds(1))
        #expect(outbox.deliverAll(at: .seconds(3)) == [1, 2, 3, 4])
    }

    @Test("A refusal is an answer, too")
    func refusalIsAnAnswer() {
        var outbox = downOutbox()
        outbox.answerNext(.forbidden, at: .seconds(1))
        #expect(outbox.deliverAll(at: .seconds(1)) == [2, 3])
    }

    @Test("An alarm that was never tried goes at once, rest or no rest; its failure makes the rest no longer")
    func freshAlarm() {
        var outbox = downOutbox()
        outbox.add([delivery(9, .alarm, .minor)], at: .seconds(0.5))
        outbox.answerNext(.refusedConnection, at: .seconds(0.5))
        #expect(outbox.sendAll(at: .seconds(0.6)) == [])
        #expect(outbox.sendAll(at: .seconds(1)) == [1])
        outbox.add([delivery(10, .alarm, .minor)], at: .seconds(1.1))
        #expect(outbox.sendAll(at: .seconds(1.1)) == [10])
        _ = outbox.settle(10, .accepted, at: .seconds(1.2), jitter: 1)
        #expect(outbox.sendAll(at: .seconds(1.2)) == [9])
    }

    @Test("An alarm that fails beside the probe says nothing about the probe")
    func freshAlarmBesideProbe() {
        var outbox = downOutbox()
        #expect(outbox.sendAll(at: .seconds(1)) == [1])
        outbox.add([delivery(9)], at: .seconds(1))
        outbox.answerNext(.refusedConnection, at: .seconds(1))
        #expect(outbox.endpoint == .probing(sequence: 1, rests: 1))
        _ = outbox.settle(1, .accepted, at: .seconds(1), jitter: 1)
        #expect(outbox.deliverAll(at: .seconds(1)) == [9, 2, 3])
    }

    @Test("One poisonous delivery among good ones does not put the receiver to rest")
    func poison() {
        var outbox = Outbox.of([delivery(1, .supervisory)])
        for round in 0..<20 {
            let now = Moment.seconds(Double(round) * 100)
            outbox.add([delivery(100 + Int64(round), .trouble)], at: now)
            outbox.answerNext(.unavailable, at: now)
            outbox.answerNext(.accepted, at: now)
        }
        #expect(outbox.endpoint == .well(failures: 0))
        #expect(outbox.held.keys.sorted() == [1])
    }
}
