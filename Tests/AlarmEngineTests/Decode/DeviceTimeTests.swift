import Testing

@testable import AlarmEngine

@Suite("Times that devices write")
struct DeviceTimeTests {
    private func iso(_ text: String) -> Int64? {
        ISO8601.moment(Array(text.utf8)[...])?.milliseconds
    }

    @Test(
        "RFC 3339 in its forms",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-23T08:00:00.250Z", 1_795_420_800_250),
            ("2026-11-23T16:00:00.250+08:00", 1_795_420_800_250), ("2026-11-23T16:00:00.250+0800", 1_795_420_800_250),
            ("2026-11-23 08:00:00Z", 1_795_420_800_000), ("2026-11-23t08:00:00z", 1_795_420_800_000),
            ("2026-11-24T01:30:26.626308Z+0000", 1_795_483_826_626), ("2026-11-23T08:00:00.2Z", 1_795_420_800_200),
            ("2026-11-23T08:00:00.2509999Z", 1_795_420_800_250), ("2026-11-23T08:00:00,25Z", 1_795_420_800_250),
            ("2026-11-22T23:30:00-08:30", 1_795_420_800_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("1969-12-31T23:59:59.999Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] as [(String, Int64)])
    func good(text: String, milliseconds: Int64) {
        #expect(iso(text) == milliseconds)
    }

    @Test(
        "Dates that do not exist, times without a zone and other texts are none",
        arguments: [
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00Z", "2026-01-01", "26-01-01T00:00:00Z", "2026-1-1T00:00:00Z", "2026-01-01T00:00:00Z ",
            " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00+8", "2026-01-01T00:00:00+08", "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00+08:60", "2026-01-01T00:00:00ZZ", "2026-01-01T00:00:00Z+0800", "", "x",
            "20260101T000000Z",
            "2026-01-01T00:00:00.25", "2026/01/01T00:00:00Z", "-026-01-01T00:00:00Z", "２026-01-01T00:00:00Z",
        ])
    func bad(text: String) {
        #expect(iso(text) == nil)
    }

    @Test("Every day of 400 years is one day after the one before it")
    func calendar() {
        var expected: Int64 = 946_684_800_000
        let lengths: [Int] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for year in 2000..<2400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in lengths.enumerated() {
                for day in 1...(month == 1 && isLeap ? 29 : length) {
                    let text = "\(year)-\(month < 9 ? "0" : "")\(month + 1)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
                    if iso(text) != expected { Issue.record("\(text)") }
                    expected += 86_400_000
                }
            }
        }
    }

    @Test(
        "Numbers are cut to milliseconds in their unit",
        arguments: [
            (.seconds, "12", 12_000), (.seconds, "12.3456", 12_345), (.seconds, "1.9999", 1999),
            (.seconds, "1.2e1", 12_000),
            (.milliseconds, "12345", 12_345), (.milliseconds, "12.9", 12), (.microseconds, "12345999", 12_345),
            (.microseconds, "999", 0), (.seconds, "1732435200.250", 1_732_435_200_250), (.seconds, "-0.0001", -1),
            (.seconds, "0.0009999999999999999999", 0), (.seconds, "1e300", .max), (.microseconds, "1e3", 1),
        ] as [(TimeDescription.Unit, String, Int64)])
    func units(unit: TimeDescription.Unit, text: String, milliseconds: Int64) throws {
        #expect(try time(unit, text) == milliseconds)
    }

    @Test("A value of another kind is no time")
    func kinds() throws {
        for unit in TimeDescription.Unit.allCases {
            for text in ["null", "true", "[]", "{}"] { #expect(try time(unit, text) == nil) }
        }
        #expect(try time(.seconds, "\"12\"") == 12_000, "a number in a text is one")
        #expect(try time(.seconds, "\"12 s\"") == nil)
        #expect(try time(.iso8601, "12") == nil)
        #expect(try time(.iso8601, "\"1970-01-01T00:00:01Z\"") == 1000)
        #expect(
            try time(.iso8601, "\"1970\\u002d01-01T00:00:01Z\"") == 1000, "an escape is only another way to write it")
    }

    private func time(_ unit: TimeDescription.Unit, _ text: String) throws -> Int64? {
        let profile = try Profile(
            ProfileDescription(
                name: "p", service: .elderCare,
                messages: [
                    MessageDescription(
                        topic: "t/{device}", time: TimeDescription(path: "/ts", unit: unit), fields: [.number("v")])
                ]))
        return try profile.messages[0].read(Array("{\"v\":1,\"ts\":\(text)}".utf8)).readings[0].time?.milliseconds
    }
}
