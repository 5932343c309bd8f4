import Testing

@testable import AlarmEngine

@Suite("Restarts and withdrawals")
struct RestartTests {
    @Test("An alarm goes on in the life it had, with its occurrences and its severity")
    func lives() throws {
        for latch in [false, true] {
            var watch = Watch(try .sample(.rule("v > 5", signal: .alarm, latch: latch)))
            watch.send(#"{"v":6}"#, at: 10)
            watch.send(#"{"v":0}"#, at: 20)
            #expect(watch.restart() == [])
            watch.send(#"{"v":6}"#, at: 30)
            #expect(watch.lastEvent == "high raised @30 severe unacknowledged 2")
            #expect(Set(watch.events.map(\.life)).count == 1)
            watch.restart()
            #expect(watch.hand(.acknowledge, at: 40) == ["high acknowledged @40"])
        }
    }

    @Test("Last values are remembered, unknown ones as unknown")
    func values() throws {
        var watch = Watch(try .sample(.rule("v > 5 and on and mode == 'x'")))
        watch.send(#"{"v":6,"on":true}"#, at: 10)
        watch.send(#"{"w":1e999}"#, at: 11)
        watch.restart()
        #expect(watch.record()?.fields.map(\.name) == ["v", "w", "on"])
        #expect(watch.send(#"{"mode":"x"}"#, at: 20) == ["high raised @20"])
    }

    @Test("A delay that ran goes on; one that ended while we were down ends first, at its own time")
    func delays() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(10))))
        watch.send(#"{"v":6}"#, at: 0)
        watch.restart()
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 10_000))
        #expect(watch.advance(to: 9999) == [])
        watch.restart()
        #expect(watch.send(#"{"v":0}"#, at: 50_000) == ["high raised @10000", "high cleared @50000"])
    }

