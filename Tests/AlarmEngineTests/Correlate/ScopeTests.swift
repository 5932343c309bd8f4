import Testing

@testable import AlarmEngine

@Suite("Correlations: zones, areas, levels, and all there is")
struct ScopeTests {
    private func watch(_ scope: CorrelationDescription.Scope) throws -> Watch {
        Watch(
            try Village.configuration(
                [try Village.detector()], .count("det/fire", scope: scope, atLeast: 2)))
    }

    @Test(
        "Two devices count together where they share the scope, and not where they do not",
        arguments: [
            (.zone, "532899101201/z", "532899101201/z", true), (.zone, "532899101201/z", "532899101201/y", false),
            (.zone, "532899101201/z", "532899101202/z", false),
            (.area, "532899101201/z", "532899101201/y", true), (.area, "532899101201/z", "5328991012011/z", false),
            (.village, "532899101201/z", "53289910120101/y", true),
            (.village, "532899101201/z", "532899101202/z", false),
            (.township, "532899101201/z", "532899101999/y", true),
            (.township, "532899101201/z", "532899102201/z", false),
            (.county, "532899101/z", "532899102201/z", true), (.county, "532899101/z", "532898101/z", false),
            (.prefecture, "5328/z", "532899/z", true), (.prefecture, "5328/z", "5329/z", false),
            (.township, "532899/z", "532899/z", false), (.township, "53289910x/z", "53289910x/z", false),
            (.gateway, "a/z", "b/y", true),
        ] as [(CorrelationDescription.Scope, String, String, Bool)])
    func together(scope: CorrelationDescription.Scope, first: String, second: String, isOne: Bool) throws {
        var watch = try watch(scope)
        watch.say("det/\(first)/1", "\"on\":true", at: 1)
        #expect(watch.say("det/\(second)/2", "\"on\":true", at: 2) == (isOne ? ["many raised @2"] : []))
    }

    @Test("Its device is the zone, the area's code, or the gateway; its area that of the scope")
    func identity() throws {
        func event(_ scope: CorrelationDescription.Scope) throws -> Event? {
            var watch = try watch(scope)
            for device in 1...2 { watch.say("det/532899101201/z/\(device)", "\"on\":true", at: 1) }
            return watch.events.last
        }
        let zone = try event(.zone)
        #expect(zone?.life.device == DeviceKey(profile: "correlations", area: "532899101201", device: "z"))
        #expect(zone?.zone == "z" && zone?.area == "532899101201")
        let township = try event(.township)
        #expect(township?.life.device == DeviceKey(profile: "correlations", area: "532899101", device: "532899101"))
        #expect(township?.zone == nil && township?.area == "532899101")
        let gateway = try event(.gateway)
        #expect(gateway?.life.device == DeviceKey(profile: "correlations", area: "", device: "gengfu"))
        #expect(gateway?.area == nil)
    }

    @Test("A gateway-wide one bears the gateway's name")
    func gatewayName() throws {
        var configuration = try Village.configuration(
            [try Village.detector()], .count("det/fire", scope: .gateway, atLeast: 1))
        configuration.gateway = (try Profile.sample(.rule("on"), name: "gengfu"), "gengfu-menghai")
        var watch = Watch(configuration)
        watch.say("det/a/z/1", "\"on\":true", at: 1)
        #expect(watch.events.last?.life.device.device == "gengfu-menghai")
    }

    @Test(
        "A device without a zone is in no zone, one without an area in no area; zones without an area are one village")
    func nowhere() throws {
        let profile = try Profile.sample(.rule("on"), topic: "t/{device}")
        let rows = [("1", nil), ("2", nil), ("3", "z"), ("4", "z")].map { (device: String, zone: String?) in
            RegisteredDevice(device: device, profile: "p", zone: zone)
        }
        var watch = Watch(
            try Village.configuration(
                [profile], registry: rows, .count("p/high", name: "area", scope: .area),
                .count("p/high", name: "zone", scope: .zone, atLeast: 2)))
        #expect(watch.send(#"{"on":true}"#, at: 1, on: "t/1") == ["high raised @1"])
        #expect(watch.send(#"{"on":true}"#, at: 2, on: "t/2") == ["high raised @2"])
        #expect(watch.send(#"{"on":true}"#, at: 3, on: "t/3") == ["high raised @3"])
        #expect(watch.send(#"{"on":true}"#, at: 4, on: "t/4") == ["high raised @4", "zone raised @4"])
        #expect(watch.events.last?.life.device == DeviceKey(profile: "correlations", area: "", device: "z"))
    }

    @Test("A device that its topic moves takes what is on along: out of one zone and into the other")
    func moves() throws {
        let profile = try Profile.sample(
            .rule("on", signal: .test), topic: "t/{area}/{zone}/{device}")
        var watch = Watch(
            try Village.configuration([profile], .count("p/high", scope: .zone, atLeast: 2)))
        watch.send(#"{"on":true}"#, at: 1, on: "t/a/x/1")
        watch.send(#"{"on":true}"#, at: 2, on: "t/a/x/2")
        watch.send(#"{"on":true}"#, at: 3, on: "t/a/y/3")
        #expect(watch.send(#"{"w":1}"#, at: 4, on: "t/a/y/2") == ["many cleared @4", "many raised @4"])
        #expect(watch.events.suffix(2).map(\.zone) == ["x", "y"])
        #expect(watch.send(#"{"on":false}"#, at: 5, on: "t/a/y/2") == ["high cleared @5", "many cleared @5"])
        #expect(watch.events.last?.zone == "y")
    }

    @Test("Devices for scopes are none of those that are known, nor counted against their limit")
    func limit() throws {
        var configuration = try Village.configuration(
            [try Village.detector()], .count("det/fire", scope: .zone, atLeast: 1))
        configuration.maximumDevices = 3
        var watch = Watch(configuration)
        for device in 1...4 { watch.say("det/a/\(device)/\(device)", "\"on\":true", at: Int64(device)) }
        #expect(watch.engine.deviceCount == 3 && watch.counts.overDeviceLimit == 1)
        #expect(watch.events.filter { $0.life.alarm == "many" }.count == 3)
        watch.restart()
        #expect(watch.engine.deviceCount == 3)
    }
}
