import Testing

@testable import AlarmEngine

@Suite("Devices and the registry")
struct RegistryTests {
    private static let topic = "c/{area}/{zone}/{device}"

    private func watch(
        _ registry: [RegisteredDevice], accepts: Bool = true, maximum: Int = 100, topic: String = topic
    ) throws -> Watch {
        let profile = try Profile.sample(
            .rule("v >= limit"), topic: topic, parameters: [ParameterDescription(name: "limit", value: .number(10))])
        return Watch(
            Engine.Configuration(
                profiles: [profile], registry: registry, acceptsUnknownDevices: accepts, maximumDevices: maximum))
    }

    private func row(
        _ device: String, area: String = "", zone: String? = nil, place: String? = nil, limit: Double? = nil
    ) -> RegisteredDevice {
        RegisteredDevice(
            device: device, profile: "p", area: area, zone: zone, place: place,
            parameters: limit.map { [ParameterDescription(name: "limit", value: .number($0))] } ?? [])
    }

    @Test("An unregistered device is accepted by its topic, or rejected and counted")
    func unknownDevices() throws {
        var open = try watch([])
        #expect(open.send(#"{"v":10}"#, at: 1, on: "c/5328/z/d") == ["high raised @1"])
        var closed = try watch([row("e", area: "5328")], accepts: false)
        for (topic, isKnown) in [
            ("c/5328/z/d", false), ("c/5328/z/e", true), ("c/5329/z/e", false), ("c/5328/z/E", false),
        ] {
            #expect(closed.send(#"{"v":10}"#, at: 1, on: topic).isEmpty != isKnown)
        }
        #expect(closed.counts.unknownDevice == 3 && closed.counts.messages == 4 && closed.counts.judged == 1)
        #expect(closed.engine.deviceCount == 1)
    }

    @Test("A row without an area stands for its device in any, also beside one with")
    func rowWithoutArea() throws {
        for rows in [[row("d", limit: 5)], [row("d", area: "A", limit: 7), row("d", limit: 5)]] {
            var watch = try watch(rows, accepts: false)
            #expect(watch.send(#"{"v":5}"#, at: 1, on: "c/B/z/d") == ["high raised @1"])
        }
        var both = try watch([row("d", limit: 5), row("d", area: "A", limit: 7)])
        #expect(both.send(#"{"v":6}"#, at: 1, on: "c/A/z/d") == [])
        #expect(both.send(#"{"v":7}"#, at: 2, on: "c/A/z/d") == ["high raised @2"])
    }

    @Test("A topic without an area takes the row's, whichever it is")
    func topicWithoutArea() throws {
        var watch = try watch([row("d", area: "5328", place: "Hall", limit: 5)], topic: "c/{device}")
        #expect(watch.send(#"{"v":5}"#, at: 1, on: "c/d") == ["high raised @1"])
        #expect(watch.events[0].area == "5328" && watch.events[0].place == "Hall")
        #expect(watch.events[0].life.device == DeviceKey(profile: "p", area: "", device: "d"))
    }

