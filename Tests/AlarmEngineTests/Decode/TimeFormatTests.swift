import Testing

@testable import AlarmEngine

@Suite("How devices write their time")
struct TimeFormatTests {
    /// UTC+8 throughout.
    private let shanghai = LocalClock(offsets: [.init(from: .distantPast, secondsEast: 8 * 3600)])
    /// One hour ahead in summer, 2026: 29 March 01:00 UTC to 25 October 01:00 UTC.
    private let berlin = LocalClock(offsets: [
        .init(from: .distantPast, secondsEast: 3600),
        .init(from: Moment(milliseconds: 1_774_746_000_000), secondsEast: 7200),
        .init(from: Moment(milliseconds: 1_792_890_000_000), secondsEast: 3600),
    ])

    private func time(
        _ value: String, _ clock: LocalClock = .utc, _ change: (inout TimeDescription) -> Void = { _ in }
    ) throws -> String {
        var trial = FormTrial()
        var time = TimeDescription(path: "/ts", unit: .iso8601)
        change(&time)
        trial.message.times = [time]
        trial.aids.localClock = clock
        return trial.read("{\"v\":1,\"ts\":\(value)}").replacing("v=1", with: "").replacing(" @", with: "")
    }

    @Test(
        "A format reads a time",
        arguments: [
            ("dd/MM/yyyy HH:mm:ss", "01/04/2026 18:25:05", "2026-04-01T18:25:05.000Z"),
            ("dd/MM/yyyy HH:mm:ss", " 1/4/2026 8:05:05 ", "2026-04-01T08:05:05.000Z"),
            ("yyyyMMddHHmmss", "20260401182505", "2026-04-01T18:25:05.000Z"),
            ("yyMMdd'T'HHmm", "260401T1825", "2026-04-01T18:25:00.000Z"),
            ("yyyy-MM-dd HH:mm:ss.SSS", "2026-04-01 18:25:05.25", "2026-04-01T18:25:05.250Z"),
            ("yyyy.MM.dd HH:mm X", "2026.04.01 18:25 +0800", "2026-04-01T10:25:00.000Z"),
            ("yyyy.MM.dd HH:mmX", "2026.04.01 18:25Z", "2026-04-01T18:25:00.000Z"),
            ("yyyy-MM-dd'T'HH:mm:ssX", "2026-04-01T18:25:05-03:30", "2026-04-01T21:55:05.000Z"),
            ("yyyy-MM-dd HH:mm 'o''clock'", "2026-04-01 18:25 o'clock", "2026-04-01T18:25:00.000Z"),
            ("yyyy年MM月dd日", "2026年04月01日", "2026-04-01T00:00:00.000Z"),
        ])
    func formats(format: String, text: String, expected: String) throws {
        #expect(try time("\"\(text)\"") { $0.format = format } == expected)
    }

    @Test(
        "What is not written so is no time",
        arguments: [
            "2026-04-01", "01/04/26 18:25:05", "01/13/2026 00:00:00", "30/02/2026 00:00:00", "01/04/2026 24:00:00",
            "01/04/2026 18:25:05Z", "UNSYNC", "", "01-04-2026 18:25:05",
        ])
    func notSo(text: String) throws {
        #expect(try time("\"\(text)\"") { $0.format = "dd/MM/yyyy HH:mm:ss" } == "")
    }

    @Test(
        "A format names a day, and closes its quotation marks",
        arguments: ["HH:mm", "yyyy-MM", "dd/MM/yyyy 'x", "MMdd"])
    func badFormats(format: String) {
        var trial = FormTrial()
        trial.message.times = [TimeDescription(path: "/ts", unit: .iso8601)]
        trial.message.times[0].format = format
        #expect(throws: ProfileProblems.self) { try trial.profile }
    }

    @Test("A number is read by a format too")
    func numberFormat() throws {
        #expect(try time("20260401182505") { $0.format = "yyyyMMddHHmmss" } == "2026-04-01T18:25:05.000Z")
    }

