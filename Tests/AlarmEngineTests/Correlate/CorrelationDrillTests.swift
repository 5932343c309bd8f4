import Testing

@testable import AlarmEngine

@Suite("Correlations: what is in a drill, and what is out of service")
struct CorrelationDrillTests {
    private let on = "\"on\":true"
    private let off = "\"on\":false"

    private func watch(_ correlations: CorrelationDescription...) throws -> Watch {
        let profiles = try [Village.detector()] + Village.broadcast()
        var configuration = Engine.Configuration(
            profiles: profiles, sinks: [.sink("desk"), .drills("school")])
        configuration.correlations = try correlations.map { try Correlation($0, profiles: profiles) }
        return Watch(configuration)
    }

    private func many(latch: Bool = false, within: Span? = .seconds(60), atLeast: Int = 2) -> CorrelationDescription {
        .count("det/fire", "det/press", scope: .zone, atLeast: atLeast, within: within).with { $0.latch = latch }
    }

    private func drill(_ device: String) -> Period.Target { Period.Target(area: "a", device: device) }

    /// The events of the correlation, marked where they are tests.
    private func said(_ watch: Watch, _ alarm: String = "many") -> [String] {
        watch.events.filter { $0.life.alarm == alarm }.map {
            "\($0.kind) @\($0.time.milliseconds)\($0.isTest ? " test" : "")"
        }
    }

    private func told(_ watch: Watch, _ alarm: String = "many") -> [String] {
        watch.told.filter { $0.hasPrefix("\(alarm) ") }
    }

    @Test("Two detectors drilled one by one confirm a test, told to those alone who take drills")
    func oneByOne() throws {
        var watch = try watch(many())
        watch.begin(.drill, drill("1"), until: 30_000, at: 0)
        watch.begin(.drill, drill("2"), until: 30_000, at: 0)
        watch.say("det/a/z/1", on, at: 1000)
        watch.say("det/a/z/2", on, at: 2000)
        watch.say("det/a/z/1", off, at: 3000)
        watch.say("det/a/z/2", off, at: 4000)
        watch.advance(to: 100_000)
        #expect(said(watch) == ["raised @2000 test", "cleared @30000 test"])
        #expect(told(watch) == ["many raised → school", "many cleared → school"])
    }

    @Test("One in a drill and one for real are no real confirmation; a second for real is one, and is told as such")
    func laterReal() throws {
        var watch = try watch(many())
        watch.begin(.drill, drill("1"), until: 600_000, at: 0)
        watch.say("det/a/z/1", on, at: 1000)
        watch.say("det/a/z/2", on, at: 2000)
        #expect(said(watch) == ["raised @2000 test"])
        #expect(watch.say("det/a/z/3", on, at: 3000) == ["many cleared @3000", "many raised @3000"])
        #expect(said(watch).suffix(2) == ["cleared @3000 test", "raised @3000"])
        #expect(watch.events.suffix(2).map(\.reason) == ["drill over", nil])
        #expect(told(watch).suffix(3) == ["many cleared → school", "many raised → desk", "many raised → school"])
        watch.say("det/a/z/1", off, at: 4000)
        watch.restart()
        watch.say("det/a/z/2", off, at: 70_000)
        #expect(said(watch).suffix(1) == ["cleared @70000"] && said(watch).count == 4)
    }

    @Test("Enough that are real from the start are real, whatever is in a drill beside them")
    func enough() throws {
        var watch = try watch(many())
        watch.begin(.drill, drill("1"), until: 600_000, at: 0)
        for device in [2, 1, 3] { watch.say("det/a/z/\(device)", on, at: Int64(device)) }
        #expect(said(watch) == ["raised @1 test", "cleared @3 test", "raised @3"])
        var other = try self.watch(many())
        other.begin(.drill, drill("1"), until: 600_000, at: 0)
        for device in [2, 3, 1] { other.say("det/a/z/\(device)", on, at: Int64(10 + device)) }
        #expect(said(other) == ["raised @13"])
    }

