import AlarmEngine
import Testing

@testable import Gateway

/// What a hand means, in an engine that knows some devices.
@Suite("Hands, and what they mean")
struct HandResolverTests {
    private let now = Moment(milliseconds: 1_795_435_200_000)
    private let engine: Engine

    init() throws {
        let fields = [FieldDescription(name: "smoke", path: "/smoke", type: .number)]
        let fire = AlarmDescription(
            name: "fire", levels: [LevelDescription(when: "smoke >= 10", severity: .severe)], signal: .alarm)
        let fault = AlarmDescription(
            name: "fault", levels: [LevelDescription(when: "smoke < 0", severity: .minor)], signal: .trouble)
        func profile(_ name: String, _ alarms: [AlarmDescription]) throws -> Profile {
            try Profile(
                ProfileDescription(
                    name: name, service: .fireStation, title: Words(en: name),
                    messages: [MessageDescription(topic: "\(name)/{area}/{device}", fields: fields)], alarms: alarms))
        }
        var engine = Engine(
            configuration: .init(profiles: [try profile("smoke", [fire, fault]), try profile("heat", [fire])]))
        let topics = [
            "smoke/532899101201/d1", "smoke/532899101202/d1", "heat/532899101201/d1", "smoke/532899101201/d2",
        ]
        let now = now
        let said = topics.map { topic in
            Input.message(Message(topic: topic, payload: Array(#"{"smoke":20}"#.utf8), receivedAt: now))
        }
        engine.adopt(engine.decide(said, at: now))
        self.engine = engine
    }

    private func hand(_ action: HandRequest.Action) throws -> Hand.Action {
        try HandResolver(engine, at: now).hand(HandRequest(action, by: "desk")).action
    }

    private func key(_ profile: String, _ area: String, _ device: String) -> DeviceKey {
        DeviceKey(profile: profile, area: area, device: device)
    }

    @Test("An id, or the first four digits of it, is a life; an unknown one is none")
    func ids() throws {
        let life = Life(device: key("smoke", "532899101201", "d2"), alarm: "fire", beganAt: now)
        let id = AlarmID.of(life)
        for named in [id, String(id.prefix(4))] {
            #expect(try hand(.acknowledge(id: named)) == .acknowledge(life))
            #expect(try hand(.reset(id: named)) == .reset(life))
            #expect(try hand(.note(id: named)) == .note(life))
            #expect(
                try hand(.unshelve(.id(named))) == .unshelve(NamedAlarm(device: life.device, alarm: "fire")))
        }
        #expect {
            try hand(.acknowledge(id: "000000"))
        } throws: { "\($0)".hasPrefix("No alarm with an id that begins with 000000 is open") }
    }

    @Test("The beginning of an id must mean one alarm")
    func ambiguousIDs() throws {
        let ids = ["0123456789abcdef", "01234fffffffffff", "fedcba9876543210"]
        #expect(try AlarmID.completed("fedc", among: ids) == "fedcba9876543210")
        #expect(try AlarmID.completed("0123456789abcdef", among: ids) == "0123456789abcdef")
        #expect(
            throws: ControlRefusal(
                "0123 is the beginning of 2 ids, such as 0123456789abcdef and 01234fffffffffff; give more digits.")
        ) { try AlarmID.completed("0123", among: ids) }
    }

    @Test("A device and an alarm are found though the alarm never was raised; profile and area tell devices apart")
    func names() throws {
        func shelved(_ alarm: String, _ device: String, _ profile: String? = nil, _ area: String? = nil) throws
            -> NamedAlarm?
        {
            let action = try hand(
                .shelve(.alarm(alarm, device: device, profile: profile, area: area), nil, isOnce: true))
            guard case .shelve(let named, nil, isOnce: true) = action else { return nil }
            return named
        }
        let d2 = key("smoke", "532899101201", "d2")
        #expect(try shelved("fault", "d2") == NamedAlarm(device: d2, alarm: "fault"))
        #expect(try shelved("payload", "d2") == NamedAlarm(device: d2, alarm: "payload"))
        let d1 = key("smoke", "532899101202", "d1")
        #expect(try shelved("fire", "d1", nil, "532899101202") == NamedAlarm(device: d1, alarm: "fire"))
        let heat = key("heat", "532899101201", "d1")
        #expect(try shelved("fire", "d1", "heat") == NamedAlarm(device: heat, alarm: "fire"))
        #expect(try shelved("fire", "d1", "heat", "5328") == NamedAlarm(device: heat, alarm: "fire"))
        // One of the two in that area has no such alarm: the other is meant.
        let smoke = key("smoke", "532899101201", "d1")
        #expect(try shelved("fault", "d1", nil, "532899101201") == NamedAlarm(device: smoke, alarm: "fault"))
    }

