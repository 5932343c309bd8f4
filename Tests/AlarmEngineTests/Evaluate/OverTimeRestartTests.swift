import Testing

@testable import AlarmEngine

/// What functions over time remember outlives a restart, as far as the profile still asks for it.
@Suite("Restarts of rules over time")
struct OverTimeRestartTests {
    private static let everything = AlarmDescription.levels(
        ("avg(v, 10s) > 5 and age(on == true) < 1h", .severe), ("changed(mode) or delta(w, 1m) > 3", .moderate),
        ("between('00:30', '01:00') and covered(v, 20s)", .minor))

    private func configuration(_ alarm: AlarmDescription, fields: [FieldDescription] = FieldDescription.usual) throws
        -> Engine.Configuration
    {
        Engine.Configuration(profiles: [try .sample(alarm, time: true, fields: fields)])
    }

    @Test("Records carry all that is remembered, and are equal after a restart")
    func records() throws {
        var watch = Watch(try configuration(Self.everything))
        watch.send(#"{"v":6,"w":1,"on":true,"mode":"a"}"#, at: 100_000)
        watch.send(#"{"v":1,"mode":"b","ts":80000}"#, at: 101_000)
        let record = try #require(watch.record())
        #expect(record.lag == .seconds(21) && record.moved == .seconds(-21))
        #expect(record.windows.map(\.expression) == ["v", "w", "v"])
        #expect(record.windows.map(\.span) == [.seconds(10), .minutes(1), .seconds(20)])
        #expect(record.windows[0].samples.map(\.at.milliseconds) == [100_000, 101_000])
        #expect(record.ages == [AgeRecord(expression: "on == true", trueAt: Moment(milliseconds: 100_000))])
        #expect(
            record.fields.last
                == FieldRecord(
                    name: "mode", value: .text("b"), isLive: true, previous: .text("a"),
                    broughtAt: Moment(milliseconds: 101_000)))
        #expect(record.judged.map(\.place) == (0...2).map { "alarms/high/levels/\($0)/when" })
        watch.restart()
        #expect(watch.engine.records() == [record])
    }

    @Test("A full window of cells and samples goes on as if nothing had been")
    func crowded() throws {
        let alarm = AlarmDescription.rule("sum(v, 60s) > 2190")
        var steady = Watch(try configuration(alarm))
        var restarted = steady
        for turn in 0..<600 {
            let (payload, at) = ("{\"v\":\(turn % 11)}", Int64(turn) * 137)
            #expect(restarted.send(payload, at: at) == steady.send(payload, at: at))
            if turn % 7 == 0 { restarted.restart() }
        }
        #expect(steady.record()?.windows.first?.cells.isEmpty == false && steady.events.count > 3)
        #expect(restarted.engine.records() == steady.engine.records())
        #expect(restarted.advance(to: 1_000_000) == steady.advance(to: 1_000_000))
    }

    @Test("A window whose expression or duration changed begins anew; one that is written otherwise does not")
    func changedRules() throws {
        for (when, count) in [
            ("count( v , 10000ms) >= 3", 3), ("max(v, 10s) > 1 and count(v, 10s) >= 3", 3), ("count(v, 11s) >= 3", 1),
            ("count(v + 0, 10s) >= 3", 1),
        ] {
            var watch = Watch(try configuration(.rule("count(v, 10s) > 10")))
            for at in 0..<2 { watch.send(#"{"v":2}"#, at: Int64(at) * 1000) }
            watch.restart(try configuration(.rule(when)))
            watch.send(#"{"v":2}"#, at: 3000)
            #expect(watch.record()?.windows.first?.samples.count == count, "\(when)")
            #expect(watch.events.count == (count == 3 ? 1 : 0))
        }
    }

    @Test("What was remembered of a field that is of another type now is forgotten")
    func changedTypes() throws {
        var watch = Watch(
            try configuration(.rule("count(v, 1h) > 9 and age(v > 1) < 1h and changed(v) and count(w, 1h) > 9")))
        for at in 0..<3 { watch.send(#"{"v":2,"w":1}"#, at: Int64(at)) }
        let fields = [FieldDescription.text("v"), .number("w")]
        let changed = try configuration(
            .rule("count(v, 1h) > 9 and age(v == 'x') < 1h and changed(v) and count(w, 1h) > 9"), fields: fields)
        watch.restart(changed)
        let record = try #require(watch.record())
        #expect(record.windows.map(\.expression) == ["w"] && record.ages == [])
        #expect(record.fields.map(\.name) == ["w"] && record.lag == nil)
    }

    @Test("A deadline that passed while we were down comes 30 s after messages reach us again")
    func down() throws {
        var watch = Watch(try configuration(.rule("age(v) >= 10s")))
        watch.send(#"{"v":1}"#, at: 100_000)
        watch.restart(listening: false)
        #expect(watch.advance(to: 500_000) == [])
        #expect(watch.listening(true, at: 500_000) == [])
        #expect(watch.advance(to: 529_999) == [])
        #expect(watch.advance(to: 530_000) == ["high raised @530000"])
    }

    @Test("A restart while a deadline that passed unheard is waited for begins the 30 s anew, and loses nothing")
    func twice() throws {
        var watch = Watch(try configuration(.rule("age(v) >= 10s")))
        watch.send(#"{"v":1}"#, at: 100_000)
        watch.listening(false, at: 101_000)
        watch.listening(true, at: 200_000)
        watch.advance(to: 220_000)
        watch.restart()
        #expect(watch.advance(to: 249_999) == [] && watch.advance(to: 250_000) == ["high raised @250000"])
    }

    @Test("Where a configuration is replaced while messages reach us, deadlines come at their time")
    func replaced() throws {
        var engine = Engine(configuration: try configuration(.rule("age(v) >= 10s")))
        let message = Message(topic: "t/d", payload: Array(#"{"v":1}"#.utf8), receivedAt: Moment(milliseconds: 5000))
        let start = Input.listening(true, at: Moment(milliseconds: 0))
        engine.adopt(engine.decide([start, .message(message)], at: Moment(milliseconds: 5000)))
        let next = Engine(
            configuration: try configuration(.rule("age(v) >= 9s")), restoring: engine.records(),
            listeningSince: engine.listeningSince)
        #expect(next.nextDeadline == Moment(milliseconds: 14_000))
        #expect(
            next.decide([], at: Moment(milliseconds: 20_000)).events.map(\.short) == ["high raised @14000"])
    }
}
