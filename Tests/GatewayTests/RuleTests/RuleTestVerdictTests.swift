import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("The verdict on a test of rules")
struct RuleTestVerdictTests {
    private static let hot = """
        - {at: 0s, says: {heat: 100 x3 every 10s}}
        - {at: 1m, says: {heat: 89.9}}
        - {at: 2m, do: ack, alarm: hot, by: Li}
        - {at: 3m, do: reset, alarm: hot, by: Li}
        """

    private func failed(_ expect: String, given: String = hot, settings: String = "") throws -> Int {
        try RuleTestSample(given: given, expect: expect, settings: settings).run().failed
    }

    @Test(
        "What is so passes",
        arguments: [
            "- {at: 9s999ms, alarm: hot, state: normal}",
            "- {at: 10s, alarm: hot, state: unacknowledged, severity: severe, occurrences: 1}",
            "- {at: 10s, alarm: hot, state: active}",
            "- {from: 10s, until: 59s999ms, alarm: hot, state: unacknowledged}",
            "- {until: 9s999ms, alarm: hot, state: normal}",
            "- {at: 1m, alarm: hot, state: latched}",
            "- {at: 2m, alarm: hot, state: latched-acknowledged}",
            "- {at: 3m, alarm: hot, state: normal}",
            "- {at: 10s, alarm: hot, device: k-9, state: normal}",
            "- {at: '2026-01-05T08:00:10+08:00', alarm: hot, state: active}",
            "- {at: '08:00:10', alarm: hot, state: active}",
            "- {nothing: raised, until: 9s999ms}",
            "- {nothing: raised, from: 10s1ms}",
            "- {nothing: events, alarm: opened}",
            "- {nothing: raised, alarm: flood}",
            "- {at: 10s, alarm: drill, state: normal}",
            "- {nothing: events, device: k-2}",
            "- {event: raised, at: 10s, alarm: hot}",
            "- {event: reset, at: 3m, alarm: hot, by: Li, state: normal}",
            "- {event: raised, alarm: hot, late: false, values: {heat: 100}}",
            """
            - exactly:
                - {at: 10s, event: raised}
                - {at: 1m, event: returned}
                - {at: 2m, event: acknowledged}
                - {at: 3m, event: reset}
            """,
            """
            - contains:
                - {at: 10s, event: raised}
                - {at: 3m, event: reset}
            """,
            "- {exactly: [], device: k-2}",
            "- {exactly: [{at: 10s, event: raised}], until: 30s}",
        ])
    func passes(expect: String) throws {
        let outcome = try RuleTestSample(given: Self.hot, expect: expect).run()
        #expect(outcome.failed == 0, "\(outcome.lines.joined(separator: "\n"))")
    }

    @Test(
        "What is not so fails",
        arguments: [
            "- {at: 10s, alarm: hot, state: normal}",
            "- {at: 9s999ms, alarm: hot, state: unacknowledged}",
            "- {at: 10s, alarm: hot, state: unacknowledged, severity: extreme}",
            "- {at: 10s, alarm: hot, state: unacknowledged, occurrences: 2}",
            "- {from: 10s, until: 1m, alarm: hot, state: unacknowledged}",
            "- {until: 10s, alarm: hot, state: normal}",
            "- {from: 2m59s999ms, until: 3m, alarm: hot, state: latched-acknowledged}",
            "- {nothing: raised, until: 10s}",
            "- {nothing: raised}",
            "- {nothing: events, from: 3m}",
            "- {event: raised, at: 10s1ms, alarm: hot}",
            "- {event: raised, at: 10s, alarm: hot, late: true}",
            "- {event: raised, at: 10s, alarm: hot, values: {heat: 100.5}}",
            "- {event: raised, at: 10s, alarm: hot, values: {heet: 100}}",
            "- {event: raised, at: 10s, alarm: hot, device: k-2}",
            "- {exactly: [{at: 10s, event: raised}]}",
            "- {exactly: []}",
            """
            - contains:
                - {at: 3m, event: reset}
                - {at: 10s, event: raised}
            """,
        ])
    func fails(expect: String) throws {
        #expect(try failed(expect) == 1)
    }

