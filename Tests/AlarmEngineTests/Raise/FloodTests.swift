import Testing

@testable import AlarmEngine

@Suite("Floods")
struct FloodTests {
    /// Devices on `t/{area}/{device}`, a gateway of its own, and a sink that hears everything.
    func configuration(
        _ alarm: AlarmDescription = .rule("v > 5"), sinks: [SinkRoute] = [.sink("desk")], time: Bool = false
    ) throws -> Engine.Configuration {
        var configuration = Engine.Configuration(
            profiles: [try .sample(alarm, topic: "t/{area}/{device}", time: time)], sinks: sinks,
            gateway: (try .floodGateway(), "gw"))
        configuration.escalation = []
        return configuration
    }

    func watch(_ alarm: AlarmDescription = .rule("v > 5"), sinks: [SinkRoute] = [.sink("desk")]) throws -> Watch {
        Watch(try configuration(alarm, sinks: sinks))
    }

    let on = #"{"v":6}"#
    let off = #"{"v":0}"#

    func key(_ device: String) -> DeviceKey { DeviceKey(profile: "p", area: "530922", device: device) }

    func ms(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    @Test("The tenth alarm of an area in less than ten minutes is a flood, told directly after it; nine are not")
    func begins() throws {
        for (tenth, floods) in [(599_999, true), (600_000, false)] as [(Int64, Bool)] {
            var watch = try watch()
            watch.raiseAll(1...9, at: 0)
            #expect(watch.events.count == 9)
            #expect(
                watch.raiseAll(10...10, at: tenth)
                    == ["high raised @\(tenth)"] + (floods ? ["flood raised @\(tenth)"] : []))
            guard floods, let event = watch.events.last else { continue }
            #expect(watch.lastEvent == "flood raised @599999 moderate unacknowledged 1")
            #expect(event.life.device == DeviceKey(profile: "gengfu", area: "530922", device: "gw"))
            #expect(event.area == "530922" && event.signal == .supervisory && event.service == .gateway)
            #expect(watch.told.suffix(2) == ["high raised → desk", "flood raised → desk"])
        }
    }

    @Test("It is over when fewer than five lie in the last ten minutes, and says how many there were in all")
    func ends() throws {
        var watch = try watch()
        for device in 1...12 { watch.raiseAll(device...device, at: Int64(device)) }
        #expect(watch.advance(to: 600_007) == [])
        #expect(watch.advance(to: 600_008).prefix(1) == ["flood cleared @600008"])
        let cleared = try #require(watch.events.first { $0.life.alarm == "flood" && $0.kind == .cleared })
        #expect(cleared.values == [NamedValue(name: "alarms", value: .number(12))])
        #expect(cleared.life == watch.events.first { $0.life.alarm == "flood" }?.life && cleared.state == .normal)
        #expect(watch.told.contains("flood cleared → desk") && watch.engine.nextDeadline == nil)
    }

    @Test("While five are left of the last ten minutes it goes on")
    func goesOn() throws {
        var watch = try watch()
        watch.raiseAll(1...10, at: 0)
        watch.raiseAll(11...15, at: 599_999)
        #expect(watch.advance(to: 1_199_998) == [])
        #expect(watch.advance(to: 1_199_999).first == "flood cleared @1199999")
        var shorter = try self.watch()
        shorter.raiseAll(1...10, at: 0)
        shorter.raiseAll(11...14, at: 599_999)
        #expect(shorter.advance(to: 600_000).first == "flood cleared @600000")
    }

