import Testing

@testable import AlarmEngine

/// What a flood makes of what else befalls an alarm: chattering, covers, drills, restarts, steps of the clock.
extension FloodTests {
    @Test("What began to flap held back is told with the first raise after the flood, which says so too")
    func chatters() throws {
        var watch = try watch()
        watch.raiseAll(1...10, at: 0)
        let told = watch.told.count
        for moment in [570_000, 580_000, 590_000] as [Int64] {
            watch.send(on, at: moment, on: "t/530922/d99")
            watch.send(off, at: moment + 500, on: "t/530922/d99")
        }
        #expect(watch.advance(to: 600_000) == ["flood cleared @600000"])
        #expect(watch.events.filter { $0.reason == "flapping" }.map(\.time) == [ms(590_000)])
        #expect(watch.told.count == told + 1)
        watch.send(on, at: 629_999, on: "t/530922/d99")
        #expect(watch.events.last?.reason == "flapping" && watch.told.last == "high raised → desk")
        #expect(watch.advance(to: 640_000) == ["high note @640000"])
        #expect(watch.events.last?.reason == "flapping over: 4 raises in 59s")
    }

    @Test("One that flapped before stays quiet in a flood, and its note is held back with its life")
    func flappedBefore() throws {
        var watch = try watch()
        for moment in [0, 10_000, 20_000] as [Int64] {
            watch.send(on, at: moment, on: "t/530922/d99")
            watch.send(off, at: moment + 500, on: "t/530922/d99")
        }
        watch.raiseAll(1...7, at: 21_000)
        let told = watch.told.count
        #expect(watch.send(on, at: 22_000, on: "t/530922/d99") == ["high raised @22000"])
        #expect(watch.advance(to: 70_000) == ["high note @70000"] && watch.told.count == told)
        #expect(watch.advance(to: 621_000) == ["flood cleared @621000", "high note @621000"])
        #expect(watch.told.dropFirst(told) == ["flood cleared → desk", "high note → desk"])
    }

    @Test("Lives that are covered or a drill's do not count")
    func uncounted() throws {
        var watch = try watch(sinks: [.sink("desk"), .drills("school")])
        watch.begin(.drill, Period.Target(area: "530922", device: "d1"), until: 100_000, at: 0)
        watch.begin(.maintenance, Period.Target(area: "530922", device: "d2"), until: 100_000, at: 0)
        watch.raiseAll(3...3, at: 0)
        watch.send(off, at: 0, on: "t/530922/d3")
        watch.shelve(of: key("d3"), at: 0)
        watch.raiseAll(1...11, at: 1)
        #expect(watch.floodRecords.map(\.raises.count) == [9], "3 before, and 4 to 11")
        #expect(watch.raiseAll(12...12, at: 2).last == "flood raised @2")
    }

    @Test("In a flood a drill's lives are held back too")
    func drill() throws {
        var watch = try watch(sinks: [.sink("desk"), .drills("school")])
        watch.raiseAll(1...10, at: 0)
        watch.begin(.drill, Period.Target(area: "530922"), until: 1_000_000, at: 1)
        let told = watch.told.count
        watch.raiseAll(11...11, at: 2)
        #expect(watch.told.count == told)
        watch.advance(to: 600_000)
        #expect(watch.told.suffix(1) == ["high note → school"], "and told to those who take drills alone")
    }

    @Test("A cover that is lifted in the flood is told with its end; one that lies then is told when it is lifted")
    func covered() throws {
        var watch = try watch()
        watch.raiseAll(1...10, at: 0)
        for (device, until) in [("d11", 300_000), ("d12", 700_000)] as [(String, Int64)] {
            watch.send(off, at: 1, on: "t/530922/\(device)")
            watch.shelve(until: until, of: key(device), at: 1)
            watch.send(on, at: 2, on: "t/530922/\(device)")
        }
        let told = watch.told.count
        #expect(watch.advance(to: 300_000) == ["high unshelved @300000"] && watch.told.count == told)
        #expect(watch.advance(to: 600_000) == ["flood cleared @600000", "high note @600000", "high note @600000"])
        #expect(watch.told.dropFirst(told) == ["flood cleared → desk", "high note → desk"])
        #expect(watch.events.suffix(2).map(\.shownState) == ["unacknowledged", "shelved"])
        #expect(watch.advance(to: 700_000) == ["high unshelved @700000"] && watch.told.last == "high unshelved → desk")
    }

    @Test("A life that is over before the end is in the ledger only; the next, after the end, is told")
    func overBefore() throws {
        var watch = try watch()
        watch.raiseAll(1...11, at: 0)
        watch.send(off, at: 1000, on: "t/530922/d11")
        #expect(watch.advance(to: 600_000) == ["flood cleared @600000"])
        watch.raiseAll(11...11, at: 600_001)
        #expect(watch.told.last == "high raised → desk")
    }

