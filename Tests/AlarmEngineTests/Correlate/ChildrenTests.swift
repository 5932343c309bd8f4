import Testing

@testable import AlarmEngine

@Suite("Correlations: children that a parent suppresses")
struct ChildrenTests {
    private func configuration(_ change: (inout CorrelationDescription) -> Void = { _ in }) throws
        -> Engine.Configuration
    {
        try Village.configuration(
            [try Village.detector()], sinks: [.sink("desk")],
            CorrelationDescription.count("det/fire", scope: .area, atLeast: 2).with {
                $0.suppresses = .children
                change(&$0)
            })
    }

    private func fires(_ watch: inout Watch, _ devices: ClosedRange<Int>, _ on: Bool = true, at moment: Int64)
        -> [String]
    {
        devices.flatMap {
            watch.send(#"{"on":\#(on)}"#, at: moment, on: "det/a/z/\($0)")
        }
    }

    @Test("The parent's raised comes, then what it counts is suppressed, and those told of it learn so")
    func suppressed() throws {
        var watch = Watch(try configuration())
        #expect(
            fires(&watch, 1...2, at: 1)
                == [
                    "fire raised @1", "fire raised @1", "many raised @1", "fire suppressed @1", "fire suppressed @1",
                ])
        #expect(watch.events.suffix(2).map(\.life.device.device) == ["1", "2"])
        #expect(watch.events.last?.reason == "many" && watch.events.last?.cover == .suppressed)
        #expect(
            watch.told == [
                "fire raised → desk", "fire raised → desk", "many raised → desk", "fire suppressed → desk",
                "fire suppressed → desk",
            ])
    }

    @Test("A further child is raised and suppressed at once, and nobody is told")
    func further() throws {
        var watch = Watch(try configuration())
        _ = fires(&watch, 1...2, at: 1)
        let told = watch.told.count
        #expect(fires(&watch, 3...3, at: 2) == ["fire raised @2", "fire suppressed @2"])
        #expect(watch.told.count == told)
        #expect(watch.send(#"{"press":true}"#, at: 3, on: "det/a/z/3") == ["press raised @3"])
        #expect(watch.told.count == told + 1, "what it does not count is told")
        #expect(watch.send(#"{"on":true}"#, at: 3, on: "det/b/z/1") == ["fire raised @3"])
        #expect(watch.told.count == told + 2, "so is what is elsewhere")
    }

    @Test("When the parent goes off, those that are still on are told again; the others ended in silence")
    func lifted() throws {
        var watch = Watch(try configuration())
        _ = fires(&watch, 1...3, at: 1)
        #expect(fires(&watch, 1...1, false, at: 2) == ["fire cleared @2"])
        let told = watch.told.count
        #expect(
            fires(&watch, 2...2, false, at: 3) == ["fire cleared @3", "many cleared @3", "fire unsuppressed @3"])
        #expect(watch.events.last?.full == "fire unsuppressed @3 severe unacknowledged 1")
        #expect(watch.told[told...] == ["fire cleared → desk", "many cleared → desk", "fire unsuppressed → desk"])
    }

    @Test("They stay suppressed for as long as the parent is active, its off-delay included")
    func offDelay() throws {
        var watch = Watch(try configuration { $0.offDelay = .seconds(10) })
        _ = fires(&watch, 1...2, at: 0)
        #expect(fires(&watch, 1...1, false, at: 1000) == ["fire cleared @1000"])
        #expect(watch.advance(to: 11_000) == ["many cleared @11000", "fire unsuppressed @11000"])
    }

    @Test("A momentary child may be suppressed too")
    func momentary() throws {
        var watch = Watch(
            try Village.configuration(
                [try Village.detector()],
                CorrelationDescription.count("det/press", atLeast: 2, within: .seconds(60)).with {
                    $0.suppresses = .children
                }))
        watch.send(#"{"press":true}"#, at: 0, on: "det/a/z/1")
        #expect(
            watch.send(#"{"press":true}"#, at: 1, on: "det/a/z/2")
                == ["press raised @1", "many raised @1", "press suppressed @1", "press suppressed @1"])
        #expect(
            watch.advance(to: 60_000)
                == ["many cleared @60000", "press unsuppressed @60000", "press unsuppressed @60000"])
        #expect(watch.events.last?.state == .unacknowledged, "it has no return of its own")
    }

    @Test("Under two parents a child is suppressed until both are over")
    func twoParents() throws {
        let both = [("area", CorrelationDescription.Scope.area, 2), ("gateway", .gateway, 3)].map {
            name, scope, least in
            CorrelationDescription.count("det/fire", name: name, scope: scope, atLeast: least).with {
                $0.suppresses = .children
            }
        }
        var watch = Watch(try Village.configuration([try Village.detector()], both[0], both[1]))
        _ = fires(&watch, 1...2, at: 1)
        #expect(
            watch.send(#"{"on":true}"#, at: 2, on: "det/b/z/9")
                == ["fire raised @2", "gateway raised @2", "fire suppressed @2"], "the others are already")
        #expect(
            fires(&watch, 1...1, false, at: 3) == [
                "fire cleared @3", "area cleared @3", "gateway cleared @3", "fire unsuppressed @3",
                "fire unsuppressed @3",
            ])
        #expect(watch.events.suffix(2).map(\.life.device.area) == ["a", "b"])
    }

    @Test("A device that moves out from under the parent is told of again; one that moves in is suppressed")
    func moves() throws {
        let profile = try Profile.sample(.rule("on"), topic: "t/{area}/{zone}/{device}")
        var watch = Watch(
            try Village.configuration(
                [profile],
                CorrelationDescription.count("p/high", scope: .zone, atLeast: 2).with { $0.suppresses = .children }))
        for device in 1...3 { watch.send(#"{"on":true}"#, at: 1, on: "t/a/x/\(device)") }
        watch.send(#"{"on":true}"#, at: 2, on: "t/a/y/4")
        #expect(watch.send(#"{"w":1}"#, at: 3, on: "t/a/w/3") == ["high unsuppressed @3"])
        #expect(watch.send(#"{"w":1}"#, at: 4, on: "t/a/x/4") == ["high suppressed @4"])
    }

    @Test("A restart keeps them, and a configuration without the parent lifts them")
    func restarts() throws {
        var watch = Watch(try configuration())
        _ = fires(&watch, 1...3, at: 1)
        #expect(watch.restart() == [])
        #expect(fires(&watch, 4...4, at: 2) == ["fire raised @2", "fire suppressed @2"])
        var without = try configuration()
        without.correlations = []
        #expect(
            watch.restart(without) == ["many withdrawn @2"]
                + [String](repeating: "fire unsuppressed @2", count: 4))
        #expect(watch.restart() == ["many raised @2"] + [String](repeating: "fire suppressed @2", count: 4))
    }

    @Test("A shelf over a child stays when the parent is over")
    func shelved() throws {
        var watch = Watch(try configuration())
        _ = fires(&watch, 1...2, at: 1)
        let child = DeviceKey(profile: "det", area: "a", device: "2")
        watch.decide([
            .hand(
                Hand(
                    .shelve(NamedAlarm(device: child, alarm: "fire"), until: nil, isOnce: false), by: "lin",
                    reason: nil, at: Moment(milliseconds: 2)))
        ])
        #expect(
            fires(&watch, 1...1, false, at: 3) == ["fire cleared @3", "many cleared @3", "fire unsuppressed @3"])
        #expect(watch.events.last?.cover == .shelved)
    }
}