    @Test(
        "What is unknown or could be several is said, with what was perhaps meant",
        arguments: [
            ("d22", "fire", nil, "No device 'd22' is known; did you mean 'd2'?"),
            ("elsewhere", "fire", nil, "No device 'elsewhere' is known."),
            ("d2", "fier", nil, "Device 'd2' has no alarm 'fier'; did you mean 'fire'?"),
            ("d2", "gas", nil, "Device 'd2' has no alarm 'gas'; it has fault, fire, payload."),
            (
                "d1", "fire", nil,
                "'d1' is the id of 3 devices: heat in area 532899101201, smoke in area 532899101201, "
                    + "smoke in area 532899101202; say which, with 'profile' or 'area'."
            ),
            ("d2", "fire", "heat", "Device 'd2' is known, but not so; it is smoke in area 532899101201."),
        ])
    func unknown(device: String, alarm: String, profile: String?, sentence: String) {
        #expect(throws: ControlRefusal(sentence)) {
            try hand(.unshelve(.alarm(alarm, device: device, profile: profile, area: nil)))
        }
    }

    @Test("Durations count from the hand, or from a period's beginning")
    func endings() throws {
        let named = HandRequest.NamedTarget.alarm("fire", device: "d2", profile: nil, area: nil)
        let alarm = NamedAlarm(device: key("smoke", "532899101201", "d2"), alarm: "fire")
        #expect(
            try hand(.shelve(named, .after(.hours(2)), isOnce: false))
                == .shelve(alarm, until: now + .hours(2), isOnce: false))
        #expect(
            try hand(.takeOutOfService(named, .at(now + .seconds(1))))
                == .takeOutOfService(alarm, until: now + .seconds(1)))
        #expect(try hand(.takeOutOfService(named, nil)) == .takeOutOfService(alarm, until: nil))
        let target = Period.Target(area: "5328")
        let later = now + .hours(5)
        #expect(
            try hand(.begin(.drill, target, from: nil, .after(.minutes(30))))
                == .begin(
                    Period(
                        kind: .drill, target: target, from: now, until: now + .minutes(30), by: "desk", reason: nil)))
        #expect(
            try hand(.begin(.absence, target, from: later, .after(.minutes(30))))
                == .begin(
                    Period(
                        kind: .absence, target: target, from: later, until: later + .minutes(30), by: "desk",
                        reason: nil)))
    }

    @Test("A period's device must be known, and in one area")
    func periodDevices() throws {
        func begin(_ area: String, _ device: String) throws -> Hand.Action {
            try hand(.begin(.maintenance, Period.Target(area: area, device: device), from: nil, .after(.hours(1))))
        }
        #expect(throws: Never.self) { try begin("", "d2") }
        #expect(throws: Never.self) { try begin("532899101202", "d1") }
        #expect {
            try begin("", "d1")
        } throws: { "\($0)".contains("in several areas") }
        #expect(
            throws: ControlRefusal("Device 'd2' is not in area 532899101202; it is smoke in area 532899101201.")
        ) { try begin("532899101202", "d2") }
        #expect(throws: ControlRefusal("No device 'd3' is known; did you mean 'd1'?")) { try begin("", "d3") }
    }

    @Test("How many devices are in an area, a zone or named is counted")
    func counts() {
        #expect(engine.deviceCount(in: Period.Target(area: "")) == 4)
        #expect(engine.deviceCount(in: Period.Target(area: "532899101201")) == 3)
        #expect(engine.deviceCount(in: Period.Target(area: "5329")) == 0)
        #expect(engine.deviceCount(in: Period.Target(area: "532899101201", device: "d1")) == 2)
        #expect(engine.deviceCount(in: Period.Target(area: "5328", zone: "z")) == 0)
    }

    @Test("The gateway's own alarms can be named, and an area's flood by its area; a sign is nothing to act on")
    func ownAlarms() throws {
        var description = ProfileDescription(
            name: "smoke", service: .fireStation, title: Words(en: "smoke"),
            messages: [
                MessageDescription(
                    topic: "smoke/{area}/{device}",
                    fields: [FieldDescription(name: "smoke", path: "/smoke", type: .number)])
            ],
            alarms: [
                AlarmDescription(
                    name: "fire", levels: [LevelDescription(when: "smoke >= 10", severity: .severe)], signal: .alarm)
            ])
        description.signs = [SignDescription(name: "warm", when: "smoke >= 5")]
        var engine = Engine(
            configuration: .init(
                profiles: [try Profile(description)], gateway: (try OwnAlarms.profile(), "gengfu-test")))
        var inputs: [Input] = [.condition(name: "broker_lost", value: .boolean(true), at: now)]
        for device in 1...10 {
            inputs.append(
                .message(
                    Message(
                        topic: "smoke/532899101201/d\(device)", payload: Array(#"{"smoke":20}"#.utf8), receivedAt: now))
            )
        }
        engine.adopt(engine.decide(inputs, at: now))
        let resolver = HandResolver(engine, at: now)
        func named(_ alarm: String, _ device: String, _ area: String? = nil) throws -> Hand.Action {
            try resolver.hand(HandRequest(.unshelve(.alarm(alarm, device: device, profile: nil, area: area)))).action
        }
        #expect(
            try named("broker-lost", "gengfu-test")
                == .unshelve(NamedAlarm(device: key("gengfu", "", "gengfu-test"), alarm: "broker-lost")))
        let flood = NamedAlarm(device: key("gengfu", "532899101201", "gengfu-test"), alarm: "flood")
        #expect(try named("flood", "gengfu-test", "532899101201") == .unshelve(flood))
        #expect(throws: ControlRefusal("Device 'd1' has no alarm 'warm'; it has fire, payload.")) {
            try named("warm", "d1")
        }
        #expect(engine.deviceCount(in: Period.Target(area: "")) == 10)
        #expect(engine.openAlarms.count == 11)
    }
}
