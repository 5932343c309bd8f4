import Testing

@testable import AlarmEngine

@Suite("Correlations: what follows from another is not told twice")
struct ExplainedTests {
    /// Two bridges with their sensors; a bridge that is silent suppresses them, and three silent devices are an outage.
    private func configuration(_ change: (inout CorrelationDescription) -> Void = { _ in }) throws
        -> Engine.Configuration
    {
        let profiles = [
            try Profile.of(.availability("z/{bridge}/state"), name: "bridge", alarms: [], silence: .hours(1)),
            try Profile.of(
                MessageDescription(topic: "z/{bridge}/{device}/data", fields: FieldDescription.usual),
                .availability("z/{bridge}/{device}/availability"), name: "sensor", silence: .minutes(30)),
        ]
        return try Village.configuration(
            profiles, sinks: [.sink("desk")],
            .count("bridge/silence", name: "bridge-down", scope: .bridge).with {
                $0.suppresses = .operands([.init(profile: nil, alarm: "silence")])
                $0.offDelay = .minutes(2)
                change(&$0)
            },
            .count("*/silence", name: "a-outage", scope: .gateway, atLeast: 3, within: .minutes(5)).with {
                $0.suppresses = .children
            })
    }

    private func watch(_ change: (inout CorrelationDescription) -> Void = { _ in }) throws -> Watch {
        var watch = Watch(try configuration(change))
        for bridge in ["b", "c"] {
            for device in 0..<5 { watch.send(#"{"v":1}"#, at: 0, on: "z/\(bridge)/\(bridge)\(device)/data") }
        }
        return watch
    }

    /// The events of the two parents alone.
    @discardableResult
    private func say(_ state: String, _ name: String, _ watch: inout Watch, at moment: Int64) -> [String] {
        watch.send(#"{"state":"\#(state)"}"#, at: moment, on: "z/\(name)").filter { !$0.hasPrefix("silence") }
    }

    private func sensors(_ state: String, of bridge: String, _ watch: inout Watch, at moment: Int64) -> [String] {
        (0..<5).flatMap { say(state, "\(bridge)/\(bridge)\($0)/availability", &watch, at: moment) }
    }

    @Test("A bridge that says offline, and then all its devices: one alarm is told, over a restart too")
    func bridgeFirst() throws {
        for restarts in [false, true] {
            var watch = try watch()
            #expect(say("offline", "b/state", &watch, at: 1000) == ["bridge-down raised @1000"])
            if restarts { #expect(watch.restart() == []) }
            #expect(sensors("offline", of: "b", &watch, at: 2000) == [])
            if restarts { #expect(watch.restart() == []) }
            #expect(watch.told == ["bridge-down raised → desk"])
            #expect(say("online", "b/state", &watch, at: 3000) == [])
            #expect(sensors("online", of: "b", &watch, at: 4000) == [])
            if restarts { #expect(watch.restart() == []) }
            #expect(watch.advance(to: 200_000) == ["bridge-down cleared @123000"])
            #expect(watch.told == ["bridge-down raised → desk", "bridge-down cleared → desk"])
        }
    }

    @Test("What began before the bridge died is over when it is told")
    func devicesFirst() throws {
        var watch = try watch()
        #expect(sensors("offline", of: "b", &watch, at: 1000) == ["a-outage raised @1000"])
        #expect(
            say("offline", "b/state", &watch, at: 2000) == ["bridge-down raised @2000", "a-outage cleared @2000"])
        #expect(watch.events.count { $0.kind == .unsuppressed } == 0, "they stay suppressed")
        #expect(sensors("offline", of: "b", &watch, at: 3000) == [])
    }

    @Test("The bridge that tips both is told as itself alone, though the other's name comes first")
    func tips() throws {
        var watch = try watch()
        for device in 0..<2 { say("offline", "b/b\(device)/availability", &watch, at: 1000) }
        #expect(say("offline", "b/state", &watch, at: 2000) == ["bridge-down raised @2000"])
    }

    @Test("The bridge's own silence counts, and so do the devices of others")
    func others() throws {
        var watch = try watch()
        say("offline", "b/state", &watch, at: 1000)
        #expect(sensors("offline", of: "b", &watch, at: 1000) == [])
        #expect(say("offline", "c/c0/availability", &watch, at: 2000) == [])
        #expect(say("offline", "c/c1/availability", &watch, at: 2000) == ["a-outage raised @2000"])
        #expect(watch.text(of: "a-outage") == "3 devices, 27.3 %, last c1")
    }

    @Test("What is still silent when the bridge is over comes on then, and is told as one")
    func comesBack() throws {
        for restarts in [false, true] {
            var watch = try watch()
            say("offline", "b/state", &watch, at: 1000)
            _ = sensors("offline", of: "b", &watch, at: 2000)
            say("online", "b/state", &watch, at: 1_000_000)
            if restarts { #expect(watch.restart() == []) }
            #expect(watch.advance(to: 1_120_000) == ["bridge-down cleared @1120000", "a-outage raised @1120000"])
            #expect(
                watch.told == [
                    "bridge-down raised → desk", "bridge-down cleared → desk", "a-outage raised → desk",
                ])
            if restarts { #expect(watch.restart() == []) }
            #expect(say("online", "b/b0/availability", &watch, at: 1_130_000) == [])
            #expect(say("online", "b/b1/availability", &watch, at: 1_130_000) == [])
            #expect(say("online", "b/b2/availability", &watch, at: 1_130_000) == [])
            #expect(watch.advance(to: 1_419_999) == [], "they came on at 1 120 000, and stand for 5 min")
            #expect(watch.advance(to: 1_420_000).contains("a-outage cleared @1420000"))
        }
    }

    @Test("A device that came and went under the parent is not fresh when that is over")
    func cameAndWent() throws {
        var watch = try watch()
        say("offline", "b/state", &watch, at: 1000)
        _ = sensors("offline", of: "b", &watch, at: 2000)
        _ = sensors("online", of: "b", &watch, at: 3000)
        say("online", "b/state", &watch, at: 4000)
        #expect(watch.advance(to: 124_000) == ["bridge-down cleared @124000"])
    }

    @Test("A device heard through another bridge counts again")
    func roaming() throws {
        var watch = try watch()
        say("offline", "b/state", &watch, at: 1000)
        _ = sensors("offline", of: "b", &watch, at: 2000)
        #expect(say("offline", "c/b0/availability", &watch, at: 3000) == [])
        #expect(say("offline", "c/b1/availability", &watch, at: 3000) == ["a-outage raised @3000"])
    }

    @Test("A parent in a drill explains nothing real")
    func drill() throws {
        var watch = try watch()
        watch.begin(.drill, Period.Target(area: "", device: "b"), until: 900_000, at: 1)
        say("offline", "b/state", &watch, at: 1000)
        #expect(sensors("offline", of: "b", &watch, at: 2000).contains("a-outage raised @2000"))
    }

    @Test("A child of its own count is counted by others: a silent village is part of a silent gateway")
    func children() throws {
        var watch = try watch {
            $0 = .count("sensor/silence", name: "bridge-down", scope: .bridge, atLeast: 2, within: .minutes(5)).with {
                $0.suppresses = .children
            }
        }
        #expect(
            sensors("offline", of: "b", &watch, at: 1000) == ["bridge-down raised @1000", "a-outage raised @1000"])
    }
}
