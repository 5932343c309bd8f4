import AlarmEngine
import Testing

@testable import Gateway

@Suite("What the steps of a test send")
struct RuleTestStepTests {
    private func messages(_ given: String, profile: String = RuleTestSample.kiln) throws -> [String] {
        let alarm = "- {at: 1s, alarm: hot, state: normal}"
        return try RuleTestSample(
            given: given, expect: alarm, settings: "start: 2026-01-05T00:00:00Z", profile: profile
        )
        .messages()
    }

    private func payloads(_ given: String) throws -> [String] {
        try messages(given).map { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            return "\(parts[0]) \(parts[2])"
        }
    }

    @Test("Fields go where the profile looks for them, unscaled, with the device's time and number")
    func fields() throws {
        #expect(
            try messages("- {at: 1s, says: {heat: 21.4, open: true, mode: a b}}") == [
                #"1s kiln/532899101201/k-1 {"data":{"heat":214},"open":true,"mode":"a b","meta":{"ts":1767571201},"seq":1}"#
            ])
    }

    private static let converted = """
        profile: kiln
        service: fire-station
        topic: gw/{bridge}/s-{area}
        device: {path: /id}
        time: {path: /ts, unit: s, epoch: "2025-01-05T00:00:00Z"}
        fields:
          hot: {path: /hot, type: boolean, true_for: [ALARM], false_for: [IDLE]}
          mode: {path: /mode, type: text, words: {1: idle, 2: fired}, other: odd}
          heat: {path: /heat, type: number, written: comma, scale: 0.1}
          room: {path: /room, type: number, unit: °C, sent_in: °F}
          part: {path: /part, type: text, cut: {from: 2}}
        alarms:
          hot: {when: hot, severity: minor, signal: trouble}
        """

    @Test("Fields that are converted are sent as the device sends them, with its name where the payload says it")
    func converted() throws {
        let given = """
            - {at: 1s, says: {hot: true, mode: fired, heat: 2.15, room: 37}}
            - {at: 2s, says: {hot: false, mode: odd}}
            """
        let sent = try messages(given, profile: Self.converted)
        #expect(
            sent == [
                #"1s gw/bridge/s-532899101201 {"hot":"ALARM","mode":2,"heat":21.5,"room":98.6,"ts":31536001,"id":"k-1"}"#,
                #"2s gw/bridge/s-532899101201 {"hot":"IDLE","mode":"odd","ts":31536002,"id":"k-1"}"#,
            ])
    }

    @Test("What cannot be put together is refused: a part of a text, and forms that are no object")
    func refused() throws {
        func mistakes(_ says: String, _ profile: String) throws -> [String] {
            try RuleTestSample(
                given: "- {at: 1s, says: {\(says)}}", expect: "- {at: 1s, alarm: hot, state: normal}", profile: profile
            ).mistakes()
        }
        #expect(
            try mistakes("part: x", Self.converted) == [
                "5:18: 'says' says part 'x', and what a device sends for it is not known; write the payload as 'payload'"
            ])
        let csv = Self.converted.replacing("device:", with: "payload: csv\ndevice:")
        #expect(
            try mistakes("hot: true", csv) == [
                "5:18: 'says' cannot be put into a payload that is of the form csv; write the whole of it as 'payload' or 'payload_b64'"
            ])
    }

    @Test("The device's time may be another, or none; so may its number; both go on from there")
    func ownTime() throws {
        let given = """
            - {at: 1m, says: {raw: 1 x2 every 10s}, time: 30s, sequence: 7}
            - {at: 2m, says: {raw: 1}, time: none, sequence: none}
            - {at: 3m, says: {raw: 1}}
            - {at: 3m500ms, payload: {raw: 1, meta: {ts: 5}, seq: null}}
            """
        #expect(
            try payloads(given) == [
                #"1m {"raw":1,"meta":{"ts":1767571230},"seq":7}"#,
                #"1m10s {"raw":1,"meta":{"ts":1767571240},"seq":8}"#,
                #"2m {"raw":1}"#,
                #"3m {"raw":1,"meta":{"ts":1767571380},"seq":9}"#,
                #"3m500ms {"raw":1,"meta":{"ts":5},"seq":null}"#,
            ])
    }

    @Test(
        "A pattern is its values one after the other",
        arguments: [
            ("raw: 0..3 every 30s", ["0s 0", "30s 1", "1m 2", "1m30s 3"]),
            ("raw: 3..1 every 1s", ["0s 3", "1s 2", "2s 1"]),
            ("raw: 0..1 by 0.25 every 1s", ["0s 0", "1s 0.25", "2s 0.5", "3s 0.75", "4s 1"]),
            ("raw: 0..0.3 by 0.1 every 1s", ["0s 0", "1s 0.1", "2s 0.2", "3s 0.3"]),
            ("raw: 0..5 by 2 every 1s", ["0s 0", "1s 2", "2s 4"]),
            ("raw: -2..-1 every 1s", ["0s -2", "1s -1"]),
            ("raw: 12 x3 every 1m30s", ["0s 12", "1m30s 12", "3m 12"]),
            ("raw: null x2 every 1s", ["0s null", "1s null"]),
            ("raw: null", ["0s null"]),
            ("raw: 0.50", ["0s 0.50"]),
        ])
    func patterns(says: String, values: [String]) throws {
        let given = "- {at: 0s, says: {\(says)}, time: none, sequence: none}"
        #expect(try payloads(given) == values.map { $0.split(separator: " ") }.map { "\($0[0]) {\"raw\":\($0[1])}" })
    }

    @Test("A text may repeat too, and one in quotation marks is never a pattern")
    func texts() throws {
        let given = """
            - {at: 0s, says: {mode: a b x2 every 1s}, time: none, sequence: none}
            - {at: 5s, says: {mode: "a x2 every 1s"}, time: none, sequence: none}
            - {at: 6s, says: {mode: 1..3}, time: none, sequence: none}
            """
        #expect(
            try payloads(given) == [
                #"0s {"mode":"a b"}"#, #"1s {"mode":"a b"}"#, #"5s {"mode":"a x2 every 1s"}"#, #"6s {"mode":"1..3"}"#,
            ])
    }

    @Test("Patterns with times of their own meet where they come together; single values go with every message")
    func together() throws {
        let given =
            "- {at: 0s, says: {raw: 1..3 every 10s, heat: 5 x2 every 20s, open: true}, time: none, sequence: none}"
        #expect(
            try payloads(given) == [
                #"0s {"raw":1,"data":{"heat":50},"open":true}"#, #"10s {"raw":2,"open":true}"#,
                #"20s {"raw":3,"data":{"heat":50},"open":true}"#,
            ])
    }

    @Test("A list has the step's interval, and so has a payload that comes several times")
    func every() throws {
        let given = """
            - {at: 0s, every: 5s, says: {raw: [1, null, 3]}, time: none, sequence: none}
            - {at: 1m, every: 5s, times: 2, payload: "no {json"}
            """
        #expect(
            try payloads(given) == [
                #"0s {"raw":1}"#, #"5s {"raw":null}"#, #"10s {"raw":3}"#, "1m no {json", "1m5s no {json",
            ])
    }

    @Test("A payload is JSON as it is written in YAML, or the very bytes")
    func payload() throws {
        let given = """
            - {at: 0s, payload: {a: [1, 2.50, "3", null, true, {b: x}], "c/d": ~}, time: none, sequence: none}
            - {at: 1s, payload_b64: AAE=}
            - {at: 2s, payload: ""}
            """
        #expect(
            try messages(given) == [
                #"0s kiln/532899101201/k-1 {"a":[1,2.50,"3",null,true,{"b":"x"}],"c/d":null}"#,
                "1s kiln/532899101201/k-1 \u{0}\u{1}", "2s kiln/532899101201/k-1 ",
            ])
    }

    @Test("Another device, area or topic is sent to there")
    func elsewhere() throws {
        let given = """
            - {at: 0s, device: k-2, area: 5328, says: {raw: 1}, time: none}
            - {at: 1s, device: k-2, says: {raw: 1}, time: none, retain: true}
            - {at: 2s, topic: "other/{device}/x", payload: y}
            """
        #expect(
            try messages(given) == [
                #"0s kiln/5328/k-2 {"raw":1,"seq":1}"#, #"1s kiln/532899101201/k-2 {"raw":1,"seq":1} retained"#,
                "2s other/k-1/x y",
            ])
    }

    @Test("Of several topics the one that has the fields is meant; a payload must say which")
    func topics() throws {
        let given = """
            - {at: 0s, says: {link: gone}}
            - {at: 1s, says: {heat: 1}}
            - {at: 2s, topic: "kiln/{device}/link", payload: back}
            """
        let sent = try messages(given, profile: RuleTestSample.twoTopics)
        #expect(sent == ["0s kiln/k-1/link gone", #"1s kiln/k-1/state {"heat":1}"#, "2s kiln/k-1/link back"])
        let wrong = RuleTestSample(
            given: "- {at: 0s, payload: x}\n- {at: 1s, says: {heat: 1, link: gone}}",
            expect: "- {at: 1s, alarm: hot, state: normal}", profile: RuleTestSample.twoTopics)
        #expect(
            try wrong.mistakes() == [
                "5:27: 'payload' does not say on which topic it comes; write 'topic: kiln/{device}/state' or another of its topics",
                "6:18: 'says' names fields that no single message of 'kiln' has; make two steps of them",
            ])
    }

    @Test("A value that no payload can give is a mistake")
    func unreachable() throws {
        let profile = RuleTestSample.kiln.replacing("scale: 0.1", with: "scale: 3")
        let sample = RuleTestSample(
            given: "- {at: 0s, says: {heat: 0.1}}", expect: "- {at: 1s, alarm: hot, state: normal}", profile: profile)
        #expect(
            try sample.mistakes() == [
                "5:18: 'says' says heat 0.1, which no payload can give with the scale 3; write another value"
            ])
    }
}
