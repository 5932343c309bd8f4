import TestSupport
import Testing

@testable import Gateway

@Suite("Every mistake in a test of rules has its message")
struct RuleTestMistakeTests {
    private static let good = "- {at: 10s, alarm: hot, state: normal}"

    @Test(
        "In a step",
        arguments: [
            ("- {says: {heat: 1}}", "5:9: 'at' is missing; write when it happens, such as at: 90s"),
            ("- {at: 10, says: {heat: 1}}", "5:14: 'at' has no unit; write 10ms, 10s, 10m, 10h or 10d"),
            (
                "- {at: soon, says: {heat: 1}}",
                "5:14: 'at' must be a time from the start such as 90s or 4m59s, a time of day such as '22:00', or a moment such as 2026-11-24T08:00:00+08:00; here it is 'soon'"
            ),
            ("- {at: 0s}", "5:9: the step says nothing; write 'says' with fields, 'payload', 'do' or 'broker'"),
            (
                "- {at: 0s, says: {heat: 1}, payload: x}",
                "5:9: 'says' and 'payload' exclude each other; make two steps of them"
            ),
            ("- {at: 0s, says: {heet: 1}}", "5:25: 'kiln' has no field 'heet'; did you mean 'heat'?"),
            ("- {at: 0s, says: {}}", "5:18: 'says' is empty; write at least one field, such as {smoke: 12}"),
            ("- {at: 0s, says: {heat: warm}}", "5:31: 'heat' must be a number, as in the profile; here it is 'warm'"),
            (
                "- {at: 0s, says: {heat: \"12\"}}",
                "5:31: 'heat' must be a number, as in the profile; here it is '12'; without quotation marks it may be one, or a pattern"
            ),
            (
                "- {at: 0s, says: {open: yes}}",
                "5:31: 'open' must be true or false, as in the profile; here it is 'yes'"
            ),
            (
                "- {at: 0s, says: {heat: {a: 1}}}",
                "5:25: 'heat' must be a number, null, or a pattern such as 0..20 every 30s; here it is a mapping"
            ),
            (
                "- {at: 0s, says: {heat: 1..5}}",
                "5:31: 'heat' does not say how far apart its values come; write '1..5 every 30s'"
            ),
            (
                "- {at: 0s, says: {heat: [1, 2]}}",
                "5:25: 'heat' lists several values but not how far apart they come; write 'every' beside 'at'"
            ),
            ("- {at: 0s, every: 1s, says: {heat: []}}", "5:36: 'heat' is empty; write at least one value"),
            (
                "- {at: 0s, says: {heat: 1 x3 every 0s}}",
                "5:31: 'heat' sends all its values at once; write an interval longer than nothing"
            ),
            ("- {at: 0s, says: {heat: 1 x0 every 1s}}", "5:31: 'heat' repeats 0 times; write 1 to 100000"),
            (
                "- {at: 0s, says: {open: maybe x3 every 1s}}",
                "5:31: 'open' repeats 'maybe', but the field is true or false"
            ),
            (
                "- {at: 0s, says: {heat: 0..5 by 0 every 1s}}",
                "5:31: 'heat' goes by steps of 0 and never arrives; write another step"
            ),
            (
                "- {at: 0s, says: {heat: 0..200000 every 1s}}",
                "5:31: 'heat' has more than 100000 values; write a greater step after 'by'"
            ),
            (
                "- {at: 0s, every: 0s, says: {heat: 1}}",
                "5:25: 'every' must be an interval longer than nothing, such as 30s"
            ),
            (
                "- {at: 0s, times: 3, payload: x}",
                "5:25: 'times' does not say how far apart they come; write 'every' beside it"
            ),
            ("- {at: 0s, payload_b64: '?'}", "5:31: 'payload_b64' is not Base64"),
            (
                "- {at: 0s, text: x}",
                "5:9: the step says nothing; write 'says' with fields, 'payload', 'do' or 'broker'"
            ),
            ("- {at: 0s, says: {heat: 1}, retian: true}", "5:35: unknown key 'retian'; did you mean 'retain'?"),
            ("- {at: 0s, broker: gone}", "5:26: 'broker' must be lost or back; here it is 'gone'"),
            (
                "- {at: 0s, do: acknowlege, alarm: hot}",
                "5:22: 'do' must be ack, reset, note, shelve, unshelve, out-of-service, in-service, drill, maintenance or absence; here it is 'acknowlege'"
            ),
            (
                "- {at: 0s, do: acknowledge, alarm: hot}",
                "5:22: 'do' must be ack, reset, note, shelve, unshelve, out-of-service, in-service, drill, maintenance or absence; here it is 'acknowledge'; did you mean 'ack'?"
            ),
            ("- {at: 0s, do: ack}", "5:9: 'alarm' is missing; name the alarm that it is done to"),
            (
                "- {at: 0s, do: ack, alarm: hott}",
                "5:34: 'alarm' names the alarm 'hott', which there is not; did you mean 'hot'?"
            ),
            (
                "- {at: 0s, do: ack, alarm: hot, until: 1h}",
                "5:39: unknown key 'until'; here may stand at, do, by, reason, device, area or alarm"
            ),
            (
                "- {at: 0s, do: shelve, alarm: hot, for: 1h, until: 2h}",
                "5:51: 'for' and 'until' both say when it ends; leave out one"
            ),
            (
                "- {at: 0s, do: shelve, alarm: hot, for: ever}",
                "5:47: 'for' must be a duration longer than nothing, such as 2h"
            ),
            ("- {at: 0s, do: drill}", "5:9: the drill does not say when it ends; write 'for' or 'until'"),
            (
                "{at: 0s}",
                "4:5: 'given' must be a list of steps such as {at: 0s, says: {smoke: 12}}; here it is a mapping"
            ),
        ])
    func inStep(given: String, message: String) throws {
        let mistakes = try RuleTestSample(given: given, expect: Self.good).mistakes()
        #expect(mistakes.contains(message), "\(mistakes)")
    }

