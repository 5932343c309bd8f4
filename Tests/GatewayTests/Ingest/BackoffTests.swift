import AlarmEngine
import Testing

@testable import Gateway

@Suite("Backoff")
struct BackoffTests {
    @Test("The ceiling doubles with each failure, up to the longest pause")
    func doubles() {
        let backoff = Backoff(first: Span(milliseconds: 250), longest: .seconds(10))
        let ceilings = (1...8).map { backoff.pause(afterFailures: $0, jitter: 1).milliseconds }
        #expect(ceilings == [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
        #expect(backoff.pause(afterFailures: .max, jitter: 1) == .seconds(10))
    }

    @Test("The jitter is full: it takes its part of the ceiling, but never so little that we spin")
    func jitter() {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(10))
        #expect(backoff.pause(afterFailures: 1, jitter: 0.5) == Span(milliseconds: 500))
        #expect(backoff.pause(afterFailures: 1, jitter: 0.021) == Span(milliseconds: 21))
        #expect(backoff.pause(afterFailures: 1, jitter: 0.019) == Span(milliseconds: 20))
        #expect(backoff.pause(afterFailures: 9, jitter: 0) == Span(milliseconds: 20))
    }

    @Test("A refusal is tried again more slowly")
    func refusal() {
        #expect(Backoff.refusal.pause(afterFailures: 1, jitter: 1) == .seconds(2))
        #expect(Backoff.refusal.pause(afterFailures: 5, jitter: 1) == .seconds(30))
    }

    @Test("What repeats is said at once, and after a minute with its count")
    func rarely() {
        let start = ContinuousClock.now
        var rarely = Rarely()
        #expect(rarely.occurred(at: start) == 1)
        #expect(rarely.occurred(at: start + .milliseconds(1)) == nil)
        #expect(rarely.occurred(at: start + .milliseconds(59_999)) == nil)
        #expect(rarely.occurred(at: start + .milliseconds(60_000)) == 3)
        #expect(rarely.occurred(at: start + .milliseconds(60_001)) == nil)
    }
}
