import Testing

@testable import AlarmEngine

@Suite("Lives, through the engine")
struct LifeTests {
    private func watch(_ signal: Signal = .alarm, latch: Bool = false, acknowledgement: Acknowledgement? = nil) throws
        -> Watch
    {
        Watch(try .sample(.rule("v > 5", signal: signal, latch: latch, acknowledgement: acknowledgement)))
    }

    @Test("With acknowledgement: raised, returned, raised again in the same life, acknowledged, cleared")
    func required() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":0}"#, at: 20)
        #expect(watch.lastEvent == "high returned @20 severe returned 1")
        watch.send(#"{"v":6}"#, at: 30)
        #expect(watch.lastEvent == "high raised @30 severe unacknowledged 2")
        watch.hand(.acknowledge, at: 40)
        #expect(watch.lastEvent == "high acknowledged @40 severe acknowledged 2")
        watch.send(#"{"v":0}"#, at: 50)
        #expect(watch.lastEvent == "high cleared @50 severe normal 2")
        #expect(Set(watch.events.map(\.life)).count == 1)
        watch.send(#"{"v":6}"#, at: 60)
        #expect(watch.lastEvent == "high raised @60 severe unacknowledged 1")
        #expect(watch.events.last?.life.beganAt == Moment(milliseconds: 60))
    }

    @Test("Acknowledged while returned it is cleared; without need of it it clears by itself")
    func returned() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":0}"#, at: 20)
        #expect(watch.hand(.acknowledge, at: 30) == ["high cleared @30"])
        var auto = try self.watch(.trouble)
        auto.send(#"{"v":6}"#, at: 10)
        #expect(auto.send(#"{"v":0}"#, at: 20) == ["high cleared @20"])
    }

    @Test("Latched it waits for a reset, whoever acknowledges, and comes on again in the same life")
    func latched() throws {
        var watch = try watch(.trouble, latch: true)
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":0}"#, at: 20)
        #expect(watch.lastEvent == "high returned @20 severe latched 1")
        #expect(watch.hand(.acknowledge, at: 30) == ["high acknowledged @30"])
        watch.send(#"{"v":6}"#, at: 40)
        #expect(watch.lastEvent == "high raised @40 severe unacknowledged 2")
        watch.hand(.acknowledge, at: 50)
        watch.send(#"{"v":0}"#, at: 60)
        #expect(watch.lastEvent == "high returned @60 severe latched-acknowledged 2")
        #expect(watch.hand(.reset, at: 70) == ["high reset @70"])
        #expect(watch.lastEvent == "high reset @70 severe normal 2")
        watch.send(#"{"v":6}"#, at: 80)
        #expect(watch.lastEvent == "high raised @80 severe unacknowledged 1")
    }

    @Test("A hand's event tells who and why, at the hand's time")
    func hands() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        watch.hand(.acknowledge, at: 1234)
        #expect(watch.events.last?.by == "lin" && watch.events.last?.reason == "seen")
        #expect(watch.events.last?.time == Moment(milliseconds: 1234))
        #expect(watch.refusal == nil && watch.last.refusals.count == 1)
    }

    @Test("A hand that cannot act is told why, and changes nothing")
    func refusals() throws {
        var watch = try watch(latch: true)
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.hand(.reset, at: 11) == [] && watch.refusal == .stillOn)
        watch.hand(.acknowledge, at: 12)
        #expect(watch.hand(.acknowledge, at: 13) == [] && watch.refusal == .alreadyAcknowledged)
        #expect(watch.hand(.reset, at: 13) == [] && watch.refusal == .stillOn)
        watch.send(#"{"v":0}"#, at: 14)
        #expect(watch.hand(.acknowledge, at: 15) == [] && watch.refusal == .alreadyAcknowledged)
        watch.hand(.reset, at: 16)
        for act in [Act.acknowledge, .reset] {
            #expect(watch.hand(act, at: 17) == [] && watch.refusal == .noSuchLife)
        }
        var plain = try self.watch()
        plain.send(#"{"v":6}"#, at: 10)
        #expect(plain.hand(.reset, at: 11) == [] && plain.refusal == .notLatched)
        plain.send(#"{"v":0}"#, at: 12)
        #expect(plain.hand(.reset, at: 13) == [] && plain.refusal == .notLatched)
        #expect(!plain.last.isWorthKeeping)
    }

    @Test("A hand on another beginning, alarm, device, area or profile finds no life")
    func noSuchLife() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        let life = try #require(watch.life(of: "high"))
        let other = DeviceKey(profile: "p", area: "", device: "x")
        for wrong in [
            Life(device: life.device, alarm: "high", beganAt: Moment(milliseconds: 11)),
            Life(device: life.device, alarm: "low", beganAt: life.beganAt),
            Life(device: life.device, alarm: "payload", beganAt: life.beganAt),
            Life(device: other, alarm: "high", beganAt: life.beganAt),
            Life(device: DeviceKey(profile: "q", area: "", device: "d"), alarm: "high", beganAt: life.beganAt),
            Life(device: DeviceKey(profile: "p", area: "1", device: "d"), alarm: "high", beganAt: life.beganAt),
        ] {
            watch.decide([
                .hand(Hand(.acknowledge(wrong), by: nil, reason: nil, at: Moment(milliseconds: 20)))
            ])
            #expect(watch.refusal == .noSuchLife && watch.events.count == 1)
        }
    }

    @Test("In one batch hands and messages take their turns, and each hand has its answer")
    func batch() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        let life = try #require(watch.life(of: "high"))
        let hand = Input.hand(
            Hand(.acknowledge(life), by: nil, reason: nil, at: Moment(milliseconds: 20)))
        let off = Input.message(
            Message(topic: "t/d", payload: Array(#"{"v":0}"#.utf8), receivedAt: Moment(milliseconds: 20)))
        #expect(watch.decide([hand, hand, off, hand]) == ["high acknowledged @20", "high cleared @20"])
        #expect(watch.last.refusals == [nil, .alreadyAcknowledged, .noSuchLife])
        #expect(watch.last.causes == [2], "only messages are causes")
    }

    @Test("Refusals are sentences for a person, true of every alarm they are said of")
    func sentences() {
        #expect(HandRefusal.noSuchLife.rawValue == "no alarm with that id is open; it is over, or never was")
        #expect(HandRefusal.alreadyAcknowledged.rawValue == "it is acknowledged already")
        #expect(HandRefusal.stillOn.rawValue == "it is still on; it can be reset once it has gone off")
        #expect(
            HandRefusal.notLatched.rawValue
                == "it does not latch, so there is nothing to reset; it ends when it is off and acknowledged")
    }

    @Test("Severities, signals and states keep their order and their words")
    func words() {
        #expect(Severity.allCases.sorted() == [.minor, .moderate, .severe, .extreme])
        #expect(Severity.allCases.map(\.rank) == [0, 1, 2, 3] && Signal.allCases.map(\.rank) == [0, 1, 2, 3])
        #expect(Signal.allCases.map(\.rawValue) == ["test", "trouble", "supervisory", "alarm"])
        #expect(
            Event.Kind.allCases.map(\.rawValue) == [
                "raised", "acknowledged", "returned", "cleared", "occurred", "severity", "reset", "withdrawn",
                "shelved", "unshelved", "suppressed", "unsuppressed", "out-of-service", "in-service", "escalated",
                "note",
            ])
    }
}
