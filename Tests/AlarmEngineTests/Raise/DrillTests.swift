import Testing

@testable import AlarmEngine

@Suite("Drills")
struct DrillTests {
    private static let sinks: [SinkRoute] = [
        .sink("desk"),
        SinkRoute(
            name: "drills", minimumSeverity: .minor, signals: Set(Signal.allCases), isStandby: false, takesDrills: true),
    ]

    private func watch() throws -> Watch {
        let profile = try Profile.sample(
            .rule("v > 5", signal: .alarm), .rule("w > 5", name: "low", signal: .alarm, latch: true), .momentary("on"),
            topic: "t/{area}/{zone}/{device}")
        return Watch(Engine.Configuration(profiles: [profile], sinks: Self.sinks))
    }

    private let fire = #"{"v":6}"#
    private let out = #"{"v":0}"#

    private func marked(_ watch: Watch) -> [String] {
        watch.events.filter { $0.life.alarm != "drill" }.map { "\($0.life.device.device) \($0.kind) \($0.isTest)" }
    }

    @Test("A life raised in it is a test with all its events, told only to the sinks that take drills")
    func test() throws {
        var watch = try watch()
        watch.begin(.drill, Period.Target(area: "5328"), until: 1000, at: 0)
        let told = watch.toldNow { watch in
            watch.send(fire, at: 10, on: "t/532822/z/d")
            watch.send(out, at: 20, on: "t/532822/z/d")
            watch.send(fire, at: 30, on: "t/532822/z/d")
            watch.hand(.note, at: 40)
            watch.hand(.acknowledge, at: 40)
            watch.send(out, at: 50, on: "t/532822/z/d")
        }
        #expect(told.count == 6 && told.allSatisfy { $0.hasSuffix("→ drills") })
        #expect(marked(watch).allSatisfy { $0.hasSuffix("true") } && watch.events.count == 7)
        #expect(watch.advance(to: 1000) == ["drill cleared @1000"])
        let real = watch.toldNow { $0.send(fire, at: 1000, on: "t/532822/z/d") }
        #expect(real == ["high raised → desk", "high raised → drills"] && marked(watch).last == "d raised false")
    }