    @Test(
        "In an expectation",
        arguments: [
            (
                "- {at: 1s, alarm: hot}",
                "7:9: the expectation says nothing; write 'state', 'event', 'nothing', 'exactly' or 'contains'"
            ),
            (
                "- {alarm: hot, state: normal}",
                "7:9: the expectation does not say when; write 'at', or 'from' and 'until'"
            ),
            ("- {at: 1s, state: normal}", "7:9: 'alarm' is missing; name the alarm that it is about"),
            (
                "- {at: 1s, alarm: hto, state: normal}",
                "7:25: 'alarm' names the alarm 'hto', which there is not; did you mean 'hot'?"
            ),
            (
                "- {at: 1s, alarm: hot, state: raised}",
                "7:37: 'state' must be normal, unacknowledged, acknowledged, returned, latched, latched-acknowledged, out-of-service, suppressed, shelved or active; here it is 'raised'; did you mean 'active'?"
            ),
            (
                "- {at: 1s, alarm: hot, state: normal, severity: orange}",
                "7:55: 'severity' must be extreme, severe, moderate or minor; here it is 'orange'; did you mean 'severe'?"
            ),
            (
                "- {at: 1s, until: 2s, alarm: hot, state: normal}",
                "7:18: 'until' and 'at' exclude each other; write 'at', or 'from' and 'until'"
            ),
            (
                "- {from: 5s, until: 2s, alarm: hot, state: normal}",
                "7:27: 'until' is before 'from'; the earlier one is 'from'"
            ),
            (
                "- {at: 1s, alarm: hot, state: normal, signal: alarm}",
                "7:45: unknown key 'signal'; look at it in an event"
            ),
            ("- {nothing: told}", "7:19: 'nothing' must be raised or events; here it is 'told'"),
            ("- {contains: []}", "7:10: 'contains' is empty, and so always true; write an event"),
            (
                "- {exactly: [{at: 1s, alarm: hot}]}",
                "7:20: 'event' is missing; write raised, cleared or another word for what happens"
            ),
            (
                "- {exactly: [{at: 1s, alarm: hot, event: rasied}]}",
                "7:48: 'event' must be raised, acknowledged, returned, cleared, occurred, severity, reset, withdrawn, shelved, unshelved, suppressed, unsuppressed, out-of-service, in-service, escalated or note; here it is 'rasied'; did you mean 'raised'?"
            ),
            ("- {event: raised, time: 1s, alarm: hot}", "7:25: unknown key 'time'; write it as 'at'"),
            (
                "- {event: raised, alarm: hot, state: lached}",
                "7:44: 'state' must be normal, unacknowledged, acknowledged, returned, latched, latched-acknowledged, out-of-service, suppressed or shelved; here it is 'lached'; did you mean 'latched'?"
            ),
            (
                "- {event: raised, alarm: heat}",
                "7:32: 'alarm' names the alarm 'heat', which there is not; there are hot, opened, pressed, weak, silence, payload"
            ),
            (
                "- {event: raised, alarm: hot, values: 3}",
                "7:45: 'values' must be a mapping such as {smoke: 12}; here it is '3'"
            ),
            (
                "- {event: raised, alarm: hot, values: {heat: [1]}}",
                "7:46: 'heat' must be a single value; here it is a list"
            ),
            ("[]", "6:5: 'expect' is empty; a test without it can never fail"),
        ])
    func inExpectation(expect: String, message: String) throws {
        let mistakes = try RuleTestSample(given: "- {at: 0s, says: {heat: 1}}", expect: expect).mistakes()
        #expect(mistakes.contains(message), "\(mistakes)")
    }