    @Test("The next life after a restart begins later than the last, though its time does not")
    func beginnings() throws {
        var watch = Watch(try .sample(.rule("v > 5"), time: true))
        watch.send(#"{"v":6,"ts":1000}"#, at: 1000)
        watch.send(#"{"v":0,"ts":1000}"#, at: 1001)
        watch.restart()
        watch.send(#"{"v":7,"ts":1000}"#, at: 1002)
        #expect(watch.events.map(\.life.beganAt.milliseconds) == [1000, 1000, 1001])
        #expect(watch.events.map(\.time.milliseconds) == [1000, 1000, 1000])
    }

    @Test("An alarm that is no longer configured is withdrawn by the first decision, from any state but normal")
    func withdrawn() throws {
        let both = try Profile.sample(
            .rule("v > 5", name: "b", signal: .alarm), .rule("v > 5", name: "a"), .rule("v > 50", name: "c"))
        let one = try Profile.sample(.rule("v > 50", name: "c"))
        var watch = Watch(both, sinks: [.sink("desk")])
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":6}"#, at: 10, on: "t/a")
        let before = watch.events.count
        let said = watch.restart(Engine.Configuration(profiles: [one], sinks: [.sink("desk")]))
        #expect(said == ["a withdrawn @10", "b withdrawn @10", "a withdrawn @10", "b withdrawn @10"])
        #expect(
            watch.events.suffix(4).map(\.life.device.device) == ["a", "a", "d", "d"], "in order of device and name")
        #expect(watch.lastEvent == "b withdrawn @10 severe normal 1")
        #expect(
            watch.events.suffix(4).map(\.life)
                == watch.events.prefix(before).map(\.life).sorted { ($0.device, $0.alarm) < ($1.device, $1.alarm) })
        #expect(watch.told.suffix(4).allSatisfy { $0.hasSuffix("withdrawn → desk") })
        #expect(watch.restart() == [], "once is enough")
    }

    @Test("A profile that is gone takes its devices' alarms with it, and a device that is rejected too")
    func withdrawnDevices() throws {
        let profile = try Profile.sample(.rule("v > 5", signal: .alarm))
        for configuration in [
            Engine.Configuration(profiles: []),
            Engine.Configuration(profiles: [profile], registry: [], acceptsUnknownDevices: false),
        ] {
            var watch = Watch(profile)
            watch.send(#"{"v":6}"#, at: 10)
            watch.send(#"{"v":0}"#, at: 20)
            #expect(watch.restart(configuration) == ["high withdrawn @20"])
            #expect(watch.events.last?.service == .fireStation)
            #expect(watch.last.changed.map(\.alarms) == [[]], "the kept record forgets the alarm")
            #expect(watch.last.isWorthKeeping)
        }
    }

    @Test("Nothing is withdrawn that is normal")
    func nothingToWithdraw() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":0}"#, at: 20)
        #expect(watch.restart(Engine.Configuration(profiles: [])) == [])
    }

    @Test("A field that is of another type now is unknown, one that is gone is forgotten")
    func changedFields() throws {
        var watch = Watch(try .sample(.rule("v > 5", signal: .alarm)))
        watch.send(#"{"v":6,"mode":"x"}"#, at: 10)
        let profile = try Profile.sample(.rule("v != 'x' and w > 0"), fields: [.text("v"), .number("w")])
        watch.restart(Engine.Configuration(profiles: [profile]))
        #expect(watch.record()?.fields == [])
        #expect(watch.send(#"{"w":1}"#, at: 20) == [])
    }

    @Test("A rule that became levels goes on at its severity, and tells only of a change")
    func changedLevels() throws {
        var watch = Watch(try .sample(.rule("v < 20", severity: .minor)))
        watch.send(#"{"v":10}"#, at: 10)
        let profile = try Profile.sample(.levels(("v < 5", .moderate), ("v < 20", .minor)))
        watch.restart(Engine.Configuration(profiles: [profile]))
        #expect(watch.send(#"{"v":10}"#, at: 20) == [])
        #expect(watch.send(#"{"v":4}"#, at: 30) == ["high severity @30"])
        #expect(watch.send(#"{"v":20}"#, at: 40) == ["high cleared @40"])
    }

    @Test("A momentary alarm whose severity was changed is raised at the new one; a life that goes on keeps its own")
    func changedSeverity() throws {
        var watch = Watch(try .sample(.momentary("on", severity: .minor)))
        watch.send(#"{"on":true}"#, at: 10)
        let changed = Engine.Configuration(profiles: [try .sample(.momentary("on", severity: .extreme))])
        watch.restart(changed)
        watch.send(#"{"on":true}"#, at: 20)
        #expect(watch.lastEvent == "sos occurred @20 minor unacknowledged 2")
        watch.hand(.reset, "sos", at: 30)
        watch.restart(changed)
        watch.send(#"{"on":true}"#, at: 40)
        #expect(watch.lastEvent == "sos raised @40 extreme unacknowledged 1")
    }

    @Test("Records are in order, carry all a restart needs, and are equal after one")
    func records() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(5)), time: true, sequence: true))
        watch.send(#"{"v":6,"ts":1000,"seq":3}"#, at: 1500)
        watch.send("?", at: 1600)
        let record = try #require(watch.record())
        #expect(record.heardAt == Moment(milliseconds: 1600) && record.newestTime == Moment(milliseconds: 1000))
        #expect(record.newestSequence == 3 && record.undecodableRun == 1 && record.service == .fireStation)
        #expect(record.alarms.map(\.name) == ["high"])
        #expect(
            record.alarms[0].levels == [
                LevelRecord(
                    phase: .pending, since: Moment(milliseconds: 1500), sinceReading: Moment(milliseconds: 1000))
            ])
        watch.restart()
        #expect(watch.engine.records() == [record])
    }

    @Test("Devices heard since they were kept are handed out once; those a decision carries are not")
    func unsaved() throws {
        let profile = try Profile.sample(.rule("v > 5"))
        var engine = Engine(configuration: Engine.Configuration(profiles: [profile]))
        func adopt(_ payload: String, _ device: String) {
            let message = Message(
                topic: "t/\(device)", payload: Array(payload.utf8), receivedAt: Moment(milliseconds: 1))
            engine.adopt(engine.decide([.message(message)], at: Moment(milliseconds: 1)))
        }
        adopt(#"{"v":1}"#, "b")
        adopt(#"{"v":1}"#, "a")
        adopt(#"{"v":6}"#, "c")
        #expect(engine.takeUnsaved().map(\.key.device) == ["b", "a"])
        #expect(engine.takeUnsaved() == [])
        adopt(#"{"v":0}"#, "b")
        #expect(engine.takeUnsaved().map(\.key.device) == ["b"])
    }

    @Test("An engine that is only asked and never told forgets what it decided")
    func decideWithoutAdopt() throws {
        let profile = try Profile.sample(.rule("v > 5"))
        let engine = Engine(configuration: Engine.Configuration(profiles: [profile]))
        let message = Message(topic: "t/d", payload: Array(#"{"v":6}"#.utf8), receivedAt: Moment(milliseconds: 1))
        #expect(engine.decide([.message(message)], at: Moment(milliseconds: 1)).events.count == 1)
        #expect(engine.deviceCount == 0 && engine.records() == [])
    }
}