    @Test("A life that began before stays real, and nothing outside the target is ever marked")
    func real() throws {
        var watch = try watch()
        watch.send(fire, at: 0, on: "t/532822/z/d")
        watch.send(out, at: 1, on: "t/532822/z/d")
        watch.begin(.drill, Period.Target(area: "532822", zone: "z", device: "d"), until: 1000, at: 5)
        for (place, topic) in ["t/532822/z/d", "t/532822/z/e", "t/532822/y/d", "t/532823/z/d", "t/53282/z/d"]
            .enumerated()
        {
            watch.send(fire, at: 10 + Int64(place), on: topic)
        }
        #expect(marked(watch).allSatisfy { $0.hasSuffix("false") })
        watch.send(#"{"w":6}"#, at: 30, on: "t/532822/z/d")
        #expect(marked(watch).last == "d raised true", "another alarm of that device")
        let ended = watch.end(.drill, Period.Target(area: "532822", zone: "z", device: "d"), at: 40)
        #expect(ended == ["drill cleared @40", "low cleared @40", "low raised @40"])
    }

    @Test("When it ends each test life ends; what is on is raised for real at once")
    func ends() throws {
        var watch = try watch()
        watch.begin(.drill, Period.Target(area: "5"), until: 1000, at: 0)
        watch.send(fire, at: 10, on: "t/5/z/on")
        watch.send(fire, at: 10, on: "t/5/z/acknowledged")
        watch.hand(.acknowledge, at: 11)
        watch.send(fire, at: 12, on: "t/5/z/returned")
        watch.send(out, at: 13, on: "t/5/z/returned")
        watch.send(#"{"w":6}"#, at: 14, on: "t/5/z/latched")
        watch.send(#"{"w":0}"#, at: 15, on: "t/5/z/latched")
        watch.send(#"{"on":true}"#, at: 16, on: "t/5/z/sos")
        watch.send(fire, at: 17, on: "t/6/z/other")
        let before = watch.events.count
        let told = watch.toldNow { $0.advance(to: 1000) }
        #expect(
            watch.events.dropFirst(before).map {
                "\($0.life.device.device) \($0.kind) \($0.isTest) \($0.state.rawValue)"
            } == [
                "gengfu cleared false normal", "acknowledged cleared true normal",
                "acknowledged raised false unacknowledged", "latched cleared true normal", "on cleared true normal",
                "on raised false unacknowledged", "returned cleared true normal", "sos cleared true normal",
            ])
        #expect(
            watch.events.filter { $0.kind == .cleared && $0.isTest }.allSatisfy {
                $0.reason == "drill over" && $0.by == nil
            })
        #expect(told.count { $0.hasSuffix("→ desk") } == 3, "\(told)")
        #expect(watch.events.last { $0.kind == .raised }?.life.beganAt == Moment(milliseconds: 1000))
        #expect(watch.send(out, at: 1010, on: "t/5/z/on") == ["high returned @1010"])
    }

    @Test("A test life goes on while another drill covers it, be it that one follows the other at one instant")
    func another() throws {
        var watch = try watch()
        watch.begin(.drill, Period.Target(area: "5"), until: 100, at: 0)
        watch.begin(.drill, Period.Target(area: "53"), until: 200, at: 0)
        watch.begin(.drill, Period.Target(area: "53", zone: "z"), from: 200, until: 300, at: 0)
        watch.send(fire, at: 10, on: "t/53/z/d")
        #expect(watch.advance(to: 100) == ["drill cleared @100"])
        #expect(watch.advance(to: 200) == ["drill raised @200", "drill cleared @200"])
        #expect(watch.advance(to: 300) == ["drill cleared @300", "high cleared @300", "high raised @300"])
    }

    @Test("It goes on over a restart; without its drill a test life ends at the first decision")
    func restart() throws {
        var watch = try watch()
        watch.begin(.drill, until: 1000, at: 0)
        watch.send(fire, at: 10, on: "t/5/z/d")
        #expect(watch.restart() == [])
        watch.send(out, at: 20, on: "t/5/z/d")
        #expect(marked(watch).last == "d returned true")
        watch.send(fire, at: 30, on: "t/5/z/d")
        let records = watch.engine.records().filter { $0.key.profile != "gengfu" }
        let profile = watch.engine.profiles
        let engine = Engine(
            configuration: Engine.Configuration(profiles: profile, sinks: Self.sinks), restoring: records)
        #expect(
            engine.decide([], at: Moment(milliseconds: 40)).events.map(\.short) == [
                "high cleared @40", "high raised @40",
            ])
    }

    @Test("Beneath a shelf the test ends and the real life begins untold; the shelf stays")
    func shelved() throws {
        var watch = try watch()
        watch.begin(.drill, until: 1000, at: 0)
        watch.send(fire, at: 10, on: "t/5/z/d")
        watch.shelve(until: 2000, of: DeviceKey(profile: "p", area: "5", device: "d"), at: 20)
        let told = watch.toldNow { $0.advance(to: 1000) }
        #expect(told == ["drill cleared → desk", "drill cleared → drills"])
        #expect(watch.shown.suffix(2) == ["cleared shelved", "raised shelved"])
        #expect(watch.toldNow { $0.advance(to: 2000) } == ["high unshelved → desk", "high unshelved → drills"])
        #expect(marked(watch).last == "d unshelved false")
    }

    @Test("The gateway's own alarms are in no drill and no maintenance")
    func own() throws {
        let own = try Profile(
            ProfileDescription(
                name: "gengfu", service: .gateway,
                messages: [MessageDescription(topic: "gengfu/{device}", fields: [.boolean("broker_lost")])],
                alarms: [.rule("broker_lost", name: "broker-lost")]))
        var watch = Watch(Engine.Configuration(profiles: [], sinks: Self.sinks, gateway: (own, "gw")))
        watch.begin(.drill, until: 1000, at: 0)
        watch.begin(.maintenance, until: 1000, at: 0)
        let told = watch.toldNow {
            $0.decide([.condition(name: "broker_lost", value: .boolean(true), at: Moment(milliseconds: 10))])
        }
        #expect(told == ["broker-lost raised → desk", "broker-lost raised → drills"])
    }
}
