import Testing

@testable import AlarmEngine

/// docs/payloads.md, section 7.
@Suite("A message that several profiles have alike")
struct HeardBeforeTests {
    private static func profile(_ name: String) throws -> Profile {
        let match = MatchDescription(path: "/model", values: [.text(name)])
        var description = ProfileDescription(
            name: name, service: .fireStation,
            messages: [
                MessageDescription(topic: "t/{device}", match: match, fields: FieldDescription.usual), .availability(),
            ])
        description.silence = SilenceDescription(after: .hours(10))
        return try Profile(description)
    }

    private func watch(_ registry: [RegisteredDevice] = []) throws -> Watch {
        Watch(
            Engine.Configuration(
                profiles: [try Self.profile("a"), try Self.profile("b")], registry: registry, sinks: [.sink("desk")]),
            isListening: true)
    }

    private static let topic = "t/d/availability"
    private static let offline = #"{"state":"offline"}"#

    @Test("It belongs to the profile under which a device of that name was heard before")
    func heard() throws {
        var watch = try watch()
        watch.send(#"{"v":1,"model":"b"}"#, at: 1000)
        #expect(watch.send(Self.offline, at: 2000, on: Self.topic) == ["silence raised @2000"])
        #expect(watch.events.last?.life.device.profile == "b")
        #expect(watch.counts.unknownTopic == 0)
    }

    @Test("Nobody heard by that name, or two: it is nobody's, and counted")
    func nobody() throws {
        var watch = try watch()
        #expect(watch.send(Self.offline, at: 2000, on: Self.topic) == [])
        #expect(watch.counts.unknownTopic == 1)
        watch.send(#"{"v":1,"model":"a"}"#, at: 3000)
        watch.send(#"{"v":1,"model":"b"}"#, at: 3001)
        #expect(watch.send(Self.offline, at: 4000, on: Self.topic) == [])
        #expect(watch.counts.unknownTopic == 2)
    }

    @Test("The registry decides, whoever was heard")
    func registered() throws {
        var watch = try watch([RegisteredDevice(device: "d", profile: "a")])
        #expect(watch.send(Self.offline, at: 2000, on: Self.topic) == ["silence raised @2000"])
        #expect(watch.events.last?.life.device.profile == "a")
    }

    @Test("What the registry decided is remembered; what the payload decided is not, as the next may be another's")
    func remembered() throws {
        var watch = try watch([RegisteredDevice(device: "d", profile: "a")])
        watch.send(#"{"v":1,"model":"a"}"#, at: 1000)
        watch.send(#"{"v":1,"model":"b"}"#, at: 1001, on: "t/e")
        #expect(watch.engine.topics.place(of: "t/d") == 0)
        #expect(watch.engine.topics.entries.count == 1)
    }
}
