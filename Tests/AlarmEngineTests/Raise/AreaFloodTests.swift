import Testing

@testable import AlarmEngine

@Suite("Floods, counted")
struct AreaFloodTests {
    private func ms(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    private func flood(_ moments: [Int64]) -> AreaFlood {
        var flood = AreaFlood()
        for moment in moments { _ = flood.count(at: ms(moment)) }
        return flood
    }

    @Test("The tenth alarm in less than ten minutes is a flood; the ninth is not, nor the tenth in ten minutes")
    func begins() {
        #expect(!flood([Int64](repeating: 0, count: 9)).isOn)
        for (tenth, floods) in [(599_999, true), (600_000, false)] as [(Int64, Bool)] {
            var flood = flood([Int64](repeating: 0, count: 9))
            #expect(flood.count(at: ms(tenth)) == floods)
            #expect(flood.isOn == floods && flood.count == (floods ? 10 : 0))
            #expect(flood.beganAt == (floods ? ms(tenth) : nil))
        }
    }

    @Test("It is over ten minutes after the fifth newest alarm")
    func ends() {
        var flood = flood([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(flood.endsAt == ms(600_005))
        #expect(flood.count(at: ms(600_004)) == false, "it is on already")
        #expect(flood.count == 11 && flood.endsAt == ms(600_006) && flood.raises.count == 10)
        flood.end()
        #expect(!flood.isOn && flood.endsAt == nil && flood.count == 0)
        #expect(flood.count(at: ms(600_007)) == false)
    }

    @Test("After one the alarms it had still count for the next")
    func next() {
        var flood = flood([Int64](repeating: 0, count: 6) + [599_000, 599_001, 599_002, 599_003])
        #expect(flood.isOn && flood.endsAt == ms(600_000))
        flood.end()
        for place in 0..<5 as Range<Int64> { #expect(flood.count(at: ms(700_000 + place)) == false) }
        #expect(flood.count(at: ms(700_005)) == true, "four before and six now")
    }

    @Test("It moves along with the gateway's clock")
    func moves() {
        var flood = flood([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        flood.move(by: .minutes(5))
        #expect(flood.endsAt == ms(900_005) && flood.beganAt == ms(300_009))
    }

    @Test("It is what it was after a restart; what cannot be is mended")
    func restored() {
        let flood = flood([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        let record = flood.record(area: "530922")
        #expect(record.area == "530922" && record.raises.count == 10 && record.count == 11)
        #expect(AreaFlood(record) == flood)
        let broken = FloodRecord(area: "", raises: [ms(0), ms(1), ms(2), ms(3)], beganAt: ms(0), count: 12)
        #expect(!AreaFlood(broken).isOn && AreaFlood(broken).endsAt == nil)
    }
}