    @Test(
        "In the file and its settings",
        arguments: [
            ("tests: []", "1:1: 'tests' is empty; write at least one test"),
            ("device: k-1", "1:1: 'tests' is missing; write a list of tests, each with its name, given and expect"),
            ("tests: [{given: [], expect: []}]", "1:9: 'name' is missing; say in a sentence what must be so"),
            (
                "tests: [{name: A, expect: []}]",
                "1:9: 'given' is missing; write a list of what happens, such as {at: 0s, says: {smoke: 12}}"
            ),
            (
                "tests: [{name: A, given: []}]",
                "1:9: 'expect' is missing; write a list of what must be so, such as {at: 10s, alarm: …, state: …}"
            ),
            (
                "tests: []\ntimezone: Asia/Peking2",
                "2:11: 'timezone' is 'Asia/Peking2', which /usr/share/zoneinfo does not know; write one such as Asia/Shanghai"
            ),
            (
                "start: '08:00'\ntests: [{name: A, given: [], expect: []}]",
                "1:8: 'start' must be a moment such as 2026-11-24T08:00; here it is '08:00'"
            ),
            (
                "parameters: {limt: 1}\ntests: [{name: A, given: [], expect: []}]",
                "1:14: 'kiln' has no parameter 'limt'; did you mean 'limit'?"
            ),
            (
                "parameters: {limit: high}\ntests: [{name: A, given: [], expect: []}]",
                "1:21: 'limit' must be a number, as in the profile; here it is 'high'"
            ),
            (
                "registry: [{zon: a}]\ntests: [{name: A, given: [], expect: []}]",
                "1:13: unknown key 'zon'; did you mean 'zone'?"
            ),
            ("test: []", "1:1: unknown key 'test'; did you mean 'tests'?"),
            (
                "tests:\n  - {name: A, given: [], expect: []}\n  - {name: A, given: [], expect: []}",
                "3:5: the test in line 2 has the same name; say what sets this one apart"
            ),
            ("\ttests: []", "1:1: a tab cannot indent YAML; write spaces"),
        ])
    func inFile(text: String, message: String) throws {
        let mistakes = try RuleTestSample(text).mistakes()
        #expect(mistakes.contains(message), "\(mistakes)")
    }

    @Test("A mistake is shown with its line and a caret, and every file's at once")
    func excerpt() throws {
        let sample = RuleTestSample(given: "- {at: 0s, says: {heet: 1}}", expect: Self.good)
        writeFile(sample.folder.file("kiln/other.test.yaml"), "tests: 3")
        let setup = try sample.setup()
        let problems = #expect(throws: Problems.self) { try RuleTestFile.all(under: sample.folder.path, setup) }
        let said = problems?.description.replacing(sample.folder.path, with: "F")
        #expect(
            said == """
                F/kiln/other.test.yaml:1:8: error: 'tests' must be a list of tests, each with its name, given and expect; here it is '3'
                tests: 3
                       ^
                F/kiln/rules.test.yaml:5:25: error: 'kiln' has no field 'heet'; did you mean 'heat'?
                      - {at: 0s, says: {heet: 1}}
                                        ^
                """)
    }

    @Test("A file beside neither a profile nor correlations is out of place")
    func outOfPlace() throws {
        let sample = RuleTestSample(given: "- {at: 0s, says: {heat: 1}}", expect: Self.good)
        let stray = sample.folder.file("stray.test.yaml")
        writeFile(stray, readFile(sample.path))
        let setup = try sample.setup()
        let problems = #expect(throws: Problems.self) { try RuleTestFile(stray, setup) }
        #expect(
            problems?.all.first?.message
                == "a test file stands beside a profile.yaml or a correlations.yaml; move it there")
    }
}
