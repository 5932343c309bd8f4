import Testing

@testable import AlarmEngine

@Suite("The gateway's own alarms")
struct ConditionTests {
    private func watch(_ device: String = "gengfu-menghai") throws -> Watch {
        Watch(try configuration(device))
    }

    private func configuration(_ device: String) throws -> Engine.Configuration {
        let own = try Profile(
            ProfileDescription(
                name: "gengfu", service: .gateway,
                messages: [
                    MessageDescription(
                        topic: "gengfu/{device}", fields: [.boolean("broker_lost"), .number("disk_free")])
                ],
                alarms: [
                    .rule("broker_lost", name: "broker-lost", onDelay: .seconds(5)),
                    .rule("disk_free < 10", name: "disk-low"),
                ]))
        return Engine.Configuration(
            profiles: [try .sample(.rule("v > 5", onDelay: .seconds(5)))], acceptsUnknownDevices: true,
            gateway: (own, device))
    }

    private func condition(_ name: String, _ value: Value, _ moment: Int64) -> Input {
        .condition(name: name, value: value, at: Moment(milliseconds: moment))
    }

    @Test("A condition is judged as a field of a device of its own, with delays and all")
    func judged() throws {
        var watch = try watch()
        #expect(watch.decide([condition("broker_lost", .boolean(true), 100)]) == [])
        #expect(watch.advance(to: 5100) == ["broker-lost raised @5100"])
        #expect(watch.events[0].life.device == DeviceKey(profile: "gengfu", area: "", device: "gengfu-menghai"))
        #expect(watch.events[0].service == .gateway)
        #expect(watch.decide([condition("disk_free", .number(9.9), 6000)]) == ["disk-low raised @6000"])
        #expect(watch.decide([condition("broker_lost", .boolean(false), 7000)]) == ["broker-lost cleared @7000"])
    }

    @Test("A condition of no name, or with no profile for it, is nothing")
    func unknown() throws {
        var watch = try watch()
        #expect(watch.decide([condition("nonsense", .boolean(true), 1)]) == [] && !watch.last.isWorthKeeping)
        var none = Watch(Engine.Configuration(profiles: []))
        #expect(none.decide([condition("broker_lost", .boolean(true), 1)]) == [])
    }

    @Test("Its messages do not come from the broker")
    func notByTopic() throws {
        var watch = try watch()
        watch.send(#"{"broker_lost":true}"#, at: 1, on: "gengfu/gengfu-menghai")
        #expect(watch.counts.unknownTopic == 1 && watch.engine.deviceCount == 0)
    }

    @Test("At one moment it comes where its profile's name stands")
    func order() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 100)
        watch.decide([condition("broker_lost", .boolean(true), 100)])
        #expect(watch.advance(to: 5100) == ["broker-lost raised @5100", "high raised @5100"])
    }

    @Test("It outlives a restart, and is withdrawn where the gateway has another name")
    func restart() throws {
        var watch = try watch()
        watch.decide([condition("disk_free", .number(1), 100)])
        #expect(watch.restart() == [])
        #expect(watch.decide([condition("disk_free", .number(10), 200)]) == ["disk-low cleared @200"])
        watch.decide([condition("disk_free", .number(1), 300)])
        #expect(watch.restart(try configuration("gengfu-other")) == ["disk-low withdrawn @300"])
    }
}