    @Test("When the drills end the test does, and what goes on is raised for real once it holds without tests")
    func drillsEnd() throws {
        for within in [Span.seconds(60), nil] {
            var watch = try watch(
                many(within: within).with {
                    if within == nil { $0 = CorrelationDescription.count("det/fire", scope: .zone, atLeast: 2) }
                })
            watch.begin(.drill, drill("1"), until: 200_000, at: 0)
            watch.begin(.drill, drill("2"), until: 300_000, at: 0)
            watch.say("det/a/z/1", on, at: 1000)
            watch.say("det/a/z/2", on, at: 2000)
            watch.advance(to: 250_000)
            #expect(said(watch) == ["raised @2000 test"], "the second is in a drill yet")
            watch.restart()
            watch.advance(to: 300_000)
            #expect(said(watch).dropFirst() == ["cleared @300000 test", "raised @300000"])
            #expect(told(watch).suffix(2) == ["many raised → desk", "many raised → school"])
        }
    }

    @Test("A latched test ends with the last of its drills; one that comes on again for real is a new life")
    func latched() throws {
        var watch = try watch(many(latch: true))
        watch.begin(.drill, drill("1"), until: 200_000, at: 0)
        watch.begin(.drill, drill("2"), until: 300_000, at: 0)
        for (second, payload) in [(1, on), (3, off)] {
            for device in [1, 2] { watch.say("det/a/z/\(device)", payload, at: Int64(1000 * second + device)) }
        }
        watch.advance(to: 299_999)
        #expect(said(watch) == ["raised @1002 test", "returned @61001 test"])
        var again = watch
        watch.advance(to: 300_000)
        #expect(said(watch).dropFirst(2) == ["cleared @300000 test"])
        for device in [3, 4] { again.say("det/a/z/\(device)", on, at: 299_999) }
        #expect(said(again).dropFirst(2) == ["cleared @299999 test", "raised @299999"])
    }

    @Test("A drill of the whole zone is as ever, and a real life stays real when it comes on again in one")
    func zone() throws {
        var watch = try watch(many(latch: true))
        for device in [1, 2] { watch.say("det/a/z/\(device)", on, at: 0) }
        for device in [1, 2] { watch.say("det/a/z/\(device)", off, at: 1000) }
        watch.begin(.drill, Period.Target(area: "a"), until: 200_000, at: 70_000)
        for device in [1, 2] { watch.say("det/a/z/\(device)", on, at: 80_000) }
        #expect(said(watch) == ["raised @0", "returned @60000", "raised @80000"])
    }

    @Test("What is unexpected in a drill alone is a test, and what is in a sign's drill goes on for real after it")
    func intrusion() throws {
        var watch = try watch(.hijacked())
        watch.begin(.drill, Period.Target(area: "a", device: "s1"), until: 50_000, at: 0)
        watch.say("speaker/a/s1", on, at: 1000)
        #expect(said(watch, "hijacked") == ["raised @1000 test"])
        watch.restart()
        watch.advance(to: 50_000)
        #expect(said(watch, "hijacked").dropFirst() == ["cleared @50000 test", "raised @50000"])
        var other = try self.watch(.hijacked())
        other.begin(.drill, Period.Target(area: "a", device: "s1"), until: 50_000, at: 0)
        other.say("speaker/a/s1", on, at: 1000)
        other.say("speaker/a/s2", on, at: 2000)
        #expect(said(other, "hijacked") == ["raised @1000 test", "cleared @2000 test", "raised @2000"])
    }

    @Test("An expectation that a test began is a test when missed, unless a real one joined it; a restart keeps that")
    func expectation() throws {
        for joins in [false, true] {
            var watch = try watch(.unplayed(.devices(1)))
            watch.begin(.drill, Period.Target(area: "a", device: "d1"), until: 600_000, at: 0)
            watch.say("desk/a/d1", "\"go\":true", at: 1000)
            if joins { watch.say("desk/a/d2", "\"go\":true", at: 2000) }
            watch.restart()
            watch.advance(to: 61_000)
            #expect(said(watch, "unplayed") == [joins ? "raised @61000" : "raised @61000 test"])
            watch.restart()
            watch.say("desk/a/d2", "\"go\":true", at: 70_000)
            watch.advance(to: 130_000)
            let after = joins ? [] : ["cleared @130000 test", "raised @130000"]
            #expect(said(watch, "unplayed").dropFirst() == after[...])
        }
    }

