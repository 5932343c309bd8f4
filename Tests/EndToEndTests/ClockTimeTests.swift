import AlarmEngine
import Testing

@testable import gengfu

@Suite("Times as an operator says them")
struct ClockTimeTests {
    private let eight = 8 * 3600
    /// 2026-11-23 18:30:00 in China.
    private let halfPastSix = Moment(milliseconds: 1_795_429_800_000)

    @Test("A time of day is the next such time of the zone: today's, or tomorrow's once it is reached")
    func next() throws {
        let time = try #require(ClockTime("18:30"))
        func moment(now: Moment) -> Moment { time.moment(now: now) { _ in eight } }
        #expect(moment(now: halfPastSix - .hours(5)) == halfPastSix)
        #expect(moment(now: halfPastSix - Span(milliseconds: 1)) == halfPastSix)
        #expect(moment(now: halfPastSix) == halfPastSix + .hours(24))
        #expect(moment(now: halfPastSix + .hours(6)) == halfPastSix + .hours(24))
    }

    @Test("Where the zone's offset changes in between, the later one holds")
    func summerTime() throws {
        let time = try #require(ClockTime("18:30"))
        let change = halfPastSix - .hours(10)
        let then = time.moment(now: halfPastSix - .hours(20)) { $0 < change ? eight - 3600 : eight }
        #expect(then == halfPastSix)
    }

    @Test("A time with its zone is that one, and anything else is none")
    func others() {
        #expect(ClockTime("2026-11-23T18:30:00+08:00") == .exact(halfPastSix))
        #expect(ClockTime("0:00") == .next(minutes: 0))
        #expect(ClockTime("23:59") == .next(minutes: 1439))
        for text in ["24:00", "12:60", "12", "12:5", "12:30:00", "+1:30", "noon", "", "2026-11-23"] {
            #expect(ClockTime(text) == nil, "\(text)")
        }
    }
}
