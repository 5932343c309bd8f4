import AlarmEngine
import Testing

@testable import Gateway

@Suite("The clock of a test")
struct TestClockTests {
    @Test(
        "An offset is read and written in the units people use",
        arguments: [
            ("0s", 0, "0s"), ("90s", 90_000, "1m30s"), ("4m59s", 299_000, "4m59s"), ("1h30m", 5_400_000, "1h30m"),
            ("9s999ms", 9999, "9s999ms"), ("2d", 172_800_000, "2d"), ("1h5ms", 3_600_005, "1h5ms"),
        ])
    func offsets(text: String, milliseconds: Int, shown: String) {
        #expect(Offset(text)?.span.milliseconds == Int64(milliseconds))
        #expect(Offset(Span(milliseconds: Int64(milliseconds))).description == shown)
    }

    @Test("Anything else is no offset", arguments: ["", "5", "s", "5s3m", "5s5s", "-5s", "1.5s", "5 s", "5x", "٣s"])
    func noOffset(text: String) {
        #expect(Offset(text) == nil)
    }

    @Test("Before the start is negative")
    func negative() {
        #expect(Offset(Span(milliseconds: -61_000)).description == "-1m1s")
    }

    @Test(
        "A local time is that of the zone, over its changes too",
        arguments: [
            ("Asia/Shanghai", "2026-01-05T08:00", "2026-01-05T00:00:00.000Z"),
            ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59.000Z"),
            ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z"),
            ("America/New_York", "2026-07-01 12:00", "2026-07-01T16:00:00.000Z"),
        ])
    func zones(zone: String, local: String, utc: String) throws {
        let clock = try #require(LocalTime.clock(of: zone))
        let moment = try #require(LocalTimeText(local)).moment(in: clock, notBefore: .distantPast)
        #expect(Timestamp.text(moment) == utc)
    }

    @Test("A time of day is the next one from the start on")
    func timeOfDay() throws {
        let zone = try #require(LocalTime.clock(of: "Asia/Shanghai"))
        let start = try #require(Timestamp.moment("2026-01-05T22:00:00+08:00"))
        func next(_ text: String) -> String? {
            LocalTimeText(text).map { Timestamp.text($0.moment(in: zone, notBefore: start)) }
        }
        #expect(next("22:00") == "2026-01-05T14:00:00.000Z")
        #expect(next("21:59:59") == "2026-01-06T13:59:59.000Z")
        #expect(next("07:00") == "2026-01-05T23:00:00.000Z")
        #expect(next("25:00") == nil)
    }

    @Test("A zone nobody knows, or a path out of the folder, is none")
    func noZone() {
        for name in ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Asia"] {
            #expect(LocalTime.clock(of: name) == nil)
        }
        #expect(TimeZoneFile(Array("TZif2 and then nothing".utf8)) == nil)
    }
}
