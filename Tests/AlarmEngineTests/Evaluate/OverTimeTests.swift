import Testing

@testable import AlarmEngine

/// Functions over time in rules: judged by messages and by deadlines, at both sides of each edge.
@Suite("Rules over time")
struct OverTimeTests {
    private func watch(
        _ when: String, clearWhen: String? = nil, onDelay: Span? = nil, offDelay: Span? = nil
    ) throws -> Watch {
        Watch(try .sample(.rule(when, clearWhen: clearWhen, onDelay: onDelay, offDelay: offDelay)))
    }

    @Test("A mean is judged by the reading that is in it, and again when a sample leaves")
    func mean() throws {
        var watch = try watch("avg(v, 10s) >= 5")
        #expect(watch.send(#"{"v":2}"#, at: 1000) == [])
        #expect(watch.send(#"{"v":7}"#, at: 4000) == [], "(2 + 7) / 2 is below")
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 11_000))
        #expect(watch.advance(to: 10_999) == [])
        #expect(watch.advance(to: 11_000) == ["high raised @11000"])
        #expect(watch.advance(to: 13_999) == [])
        #expect(watch.advance(to: 60_000) == [], "of no sample the mean is unknown, which clears nothing")
        #expect(watch.engine.nextDeadline == nil)
    }

    @Test("A count falls to nothing by time alone, and comes back by a message")
    func count() throws {
        var watch = try watch("count(v, 10s) < 2 and covered(v, 10s)")
        watch.send(#"{"v":1}"#, at: 0)
        watch.send(#"{"v":1}"#, at: 5000)
        watch.send(#"{"v":1}"#, at: 6000)
        #expect(watch.advance(to: 14_999) == [])
        #expect(watch.advance(to: 15_000) == ["high raised @15000"])
        #expect(watch.send(#"{"v":1}"#, at: 15_500) == ["high cleared @15500"])
        #expect(watch.advance(to: 16_000) == ["high raised @16000"])
    }

    @Test("A count of what is true or false is of what is true")
    func trueCount() throws {
        var watch = try watch("count(on, 10s) >= 2")
        watch.send(#"{"on":true}"#, at: 0)
        #expect(watch.send(#"{"on":false}"#, at: 1) == [])
        #expect(watch.send(#"{"on":true}"#, at: 9999) == ["high raised @9999"])
        #expect(watch.advance(to: 10_000) == ["high cleared @10000"])
        var condition = try self.watch("count(v > 5, 10s) == 0 and count(mode, 10s) == 1")
        #expect(condition.send(#"{"v":5,"mode":"x"}"#, at: 0) == ["high raised @0"])
    }

    @Test("A window of what never came is empty, and a rule is judged by time only once it has one")
    func neverSampled() throws {
        var watch = try watch("count(v, 10s) == 0")
        #expect(watch.advance(to: 1_000_000) == [] && watch.engine.nextDeadline == nil)
        #expect(watch.send(#"{"v":1}"#, at: 1_000_000) == [])
        #expect(watch.advance(to: 1_010_000) == ["high raised @1010000"])
    }

    @Test("A rate and a difference: from the oldest sample to the newest")
    func rate() throws {
        var watch = try watch("rate(v, 60s) * 60 >= 8 and delta(v, 60s) >= 4")
        #expect(watch.send(#"{"v":20}"#, at: 0) == [])
        #expect(watch.send(#"{"v":23.9}"#, at: 29_000) == [], "fast enough, but not far enough")
        #expect(watch.send(#"{"v":24}"#, at: 30_000) == ["high raised @30000"])
        #expect(watch.send(#"{"v":24}"#, at: 30_001) == ["high cleared @30001"])
    }

    @Test("One window is kept for an expression and a duration, however many ask; another duration is another")
    func shared() throws {
        var watch = Watch(
            try .sample(
                .rule("avg(v, 60s) > 5 and max(v,1m) > 7", name: "a"), .rule("min( v , 60000ms ) > 5", name: "b"),
                .rule("avg(v, 61s) > 5", name: "c"), .rule("avg(v + w, 60s) > 5", name: "d"),
                .rule("sum(w+v,1m) > 5 and sum(w + (v), 1m) > 5", name: "e")))
        watch.send(#"{"v":8,"w":1}"#, at: 0)
        #expect(watch.events.map(\.life.alarm) == ["a", "b", "c", "d", "e"])
        #expect(watch.record()?.windows.map(\.expression) == ["v", "v", "v + w", "w + v"])
        #expect(watch.record()?.windows.map(\.span.milliseconds) == [60_000, 61_000, 60_000, 60_000])
    }

    @Test("A sample is taken when a field of the expression comes and all of it is known")
    func sampling() throws {
        var watch = try watch("sum(v * w, 60s) >= 12")
        watch.send(#"{"v":2}"#, at: 0)
        watch.send(#"{"on":true}"#, at: 1)
        #expect(watch.record()?.windows == [])
        watch.send(#"{"w":3}"#, at: 2)
        watch.send(#"{"w":1e999}"#, at: 3)
        watch.send(#"{"v":5}"#, at: 4)
        #expect(watch.record()?.windows.first?.samples.map(\.value) == [6])
        #expect(watch.send(#"{"w":1.2}"#, at: 5) == ["high raised @5"])
    }

    // MARK: previous, changed

    @Test("What a field was before its last reading: unknown until it came twice")
    func previous() throws {
        var watch = try watch("v > previous(v) + 1")
        #expect(watch.send(#"{"v":9}"#, at: 0) == [])
        #expect(watch.send(#"{"w":9}"#, at: 1) == [])
        #expect(watch.send(#"{"v":10}"#, at: 2) == [])
        #expect(watch.send(#"{"v":11.5}"#, at: 3) == ["high raised @3"])
        #expect(watch.send(#"{"v":11.5}"#, at: 4) == ["high cleared @4"])
        #expect(watch.send(#"{"v":1e999}"#, at: 5) == [])
        #expect(watch.send(#"{"v":50}"#, at: 6) == [], "before it, it was unknown")
        #expect(watch.send(#"{"v":52}"#, at: 7) == ["high raised @7"])
    }

    @Test("A change of any type lasts until the next reading; with event: true it is one occurrence")
    func changed() throws {
        for (field, one, two) in [("v", "1", "2"), ("on", "true", "false"), ("mode", #""a""#, #""b""#)] {
            var watch = Watch(
                try .sample(
                    .rule("changed(\(field))"), .momentary("changed(\(field))"), .momentary("on", name: "other"))
            )
            #expect(watch.send("{\"\(field)\":\(one)}", at: 0).filter { !$0.contains("other") } == [])
            #expect(watch.send("{\"\(field)\":\(one)}", at: 1).filter { !$0.contains("other") } == [])
            #expect(watch.send("{\"\(field)\":\(two)}", at: 2) == ["high raised @2", "sos raised @2"])
            #expect(watch.send(#"{"w":1}"#, at: 3) == [])
            #expect(watch.send("{\"\(field)\":\(two)}", at: 4) == ["high cleared @4"])
        }
        var text = try watch("mode == 'b' and previous(mode) == 'a' and previous(mode) in ('a', mode)")
        text.send(#"{"mode":"a"}"#, at: 0)
        #expect(text.send(#"{"mode":"b"}"#, at: 1) == ["high raised @1"])
    }

    // MARK: age

    @Test("An age reaches what it is compared with at its deadline; beyond it, one millisecond later")
    func fieldAge() throws {
        for (rule, deadline) in [
            ("age(v) >= 5s", 5000), ("age(v) > 5s", 5001), ("not age(v) < 5s", 5000), ("not age(v) <= 5s", 5001),
            ("5s <= age(v)", 5000), ("5s < age(v)", 5001), ("age(v) == 5s", 5000), ("age(v) >= 4999.5 * 1ms", 5000),
            ("age(v) > 4999.5 * 1ms", 5000), ("age(v) != 0ms", 1), ("age(v) >= limit * 1ms", 5000),
            ("age(v) > limit * 1s", 5_000_001),
        ] {
            var watch = Watch(
                try .sample(.rule(rule), parameters: [ParameterDescription(name: "limit", value: .number(5000))]))
            #expect(watch.send(#"{"v":1}"#, at: 1000) == [])
            #expect(watch.advance(to: 1000 + Int64(deadline) - 1) == [], "\(rule)")
            #expect(watch.advance(to: 10_000_000).first == "high raised @\(1000 + deadline)", "\(rule)")
        }
    }

    @Test("An age equal to a duration is so for one millisecond")
    func equalAge() throws {
        var watch = try watch("age(v) == 5s")
        watch.send(#"{"v":1}"#, at: 0)
        #expect(watch.advance(to: 10_000) == ["high raised @5000", "high cleared @5001"])
    }

    @Test("A field's age begins anew with each reading, changed or not; other fields leave it")
    func fieldAgeRestarts() throws {
        var watch = try watch("age(v) >= 5s")
        watch.send(#"{"v":1}"#, at: 0)
        watch.send(#"{"v":1}"#, at: 4000)
        watch.send(#"{"w":1}"#, at: 6000)
        watch.send(#"{"v":null}"#, at: 7000)
        #expect(watch.advance(to: 8999) == [])
        #expect(watch.advance(to: 9000) == ["high raised @9000"])
        #expect(watch.send(#"{"v":1}"#, at: 9500) == ["high cleared @9500"])
    }

    @Test("A condition's age: since a reading that brought one of its fields last found it true")
    func conditionAge() throws {
        var watch = try watch("age(on == true) >= 5s")
        #expect(watch.send(#"{"on":false}"#, at: 0) == [])
        #expect(watch.advance(to: 60_000) == [], "unknown until it was true once")
        watch.send(#"{"on":true}"#, at: 60_000)
        watch.send(#"{"on":false}"#, at: 61_000)
        watch.send(#"{"on":false}"#, at: 63_000)
        #expect(watch.advance(to: 64_999) == [])
        #expect(watch.advance(to: 65_000) == ["high raised @65000"])
        #expect(watch.send(#"{"on":true}"#, at: 66_000) == ["high cleared @66000"])
        #expect(watch.send(#"{"on":true}"#, at: 70_500) == [])
        #expect(watch.advance(to: 75_500) == ["high raised @75500"])
    }

    @Test("A condition may look at windows, changes and other ages, as they are at its readings")
    func nestedAge() throws {
        var watch = try watch("age(changed(mode)) >= 5s and age(sum(v, 10s) > 3) >= 1s")
        watch.send(#"{"mode":"a","v":2}"#, at: 0)
        watch.send(#"{"mode":"b"}"#, at: 1000)
        watch.send(#"{"v":2}"#, at: 2000)
        watch.send(#"{"mode":"b"}"#, at: 3000)
        #expect(watch.advance(to: 5999) == [])
        #expect(watch.advance(to: 6000) == ["high raised @6000"])
    }

    @Test("The limit may be a field; where it is unknown or negative there is no deadline")
    func fieldLimit() throws {
        var watch = try watch("age(v) >= w * 1ms")
        watch.send(#"{"v":1}"#, at: 0)
        #expect(watch.engine.nextDeadline == nil)
        watch.send(#"{"w":3000}"#, at: 1000)
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 3000))
        watch.send(#"{"w":9000}"#, at: 2000)
        #expect(watch.advance(to: 8999) == [], "the timer of before goes off in vain")
        #expect(watch.advance(to: 9000) == ["high raised @9000"])
        #expect(watch.send(#"{"w":1e300}"#, at: 9001) == ["high cleared @9001"])
        #expect(watch.engine.nextDeadline == nil)
        #expect(watch.send(#"{"w":-5}"#, at: 9002) == ["high raised @9002"] && watch.engine.nextDeadline == nil)
    }

    // MARK: between

    @Test("From the first moment of the beginning up to, and without, the end; over midnight as well")
    func between() throws {
        let hour: Int64 = 3_600_000
        for (rule, on, off) in [
            ("between('08:00', '20:00')", 8 * hour, 20 * hour), ("between('22:00', '06:00')", 22 * hour, 30 * hour),
            ("between('00:00', '00:01')", 24 * hour, 24 * hour + 60_000),
            ("between('23:59', '24:00')", 24 * hour - 60_000, 24 * hour),
        ] {
            var watch = try watch("\(rule) and on")
            watch.send(#"{"on":true}"#, at: 7 * hour)
            #expect(watch.advance(to: on - 1) == [], "\(rule)")
            #expect(watch.advance(to: on) == ["high raised @\(on)"])
            #expect(watch.advance(to: off - 1) == [])
            #expect(watch.advance(to: off) == ["high cleared @\(off)"])
            #expect(watch.advance(to: on + 24 * hour) == ["high raised @\(on + 24 * hour)"])
        }
        var always = try watch("between('00:00', '24:00') and on")
        #expect(always.send(#"{"on":true}"#, at: 5) == ["high raised @5"] && always.advance(to: 300 * hour) == [])
    }

    @Test("The local time is that of the configured place, and follows its clock when that is set")
    func localTime() throws {
        let hour: Int64 = 3_600_000
        var configuration = Engine.Configuration(profiles: [try .sample(.rule("between('08:00', '09:00') and on"))])
        configuration.localClock = LocalClock(offsets: [
            .init(from: Moment(milliseconds: 0), secondsEast: 8 * 3600),
            .init(from: Moment(milliseconds: 24 * hour + 1_800_000), secondsEast: 9 * 3600),
        ])
        var watch = Watch(configuration)
        #expect(watch.send(#"{"on":true}"#, at: 0) == ["high raised @0"], "it is eight o'clock east of here")
        #expect(watch.advance(to: hour) == ["high cleared @\(hour)"])
        #expect(
            watch.advance(to: 26 * hour) == [
                "high raised @\(24 * hour)", "high cleared @\(24 * hour + 1_800_000)",
            ], "at half past eight it becomes half past nine")
        #expect(watch.advance(to: 47 * hour) == ["high raised @\(47 * hour)"])
    }

    // MARK: With the rest of a rule

    @Test("clear_when over time is a reason to judge, too")
    func clearWhen() throws {
        var watch = try watch("v > 5", clearWhen: "age(v > 5) >= 10s")
        #expect(watch.send(#"{"v":6}"#, at: 0) == ["high raised @0"])
        watch.send(#"{"v":1}"#, at: 2000)
        #expect(watch.advance(to: 9999) == [])
        #expect(watch.advance(to: 10_000) == ["high cleared @10000"])
    }

    @Test("Each level is judged by its own deadlines; those of one moment are one event")
    func levels() throws {
        var watch = Watch(
            try .sample(
                .levels(("age(v) >= 10s", .severe), ("age(v) >= 5s", .minor), ("age(v) >= 10s or w > 3", .moderate))))
        watch.send(#"{"v":1,"w":0}"#, at: 0)
        #expect(watch.advance(to: 20_000) == ["high raised @5000", "high severity @10000"])
        #expect(watch.lastEvent == "high severity @10000 severe unacknowledged 1")
        #expect(watch.send(#"{"v":1}"#, at: 21_000) == ["high cleared @21000"])
    }

    @Test("A judgement by a deadline may start a delay, which counts from the deadline")
    func delayFromDeadline() throws {
        var watch = try watch("age(v) >= 5s", onDelay: .seconds(10), offDelay: .seconds(3))
        watch.send(#"{"v":1}"#, at: 0)
        #expect(watch.advance(to: 60_000) == ["high raised @15000"])
        watch.send(#"{"v":1}"#, at: 61_000)
        #expect(watch.advance(to: 64_000) == ["high cleared @64000"])
    }

    @Test("At one instant a delay that ends comes first, then the judgement")
    func delayFirst() throws {
        var watch = try watch("v > 5 and age(v) < 10s", onDelay: .seconds(10))
        watch.send(#"{"v":6}"#, at: 0)
        #expect(watch.advance(to: 20_000) == ["high raised @10000", "high cleared @10000"])
        var short = try self.watch("v > 5 and age(v) < 9999ms", onDelay: .seconds(10))
        short.send(#"{"v":6}"#, at: 0)
        #expect(short.advance(to: 20_000) == [])
    }

    @Test("A momentary alarm is judged by messages only")
    func momentary() throws {
        var watch = Watch(try .sample(.momentary("age(on == true) >= 5s")))
        watch.send(#"{"on":true}"#, at: 0)
        #expect(watch.engine.nextDeadline == nil && watch.advance(to: 10_000) == [])
        #expect(watch.send(#"{"on":false}"#, at: 10_001) == ["sos raised @10001"])
    }

    @Test("Of several deadlines of many devices each comes at its time, in order of time, area, device and name")
    func order() throws {
        var watch = Watch(
            try .sample(
                .rule("age(v) >= 5s", name: "b"), .rule("count(v, 5s) == 0", name: "a"), topic: "t/{area}/{device}"))
        for topic in ["t/2/x", "t/1/y", "t/1/x"] { watch.send(#"{"v":1}"#, at: 0, on: topic) }
        watch.send(#"{"v":1}"#, at: 1, on: "t/0/z")
        watch.advance(to: 5001)
        #expect(
            watch.events.map {
                "\($0.life.device.area)\($0.life.device.device)\($0.life.alarm) \($0.time.milliseconds)"
            }
                == [
                    "1xa 5000", "1xb 5000", "1ya 5000", "1yb 5000", "2xa 5000", "2xb 5000", "0za 5001", "0zb 5001",
                ])
    }

    @Test("suppress_when over time is judged at its deadlines, before the alarm")
    func suppression() throws {
        var alarm = AlarmDescription.rule("age(v) >= 5s", signal: .alarm)
        alarm.suppressWhen = "age(on == true) < 5s"
        var watch = Watch(try .sample(alarm))
        watch.send(#"{"v":1,"on":true}"#, at: 0)
        #expect(watch.advance(to: 5000) == ["high raised @5000"], "the suppression ended just before")
        #expect(watch.send(#"{"on":true}"#, at: 6000) == ["high suppressed @6000"])
        #expect(watch.advance(to: 10_999) == [] && watch.advance(to: 11_000) == ["high unsuppressed @11000"])
    }
}
