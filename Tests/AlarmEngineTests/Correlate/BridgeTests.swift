import Testing

@testable import AlarmEngine

@Suite("Bridges: what speaks through one thing falls silent with it")
struct BridgeTests {
    /// The bridge says of itself whether it runs, and its sensors what they measure.
    private static func profiles() throws -> [Profile] {
        [
            try .of(.availability("z/{bridge}/state"), name: "bridge", alarms: [], silence: .hours(1)),
            try .of(
                MessageDescription(topic: "z/{bridge}/{device}/data", fields: FieldDescription.usual),
                .availability("z/{bridge}/{device}/availability"), name: "sensor", silence: .minutes(10)),
        ]
    }

    private func configuration(
        registry: [RegisteredDevice] = [], _ change: (inout CorrelationDescription) -> Void = { _ in }
    ) throws -> Engine.Configuration {
        try Village.configuration(
            Self.profiles(), registry: registry, sinks: [.sink("desk")],
            CorrelationDescription.count("bridge/silence", name: "bridge-down", scope: .bridge).with {
                $0.suppresses = .operands([.init(profile: nil, alarm: "silence")])
                $0.offDelay = .minutes(2)
                change(&$0)
            })
    }

    private func say(_ state: String, of name: String, _ watch: inout Watch, at moment: Int64) -> [String] {
        watch.send(#"{"state":"\#(state)"}"#, at: moment, on: "z/\(name)")
    }

    @Test("A thousand devices behind a bridge whose last will says offline: one alarm is told, and all comes back")
    func thousand() throws {
        var watch = Watch(try configuration())
        for device in 0..<1000 { watch.send(#"{"v":1}"#, at: 0, on: "z/b/\(device)/data") }
        #expect(say("online", of: "b/state", &watch, at: 1) == [])
        #expect(
            say("offline", of: "b/state", &watch, at: 1000)
                == ["silence raised @1000", "silence suppressed @1000", "bridge-down raised @1000"])
        let down = watch.events.last
        #expect(down?.life.device == DeviceKey(profile: "correlations", area: "", device: "b"))
        #expect(down?.area == nil && down?.zone == nil)
        #expect(watch.advance(to: 600_000).count == 2000)
        #expect(watch.events.suffix(2000).count { $0.kind == .raised } == 1000)
        #expect(watch.events.suffix(2000).count { $0.kind == .suppressed && $0.reason == "bridge-down" } == 1000)
        #expect(watch.told == ["bridge-down raised → desk"])
        watch.restart()
        #expect(say("online", of: "b/state", &watch, at: 700_000) == ["silence cleared @700000"])
        for device in 0..<1000 { watch.send(#"{"v":1}"#, at: 701_000, on: "z/b/\(device)/data") }
        #expect(watch.advance(to: 820_000) == ["bridge-down cleared @820000"])
        #expect(watch.told == ["bridge-down raised → desk", "bridge-down cleared → desk"])
        #expect(watch.engine.records().flatMap(\.alarms).allSatisfy { $0.state == .normal && $0.covers.isEmpty })
    }

    @Test("What did not come back when the parent is over is told then")
    func lost() throws {
        var watch = Watch(try configuration())
        for device in 0..<3 { watch.send(#"{"v":1}"#, at: 0, on: "z/b/\(device)/data") }
        _ = say("offline", of: "b/state", &watch, at: 1)
        watch.advance(to: 600_000)
        _ = say("online", of: "b/state", &watch, at: 600_001)
        for device in 0..<2 { watch.send(#"{"v":1}"#, at: 600_002, on: "z/b/\(device)/data") }
        #expect(watch.advance(to: 720_001) == ["bridge-down cleared @720001", "silence unsuppressed @720001"])
        #expect(watch.told.suffix(1) == ["silence unsuppressed → desk"])
        #expect(watch.events.last?.life.device.device == "2")
    }

    @Test("What was silent before is suppressed with the rest; others' and what is no silence goes on")
    func others() throws {
        var watch = Watch(try configuration())
        #expect(say("offline", of: "b/1/availability", &watch, at: 0) == ["silence raised @0"])
        #expect(say("offline", of: "c/8/availability", &watch, at: 0) == ["silence raised @0"])
        watch.send(#"{"v":1}"#, at: 0, on: "z/b/2/data")
        #expect(
            say("offline", of: "b/state", &watch, at: 1).suffix(2) == [
                "bridge-down raised @1", "silence suppressed @1",
            ])
        #expect(watch.events.last?.life.device.device == "1")
        let told = watch.told.count
        #expect(watch.send(#"{"v":9}"#, at: 2, on: "z/b/2/data") == ["high raised @2"])
        #expect(say("offline", of: "c/9/availability", &watch, at: 3) == ["silence raised @3"])
        #expect(watch.told.count == told + 2)
    }

    @Test("With an on-delay the bridge's own silence is told first, as nothing suppresses it yet")
    func onDelay() throws {
        var watch = Watch(try configuration { $0.onDelay = .seconds(5) })
        #expect(say("offline", of: "b/state", &watch, at: 0) == ["silence raised @0"])
        #expect(watch.advance(to: 5000) == ["bridge-down raised @5000", "silence suppressed @5000"])
        #expect(watch.told.first == "silence raised → desk")
    }

    @Test("A parent that is covered itself tells nobody, and its children are suppressed all the same")
    func shelved() throws {
        var watch = Watch(try configuration())
        watch.send(#"{"v":1}"#, at: 0, on: "z/b/1/data")
        let parent = NamedAlarm(
            device: DeviceKey(profile: "correlations", area: "", device: "b"), alarm: "bridge-down")
        _ = say("offline", of: "b/state", &watch, at: 1)
        watch.decide([
            .hand(Hand(.shelve(parent, until: nil, isOnce: false), by: "x", reason: nil, at: Moment(milliseconds: 2)))
        ])
        let told = watch.told.count
        #expect(watch.advance(to: 600_000) == ["silence raised @600000", "silence suppressed @600000"])
        #expect(watch.told.count == told)
    }

    // MARK: Who is behind which

    @Test("The registry knows better than the topic which bridge a device speaks through")
    func registry() throws {
        var row = RegisteredDevice(device: "1", profile: "sensor")
        row.bridge = "c"
        var watch = Watch(try configuration(registry: [row]))
        watch.send(#"{"v":1}"#, at: 0, on: "z/b/1/data")
        _ = say("offline", of: "b/state", &watch, at: 1)
        #expect(watch.advance(to: 600_000) == ["silence raised @600000"])
        #expect(
            say("offline", of: "c/state", &watch, at: 600_001).suffix(2)
                == ["bridge-down raised @600001", "silence suppressed @600001"])
        #expect(watch.record(of: "1")?.bridge == "c")
    }

    @Test("A device that is heard through another bridge leaves the first, over a restart too")
    func roaming() throws {
        var watch = Watch(try configuration())
        watch.send(#"{"v":1}"#, at: 0, on: "z/b/1/data")
        _ = say("offline", of: "b/state", &watch, at: 1)
        watch.advance(to: 600_000)
        #expect(watch.restart() == [])
        #expect(say("offline", of: "c/1/availability", &watch, at: 600_001) == ["silence unsuppressed @600001"])
        #expect(watch.restart() == [] && watch.record(of: "1")?.bridge == "c")
        #expect(
            watch.send(#"{"v":1}"#, at: 600_002, on: "z/b/1/data") == [
                "silence suppressed @600002", "silence cleared @600002",
            ])
    }

    @Test("A retained message says whose bridge it is where nothing else did")
    func retained() throws {
        var watch = Watch(try configuration(registry: [RegisteredDevice(device: "1", profile: "sensor")]))
        _ = say("offline", of: "b/state", &watch, at: 1)
        #expect(
            watch.send(#"{"state":"offline"}"#, at: 2, on: "z/b/1/availability", retained: true)
                == ["silence raised @2", "silence suppressed @2"])
        watch.send(#"{"state":"offline"}"#, at: 3, on: "z/c/1/availability", retained: true)
        #expect(watch.record(of: "1")?.bridge == "b")
    }

    @Test("A payload says it, too, for each reading")
    func payload() throws {
        var message = MessageDescription.many("radio", named: true)
        message.bridge = MessagePlace(path: "/gw")
        let sensor = try Profile.of(message, name: "sensor", silence: .minutes(10))
        let profiles = [try Self.profiles()[0], sensor]
        var watch = Watch(
            try Village.configuration(
                profiles, sinks: [.sink("desk")],
                CorrelationDescription.count("bridge/silence", name: "bridge-down", scope: .bridge).with {
                    $0.suppresses = .operands([.init(profile: "sensor", alarm: "silence")])
                }))
        watch.many(
            #"{"id":"1","gw":"b","v":1}"#, #"{"id":"2","gw":"c","v":1}"#, #"{"id":"3","gw":"","v":1}"#, at: 0,
            on: "radio")
        #expect(["1", "2", "3"].map { watch.record(of: $0)?.bridge } == ["b", "c", nil])
        _ = say("offline", of: "b/state", &watch, at: 1)
        watch.advance(to: 600_000)
        #expect(watch.events.filter { $0.kind == .suppressed }.map(\.life.device.device) == ["1"])
        #expect(watch.told.prefix(2) == ["silence raised → desk", "bridge-down raised → desk"])
    }

    @Test("A bridge and a zone of one name, in no area, are told apart")
    func sameName() throws {
        let profile = try Profile.sample(
            .rule("on"), topic: "z/{bridge}/{zone}/{device}", silence: SilenceDescription(after: .hours(1)))
        let configuration = try Village.configuration(
            [profile],
            CorrelationDescription.count("p/high", name: "bridge", scope: .bridge, atLeast: 2).with { $0.latch = true },
            CorrelationDescription.count("p/high", name: "zone", scope: .zone, atLeast: 2).with { $0.latch = true })
        var watch = Watch(configuration)
        watch.send(#"{"on":true}"#, at: 0, on: "z/x/y/1")
        #expect(watch.send(#"{"on":true}"#, at: 1, on: "z/x/z/2") == ["high raised @1", "bridge raised @1"])
        #expect(watch.send(#"{"on":true}"#, at: 2, on: "z/y/x/3") == ["high raised @2"])
        #expect(watch.send(#"{"on":true}"#, at: 3, on: "z/w/x/4") == ["high raised @3", "zone raised @3"])
        #expect(Set(watch.events.suffix(1).map(\.life.device.device)) == ["x"])
        #expect(watch.restart() == [], "both go on")
        #expect(watch.record(of: "x")?.alarms.map(\.state) == [.unacknowledged, .unacknowledged])
    }

    // MARK: What is written wrong

    @Test("What a list of what is suppressed names must be alarms that there are")
    func mistakes() throws {
        var sensor = ProfileDescription(
            name: "sensor", service: .fireStation,
            messages: [MessageDescription(topic: "s/{device}", fields: FieldDescription.usual)])
        sensor.signs = [SignDescription(name: "open", when: "on")]
        let profiles = [try Profile(sensor), try Self.profiles()[0]]
        func problems(_ operand: String) -> [ProfileProblem] {
            let description = CorrelationDescription.count("bridge/silence", scope: .bridge).with {
                $0.suppresses = .operands([operand].compactMap(CorrelationDescription.Operand.init))
            }
            do throws(ProfileProblems) {
                _ = try Correlation(description, profiles: profiles)
                return []
            } catch { return error.problems }
        }
        #expect(problems("*/silence") == [])
        for (operand, message) in [
            ("sensor/open", "is a sign"), ("sensor/shut", "no alarm"), ("senso/silence", "no profile"),
        ] {
            #expect(problems(operand).map(\.path) == [["many", "suppresses", "0"]])
            #expect(problems(operand).first?.message.contains(message) == true, "\(problems(operand))")
        }
    }
}
