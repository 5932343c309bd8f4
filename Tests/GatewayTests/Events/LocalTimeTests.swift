import AlarmEngine
import Foundation
import Testing

@testable import Gateway

@Suite("The local time of a zone", .enabled(if: fileKind(LocalTime.zones) == .folder))
struct LocalTimeTests {
    /// Foundation has zones of its own: an outside judge.
    @Test(
        "Is that of an outside judge, each three days from 1970 to 2037",
        arguments: [
            "Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo",
            "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "UTC",
        ])
    func outsideJudge(name: String) throws {
        let clock = try #require(LocalTime.clock(of: name))
        let zone = try #require(TimeZone(identifier: name))
        for second in stride(from: Int64(0), to: 2_114_380_800, by: 250_000) {
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            let found = secondsEast(second, clock)
            guard found != expected else { continue }
            Issue.record("\(name) at \(second): \(found), not \(expected)")
            return
        }
    }

    @Test("China had summer time from 1986 to 1991, and none since")
    func china() throws {
        let clock = try #require(LocalTime.clock(of: "Asia/Shanghai"))

        // 4 May 1986, 02:00 of the clock: 18:00 UTC of the day before.
        #expect(secondsEast(515_527_199, clock) == 28_800)
        #expect(secondsEast(515_527_200, clock) == 32_400)
        // 15 September 1991, 02:00 of summer time.
        #expect(secondsEast(684_867_599, clock) == 32_400)
        #expect(secondsEast(684_867_600, clock) == 28_800)
        #expect(clock.offsets.count == 13)
        #expect(clock.offsets.last?.from == Moment(milliseconds: 684_867_600_000))
    }

    @Test("Where the clocks change every year they do so until 2100, at the second")
    func berlin() throws {
        let clock = try #require(LocalTime.clock(of: "Europe/Berlin"))

        // 25 October 2026, 03:00 of summer time.
        #expect(secondsEast(1_792_889_999, clock) == 7200)
        #expect(secondsEast(1_792_890_000, clock) == 3600)
        // 28 March 2100, 02:00; 31 October 2100, 03:00.
        #expect(secondsEast(4_109_878_799, clock) == 3600)
        #expect(secondsEast(4_109_878_800, clock) == 7200)
        #expect(secondsEast(4_128_627_599, clock) == 7200)
        #expect(secondsEast(4_128_627_600, clock) == 3600)
        #expect(zip(clock.offsets, clock.offsets.dropFirst()).allSatisfy { $0.from < $1.from })
    }

    @Test("Is asked of no process: this one's zone is as it was")
    func leavesTheProcessAlone() {
        let before = (getenv("TZ").map { String(cString: $0) }, LocalTime.secondsEast(Moment(milliseconds: 0)))
        _ = LocalTime.clock(of: "America/New_York")

        #expect(getenv("TZ").map { String(cString: $0) } == before.0)
        #expect(LocalTime.secondsEast(Moment(milliseconds: 0)) == before.1)
    }

    @Test(
        "A zone that is none, or a file of another kind, has none",
        arguments: ["Asia/Nowhere", "tzdata.zi", "Asia", "", "/usr/share/zoneinfo/UTC", "Asia/../UTC"])
    func unknown(name: String) {
        #expect(LocalTime.clock(of: name) == nil)
    }

    private func secondsEast(_ second: Int64, _ clock: LocalClock) -> Int {
        clock.offset(at: Moment(milliseconds: second * 1000))
    }
}

@Suite("The rule at the end of a zone's file")
struct PosixZoneTests {
    @Test("Is a zone without summer time, or one with its two changes", arguments: ["CST-8", "<+0545>-5:45", "EST5"])
    func plain(text: String) throws {
        let zone = try #require(PosixZone(text))

        #expect(zone.yearly.isEmpty && zone.changes(in: 2026).isEmpty)
        #expect(["CST-8": 28_800, "<+0545>-5:45": 20_700, "EST5": -18_000][text] == zone.standardSecondsEast)
    }

    @Test("Changes come by weekday, by day without leap days, and by day of the year")
    func kindsOfDays() throws {
        func changes(_ text: String, _ year: Int) -> [Int64] { PosixZone(text)?.changes(in: year).map(\.from) ?? [] }

        // Second Sunday of March 2026, 02:00 EST; first Sunday of November, 02:00 EDT.
        #expect(changes("EST5EDT,M3.2.0,M11.1.0", 2026) == [1_772_953_200, 1_793_512_800])
        // 1 March in a year without and with a leap day; 0-based day 59 is 1 March and 29 February.
        #expect(changes("AAA0BBB,J60/0,J300/0", 2026).first == 1_772_323_200)
        #expect(changes("AAA0BBB,J60/0,J300/0", 2028).first == 1_835_481_600)
        #expect(changes("AAA0BBB,59/0,300/0", 2028).first == 1_835_395_200)
        // Greenland: the day before the last Sunday of March, 22:00 and 23:00.
        #expect(changes("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026) == [1_774_746_000, 1_792_890_000])
        // Southern: the year begins in summer.
        #expect(PosixZone("AEST-10AEDT,M10.1.0,M4.1.0/3")?.changes(in: 2026).map(\.secondsEast) == [36_000, 39_600])
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "8", "CS-8", "CST", "CST-8CDT", "CST-8CDT,M3.2.0", "CST-8CDT,M13.2.0,M11.1.0",
            "CST-8CDT,M3.2.0,M11.1.0x",
            "<CST-8", "CST-999", "CST-8CDT,J0,J10", "CST-8:61", "CST-8CDT,M3.6.0,M11.1.0",
        ])
    func malformed(text: String) {
        #expect(PosixZone(text) == nil)
    }

    @Test("A damaged file is none or another zone, never a trap")
    func damaged() throws {
        let bytes = try readBytes("\(LocalTime.zones)/Europe/Berlin", shown: "Berlin")
        for length in stride(from: 0, to: bytes.count, by: 7) { _ = TimeZoneFile(Array(bytes[..<length])) }
        for place in stride(from: 0, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[place] = ~damaged[place]
            _ = TimeZoneFile(damaged)?.localClock(throughYear: 2030)
        }
    }
}
