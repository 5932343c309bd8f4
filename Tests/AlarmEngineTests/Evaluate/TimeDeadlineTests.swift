import Testing

@testable import AlarmEngine

/// When time alone has a rule judged: only while messages can reach us.
@Suite("Deadlines of rules over time")
struct TimeDeadlineTests {
    private func watch(_ when: String = "age(v) >= 10s", time: Bool = false) throws -> Watch {
        Watch(try .sample(.rule(when), time: time))
    }

    @Test("While nothing can be heard no deadline comes; one that passed comes 30 s after messages reach us again")
    func deaf() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 100_000)
        watch.listening(false, at: 105_000)
        #expect(watch.advance(to: 200_000) == [])
        watch.listening(true, at: 200_000)
        #expect(watch.advance(to: 229_999) == [])
        #expect(watch.advance(to: 230_000) == ["high raised @230000"])
    }

    @Test("What the broker kept for us is judged first")
    func queued() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 100_000)
        watch.listening(false, at: 105_000)
        watch.listening(true, at: 200_000)
        #expect(watch.send(#"{"v":1}"#, at: 200_010) == [])
        #expect(watch.advance(to: 210_009) == [])
        #expect(watch.advance(to: 210_010) == ["high raised @210010"], "the new reading has a deadline of its own")
    }

    @Test("Passed is up to, and with, the moment of listening; one after it comes at its time")
    func edge() throws {
        for (listening, raised) in [(109_999, 110_000), (110_000, 140_000), (110_001, 140_001)] as [(Int64, Int64)] {
            var watch = try watch()
            watch.send(#"{"v":1}"#, at: 100_000)
            watch.listening(false, at: 100_001)
            watch.listening(true, at: listening)
            #expect(watch.advance(to: raised - 1) == [])
            #expect(watch.advance(to: 300_000) == ["high raised @\(raised)"])
        }
    }

    @Test("A delay that runs ends though nothing can be heard")
    func delays() throws {
        var watch = Watch(try .sample(.rule("v > 5 and age(v) < 1h", onDelay: .seconds(10))))
        watch.send(#"{"v":6}"#, at: 0)
        watch.listening(false, at: 5000)
        #expect(watch.advance(to: 20_000) == ["high raised @10000"])
    }

    @Test("Several deadlines that passed while nothing was heard are one judgement")
    func onlyNow() throws {
        var watch = try watch("count(v, 10s) in (1, 2)")
        watch.send(#"{"v":1}"#, at: 0)
        watch.send(#"{"v":1}"#, at: 1000)
        watch.listening(false, at: 2000)
        watch.listening(true, at: 50_000)
        #expect(watch.events.map(\.short) == ["high raised @0"])
        #expect(watch.advance(to: 200_000) == ["high cleared @80000"])
    }

    @Test("A device of the registry never heard has the deadlines of between, and no others")
    func neverHeard() throws {
        let rows = [RegisteredDevice(device: "d", profile: "p")]
        let profile = try Profile.sample(.rule("between('00:10', '00:20') and count(v, 5m) == 0"))
        var watch = Watch(profile, registry: rows)
        #expect(watch.advance(to: 599_999) == [])
        #expect(watch.advance(to: 600_000) == ["high raised @600000"])
        #expect(watch.advance(to: 1_200_000) == ["high cleared @1200000"])
        var deaf = Watch(Engine.Configuration(profiles: [profile], registry: rows), isListening: false)
        #expect(deaf.advance(to: 10_000_000) == [] && deaf.engine.nextDeadline == nil)
        deaf.listening(true, at: 10_000_000)
        #expect(deaf.engine.nextDeadline == Moment(milliseconds: 86_400_000 + 600_000))
    }

    @Test("A timer is set once for many readings, and again only when it went off in vain")
    func lazy() throws {
        var watch = try watch()
        for at in 0..<100 { watch.send(#"{"v":1}"#, at: Int64(at) * 100) }
        #expect(watch.engine.timers.all.count == 1)
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 10_000))
        watch.advance(to: 10_000)
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 19_900))
        #expect(watch.advance(to: 19_900) == ["high raised @19900"])
    }

    @Test("A judgement by a deadline that changes nothing is not worth keeping")
    func plain() throws {
        var watch = try watch("count(v, 10s) > 5")
        watch.send(#"{"v":1}"#, at: 0)
        watch.advance(to: 10_000)
        #expect(!watch.last.isWorthKeeping && watch.last.changed == [])
        #expect(
            watch.record()?.judged == [JudgedRecord(place: "alarms/high/when", through: Moment(milliseconds: 10_000))])
    }

    @Test("A deadline ends no delay by the device's clock")
    func deadlineIsNoReading() throws {
        var watch = Watch(try .sample(.rule("v > 5 and count(w, 10s) >= 0", onDelay: .seconds(60)), time: true))
        watch.send(#"{"v":6,"ts":1000}"#, at: 100_000)
        watch.send(#"{"w":1,"ts":1001}"#, at: 100_001)
        watch.send(#"{"mode":"x","ts":101000}"#, at: 101_000)
        #expect(watch.advance(to: 159_999) == [], "its device's clock is 100 s on, and a sample left meanwhile")
        #expect(watch.advance(to: 160_000) == ["high raised @160000"])
    }

    @Test("A delay begun by a deadline ends early by the device's clock where its readings are that far apart")
    func begunByDeadline() throws {
        var watch = Watch(try .sample(.rule("age(v > 5) >= 10s", onDelay: .seconds(60)), time: true))
        watch.send(#"{"v":6,"ts":100000}"#, at: 200_000)
        watch.advance(to: 210_000)
        #expect(
            watch.record()?.alarms.first?.levels == [
                LevelRecord(
                    phase: .pending, since: Moment(milliseconds: 210_000), sinceReading: Moment(milliseconds: 110_000))
            ])
        #expect(watch.send(#"{"v":0,"ts":169999}"#, at: 212_000) == [])
        #expect(watch.send(#"{"v":0,"ts":170000}"#, at: 212_001) == ["high raised @170000"])
    }
}
