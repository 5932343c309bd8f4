import Testing

@testable import AlarmEngine

@Suite("Suppressed by rule")
struct SuppressionTests {
    private static func alarm(_ rule: AlarmDescription, unless suppressWhen: String) -> AlarmDescription {
        var alarm = rule
        alarm.suppressWhen = suppressWhen
        return alarm
    }

    private func watch(_ suppressWhen: String = "mode == 'test'", signal: Signal = .alarm) throws -> Watch {
        Watch(
            try .sample(Self.alarm(.rule("v > 5", signal: signal), unless: suppressWhen), time: true),
            sinks: [.sink("desk")])
    }

    @Test("True when the alarm comes on: raised is kept, suppressed follows at once, and nobody is told")
    func onRaise() throws {
        var watch = try watch()
        watch.send(#"{"mode":"test"}"#, at: 10)
        #expect(watch.events == [] && watch.last.isWorthKeeping, "what it was last known to be is kept")
        #expect(watch.send(#"{"v":6,"ts":15}"#, at: 20) == ["high raised @15", "high suppressed @15"])
        #expect(watch.shown == ["raised unacknowledged", "suppressed suppressed"] && watch.told == [])
        let event = try #require(watch.events.last)
        #expect(event.by == nil && event.reason == nil && event.until == nil)
        #expect(event.values.map(\.name) == ["v"], "only what the rule used")
        #expect(watch.send(#"{"mode":"normal"}"#, at: 30) == ["high unsuppressed @30"])
        #expect(watch.told == ["high unsuppressed → desk"] && watch.shown.last == "unsuppressed unacknowledged")
    }

    @Test("Becoming true over an alarm that is not normal it is told to those who were told")
    func overLife() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"mode":"test"}"#, at: 20)
        #expect(watch.told == ["high raised → desk", "high suppressed → desk"])
        watch.send(#"{"v":0}"#, at: 30)
        #expect(watch.shown.last == "returned suppressed")
        #expect(watch.send(#"{"mode":"test"}"#, at: 35) == [])
        watch.send(#"{"mode":"x"}"#, at: 40)
        #expect(watch.lastEvent == "high unsuppressed @40 severe normal 1" && watch.told.count == 3)
    }

    @Test("Judged before the alarm in the same message")
    func before() throws {
        var watch = try watch()
        #expect(watch.send(#"{"v":6,"mode":"test"}"#, at: 10) == ["high raised @10", "high suppressed @10"])
        #expect(watch.send(#"{"v":0,"mode":"x"}"#, at: 20) == ["high unsuppressed @20", "high returned @20"])
        #expect(watch.told == ["high unsuppressed → desk", "high returned → desk"])
        #expect(watch.send(#"{"v":6,"mode":"test"}"#, at: 30) == ["high suppressed @30", "high raised @30"])
        #expect(watch.shown.last == "raised suppressed" && watch.told.last == "high suppressed → desk")
    }

    @Test("Returning to normal beneath it lifts it in silence; the end is told to those who were told of the beginning")
    func liftedInSilence() throws {
        var watch = try watch(signal: .trouble)
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"mode":"test"}"#, at: 20)
        #expect(watch.toldNow { $0.send(#"{"v":0}"#, at: 30) } == ["high cleared → desk"])
        #expect(watch.shown.last == "cleared normal" && watch.record()?.alarms.first?.covers == [])
        watch.send(#"{"v":6}"#, at: 40)
        #expect(watch.shown.suffix(2) == ["raised unacknowledged", "suppressed suppressed"])
        #expect(watch.toldNow { $0.send(#"{"v":0}"#, at: 50) } == [], "nobody was told of this life")
        watch.send(#"{"mode":"x"}"#, at: 60)
        #expect(watch.send(#"{"v":6}"#, at: 70) == ["high raised @70"] && watch.told.last == "high raised → desk")
    }

    @Test("A shelf stays when the suppression beneath it is lifted in silence")
    func beneathShelf() throws {
        var watch = try watch(signal: .trouble)
        watch.send(#"{"v":6,"mode":"test"}"#, at: 10)
        watch.shelve(until: 100, at: 20)
        watch.send(#"{"v":0}"#, at: 30)
        #expect(watch.shown.last == "cleared shelved" && watch.told == [])
        #expect(watch.advance(to: 100) == ["high unshelved @100"] && watch.told == [])
    }

    @Test("Raised beneath a shelf it is suppressed as well, and told once the last of both is lifted")
    func both() throws {
        var watch = try watch()
        watch.send(#"{"v":0,"mode":"test"}"#, at: 10)
        watch.shelve(until: 100, at: 20)
        watch.send(#"{"v":6}"#, at: 30)
        #expect(watch.shown == ["shelved shelved", "raised shelved", "suppressed suppressed"])
        #expect(watch.advance(to: 100) == ["high unshelved @100"] && watch.shown.last == "unshelved suppressed")
        #expect(watch.told == [])
        watch.send(#"{"mode":"x"}"#, at: 110)
        #expect(watch.told == ["high unsuppressed → desk"])
    }

    @Test("Unknown is as before, over a restart too; a null brings nothing")
    func unknown() throws {
        var watch = try watch("w > 1")
        watch.send(#"{"v":6,"w":2}"#, at: 10)
        #expect(watch.send(#"{"w":null}"#, at: 20) == [] && watch.send(#"{"w":1e999}"#, at: 30) == [])
        watch.restart()
        #expect(watch.send(#"{"v":0}"#, at: 40) == ["high returned @40"] && watch.shown.last == "returned suppressed")
        watch.hand(.acknowledge, at: 50)
        watch.restart()
        #expect(watch.send(#"{"v":6}"#, at: 60) == ["high raised @60", "high suppressed @60"])
        #expect(watch.send(#"{"w":1}"#, at: 70) == ["high unsuppressed @70"])
    }

    @Test("A late reading does not judge it")
    func late() throws {
        var watch = try watch()
        watch.send(#"{"v":6,"ts":1000}"#, at: 1000)
        #expect(watch.send(#"{"mode":"test","ts":999}"#, at: 1001) == [] && watch.counts.late == 1)
        #expect(watch.send(#"{"v":6,"ts":1002}"#, at: 1002) == [])
    }

    @Test("A momentary alarm is suppressed with its first occurrence; the further ones are kept")
    func momentary() throws {
        var watch = Watch(
            try .sample(Self.alarm(.momentary("on"), unless: "mode == 'test'")), sinks: [.sink("desk")])
        watch.send(#"{"mode":"test","on":true}"#, at: 10)
        watch.send(#"{"on":true}"#, at: 20)
        #expect(watch.shown == ["raised unacknowledged", "suppressed suppressed", "occurred suppressed"])
        watch.send(#"{"mode":"x"}"#, at: 30)
        #expect(watch.told == ["sos unsuppressed → desk"] && watch.events.last?.occurrences == 2)
    }

    @Test("A mistake in it is said with the alarm and its place")
    func mistakes() throws {
        for (text, offset) in [("mode == 'test' and nothing", 19), ("v + 1", 2), ("v > 'x'", 4)] {
            #expect {
                try Profile.sample(Self.alarm(.rule("v > 5"), unless: text))
            } throws: { error in
                let problem = (error as? ProfileProblems)?.problems.first
                return problem?.path == ["alarms", "high", "suppress_when"] && problem?.offset == offset
            }
        }
    }
}