    @Test("A parent that is a test suppresses tests, and nothing real")
    func children() throws {
        var watch = try watch(
            many(within: nil).with {
                $0 = CorrelationDescription.count("det/fire", scope: .zone, atLeast: 2)
                $0.suppresses = .children
            })
        watch.begin(.drill, drill("1"), until: 600_000, at: 0)
        watch.say("det/a/z/1", on, at: 1000)
        watch.send("{\(on)}", at: 2000, on: "det/a/z/2")
        #expect(
            watch.events.suffix(3).map { "\($0.life.alarm) \($0.kind) \($0.life.device.device)" }
                == ["fire raised 2", "many raised z", "fire suppressed 1"])
        watch.send("{\(on)}", at: 3000, on: "det/a/z/3")
        #expect(
            watch.events.suffix(5).map { "\($0.life.alarm) \($0.kind) \($0.life.device.device)" }
                == ["fire raised 3", "many cleared z", "many raised z", "fire suppressed 2", "fire suppressed 3"])
    }

    // MARK: Out of service

    @Test("A detector out of service confirms nothing; back and still on it comes on then")
    func outOfService() throws {
        var watch = try watch(many())
        let broken = NamedAlarm(device: DeviceKey(profile: "det", area: "a", device: "1"), alarm: "fire")
        watch.say("det/a/z/1", off, at: 0)
        watch.obey(.takeOutOfService(broken, until: nil), at: 500)
        watch.say("det/a/z/1", on, at: 1000)
        watch.say("det/a/z/2", on, at: 2000)
        #expect(said(watch) == [])
        watch.restart()
        watch.obey(.returnToService(broken), at: 62_000)
        #expect(said(watch) == [], "the second came on a whole minute ago")
        watch.say("det/a/z/3", on, at: 121_999)
        #expect(said(watch) == ["raised @121999"])
    }

    @Test("What was counted and is taken out of service counts no more, and not again for what it was")
    func takenOut() throws {
        var watch = try watch(many())
        let broken = NamedAlarm(device: DeviceKey(profile: "det", area: "a", device: "1"), alarm: "fire")
        watch.say("det/a/z/1", on, at: 0)
        watch.say("det/a/z/2", on, at: 0)
        watch.obey(.takeOutOfService(broken, until: nil), at: 1000)
        #expect(said(watch) == ["raised @0", "cleared @1000"])
        watch.say("det/a/z/1", off, at: 2000)
        watch.obey(.returnToService(broken), at: 3000)
        #expect(said(watch).count == 2)
    }

    @Test("Maintenance takes out likewise, alarms and signs; a shelved one counts")
    func maintenance() throws {
        var watch = try watch(many(), .hijacked())
        watch.begin(.maintenance, Period.Target(area: "a", device: "1"), until: 30_000, at: 0)
        watch.begin(.maintenance, Period.Target(area: "a", device: "s1"), until: 30_000, at: 0)
        watch.say("speaker/a/s1", on, at: 1000)
        watch.say("det/a/z/1", on, at: 1000)
        watch.say("det/a/z/2", on, at: 1000)
        watch.restart()
        watch.advance(to: 29_999)
        #expect(said(watch) + said(watch, "hijacked") == [])
        watch.advance(to: 30_000)
        #expect(said(watch) + said(watch, "hijacked") == ["raised @30000", "raised @30000"])
        watch.begin(.maintenance, Period.Target(area: "a", device: "s1"), until: 50_000, at: 40_000)
        #expect(said(watch, "hijacked").last == "cleared @40000")
        var shelved = try self.watch(many())
        shelved.say("det/a/z/1", off, at: 0)
        shelved.shelve("fire", until: 50_000, of: DeviceKey(profile: "det", area: "a", device: "1"), at: 0)
        for device in [1, 2] { shelved.say("det/a/z/\(device)", on, at: 1000) }
        #expect(said(shelved) == ["raised @1000"])
    }

    @Test("A momentary alarm out of service counts nothing, nor does it begin an expectation or excuse")
    func momentary() throws {
        var watch = try watch(
            many(), .count("det/fire", name: "x"),
            CorrelationDescription.unplayed(.devices(1)).with {
                $0.condition = .expectation(
                    .init(
                        after: [.init(profile: "det", alarm: "press")],
                        expect: [.init(profile: "speaker", alarm: "playing")],
                        coverage: .devices(1), within: .seconds(60)))
            })
        let broken = NamedAlarm(device: DeviceKey(profile: "det", area: "a", device: "1"), alarm: "press")
        watch.say("det/a/z/1", off, at: 0)
        watch.obey(.takeOutOfService(broken, until: nil), at: 500)
        watch.say("det/a/z/1", "\"press\":true", at: 1000)
        watch.say("det/a/z/2", on, at: 2000)
        watch.advance(to: 100_000)
        #expect(said(watch) + said(watch, "unplayed") == [])
    }
}