    @Test(
        "ISO 8601 in the basic form, without seconds, without a zone, with one of hours",
        arguments: [
            ("20200401T182505Z", "2020-04-01T18:25:05.000Z"), ("20200401T182505.5+08", "2020-04-01T10:25:05.500Z"),
            ("20200401T1825", "2020-04-01T18:25:00.000Z"), ("2020-04-01 18:25:05", "2020-04-01T18:25:05.000Z"),
            ("2020-04-01T18:25+08:00", "2020-04-01T10:25:00.000Z"),
            ("2020-04-01T18:25:05,123456", "2020-04-01T18:25:05.123Z"),
            ("2020-04-01T18:25:05 Z", "2020-04-01T18:25:05.000Z"),
        ])
    func iso(text: String, expected: String) throws {
        #expect(try time("\"\(text)\"") == expected)
    }

    @Test(
        "What is no ISO 8601 is no time",
        arguments: [
            "20200401", "2020-0401T18:25:05Z", "2020-04-01T182505Z", "20200401T18:25:05Z", "2020-04-01T18:25:05+8",
            "2020-04-01T18:25:05+08:", "2020-04-01T18:25:05+08:0", "2020-04-31T18:25:05Z", "@0.13s", "UNSYNC", "",
            "2020-04-01T18:25:05ZZ", "2020-04-01T18:25:",
        ])
    func notISO(text: String) throws {
        #expect(try time("\"\(text)\"") == "")
    }

    @Test("A text without a zone is local time, or of the zone that is written")
    func zones() throws {
        #expect(try time("\"2026-04-01T18:25:05\"", shanghai) == "2026-04-01T10:25:05.000Z")
        #expect(try time("\"2026-04-01T18:25:05Z\"", shanghai) == "2026-04-01T18:25:05.000Z")
        #expect(try time("\"2026-04-01T18:25:05\"", shanghai) { $0.secondsEast = -3600 } == "2026-04-01T19:25:05.000Z")
    }

    @Test(
        "Where clocks go back the earlier of two moments counts, and a time left out is as if they had not gone forward"
    )
    func changes() throws {
        #expect(try time("\"2026-10-25T01:59:59\"", berlin) == "2026-10-24T23:59:59.000Z")
        #expect(try time("\"2026-10-25T02:30:00\"", berlin) == "2026-10-25T00:30:00.000Z")
        #expect(try time("\"2026-10-25T03:00:00\"", berlin) == "2026-10-25T02:00:00.000Z")
        #expect(try time("\"2026-03-29T01:59:59\"", berlin) == "2026-03-29T00:59:59.000Z")
        #expect(try time("\"2026-03-29T02:30:00\"", berlin) == "2026-03-29T01:30:00.000Z")
        #expect(try time("\"2026-03-29T03:00:00\"", berlin) == "2026-03-29T01:00:00.000Z")
        #expect(try time("\"2026-07-01T12:00:00\"", berlin) == "2026-07-01T10:00:00.000Z")
        #expect(try time("\"2026-12-01T12:00:00\"", berlin) == "2026-12-01T11:00:00.000Z")
    }

    @Test("Numbers are read from texts, and counted from where the device counts from")
    func numbers() throws {
        #expect(try time("\"1775067905\"") { $0.unit = .seconds } == "2026-04-01T18:25:05.000Z")
        #expect(try time("\"@0.13s\"") { $0.unit = .seconds } == "")
        let epoch = Moment(milliseconds: 1_536_508_800_000)  // 2018-09-10T00:00:00+08:00
        #expect(
            try time("0") {
                $0.unit = .seconds; $0.epoch = epoch
            } == "2018-09-09T16:00:00.000Z")
        #expect(
            try time("86400.5") {
                $0.unit = .seconds; $0.epoch = epoch
            } == "2018-09-10T16:00:00.500Z")
    }

    @Test("Of several places the first that reads as a time counts")
    func list() throws {
        var trial = FormTrial()
        trial.message.times = [
            TimeDescription(path: "/ts", unit: .seconds), TimeDescription(path: "/received", unit: .milliseconds),
        ]
        #expect(trial.read(#"{"v":1,"ts":1775067905,"received":1}"#) == "v=1 @2026-04-01T18:25:05.000Z")
        #expect(trial.read(#"{"v":1,"ts":"UNSYNC","received":1}"#) == "v=1 @1970-01-01T00:00:00.001Z")
        #expect(trial.read(#"{"v":1,"ts":null}"#) == "v=1")
    }
}