    @Test("A hand may acknowledge a flood, which clears by itself all the same")
    func acknowledged() throws {
        var watch = try watch()
        watch.raiseAll(1...10, at: 0)
        #expect(watch.hand(.acknowledge, "flood", at: 1) == ["flood acknowledged @1"])
        #expect(watch.advance(to: 600_000) == ["flood cleared @600000"])
    }

    @Test("Where the gateway gets another name its floods are withdrawn, and what they held back is told")
    func renamed() throws {
        var watch = try watch()
        watch.raiseAll(1...11, at: 0)
        var changed = try configuration()
        changed.gateway?.device = "other"
        #expect(watch.restart(changed) == ["flood withdrawn @0", "high note @0"])
        #expect(watch.told.suffix(2) == ["flood withdrawn → desk", "high note → desk"])
        #expect(watch.restart(changed) == [])
        #expect(watch.advance(to: 1_000_000) == [])
    }

    @Test("A device that is of another area after a reload is told of where that has no flood")
    func moved() throws {
        let profile = try Profile.sample(.rule("v > 5"))
        var configuration = try configuration()
        configuration.profiles = [profile]
        configuration.registry = (1...11).map { RegisteredDevice(device: "d\($0)", profile: "p", area: "530922") }
        var watch = Watch(configuration)
        for device in 1...11 { watch.send(on, at: 0, on: "t/d\(device)") }
        #expect(watch.record(of: "d11")?.alarms.map(\.isHeldBack) == [true])
        configuration.registry[10].area = "530923"
        #expect(watch.restart(configuration) == ["high note @0"])
        #expect(watch.told.last == "high note → desk" && watch.advance(to: 600_000) == ["flood cleared @600000"])
    }

    @Test("What counts floods takes no place from devices")
    func limits() throws {
        var configuration = try configuration()
        configuration.maximumDevices = 2
        var watch = Watch(configuration)
        watch.send(on, at: 0, on: "t/1/d")
        watch.restart()
        watch.send(on, at: 0, on: "t/2/d")
        #expect(watch.engine.deviceCount == 2 && watch.counts.overDeviceLimit == 0)
        watch.send(on, at: 0, on: "t/3/d")
        #expect(watch.counts.overDeviceLimit == 1)
    }

    @Test("A restart at any point changes nothing")
    func restarts() throws {
        var steady = try watch()
        var restarted = try watch()
        func both(_ act: (inout Watch) -> Void) {
            act(&steady)
            act(&restarted)
            restarted.restart()
        }
        for device in 1...14 { both { $0.raiseAll(device...device, at: Int64(device) * 1000) } }
        both { $0.send(off, at: 15_000, on: "t/530922/d12") }
        both { $0.advance(to: 609_999) }
        both { $0.advance(to: 610_000) }
        for device in 1...5 { both { $0.send(off, at: 620_000, on: "t/530922/d\(device)") } }
        for device in 20...29 { both { $0.raiseAll(device...device, at: 630_000) } }
        #expect(steady.events == restarted.events && steady.told == restarted.told)
        #expect(
            steady.events.map(\.short).filter { $0.hasPrefix("flood") } == [
                "flood raised @10000", "flood cleared @610000", "flood raised @630000",
            ])
        #expect(steady.engine.records() == restarted.engine.records())
    }

    @Test("It may end while the gateway is down: it is over at its own time, before anything else")
    func endsWhileDown() throws {
        var watch = try watch()
        watch.raiseAll(1...11, at: 0)
        watch.restart()
        #expect(
            watch.send(on, at: 900_000, on: "t/530922/d20").prefix(3) == [
                "flood cleared @600000", "high note @600000", "high raised @900000",
            ])
        #expect(watch.told.last == "high raised → desk")
    }

    @Test("It moves along with the gateway's clock")
    func clockStep() throws {
        var watch = try watch()
        watch.raiseAll(1...10, at: 0)
        watch.decide([.clockStepped(by: .hours(1), at: ms(1000))], at: 3_601_000)
        #expect(watch.advance(to: 4_199_999) == [])
        #expect(watch.advance(to: 4_200_000) == ["flood cleared @4200000"])
        #expect(watch.events.last?.life.beganAt == ms(0), "a life keeps its beginning")
    }

    @Test("Its raises are counted by area alone, so a storm over many areas costs no more than one over few")
    func manyAreas() throws {
        var watch = try watch()
        for device in 0..<3000 { watch.send(on, at: Int64(device), on: "t/\(device)/d") }
        #expect(watch.last.changed.count == 2, "the device and its area's count")
        #expect(watch.events.count == 3000)
    }
}
