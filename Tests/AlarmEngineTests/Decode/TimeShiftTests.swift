import Testing

@testable import AlarmEngine

@Suite("Moving the times in payloads")
struct TimeShiftTests {
    private func outcome(
        _ payload: String, _ change: (inout MessageDescription) -> Void = { _ in }
    ) throws -> TimeShift.Outcome {
        var trial = FormTrial()
        trial.message.times = [TimeDescription(path: "/ts", unit: .seconds)]
        change(&trial.message)
        return TimeShift([try trial.profile]).outcome(Array(payload.utf8), topic: "t/d", by: .seconds(100))
    }

    private func moved(_ payload: String, _ change: (inout MessageDescription) -> Void = { _ in }) throws -> String {
        switch try outcome(payload, change) {
        case .moved(let bytes): String(decoding: bytes, as: UTF8.self)
        case .timeless: "timeless"
        case .stuck(let profile): "stuck \(profile)"
        }
    }

    @Test("A time is written anew in its unit, its precision, and from where the device counts")
    func numbers() throws {
        #expect(try moved(#"{"v":1, "ts":60}"#) == #"{"v":1, "ts":160}"#)
        #expect(try moved(#"{"ts":60.25}"#) == #"{"ts":160.250}"#)
        #expect(try moved(#"{"ts":"60"}"#) == #"{"ts":"160"}"#)
        #expect(try moved(#"{"ts":60}"#) { $0.times[0].epoch = Moment(milliseconds: 7_000_000) } == #"{"ts":160}"#)
        #expect(
            try moved(#"{"ts":"1970-01-01T00:00:00Z"}"#) { $0.times[0].unit = .iso8601 }
                == #"{"ts":"1970-01-01T00:01:40.000Z"}"#)
    }

    @Test("Of several places the one that reads as a time is moved")
    func several() throws {
        #expect(
            try moved(#"{"ts":"UNSYNC","at":5000}"#) {
                $0.times.append(TimeDescription(path: "/at", unit: .milliseconds))
            }
                == #"{"ts":"UNSYNC","at":105000}"#)
    }

    @Test("What tells no time, or on another topic, is left as it is")
    func timeless() throws {
        #expect(try moved(#"{"v":1}"#) == "timeless")
        #expect(try moved("{") == "timeless")
        #expect(try moved(#"{"ts":60}"#) { $0.times = [] } == "timeless")
        #expect(try moved(#"{"ts":60}"#) { $0.topic = "u/{device}" } == "timeless")
    }

    @Test("A time that cannot be written anew is left, and whose it is is said")
    func stuck() throws {
        #expect(try moved(#"{"ts":"1970-01-01 00:00"}"#) { $0.times[0].format = "yyyy-MM-dd HH:mm" } == "stuck p")
        #expect(try moved(#"{"ts":"1970-01-01T00:00:00"}"#) { $0.times[0].unit = .iso8601 } == "stuck p")
        #expect(try moved("ts=60") { $0.body.form = .pairs } == "stuck p")
        #expect(try moved("7b7d") { $0.body.encoding = .hex } == "stuck p")
        #expect(try moved(#"{"r":[{"ts":60}]}"#) { $0.each = EachDescription(path: "/r") } == "stuck p")
        #expect(
            try moved(#"{"data":"{\"ts\":60}"}"#) {
                $0.inside = [InsideDescription(path: "/data", payload: PayloadDescription())]
                $0.times[0].path = "/data/ts"
            } == "stuck p")
    }
}