    @Test("New lives are kept and not told; when it is over, each that is not over is told by a note, in order")
    func heldBack() throws {
        var watch = try watch()
        watch.raiseAll(1...10, at: 0)
        let told = watch.told.count
        watch.raiseAll([14, 12, 11, 13], at: 1000)
        watch.send(off, at: 2000, on: "t/530922/d13")
        #expect(watch.told.count == told && watch.events.count == 16)
        #expect(watch.record(of: "d11")?.alarms.map(\.isHeldBack) == [true])
        #expect(watch.advance(to: 599_999) == [])
        #expect(
            watch.advance(to: 600_000) == [
                "flood cleared @600000", "high note @600000", "high note @600000", "high note @600000",
            ])
        #expect(watch.events.suffix(3).map(\.life.device.device) == ["d11", "d12", "d14"])
        #expect(watch.events.suffix(3).allSatisfy { $0.reason == "raised in a flood" && $0.state == .unacknowledged })
        #expect(
            Array(watch.told.dropFirst(told)) == ["flood cleared → desk"]
                + [String](repeating: "high note → desk", count: 3))
        #expect(watch.record(of: "d11")?.alarms.map(\.isHeldBack) == [false])
        watch.send(off, at: 700_000, on: "t/530922/d11")
        #expect(watch.told.last == "high cleared → desk" && watch.told.count == told + 5)
    }

    @Test("An alarm is told one by one as ever, and counts")
    func alarmSignal() throws {
        var watch = try watch(.rule("v > 5", signal: .alarm))
        watch.raiseAll(1...30, at: 0)
        #expect(watch.told.count == 31 && watch.told.filter { $0 == "flood raised → desk" }.count == 1)
        #expect(watch.advance(to: 600_000) == ["flood cleared @600000"], "nothing was held back")
        #expect(watch.events.last?.values.map(\.value) == [.number(30)])
    }

    @Test("A life that began before the flood goes on being told, and its raises count")
    func before() throws {
        var watch = try watch(.rule("v > 5", acknowledgement: .required))
        watch.raiseAll(1...10, at: 0)
        watch.send(off, at: 1000, on: "t/530922/d1")
        watch.send(on, at: 70_000, on: "t/530922/d1")
        #expect(watch.told.suffix(2) == ["high returned → desk", "high raised → desk"])
        #expect(watch.floodRecords.map(\.count) == [11])
    }

    @Test("What waits for a person at the end is told too, though it went off")
    func waiting() throws {
        var watch = try watch(.rule("v > 5", acknowledgement: .required))
        watch.raiseAll(1...12, at: 0)
        watch.send(off, at: 1000, on: "t/530922/d11")
        #expect(watch.advance(to: 600_000).count == 3)
        #expect(watch.events.suffix(2).map(\.state) == [.returned, .unacknowledged])
        #expect(watch.told.suffix(2) == ["high note → desk", "high note → desk"])
    }

    @Test("A hand on a life that is held back is kept and not told")
    func hands() throws {
        var watch = try watch()
        watch.raiseAll(1...11, at: 0)
        let told = watch.told.count
        watch.hand(.acknowledge, at: 1000)
        #expect(watch.lastEvent == "high acknowledged @1000 severe acknowledged 1" && watch.told.count == told)
        watch.advance(to: 600_000)
        #expect(watch.lastEvent == "high note @600000 severe acknowledged 1")
        #expect(watch.told.suffix(1) == ["high note → desk"])
    }

    @Test("What escalates is told to whom it escalates, flood or not, and to nobody else")
    func escalates() throws {
        var configuration = try configuration(
            .rule("v > 5"), sinks: [.sink("desk"), .sink("chief", signals: [], isStandby: true)])
        configuration.escalation = [
            EscalationPolicy(
                signals: [.trouble],
                steps: [EscalationStep(after: .minutes(1), unless: .acknowledged, to: .sink("chief"))])
        ]
        var watch = Watch(configuration)
        watch.raiseAll(1...11, at: 0)
        let told = watch.told.count
        watch.advance(to: 60_000)
        #expect(watch.told.count == told + 21, "ten that the desk was told of, and one that it was not")
        watch.send(off, at: 70_000, on: "t/530922/d11")
        #expect(watch.told.suffix(1) == ["high cleared → chief"] && watch.told.count == told + 22)
    }

    @Test("Momentary alarms count by occurrence, and are held back unless they are alarms")
    func momentary() throws {
        var watch = try watch(.momentary("on"))
        for moment in 0..<9 as Range<Int64> { watch.send(#"{"on":true}"#, at: moment, on: "t/530922/d") }
        #expect(watch.send(#"{"on":true}"#, at: 9, on: "t/530922/d") == ["sos occurred @9", "flood raised @9"])
        #expect(watch.send(#"{"on":true}"#, at: 10, on: "t/530922/e") == ["sos raised @10"])
        #expect(watch.told.last == "sos raised → desk")
    }

    @Test("Each area has its own; devices without one are together")
    func areas() throws {
        var watch = try watch()
        for device in 1...9 {
            watch.send(on, at: 0, on: "t/530922/d\(device)")
            watch.send(on, at: 0, on: "t/530923/d\(device)")
        }
        #expect(watch.events.allSatisfy { $0.life.alarm == "high" })
        #expect(watch.send(on, at: 0, on: "t/530923/d10").last == "flood raised @0")
        #expect(watch.events.last?.area == "530923")
        watch.send(on, at: 1, on: "t/530923/d11")
        watch.send(on, at: 1, on: "t/530922101/d1")
        #expect(
            watch.told.suffix(2) == ["flood raised → desk", "high raised → desk"],
            "the area's own code, not what lies beneath")
        var nowhere = Watch(
            Engine.Configuration(
                profiles: [try .sample(.rule("v > 5")), try .sample(.rule("v > 5"), name: "q", topic: "u/{device}")],
                sinks: [.sink("desk")], gateway: try configuration().gateway))
        for device in 1...5 { for topic in ["t", "u"] { nowhere.send(on, at: 0, on: "\(topic)/\(device)") } }
        #expect(
            nowhere.events.last?.life
                == Life(device: DeviceKey(profile: "gengfu", area: "", device: "gw"), alarm: "flood", beganAt: ms(0)))
        #expect(nowhere.events.last?.area == nil)
    }

    @Test("The end of one area's flood tells nothing of another's")
    func apart() throws {
        var watch = try watch()
        watch.raiseAll(1...11, at: 0)
        for device in 1...11 { watch.send(on, at: 1000, on: "t/530923/d\(device)") }
        #expect(watch.advance(to: 600_999) == ["flood cleared @600000", "high note @600000"])
        #expect(watch.events.last?.area == "530922")
        #expect(watch.advance(to: 601_000) == ["flood cleared @601000", "high note @601000"])
        #expect(watch.events.last?.area == "530923")
    }

    @Test("It counts on the gateway's clock, whatever the devices' clocks say")
    func gatewaysClock() throws {
        for (tenth, floods) in [(599_999, true), (600_000, false)] as [(Int64, Bool)] {
            var watch = Watch(try configuration(time: true))
            for device in 1...10 {
                let receipt = 1_000_000 + (device == 10 ? tenth : 0)
                watch.send(#"{"v":6,"ts":\#(1_000_000 - device)}"#, at: receipt, on: "t/530922/d\(device)")
            }
            #expect((watch.events.last?.life.alarm == "flood") == floods)
            if floods { #expect(watch.events.last?.time == ms(1_599_999), "the gateway's time, as its end's is") }
        }
    }

    @Test("Alarms by deadline count at the deadline's time, though a later message brought them to light")
    func byDeadline() throws {
        var watch = try watch(.rule("v > 5", onDelay: .seconds(10)))
        watch.raiseAll(1...10, at: 0)
        watch.send(off, at: 600_000, on: "t/530922/d20")
        #expect(watch.lastEvent == "flood raised @10000 moderate unacknowledged 1")
        #expect(watch.advance(to: 610_000) == ["flood cleared @610000"])
    }

    @Test("Without a gateway of its own there are none")
    func bare() throws {
        var watch = Watch(try .sample(.rule("v > 5"), topic: "t/{area}/{device}"), sinks: [.sink("desk")])
        watch.raiseAll(1...20, at: 0)
        #expect(watch.events.count == 20 && watch.told.count == 20 && watch.engine.nextDeadline == nil)
    }

    @Test("The gateway's own alarms neither count nor are held back")
    func own() throws {
        var watch = try watch()
        for device in 1...9 { watch.send(on, at: 0, on: "t/530922/d\(device)") }
        for moment in 0..<20 as Range<Int64> {
            watch.decide([.condition(name: "on", value: .boolean(moment % 2 == 0), at: ms(moment * 100_000))])
        }
        #expect(!watch.events.contains { $0.life.alarm == "flood" })
        #expect(watch.told.filter { $0 == "broker-lost raised → desk" }.count == 10)
    }
}

extension Profile {
    /// The gateway's own, with one alarm.
    static func floodGateway() throws(ProfileProblems) -> Profile {
        try Profile(
            ProfileDescription(
                name: "gengfu", service: .gateway,
                messages: [MessageDescription(topic: "gengfu/{device}", fields: [.boolean("on")])],
                alarms: [.rule("on", name: "broker-lost")]))
    }
}

extension Watch {
    /// Devices of one area come on at one moment.
    @discardableResult
    mutating func raiseAll(_ devices: some Sequence<Int>, at moment: Int64) -> [String] {
        devices.flatMap { send(#"{"v":6}"#, at: moment, on: "t/530922/d\($0)") }
    }

    var floodRecords: [FloodRecord] {
        engine.records().flatMap(\.floods)
    }
}
