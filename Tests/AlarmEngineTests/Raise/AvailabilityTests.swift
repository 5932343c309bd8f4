import Testing

@testable import AlarmEngine

/// docs/payloads.md, section 4.
@Suite("What others say of a device: online, offline")
struct AvailabilityTests {
    private static let topic = "t/d/availability"
    private static let online = #"{"state":"online"}"#
    private static let offline = #"{"state":"offline"}"#

    private static func profile(_ acknowledgement: Acknowledgement? = nil) throws -> Profile {
        var description = ProfileDescription(
            name: "p", service: .fireStation,
            messages: [MessageDescription(topic: "t/{device}", fields: FieldDescription.usual), .availability()])
        description.silence = SilenceDescription(after: .seconds(10), acknowledgement: acknowledgement)
        return try Profile(description)
    }

    private func watch(
        _ registry: [RegisteredDevice] = [], _ acknowledgement: Acknowledgement? = nil, isListening: Bool = true
    ) throws -> Watch {
        Watch(
            Engine.Configuration(
                profiles: [try Self.profile(acknowledgement)], registry: registry, sinks: [.sink("desk")]),
            isListening: isListening)
    }

    // MARK: The table

    private enum Before: CaseIterable {
        /// Heard a second ago; silent by time; reported offline; never heard of.
        case heard, silent, offline, unknown
    }

    private enum Said: CaseIterable {
        case online, offline, reading, nonsense
    }

    /// What follows, live and retained.
    private func expected(_ before: Before, _ said: Said) -> (live: String?, retained: String?) {
        switch (before, said) {
        case (.heard, .online), (.heard, .reading), (.heard, .nonsense): (nil, nil)
        case (.heard, .offline), (.unknown, .offline): ("raised", "raised")
        case (.silent, .online), (.silent, .reading), (.silent, .nonsense): ("cleared", nil)
        case (.silent, .offline), (.offline, .offline): (nil, nil)
        case (.offline, .online): ("cleared", "cleared")
        case (.offline, .reading), (.offline, .nonsense): ("cleared", nil)
        case (.unknown, .online), (.unknown, .reading), (.unknown, .nonsense): (nil, nil)
        }
    }

