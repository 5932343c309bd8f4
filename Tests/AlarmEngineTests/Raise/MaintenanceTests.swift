import Testing

@testable import AlarmEngine

@Suite("Maintenance and planned absence")
struct MaintenanceTests {
    private func watch() throws -> Watch {
        var still = AlarmDescription.rule("w > 5", name: "still", signal: .alarm)
        still.isInactivity = true
        let profile = try Profile.sample(
            .rule("v > 5"), still, .momentary("on"), topic: "t/{area}/{device}")
        return Watch(Engine.Configuration(profiles: [profile], sinks: [.sink("desk")]))
    }

    private func covers(_ watch: Watch, of alarm: String, _ device: String = "d") -> [CoverRecord]? {
        watch.record(of: device)?.alarms.first { $0.name == alarm }?.covers
    }

    @Test("It puts out of service what is not normal, at its beginning and while it goes on, and lifts it at its end")
    func maintenance() throws {
        var watch = try watch()
        watch.send(#"{"v":6,"w":0}"#, at: 0, on: "t/53/d")
        watch.send(#"{"v":0,"w":0}"#, at: 1, on: "t/53/c")
        watch.send(#"{"v":6,"w":0}"#, at: 2, on: "t/54/x")
        let begun = watch.toldNow {
            #expect(
                $0.begin(.maintenance, Period.Target(area: "53"), until: 1000, at: 10) == [
                    "maintenance raised @10", "high outOfService @10",
                ])
        }
        #expect(begun == ["maintenance raised → desk", "high outOfService → desk"])
        let event = try #require(watch.events.last)
        #expect(event.by == "lin" && event.reason == "seen" && event.until == Moment(milliseconds: 1000))
        #expect(watch.shown.last == "out-of-service out-of-service" && event.life.device.device == "d")
        let beneath = watch.toldNow { watch in
            #expect(watch.send(#"{"v":6}"#, at: 20, on: "t/53/c") == ["high raised @20", "high outOfService @20"])
            watch.send(#"{"on":true}"#, at: 30, on: "t/53/c")
            watch.send(#"{"v":0}"#, at: 40, on: "t/53/d")
        }
        #expect(beneath == ["high cleared → desk"], "of the life that was told before")
        #expect(watch.shown.last == "cleared normal")
        let ended = watch.toldNow { $0.advance(to: 1000) }
        #expect(
            watch.events.suffix(3).map { "\($0.life.device.device) \($0.short)" } == [
                "gengfu maintenance cleared @1000", "c high inService @1000", "c sos inService @1000",
            ])
        #expect(ended == ["maintenance cleared → desk", "high inService → desk", "sos inService → desk"])
        #expect(watch.events.last?.by == nil && watch.shown.last == "in-service unacknowledged")
    }

    @Test("Ended by a hand, the events of the alarms say whose")
    func byHand() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 0, on: "t/53/d")
        watch.begin(.maintenance, until: 1000, at: 10)
        watch.obey(
            .returnToService(NamedAlarm(device: DeviceKey(profile: "p", area: "53", device: "d"), alarm: "high")),
            at: 20)
        #expect(watch.refusal == .inMaintenance)
        watch.end(.maintenance, at: 30)
        #expect(watch.events.last?.kind == .inService && watch.events.last?.by == "wu")
    }

    @Test("Several are one cover, as long as the last of them; a hand's is another")
    func several() throws {
        var watch = try watch()
        let key = DeviceKey(profile: "p", area: "53", device: "d")
        watch.send(#"{"v":6}"#, at: 0, on: "t/53/d")
        watch.begin(.maintenance, until: 1000, at: 10)
        #expect(watch.begin(.maintenance, Period.Target(area: "5"), until: 2000, at: 20) == ["maintenance raised @20"])
        #expect(covers(watch, of: "high")?.map(\.until) == [Moment(milliseconds: 2000)])
        #expect(watch.last.changed.map(\.key.device).contains("d"))
        watch.obey(.takeOutOfService(NamedAlarm(device: key, alarm: "high"), until: nil), at: 30)
        #expect(covers(watch, of: "high")?.map(\.source) == [.maintenance, .hand])
        #expect(watch.advance(to: 1000) == ["maintenance cleared @1000"])
        #expect(watch.advance(to: 2000) == ["maintenance cleared @2000", "high inService @2000"])
        #expect(watch.shown.last == "in-service out-of-service")
        let told = watch.toldNow { $0.obey(.returnToService(NamedAlarm(device: key, alarm: "high")), at: 3000) }
        #expect(told == ["high inService → desk"])
    }

    @Test("An absence suppresses inactivity and nothing else: an SOS is an SOS")
    func absence() throws {
        var watch = try watch()
        watch.begin(.absence, Period.Target(area: "53", device: "d"), until: 1000, at: 0)
        let told = watch.toldNow { watch in
            watch.send(#"{"v":6,"w":6,"on":true}"#, at: 10, on: "t/53/d")
        }
        #expect(told == ["high raised → desk", "sos raised → desk"])
        #expect(covers(watch, of: "still")?.map(\.source) == [.absence])
        #expect(watch.send(#"{"w":6}"#, at: 20, on: "t/53/e") == ["still raised @20"])
        let ended = watch.toldNow { $0.end(.absence, Period.Target(area: "53", device: "d"), at: 30) }
        #expect(ended == ["still unsuppressed → desk"] && watch.shown.last == "unsuppressed unacknowledged")
    }

    @Test("What tells where a home stands empty is told to nobody: neither who, nor why, nor how long")
    func discreet() throws {
        var watch = try watch()
        watch.send(#"{"w":6}"#, at: 0, on: "t/53/d")
        let told = watch.toldNow { watch in
            watch.begin(.absence, until: 1000, at: 10)
            watch.end(.absence, at: 20)
        }
        #expect(told == ["still suppressed → desk", "still unsuppressed → desk"])
        for event in watch.events where event.life.alarm == "still" {
            #expect(event.by == nil && event.reason == nil && event.until == nil)
        }
        #expect(watch.events.count { $0.life.alarm == "absence" } == 2)
    }

    @Test("It is matched by what the device's zone is when the life begins or a period changes")
    func zones() throws {
        let profile = try Profile.sample(.rule("v > 5"), topic: "t/{area}/{zone}/{device}")
        var watch = Watch(profile, registry: [RegisteredDevice(device: "r", profile: "p", area: "53", zone: "hall")])
        watch.begin(.maintenance, Period.Target(area: "53", zone: "hall"), until: 1000, at: 0)
        #expect(watch.send(#"{"v":6}"#, at: 10, on: "t/53/attic/r").count == 2, "the registry knows better")
        #expect(watch.send(#"{"v":6}"#, at: 20, on: "t/53/attic/d") == ["high raised @20"])
        #expect(watch.send(#"{"v":6}"#, at: 30, on: "t/53/hall/d") == [])
        #expect(watch.begin(.maintenance, Period.Target(area: "9"), until: 1000, at: 40).count == 2)
        #expect(watch.events.last?.life.device.device == "d")
    }

    @Test("A device without an area is in a period over everything, and in no other")
    func withoutArea() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.begin(.maintenance, Period.Target(area: "53"), until: 1000, at: 0)
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.shown.last == "raised unacknowledged")
        watch.begin(.maintenance, until: 1000, at: 20)
        #expect(watch.shown.last == "out-of-service out-of-service")
    }
}
