import Testing

@testable import AlarmEngine

/// Rule 9 of the design's section 5.
@Suite("Silence")
struct SilenceTests {
    private static let after = Span.seconds(10)

    private func watch(
        registry: [RegisteredDevice] = [], time: Bool = false, acknowledgement: Acknowledgement? = nil,
        isListening: Bool = true
    ) throws -> Watch {
        let profile = try Profile.sample(
            .rule("v > 5"), time: time, silence: SilenceDescription(after: Self.after, acknowledgement: acknowledgement)
        )
        return Watch(Engine.Configuration(profiles: [profile], registry: registry), isListening: isListening)
    }

    @Test("Nothing heard for the whole time, not a millisecond less, is an alarm at the deadline's time")
    func boundary() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 500)
        #expect(watch.advance(to: 10_499) == [])
        #expect(watch.advance(to: 60_000) == ["silence raised @10500"])
        #expect(watch.lastEvent == "silence raised @10500 minor unacknowledged 1")
        #expect(watch.events[0].signal == .trouble && watch.events[0].values == [])
        #expect(watch.events[0].text == Words())
        #expect(watch.send(#"{"v":1}"#, at: 60_001) == ["silence cleared @60001"])
    }

    @Test("A message at the very moment comes after the deadline: raised, and ended at once")
    func sameMoment() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        #expect(watch.send(#"{"v":1}"#, at: 10_000) == ["silence raised @10000", "silence cleared @10000"])
        #expect(watch.send(#"{"v":1}"#, at: 19_999) == [])
        #expect(watch.advance(to: 29_998) == [])
        #expect(watch.advance(to: 29_999) == ["silence raised @29999"])
    }

    @Test("An undecodable message is heard too; one to no profile or with no payload is not")
    func undecodable() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        watch.send("?", at: 6000)
        watch.send("", at: 9000)
        #expect(watch.advance(to: 15_999) == [])
        #expect(watch.advance(to: 16_000) == ["silence raised @16000"])
        #expect(watch.send("", at: 17_000) == [])
        #expect(watch.send("?", at: 18_000) == ["silence cleared @18000"])
    }

    @Test("A retained message neither starts nor ends silence")
    func retained() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0, retained: true)
        #expect(watch.advance(to: 60_000) == [])
        watch.listening(false, at: 60_000)
        watch.listening(true, at: 61_000)
        #expect(watch.advance(to: 200_000) == [], "nor does it when we listen again")
        watch.send(#"{"v":1}"#, at: 200_000)
        watch.send(#"{"v":1}"#, at: 205_000, retained: true)
        #expect(watch.advance(to: 210_000) == ["silence raised @210000"])
        #expect(watch.send(#"{"v":1}"#, at: 211_000, retained: true) == [])
        #expect(watch.send("?", at: 212_000, retained: true) == [])
        #expect(watch.send(#"{"v":1}"#, at: 213_000) == ["silence cleared @213000"])
    }

    @Test("A device of the registry that was never heard is waited for from the start, another is not")
    func registered() throws {
        var watch = try watch(registry: [RegisteredDevice(device: "d", profile: "p")], isListening: false)
        #expect(watch.advance(to: 50_000) == [])
        watch.listening(true, at: 50_000)
        #expect(watch.advance(to: 59_999) == [])
        #expect(watch.advance(to: 60_000) == ["silence raised @60000"])
        #expect(watch.send(#"{"v":1}"#, at: 61_000) == ["silence cleared @61000"])
        var other = try self.watch(registry: [RegisteredDevice(device: "d", profile: "other")])
        #expect(other.advance(to: 100_000) == [])
    }

    @Test("A registered device is known by its area where the topic has one")
    func registeredArea() throws {
        let profile = try Profile.sample(topic: "t/{area}/{device}", silence: SilenceDescription(after: Self.after))
        var watch = Watch(profile, registry: [RegisteredDevice(device: "d", profile: "p", area: "5328")])
        watch.advance(to: 10_000)
        #expect(watch.events.map(\.life.device) == [DeviceKey(profile: "p", area: "5328", device: "d")])
        #expect(watch.send(#"{"v":1}"#, at: 11_000, on: "t/5328/d") == ["silence cleared @11000"])
    }

    @Test("Time in which the broker was out of reach does not count, and ends with a grace of one 'after'")
    func unreachable() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        watch.listening(false, at: 9000)
        #expect(watch.advance(to: 100_000) == [])
        watch.listening(true, at: 100_000)
        #expect(watch.advance(to: 109_999) == [])
        #expect(watch.advance(to: 110_000) == ["silence raised @110000"])
    }

    @Test("Being told twice that we listen changes nothing")
    func toldTwice() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        watch.listening(true, at: 5000)
        #expect(watch.advance(to: 10_000) == ["silence raised @10000"])
        watch.listening(false, at: 11_000)
        watch.listening(false, at: 12_000)
        watch.listening(true, at: 13_000)
        #expect(watch.send(#"{"v":1}"#, at: 13_500) == ["silence cleared @13500"])
        #expect(watch.advance(to: 23_500) == ["silence raised @23500"])
    }

    @Test("The link that fails at the very deadline comes too late; one that fails before stops it")
    func linkAtDeadline() throws {
        var late = try watch()
        late.send(#"{"v":1}"#, at: 0)
        #expect(late.listening(false, at: 10_000) == ["silence raised @10000"])
        var early = try watch()
        early.send(#"{"v":1}"#, at: 0)
        #expect(early.listening(false, at: 9999) == [])
    }

    @Test("Silence goes on while the broker is away, and over a restart with its grace")
    func restart() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        watch.advance(to: 8000)
        watch.restart()
        #expect(watch.advance(to: 17_999) == [])
        #expect(watch.advance(to: 18_000) == ["silence raised @18000"])
        #expect(watch.restart() == [])
        #expect(watch.advance(to: 90_000) == [])
        #expect(watch.send(#"{"v":1}"#, at: 90_001) == ["silence cleared @90001"])
    }

    @Test("Silence never clears another alarm, and another alarm's reading ends it at the reading's time")
    func others() throws {
        var watch = try watch(time: true)
        #expect(watch.send(#"{"v":6,"ts":0}"#, at: 0) == ["high raised @0"])
        #expect(watch.advance(to: 30_000) == ["silence raised @10000"])
        #expect(watch.send(#"{"v":0,"ts":29000}"#, at: 30_500) == ["high cleared @29000", "silence cleared @29000"])
        #expect(watch.advance(to: 40_499) == [])
        #expect(watch.advance(to: 40_500) == ["silence raised @40500"], "it counts from the receipt")
    }

    @Test("A late message is heard; a redelivery is ignored")
    func lateAndRepeated() throws {
        var watch = try watch(time: true)
        watch.send(#"{"v":0,"ts":5000}"#, at: 5000)
        watch.send(#"{"v":0,"ts":4000}"#, at: 10_000)
        #expect(watch.advance(to: 19_999) == [])
        watch.send(#"{"v":0,"ts":5000}"#, at: 19_999)
        #expect(watch.counts.redelivered == 1 && watch.counts.late == 1)
        #expect(watch.advance(to: 20_000) == ["silence raised @20000"])
    }

    @Test("With 'ack: required' it returns, and comes on again in the same life")
    func acknowledgement() throws {
        var watch = try watch(acknowledgement: .required)
        watch.send(#"{"v":1}"#, at: 0)
        watch.advance(to: 10_000)
        #expect(watch.send(#"{"v":1}"#, at: 11_000) == ["silence returned @11000"])
        #expect(watch.advance(to: 21_000) == ["silence raised @21000"])
        #expect(watch.lastEvent == "silence raised @21000 minor unacknowledged 2")
        #expect(watch.hand(.acknowledge, "silence", at: 22_000) == ["silence acknowledged @22000"])
        #expect(watch.send(#"{"v":1}"#, at: 23_000) == ["silence cleared @23000"])
    }

    @Test("A profile without silence has none")
    func none() throws {
        var watch = Watch(try .sample(.rule("v > 5")), registry: [RegisteredDevice(device: "e", profile: "p")])
        watch.send(#"{"v":1}"#, at: 0)
        #expect(watch.advance(to: .max / 2) == [] && watch.engine.nextDeadline == nil)
    }
}
