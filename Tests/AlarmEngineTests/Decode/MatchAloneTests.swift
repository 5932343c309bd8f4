import Testing

@testable import AlarmEngine

/// docs/payloads.md, section 7.
@Suite("A profile with a match: that alone has its topic")
struct MatchAloneTests {
    private static func profile(_ change: (inout ProfileDescription) -> Void = { _ in }) throws -> Profile {
        var description = ProfileDescription(
            name: "p", service: .fireStation,
            messages: [
                MessageDescription(
                    topic: "t/{device}", match: MatchDescription(path: "/model", values: [.text("mine")]),
                    fields: [.number("v")]),
                .availability(),
            ],
            alarms: [.rule("v > 0")])
        description.silence = SilenceDescription(after: .hours(10))
        change(&description)
        return try Profile(description)
    }

    private func watch(_ registry: [RegisteredDevice] = []) throws -> Watch {
        Watch(
            Engine.Configuration(profiles: [try Self.profile()], registry: registry, sinks: [.sink("desk")]),
            isListening: true)
    }

    private static let (mine, other) = (#"{"v":1,"model":"mine"}"#, #"{"v":1,"model":"other"}"#)
    private static let (topic, offline) = ("t/d/availability", #"{"state":"offline"}"#)

    @Test("It takes what matches; anything else is of no profile, counted, and makes no device")
    func matches() throws {
        for stranger in [Self.other, #"{"v":1}"#, #"{"v":1,"model":null}"#, #"{"v":1,"model":["mine"]}"#] {
            var watch = try watch()
            #expect(watch.send(stranger, at: 1) == [])
            #expect(watch.counts.unknownTopic == 1 && watch.counts.undecodable == 0, "\(stranger)")
            #expect(watch.engine.deviceCount == 0)
        }
        var watch = try watch()
        #expect(watch.send(Self.mine, at: 1).count == 1)
        #expect(watch.counts.unknownTopic == 0 && watch.engine.deviceCount == 1)
    }

    @Test("What was taken once says nothing of the next message on that topic")
    func notRemembered() throws {
        var watch = try watch()
        watch.send(Self.mine, at: 1)
        #expect(watch.send(#"{"v":0,"model":"other"}"#, at: 2) == [], "it would have ended the alarm")
        #expect(watch.counts.unknownTopic == 1 && watch.engine.topics.entries.isEmpty)
        #expect(watch.send(#"{"v":0,"model":"mine"}"#, at: 3).count == 1)
    }

    @Test("The registry decides first: of a device that it names everything is taken, and that is remembered")
    func registered() throws {
        var watch = try watch([RegisteredDevice(device: "d", profile: "p")])
        #expect(watch.send(Self.other, at: 1).count == 1)
        #expect(watch.counts.unknownTopic == 0 && watch.engine.topics.entries.count == 1)
        #expect(watch.send(Self.other, at: 2, on: "t/e") == [])
        #expect(watch.counts.unknownTopic == 1)
    }

    @Test("A broken payload says nothing: it is that of who was heard before by that name, and else nobody's")
    func broken() throws {
        var watch = try watch()
        watch.send("broken", at: 1)
        #expect(watch.counts.unknownTopic == 1 && watch.counts.undecodable == 0)
        watch.send(Self.mine, at: 2)
        watch.send("broken", at: 3)
        #expect(watch.counts.unknownTopic == 1 && watch.counts.undecodable == 1)
    }

    @Test("That it cannot be reached counts of who is in the registry or was heard before, and of nobody else")
    func availability() throws {
        var watch = try watch()
        #expect(watch.send(Self.offline, at: 1, on: Self.topic) == [])
        #expect(watch.counts.unknownTopic == 1 && watch.engine.deviceCount == 0)
        watch.send(Self.other, at: 2)
        #expect(watch.send(Self.offline, at: 3, on: Self.topic) == [], "another was heard by that name")
        watch.send(Self.mine, at: 4)
        #expect(watch.send(Self.offline, at: 5, on: Self.topic) == ["silence raised @5"])
        var known = try self.watch([RegisteredDevice(device: "d", profile: "p")])
        #expect(known.send(Self.offline, at: 1, on: Self.topic) == ["silence raised @1"])
    }

    @Test("Availability of a profile without any match: is taken as ever")
    func availabilityWithoutMatch() throws {
        let profile = try Self.profile { $0.messages[0].match = nil }
        var watch = Watch(Engine.Configuration(profiles: [profile], sinks: [.sink("desk")]), isListening: true)
        #expect(watch.send(Self.offline, at: 1, on: Self.topic) == ["silence raised @1"])
    }

    @Test("Tools ask the engine: the owner is the same, and times are moved of what is taken alone")
    func tools() throws {
        let profile = try Self.profile { $0.messages[0].times = [TimeDescription(path: "/ts", unit: .seconds)] }
        let stranger = Array(#"{"ts":60,"model":"other"}"#.utf8)
        func message(_ payload: String) -> Message {
            Message(topic: "t/d", payload: Array(payload.utf8), receivedAt: Moment(milliseconds: 1))
        }
        let row = RegisteredDevice(device: "d", profile: "p")
        let open = Engine(configuration: Engine.Configuration(profiles: [profile]))
        let named = Engine(configuration: Engine.Configuration(profiles: [profile], registry: [row]))
        #expect(open.owner(of: message(Self.mine))?.profile.name == "p" && open.owner(of: message(Self.other)) == nil)
        #expect(named.owner(of: message(Self.other))?.device == "d")
        #expect(TimeShift([profile]).outcome(stranger, topic: "t/d", by: .seconds(1)) == .timeless)
        #expect(
            TimeShift([profile], registry: [row]).outcome(stranger, topic: "t/d", by: .seconds(1))
                == .moved(Array(#"{"ts":61,"model":"other"}"#.utf8)))
    }
}
