import Testing

@testable import AlarmEngine

@Suite("Signs")
struct SignTests {
    private func profile(_ signs: SignDescription..., alarms: [AlarmDescription] = []) throws(ProfileProblems)
        -> Profile
    {
        var description = ProfileDescription(
            name: "p", service: .fireStation,
            messages: [MessageDescription(topic: "t/{area}/{device}", fields: FieldDescription.usual)], alarms: alarms)
        description.signs = signs
        return try Profile(description)
    }

    @Test("A sign makes no event, is told to nobody and has no life; what counts it is told")
    func quiet() throws {
        let sign = SignDescription(
            name: "shown", when: "v > 5", deadband: 2, onDelay: .seconds(1), offDelay: .seconds(2))
        var watch = Watch(
            try Village.configuration([try profile(sign)], sinks: [.sink("desk")], .count("p/shown")))
        #expect(watch.send(#"{"v":6}"#, at: 0, on: "t/a/1") == [])
        #expect(watch.advance(to: 1000) == ["many raised @1000"])
        #expect(watch.send(#"{"v":4}"#, at: 2000, on: "t/a/1") == [], "within the deadband")
        #expect(watch.send(#"{"v":3}"#, at: 3000, on: "t/a/1") == [])
        #expect(watch.advance(to: 5000) == ["many cleared @5000"])
        #expect(watch.told == ["many raised → desk", "many cleared → desk"])
        #expect(watch.record(of: "1")?.alarms.first?.state == .normal)
    }

    @Test("That it came on is worth keeping, and survives a restart")
    func kept() throws {
        let sign = SignDescription(name: "shown", when: "on", isMomentary: true)
        var watch = Watch(
            try Village.configuration([try profile(sign)], .count("p/shown", atLeast: 2, within: .seconds(60))))
        watch.send(#"{"on":true}"#, at: 7, on: "t/a/1")
        #expect(watch.last.isWorthKeeping && watch.last.causes == [0])
        #expect(watch.last.changed.first?.alarms.first?.cameOnAt == Moment(milliseconds: 7))
        watch.restart()
        #expect(watch.send(#"{"on":true}"#, at: 60_006, on: "t/a/2") == ["many raised @60006"])
    }

    @Test("No hand reaches it")
    func hands() throws {
        var watch = Watch(try profile(SignDescription(name: "shown", when: "on")))
        watch.send(#"{"on":true}"#, at: 7, on: "t/a/1")
        let key = DeviceKey(profile: "p", area: "a", device: "1")
        let actions: [Hand.Action] = [
            .shelve(NamedAlarm(device: key, alarm: "shown"), until: nil, isOnce: false),
            .takeOutOfService(NamedAlarm(device: key, alarm: "shown"), until: nil),
            .acknowledge(Life(device: key, alarm: "shown", beganAt: Moment(milliseconds: 7))),
        ]
        for action in actions {
            watch.decide([.hand(Hand(action, by: "lin", reason: nil, at: Moment(milliseconds: 8)))])
            #expect(watch.events.isEmpty && watch.refusal != nil)
        }
    }

    @Test("It is judged in its place among the alarms' names")
    func order() throws {
        let definition = try profile(
            SignDescription(name: "b", when: "on"), alarms: [.rule("on", name: "a"), .rule("on", name: "c")])
        var watch = Watch(try Village.configuration([definition], .count("p/b")))
        #expect(
            watch.send(#"{"on":true}"#, at: 1, on: "t/a/1") == ["a raised @1", "many raised @1", "c raised @1"])
    }

    @Test("A sign cannot have an alarm's name, and its rule is checked like an alarm's")
    func mistakes() throws {
        for name in ["a", "silence", "payload"] {
            #expect {
                try profile(SignDescription(name: name, when: "on"), alarms: [.rule("on", name: "a")])
            } throws: { error in
                (error as? ProfileProblems)?.problems.map(\.path) == [["signs", name]]
            }
        }
        #expect {
            try profile(SignDescription(name: "b", when: "of"))
        } throws: { error in
            (error as? ProfileProblems)?.problems.first.map {
                $0.path == ["signs", "b", "when"] && $0.message.contains("'on'")
            }
                == true
        }
    }

    @Test("What was an alarm and is a sign now is withdrawn")
    func becameSign() throws {
        let alarm = try profile(alarms: [.rule("on", name: "shown")])
        var watch = Watch(alarm)
        watch.send(#"{"on":true}"#, at: 1, on: "t/a/1")
        let sign = try profile(SignDescription(name: "shown", when: "on"))
        #expect(watch.restart(Engine.Configuration(profiles: [sign])) == ["shown withdrawn @1"])
        #expect(watch.restart(Engine.Configuration(profiles: [sign])) == [])
    }
}
