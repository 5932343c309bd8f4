import Testing

@testable import AlarmEngine

@Suite("Covers over restarts, withdrawals and steps of the clock")
struct CoverRestartTests {
    private static let hour: Int64 = 3_600_000

    private func step(_ watch: inout Watch, by span: Int64, at moment: Int64) -> [String] {
        watch.decide(
            [.clockStepped(by: Span(milliseconds: span), at: Moment(milliseconds: moment))], at: moment + span)
    }

    @Test("A shelf outlives a restart, with its end and its once")
    func restart() throws {
        var watch = Watch(try .sample(.rule("v > 5", signal: .alarm)), sinks: [.sink("desk")])
        watch.send(#"{"v":6}"#, at: 10)
        watch.shelve(until: 100, once: true, at: 20)
        watch.takeOut(at: 30)
        watch.restart()
        #expect(
            watch.record()?.alarms.first?.covers == [
                CoverRecord(cover: .shelved, source: .hand, until: Moment(milliseconds: 100), isOnce: true),
                CoverRecord(cover: .outOfService, source: .hand),
            ])
        #expect(watch.send(#"{"v":0}"#, at: 40) == ["high returned @40", "high unshelved @40"])
        watch.restart()
        #expect(watch.toldNow { $0.putBack(at: 50) } == ["high inService → desk"])
        #expect(watch.lastEvent == "high inService @50 severe normal 1")
    }

    @Test("A shelf that ended while we were down ends first, at its own time")
    func endedMeanwhile() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send(#"{"v":6}"#, at: 10)
        watch.shelve(until: 100, at: 20)
        watch.restart()
        #expect(watch.send(#"{"v":0}"#, at: 500) == ["high unshelved @100", "high cleared @500"])
    }

    @Test("The shelf of an alarm that was never raised is kept too")
    func neverRaised() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send(#"{"v":0}"#, at: 10)
        watch.shelve(until: 100, at: 20)
        #expect(watch.last.isWorthKeeping && watch.last.causes == [])
        watch.restart()
        #expect(watch.send(#"{"v":6}"#, at: 30) == ["high raised @30"] && watch.shown.last == "raised shelved")
    }

    @Test("Withdrawn while covered it is told to those who were told of the life, and no cover is left")
    func withdrawn() throws {
        let sinks: [SinkRoute] = [.sink("grave", from: .severe), .sink("all")]
        for covered in [false, true] {
            var watch = Watch(try .sample(.levels(("v > 5", .moderate), ("v > 9", .severe))), sinks: sinks)
            watch.send(#"{"v":6}"#, at: 10)
            if covered { watch.shelve(at: 20) }
            watch.send(#"{"v":10}"#, at: 30)
            let told = watch.toldNow { $0.restart(Engine.Configuration(profiles: [], sinks: sinks)) }
            #expect(told == (covered ? ["high withdrawn → all"] : ["high withdrawn → grave", "high withdrawn → all"]))
            #expect(watch.shown.last == "withdrawn normal")
        }
    }

    @Test(
        "An end by time moves along with the clock: no cover lasts longer than it was laid for",
        arguments: [hour, -hour])
    func steps(span: Int64) throws {
        let start: Int64 = 10_000_000
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send(#"{"v":6}"#, at: start)
        watch.shelve(until: start + 10_000, at: start)
        #expect(step(&watch, by: span, at: start + 4000) == [])
        #expect(watch.last.changed.map(\.key.device) == ["d"], "what was moved is kept")
        watch.restart()
        #expect(watch.advance(to: start + span + 9999) == [])
        #expect(watch.advance(to: start + span + 10_000) == ["high unshelved @\(start + span + 10_000)"])
    }

    @Test("Covers whose rule or period is no longer there are lifted by the first decision")
    func settled() throws {
        var suppressing = AlarmDescription.rule("v > 5", signal: .alarm)
        suppressing.suppressWhen = "on"
        var watch = Watch(try .sample(suppressing), sinks: [.sink("desk")])
        watch.send(#"{"on":true}"#, at: 10)
        watch.send(#"{"v":6}"#, at: 20)
        watch.begin(.maintenance, until: 5000, at: 30)
        let plain = Engine.Configuration(
            profiles: [try .sample(.rule("v > 5", signal: .alarm))], sinks: [.sink("desk")])
        #expect(watch.restart(plain) == ["high unsuppressed @30"])
        #expect(watch.shown.last == "unsuppressed out-of-service")
        #expect(watch.restart(plain) == [], "once is enough")
        let records = watch.engine.records().map { record in
            var record = record
            record.periods = []
            return record
        }
        var engine = Engine(configuration: plain, restoring: records)
        let decision = engine.decide([], at: Moment(milliseconds: 50))
        #expect(decision.events.map(\.short) == ["high inService @50"] && decision.deliveries.count == 1)
        engine.adopt(decision)
        #expect(engine.decide([], at: Moment(milliseconds: 60)).events == [])
    }
}