    @Test("A hand that is refused, or a message that is nobody's, fails its test")
    func idle() throws {
        let expect = "- {at: 5m, alarm: hot, state: normal}"
        #expect(try failed(expect, given: "- {at: 0s, says: {heat: 1}}") == 0)
        let refused = try RuleTestSample(given: "- {at: 1m, do: ack, alarm: hot, by: Li}", expect: expect).run()
        #expect(refused.lines[1].hasPrefix("  F:5: at 1m, Li does ack hot of k-1: it was refused. No alarm"))
        let stray = try RuleTestSample(given: "- {at: 1m, topic: a/b, payload: x}", expect: expect).run()
        #expect(stray.lines[1] == "  F:5: at 1m, k-1 sends 'x': its topic 'a/b' belongs to no profile here")
    }

    @Test("Silence runs while the clock does, and stands still while the broker is away")
    func silence() throws {
        let expect = "- {at: 29m59s999ms, alarm: silence, state: normal}\n- {at: 30m, alarm: silence, state: active}"
        #expect(try failed(expect, given: "- {at: 0s, says: {heat: 1}}") == 0)
        let away = "- {at: 0s, says: {heat: 1}}\n- {at: 10m, broker: lost}\n- {at: 40m, broker: back}"
        let late = "- {until: 1h9m59s, alarm: silence, state: normal}\n- {at: 1h10m, alarm: silence, state: active}"
        #expect(try failed(late, given: away) == 0)
        #expect(try failed("- {nothing: raised}", given: "- {at: 0s, says: {heat: 1}}", settings: "") == 0)
    }

    @Test("`until` lets the clock run on, so that nothing may come later either")
    func until() throws {
        func sample(_ until: String) -> RuleTestSample {
            RuleTestSample(
                """
                tests:
                  - name: Nothing comes
                    until: \(until)
                    given: [{at: 0s, says: {heat: 1}}]
                    expect: [{nothing: raised}]
                """)
        }
        #expect(try sample("29m59s").run().failed == 0)
        #expect(try sample("30m").run().failed == 1)
    }

    @Test("Parameters, places and other rows of the registry are those of the test")
    func registry() throws {
        let settings = """
            parameters: {limit: 50}
            registry: [{place: the yard}, {device: k-2, limit: 60, area: "5328"}]
            """
        let given = """
            - {at: 0s, says: {heat: 50 x2 every 10s}}
            - {at: 0s, device: k-2, says: {heat: 59.9 x2 every 10s}}
            - {at: 0s, device: k-3, says: {heat: 99 x2 every 10s}}
            """
        let expect =
            "- {exactly: [{at: 10s, event: raised, alarm: hot, place: the yard}]}\n- {event: raised, alarm: silence, device: k-2, area: 5328, at: 30m10s}"
        let outcome = try RuleTestSample(given: given, expect: expect, settings: settings).run()
        #expect(outcome.failed == 1, "the silences come too")
        let scoped = expect.replacing("]}\n", with: "], alarm: hot}\n")
        #expect(try failed(scoped, given: given, settings: settings) == 0)
    }

    @Test("What is passed on to the desks of the tree is an event as any other")
    func escalation() throws {
        let settings = "desks: {532899101: town, 532899: county}"
        let expect = """
            - exactly:
                - {at: 10s, event: raised}
                - {at: 1m10s, event: escalated, reason: "1m: village, town"}
                - {at: 5m10s, event: escalated, reason: "5m: county, county"}
            """
        let given = "- {at: 0s, says: {heat: 100 x2 every 10s}}\n- {at: 6m, says: {heat: 100}}"
        let outcome = try RuleTestSample(given: given, expect: expect, settings: settings).run()
        #expect(outcome.failed == 0, "\(outcome.lines.joined(separator: "\n"))")
    }