    /// A device in that state at 20 000.
    private func watch(_ before: Before) throws -> Watch {
        var watch = try watch()
        switch before {
        case .heard: watch.send(#"{"v":1}"#, at: 19_000)
        case .silent: watch.send(#"{"v":1}"#, at: 9000)
        case .offline:
            watch.send(#"{"v":1}"#, at: 18_000)
            watch.send(Self.offline, at: 19_000, on: Self.topic)
        case .unknown: break
        }
        watch.advance(to: 20_000)
        return watch
    }

    private func say(_ said: Said, _ watch: inout Watch, retained: Bool) -> [String] {
        switch said {
        case .online: watch.send(Self.online, at: 20_000, on: Self.topic, retained: retained)
        case .offline: watch.send(Self.offline, at: 20_000, on: Self.topic, retained: retained)
        case .reading: watch.send(#"{"v":2}"#, at: 20_000, retained: retained)
        case .nonsense: watch.send("?", at: 20_000, retained: retained)
        }
    }

    @Test("What is said, live or retained, of a device that is heard, silent, offline or unknown")
    func table() throws {
        for before in Before.allCases {
            for said in Said.allCases {
                for retained in [false, true] {
                    var watch = try watch(before)
                    let wanted = retained ? expected(before, said).retained : expected(before, said).live
                    let events = say(said, &watch, retained: retained)
                    #expect(
                        events == (wanted.map { ["silence \($0) @20000"] } ?? []), "\(before) \(said) \(retained)")
                    #expect(say(said, &watch, retained: retained) == [], "once more changes nothing")
                    try checkAfter(before, said, retained: retained, &watch)
                }
            }
        }
    }

    /// Whether and when the next silence comes by time, and what is kept.
    private func checkAfter(_ before: Before, _ said: Said, retained: Bool, _ watch: inout Watch) throws {
        let record = try #require(watch.record())
        let isOffline = said == .offline || before == .offline && retained && said != .online
        #expect(record.isReportedOffline == isOffline, "\(before) \(said) \(retained)")
        let isHeardNow = said != .offline && !retained || before == .offline && said == .online
        let isSilentSince: Int64? = isHeardNow ? 20_000 : before == .heard && !isOffline ? 19_000 : nil
        watch.restart()
        guard let isSilentSince else {
            #expect(watch.advance(to: 90_000) == [], "\(before) \(said) \(retained)")
            return
        }
        // A restart gives a grace of one 'after'.
        let due = max(isSilentSince, 20_000) + 10_000
        #expect(watch.advance(to: due - 1) == [])
        #expect(watch.advance(to: due) == ["silence raised @\(due)"], "\(before) \(said) \(retained)")
    }

    // MARK: At start-up and while nothing can be heard

    @Test("A registered device that the broker keeps as offline is silent at once, and told once")
    func startUp() throws {
        var watch = try watch([RegisteredDevice(device: "d", profile: "p")])
        #expect(watch.send(Self.offline, at: 5, on: Self.topic, retained: true) == ["silence raised @5"])
        #expect(watch.advance(to: 60_000) == [] && watch.told == ["silence raised → desk"])
        #expect(watch.send(Self.offline, at: 60_000, on: Self.topic) == [])
        #expect(watch.send(#"{"v":1}"#, at: 60_001) == ["silence cleared @60001"])
        #expect(watch.advance(to: 70_000) == [])
        #expect(watch.advance(to: 70_001) == ["silence raised @70001"])
    }

    @Test("Offline outlives a link that was lost and a restart; what the broker kept meanwhile ends it, with a grace")
    func link() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        #expect(watch.send(Self.offline, at: 1000, on: Self.topic) == ["silence raised @1000"])
        watch.listening(false, at: 2000)
        watch.listening(true, at: 100_000)
        #expect(watch.advance(to: 200_000) == [])
        #expect(watch.restart() == [] && watch.advance(to: 300_000) == [])
        #expect(watch.send(Self.online, at: 300_000, on: Self.topic, retained: true) == ["silence cleared @300000"])
        #expect(watch.advance(to: 309_999) == [])
        #expect(watch.advance(to: 310_000) == ["silence raised @310000"], "and no word from the device itself")
        #expect(watch.send(Self.online, at: 320_000, on: Self.topic, retained: true) == [], "that silence is its own")
    }

    @Test("It is said of what is out of reach while we do not listen, too")
    func notListening() throws {
        var watch = try watch([RegisteredDevice(device: "d", profile: "p")], isListening: false)
        #expect(watch.send(Self.offline, at: 5, on: Self.topic, retained: true) == ["silence raised @5"])
    }

    @Test("What changed nothing is not worth keeping; a new word is")
    func kept() throws {
        var watch = try watch()
        watch.send(#"{"v":1}"#, at: 0)
        watch.send(Self.online, at: 1, on: Self.topic)
        #expect(!watch.last.isWorthKeeping)
        watch.advance(to: 20_000)
        watch.send(Self.offline, at: 20_001, on: Self.topic)
        #expect(watch.last.isWorthKeeping && watch.last.events == [], "it was silent already")
        watch.send(Self.offline, at: 20_002, on: Self.topic)
        #expect(!watch.last.isWorthKeeping)
    }

    // MARK: Its life and its covers

    @Test("Where silence waits for a person it returns, and comes on again in the same life")
    func acknowledgement() throws {
        var watch = try watch([], .required)
        watch.send(Self.offline, at: 0, on: Self.topic)
        #expect(watch.send(Self.online, at: 1, on: Self.topic) == ["silence returned @1"])
        #expect(watch.send(Self.offline, at: 2, on: Self.topic) == ["silence raised @2"])
        #expect(watch.lastEvent == "silence raised @2 minor unacknowledged 2")
        watch.hand(.acknowledge, "silence", at: 3)
        #expect(watch.send(Self.offline, at: 4, on: Self.topic) == [])
        #expect(watch.send(#"{"v":1}"#, at: 5) == ["silence cleared @5"])
    }

    @Test("Shelved or out of service it is as true, and nobody hears of it until the cover is lifted")
    func covers() throws {
        let key = DeviceKey(profile: "p", area: "", device: "d")
        let named = NamedAlarm(device: key, alarm: "silence")
        for (lay, lift) in [
            (Hand.Action.shelve(named, until: nil, isOnce: false), Hand.Action.unshelve(named)),
            (.takeOutOfService(named, until: nil), .returnToService(named)),
        ] {
            var watch = try watch()
            watch.send(#"{"v":1}"#, at: 0)
            watch.decide([.hand(Hand(lay, by: "lin", reason: nil, at: Moment(milliseconds: 1)))])
            #expect(watch.send(Self.offline, at: 2, on: Self.topic) == ["silence raised @2"])
            #expect(watch.told == [] && watch.events.last?.cover != nil)
            watch.decide([.hand(Hand(lift, by: "lin", reason: nil, at: Moment(milliseconds: 3)))])
            #expect(watch.told.count == 1 && watch.events.last?.state == .unacknowledged)
            #expect(watch.send(Self.online, at: 4, on: Self.topic) == ["silence cleared @4"])
        }
    }

    @Test("It says nothing of payloads: what does not decode is still to be mended, and a bad word is no sign of life")
    func payloads() throws {
        var watch = try watch()
        for moment in 1...5 { watch.send("?", at: Int64(moment)) }
        #expect(watch.events.map(\.short) == ["payload raised @5"])
        #expect(watch.send(Self.online, at: 6, on: Self.topic) == [])
        #expect(watch.send(#"{"v":1}"#, at: 7) == ["payload cleared @7"])
        for moment in 8...20 { #expect(watch.send(#"{"state":null}"#, at: Int64(moment), on: Self.topic) == []) }
        #expect(watch.counts.undecodable == 18)
        #expect(watch.advance(to: 10_007) == ["silence raised @10007"])
        #expect(watch.send(#"{"state":null}"#, at: 10_008, on: Self.topic) == [])
    }

    @Test("A profile whose devices are never silent cannot be told that they are")
    func silenceMustBeDeclared() {
        let problems = #expect(throws: ProfileProblems.self) { try Profile.of(.availability(), alarms: []) }
        #expect(problems?.problems.map(\.path) == [["messages", "0", "availability"]])
    }
}