    @Test("The topic says the area, the registry zone and place; without it the topic's zone is used")
    func areaZonePlace() throws {
        var watch = try watch([row("d", area: "5328", zone: "2F", place: "Kitchen")])
        watch.send(#"{"v":10}"#, at: 1, on: "c/5328/9F/d")
        watch.send(#"{"v":10}"#, at: 1, on: "c/5328/9F/e")
        #expect(watch.events.map(\.zone) == ["2F", "9F"])
        #expect(watch.events.map(\.place) == ["Kitchen", nil])
        #expect(watch.events.map(\.area) == ["5328", "5328"])
    }

    @Test("The zone is that of the device's last message, and a restart does not forget it")
    func zoneIsKept() throws {
        var watch = try watch([])
        watch.send(#"{"v":10}"#, at: 1, on: "c/5328/1F/d")
        watch.send(#"{"v":9}"#, at: 2, on: "c/5328/2F/d")
        #expect(watch.events.map(\.zone) == ["1F", "2F"])
        watch.restart()
        #expect(watch.engine.records()[0].zone == "2F")
        watch.send(#"{"v":10}"#, at: 3, on: "c/5328/2F/d")
        #expect(watch.events.last?.zone == "2F")
    }

    @Test("What the broker kept on the topic of an old room does not move a device back")
    func retainedZone() throws {
        var watch = try watch([])
        watch.send(#"{"v":1}"#, at: 1, on: "c/5328/1F/d", retained: true)
        #expect(watch.engine.records()[0].zone == "1F", "it is all that is known")
        watch.send(#"{"v":10}"#, at: 2, on: "c/5328/2F/d")
        watch.send(#"{"w":1}"#, at: 3, on: "c/5328/1F/d", retained: true)
        watch.hand(.acknowledge, at: 4)
        #expect(watch.events.map(\.zone) == ["2F", "2F"])
    }

    @Test("A parameter is the row's, else the profile's, and one of another type is the profile's")
    func parameters() throws {
        var watch = try watch([row("d", limit: 5)])
        #expect(watch.send(#"{"v":5}"#, at: 1, on: "c/a/z/d") == ["high raised @1"])
        #expect(watch.send(#"{"v":9.999}"#, at: 1, on: "c/a/z/e") == [])
        var wrong = row("d")
        wrong.parameters = [ParameterDescription(name: "limit", value: .text("5"))]
        var odd = try self.watch([wrong])
        #expect(odd.send(#"{"v":10}"#, at: 1, on: "c/a/z/d") == ["high raised @1"])
    }

    @Test("Beyond the bound on devices a new one is counted, an old one goes on")
    func deviceLimit() throws {
        var watch = try watch([], maximum: 2)
        for device in ["d1", "d2", "d3", "d1"] { watch.send(#"{"v":10}"#, at: 1, on: "c/a/z/\(device)") }
        #expect(watch.events.map(\.life.device.device) == ["d1", "d2"])
        #expect(watch.counts.overDeviceLimit == 1 && watch.counts.judged == 3 && watch.engine.deviceCount == 2)
    }

    @Test("Within one batch a new device is the same device, and the bound holds too")
    func sameBatch() throws {
        var watch = try watch([], maximum: 2)
        let messages = ["d1", "d2", "d3", "d1", "d2"].map { device in
            Input.message(
                Message(
                    topic: "c/a/z/\(device)", payload: Array(#"{"v":10}"#.utf8), receivedAt: Moment(milliseconds: 1)))
        }
        #expect(watch.decide(messages).count == 2)
        #expect(watch.counts.overDeviceLimit == 1 && watch.engine.deviceCount == 2)
    }

    @Test("A device is its profile, area and name by their bytes")
    func keys() throws {
        var watch = try watch([])
        for topic in ["c/a/z/é", "c/a/z/e\u{301}", "c/b/z/é", "c/a/y/é"] { watch.send(#"{"v":10}"#, at: 1, on: topic) }
        #expect(watch.engine.deviceCount == 3 && watch.events.count == 3)
        #expect(DeviceKey(profile: "a", area: "b", device: "c") < DeviceKey(profile: "a", area: "b", device: "d"))
        #expect(DeviceKey(profile: "a", area: "c", device: "a") > DeviceKey(profile: "a", area: "b", device: "d"))
        #expect(DeviceKey(profile: "Z", area: "", device: "") < DeviceKey(profile: "a", area: "", device: ""))
        #expect(DeviceKey(profile: "p", area: "", device: "d10") < DeviceKey(profile: "p", area: "", device: "d9"))
    }

    @Test("A topic of no profile is counted, and an empty level is no device")
    func unknownTopics() throws {
        var watch = try watch([])
        for topic in ["x", "c/a/z/", "c//z/d", "c/a/z/d/e", "C/a/z/d"] { watch.send(#"{"v":10}"#, at: 1, on: topic) }
        #expect(watch.counts.unknownTopic == 5 && watch.engine.deviceCount == 0 && watch.events.isEmpty)
    }

    @Test("A device that speaks on two topics is one device with one set of fields")
    func twoTopics() throws {
        let profile = try Profile(
            ProfileDescription(
                name: "p", service: .fireStation,
                messages: [
                    MessageDescription(topic: "a/{device}", fields: [.number("v")]),
                    MessageDescription(
                        topic: "b/{device}", payload: .text, fields: [.init(name: "on", path: "", type: .boolean)]),
                ], alarms: [.rule("v > 5 and on")]))
        #expect(profile.filters == ["a/+", "b/+"])
        var watch = Watch(profile)
        #expect(watch.send(#"{"v":6}"#, at: 1, on: "a/d") == [])
        #expect(watch.send("true", at: 2, on: "b/d") == ["high raised @2"])
        #expect(watch.send("false", at: 3, on: "b/d") == ["high cleared @3"])
        #expect(watch.engine.deviceCount == 1)
    }
}