    @Test("Covers, drills and absences are the hands' of a test too")
    func covers() throws {
        let given = """
            - {at: 0s, says: {heat: 100 x2 every 10s}}
            - {at: 1m, do: shelve, alarm: hot, for: 1h, by: Li, reason: welding}
            - {at: 2m, do: unshelve, alarm: hot, by: Li}
            - {at: 3m, do: out-of-service, alarm: hot, by: Li}
            - {at: 4m, do: in-service, alarm: hot, by: Li}
            - {at: 5m, do: drill, for: 1h, by: Li}
            - {at: 6m, says: {mode: pressed}}
            - {at: 7m, do: drill, end: true, by: Li}
            """
        let expect = """
            - {at: 1m, alarm: hot, state: shelved}
            - {at: 2m, alarm: hot, state: unacknowledged}
            - {at: 3m, alarm: hot, state: out-of-service}
            - {event: shelved, at: 1m, alarm: hot, by: Li, reason: welding, until: 1h1m}
            - {event: raised, at: 5m, alarm: drill, profile: gengfu, until: 1h5m}
            - {event: raised, at: 6m, alarm: pressed, test: true}
            - {event: cleared, at: 7m, alarm: drill, profile: gengfu}
            """
        let outcome = try RuleTestSample(given: given, expect: expect).run()
        #expect(outcome.failed == 0, "\(outcome.lines.joined(separator: "\n"))")
    }

    @Test("A failure says what was expected, what was, and what happened around it")
    func report() throws {
        let expect = "- {at: 5s, alarm: hot, state: active, severity: severe}"
        let lines = try RuleTestSample(given: Self.hot, expect: expect).run().lines
        #expect(
            lines.joined(separator: "\n") == """
                F:3: It holds
                  F:10: at 5s (2026-01-05 08:00:05.000 +08:00), hot of k-1
                    - active, severe
                    + normal
                    what happened around it:
                         0s  2026-01-05 08:00:00.000 +08:00  line 5: k-1 says heat=100
                      >  5s  2026-01-05 08:00:05.000 +08:00
                        10s  2026-01-05 08:00:10.000 +08:00  raised hot of k-1: unacknowledged, severe
                        10s  2026-01-05 08:00:10.000 +08:00  line 5: k-1 says heat=100
                        20s  2026-01-05 08:00:20.000 +08:00  line 5: k-1 says heat=100
                        …
                """)
    }

    @Test("Events that differ stand beside each other, those that agree around them")
    func eventReport() throws {
        let expect = """
            - exactly:
                - {at: 10s, alarm: hot, event: raised, severity: extreme}
                - {at: 1m, alarm: hot, event: returned}
            """
        let given = "- {at: 0s, says: {heat: 100 x2 every 10s}}\n- {at: 1m, says: {heat: 1}}"
        let lines = try RuleTestSample(given: given, expect: expect).run().lines
        #expect(
            lines.prefix(5).joined(separator: "\n") == """
                F:3: It holds
                  F:9: the events are not exactly these
                    - 10s (2026-01-05 08:00:10.000 +08:00)  raised hot: severity=extreme
                    + 10s (2026-01-05 08:00:10.000 +08:00)  raised hot: severity=severe
                      1m (2026-01-05 08:01:00.000 +08:00)  returned hot
                """)
    }

    @Test("Only what is missing and what is there instead is coloured, and only where that is asked for")
    func colours() throws {
        let sample = RuleTestSample(given: Self.hot, expect: "- {at: 5s, alarm: hot, state: active}")
        #expect(try sample.run().lines.allSatisfy { !$0.contains("\u{1B}") })
        let lines = try sample.run(isColoured: true).lines
        #expect(
            lines.filter { $0.contains("\u{1B}") } == [
                "\u{1B}[31m    - active\u{1B}[0m", "\u{1B}[32m    + normal\u{1B}[0m",
            ])
    }

    @Test("What came from outside cannot drive a terminal")
    func safe() throws {
        let given = #"- {at: 0s, says: {mode: "\e[2Jx"}}"#
        let lines = try RuleTestSample(given: given, expect: "- {at: 0s, alarm: hot, state: active}").run().lines
        #expect(lines.contains { $0.contains("\\u{1b}[2Jx") } && lines.allSatisfy { !$0.contains("\u{1B}") })
    }
}
