import Testing

@testable import AlarmEngine

@Suite("Chattering")
struct ChatterTests {
    private func ms(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    @Test("The third raise in less than a minute makes it flap, one in a whole minute does not")
    func begins() {
        for (third, flaps) in [(59_999, true), (60_000, false), (60_001, false)] as [(Int64, Bool)] {
            var chatter = Chatter()
            #expect(chatter.raise(at: ms(0), isTold: true) == false)
            #expect(chatter.raise(at: ms(30_000), isTold: true) == false)
            #expect(chatter.raise(at: ms(third), isTold: true) == flaps)
            #expect((chatter.flapping != nil) == flaps)
            #expect(chatter.endsAt == (flaps ? ms(60_000) : nil))
        }
    }

    @Test("Only the last three count")
    func lastThree() {
        var chatter = Chatter()
        for moment in [0, 50_000, 100_000] as [Int64] { #expect(chatter.raise(at: ms(moment), isTold: true) == false) }
        #expect(chatter.raise(at: ms(109_999), isTold: true) == true)
        #expect(chatter.raises == [ms(50_000), ms(100_000), ms(109_999)])
        #expect(chatter.flapping == FlappingRecord(since: ms(50_000), raises: 3, isTold: true))
    }

    @Test("It ends a minute after the third newest raise, and says how many there were in what time")
    func ends() {
        var chatter = Chatter()
        for moment in [0, 10_000, 20_000] as [Int64] { _ = chatter.raise(at: ms(moment), isTold: true) }
        #expect(chatter.raise(at: ms(59_999), isTold: true) == false, "it flaps already")
        #expect(chatter.raise(at: ms(65_000), isTold: true) == false)
        #expect(chatter.endsAt == ms(80_000))
        #expect(chatter.end() == "flapping over: 5 raises in 1m5s", "from the first to the last")
        #expect(chatter.endsAt == nil && chatter.flapping == nil)
        #expect(chatter.end() == nil)
        #expect(chatter.raise(at: ms(119_998), isTold: true) == true, "the raises before it count for the next")
    }

    @Test("Until a raise is told that says so it is not quiet; the first that is told says it")
    func untold() {
        var chatter = Chatter()
        for moment in [0, 10_000] as [Int64] { #expect(chatter.raise(at: ms(moment), isTold: false) == false) }
        #expect(chatter.raise(at: ms(20_000), isTold: false) == true, "it makes it flap, though nobody hears it")
        #expect(!chatter.isQuiet)
        #expect(chatter.raise(at: ms(30_000), isTold: false) == false)
        #expect(chatter.raise(at: ms(40_000), isTold: true) == true)
        #expect(chatter.isQuiet && chatter.flapping?.raises == 5)
        #expect(chatter.raise(at: ms(45_000), isTold: true) == false)
        chatter.changeAudience()
        #expect(chatter.raise(at: ms(50_000), isTold: true) == true)
    }

    @Test("It moves along with the gateway's clock")
    func moves() {
        var chatter = Chatter()
        for moment in [0, 10_000, 20_000] as [Int64] { _ = chatter.raise(at: ms(moment), isTold: true) }
        chatter.move(by: .hours(-1))
        #expect(chatter.endsAt == ms(60_000 - 3_600_000))
        #expect(chatter.end() == "flapping over: 3 raises in 20s")
    }

    @Test("It is what it was after a restart; what cannot be is mended")
    func restored() {
        var chatter = Chatter()
        for moment in [0, 10_000, 20_000, 30_000] as [Int64] { _ = chatter.raise(at: ms(moment), isTold: true) }
        #expect(Chatter(raises: chatter.raises, flapping: chatter.flapping) == chatter)
        let short = Chatter(raises: [ms(0)], flapping: FlappingRecord(since: ms(0), raises: 9, isTold: true))
        #expect(short.flapping == nil && short.endsAt == nil)
        let long = Chatter(
            raises: [ms(0), ms(1), ms(2), ms(3)], flapping: FlappingRecord(since: ms(0), raises: 9, isTold: true))
        #expect(long.raises == [ms(1), ms(2), ms(3)] && long.flapping?.raises == 9)
    }

    @Test("Lengths are said in whole seconds")
    func lengths() {
        for (milliseconds, said) in [
            (0, "0s"), (999, "0s"), (1000, "1s"), (59_999, "59s"), (60_000, "1m"), (250_999, "4m10s"),
            (3_605_000, "1h5s"), (172_800_000, "2d"), (93_784_000, "1d2h3m4s"), (-5, "0s"), (.min, "0s"),
        ] as [(Int64, String)] {
            #expect(Span(milliseconds: milliseconds).inWholeSeconds == said)
        }
    }
}
