import Testing

@testable import AlarmEngine

@Suite("Devices that the payload names")
struct NamedDeviceTests {
    private func watch(
        _ registry: [RegisteredDevice] = [], accepts: Bool = true, maximum: Int = 100, silence: Span? = nil
    ) throws -> Watch {
        let profile = try Profile.of(.many("gw/{area}/{zone}", named: true), silence: silence)
        return Watch(
            Engine.Configuration(
                profiles: [profile], registry: registry, acceptsUnknownDevices: accepts, maximumDevices: maximum))
    }

    @Test("Readings go to their devices in order of first appearance, each with the topic's area and zone")
    func grouped() throws {
        var watch = try watch()
        watch.many(
            #"{"id":"b","v":6}"#, #"{"id":"a","v":6}"#, #"{"id":"b","v":0}"#, #"{"id":7,"v":9}"#, at: 1, on: "gw/53/z")
        #expect(
            watch.events.map { "\($0.life.device.device) \($0.short)" }
                == ["b high raised @1", "b high cleared @1", "a high raised @1", "7 high raised @1"])
        #expect(watch.events.allSatisfy { $0.life.device.area == "53" && $0.zone == "z" })
        #expect(watch.engine.deviceCount == 3 && watch.counts.judged == 4)
    }

    @Test("A topic that was seen before may name another device the next time")
    func notCached() throws {
        var watch = try watch()
        for (place, device) in ["a", "b", "a"].enumerated() {
            watch.many(#"{"id":"\#(device)","v":\#(place == 2 ? 0 : 6)}"#, at: Int64(place), on: "gw/53/z")
        }
        #expect(watch.events.map(\.short) == ["high raised @0", "high raised @1", "high cleared @2"])
        #expect(watch.events.map(\.life.device.device) == ["a", "b", "a"])
    }

    @Test("The registry, unknown_devices and the bound on devices hold for them")
    func bounds() throws {
        var closed = try watch([RegisteredDevice(device: "a", profile: "p", area: "53")], accepts: false)
        closed.many(#"{"id":"b","v":6}"#, #"{"id":"a","v":6}"#, #"{"id":"c","v":6}"#, at: 1, on: "gw/53/z")
        #expect(closed.events.map(\.life.device.device) == ["a"] && closed.counts.unknownDevice == 2)
        var small = try watch(maximum: 2)
        small.many(#"{"id":"b","v":6}"#, #"{"id":"a","v":6}"#, #"{"id":"c","v":6}"#, at: 1, on: "gw/53/z")
        #expect(small.events.map(\.life.device.device) == ["b", "a"] && small.counts.overDeviceLimit == 1)
    }

    @Test("The registry's zone, place and parameters are theirs")
    func registered() throws {
        let row = RegisteredDevice(device: "a", profile: "p", area: "53", zone: "attic", place: "by the door")
        var watch = try watch([row])
        watch.many(#"{"id":"a","v":6}"#, at: 1, on: "gw/53/z")
        #expect(watch.events.map(\.zone) == ["attic"] && watch.events.map(\.place) == ["by the door"])
    }

    @Test("A name is a text of 1 to 256 bytes without control characters; else it is counted, and one example is kept")
    func names() throws {
        var watch = try watch()
        let long = String(repeating: "é", count: 128)
        for (name, isGood) in [
            (#""\#(long)""#, true), (#""\#(long)x""#, false), (#""""#, false), (#""a\u0007""#, false),
            (#""\u0085""#, false), ("null", false), ("[]", false), (#""烟感 1""#, true),
        ] {
            let bad = watch.counts.badNames
            let events = watch.many(#"{"id":\#(name),"v":6}"#, #"{"id":"good","v":0}"#, at: 1, on: "gw/53/z")
            #expect(events.count == (isGood ? 1 : 0) && watch.counts.badNames == bad + (isGood ? 0 : 1), "\(name)")
        }
        #expect(watch.undecodable.count == 1 && watch.undecodable[0].device.device == "")
        #expect(watch.undecodable[0].cause.contains("no name stands") && watch.counts.undecodable == 0)
        #expect(watch.engine.deviceCount == 3)
    }

    @Test("A payload that does not decode is nobody's: counted, one example of each cause kept, and no alarm")
    func undecodable() throws {
        var watch = try watch(silence: .seconds(10))
        watch.many(#"{"id":"a","v":1}"#, at: 0, on: "gw/53/z")
        for moment in 1...6 { watch.send("?", at: Int64(moment) * 1000, on: "gw/53/z") }
        watch.send(#"{"all":[{"id":"a"}]}"#, at: 7000, on: "gw/53/z")
        #expect(watch.events == [] && watch.counts.undecodable == 7 && watch.undecodable.count == 2)
        #expect(watch.advance(to: 10_000) == ["silence raised @10000"], "nobody was heard")
    }

    @Test("A document of one reading may name its device too")
    func single() throws {
        var message = MessageDescription(topic: "radio", fields: FieldDescription.usual)
        message.device = .value(MessagePlace(path: "/id"))
        var watch = Watch(try .of(message))
        #expect(watch.send(#"{"id":12,"v":6}"#, at: 1, on: "radio") == ["high raised @1"])
        #expect(watch.events[0].life.device == DeviceKey(profile: "p", area: "", device: "12"))
        watch.send(#"{"v":6}"#, at: 2, on: "radio")
        #expect(watch.counts.undecodable == 1 && watch.engine.deviceCount == 1)
    }

    @Test("Each device has its own newest: a redelivery for one may be news for another")
    func freshness() throws {
        var watch = Watch(
            try .of(.many("gw", named: true, timed: true), alarms: [.momentary("v > 5")]))
        let message = [#"{"id":"a","v":6,"ts":1000}"#, #"{"id":"b","v":6,"ts":1000}"#]
        watch.many(message[0], at: 1000, on: "gw")
        watch.many(message[0], message[1], at: 2000, on: "gw")
        #expect(watch.events.map(\.life.device.device) == ["a", "a", "b"], "the payload is another")
        #expect(watch.many(message[0], message[1], at: 3000, on: "gw") == [] && watch.counts.redelivered == 2)
    }

    @Test("What is restored is known by name, and a message in one batch as in many")
    func restart() throws {
        var watch = try watch()
        watch.many(#"{"id":"a","v":6}"#, at: 1, on: "gw/53/z")
        watch.restart()
        #expect(watch.many(#"{"id":"a","v":0}"#, at: 2, on: "gw/53/z") == ["high cleared @2"])
    }
}
