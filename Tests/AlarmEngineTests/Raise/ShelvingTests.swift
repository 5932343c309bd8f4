import Testing

@testable import AlarmEngine

@Suite("Shelving, and out of service by hand")
struct ShelvingTests {
    private static let hour: Int64 = 3_600_000

    private func watch(
        _ signal: Signal = .alarm, latch: Bool = false,
        sinks: [SinkRoute] = [.sink("desk"), .sink("grave", from: .extreme)]
    ) throws -> Watch {
        Watch(try .sample(.rule("v > 5", signal: signal, latch: latch), .momentary("on")), sinks: sinks)
    }

    @Test("Shelved, an alarm goes on beneath, kept and told to nobody; unshelved while on, it is told like a raised")
    func beneath() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.toldNow { $0.shelve(at: 20) } == ["high shelved → desk"])
        let beneath = watch.toldNow { watch in
            watch.send(#"{"v":0}"#, at: 30)
            watch.send(#"{"v":6}"#, at: 40)
            watch.hand(.acknowledge, at: 50)
        }
        #expect(beneath == [])
        #expect(watch.toldNow { $0.unshelve(at: 60) } == ["high unshelved → desk"])
        #expect(
            watch.shown == [
                "raised unacknowledged", "shelved shelved", "returned shelved", "raised shelved",
                "acknowledged shelved", "unshelved unacknowledged",
            ])
        #expect(watch.events.map(\.state.rawValue)[4] == "acknowledged", "the true state")
        #expect(Set(watch.events.map(\.life)).count == 1 && watch.events.last?.occurrences == 2)
    }

    @Test("Unshelved while off the life is over, a latched one included, and those who were told of it are told")
    func unshelvedOff() throws {
        for latch in [false, true] {
            var watch = try watch(latch: latch)
            watch.send(#"{"v":6}"#, at: 10)
            watch.shelve(at: 20)
            watch.send(#"{"v":0}"#, at: 30)
            #expect(watch.events.last?.state == (latch ? .latched : .returned))
            #expect(watch.toldNow { $0.unshelve(at: 40) } == ["high unshelved → desk"])
            #expect(watch.lastEvent == "high unshelved @40 severe normal 1")
            watch.send(#"{"v":6}"#, at: 50)
            #expect(watch.events.last?.life.beganAt == Moment(milliseconds: 50))
        }
    }

    @Test(
        "An alarm that was never raised is shelved as the life of T = 0, told to nobody; raised beneath, it is told after"
    )
    func neverRaised() throws {
        var watch = try watch()
        watch.send(#"{"v":0}"#, at: 5)
        #expect(watch.shelve(until: 100, at: 10) == ["high shelved @10"])
        #expect(watch.events[0].life.beganAt == Moment(milliseconds: 0) && watch.events[0].state == .normal)
        #expect(watch.events[0].occurrences == 0)
        watch.send(#"{"v":6}"#, at: 20)
        #expect(watch.events[1].life.beganAt == Moment(milliseconds: 20) && watch.told == [])
        #expect(watch.advance(to: 100) == ["high unshelved @100"])
        #expect(watch.told == ["high unshelved → desk"])
    }

    @Test("A normal alarm counts as in its last life: its id, and those who were told of it")
    func lastLife() throws {
        var watch = try watch(.trouble)
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":0}"#, at: 20)
        #expect(watch.toldNow { $0.shelve(at: 30) } == ["high shelved → desk"])
        #expect(watch.events.last?.life.beganAt == Moment(milliseconds: 10))
        #expect(watch.toldNow { $0.unshelve(at: 40) } == ["high unshelved → desk"])
        #expect(watch.lastEvent == "high unshelved @40 severe normal 1")
    }

    @Test("The event says until when, who and why; one that ends by time says nobody")
    func words() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        watch.shelve(until: 100, at: 20)
        let shelved = try #require(watch.events.last)
        #expect(shelved.until == Moment(milliseconds: 100) && shelved.by == "lin" && shelved.reason == "seen")
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 100))
        #expect(watch.advance(to: 99) == [])
        #expect(watch.advance(to: 100) == ["high unshelved @100"])
        let ended = try #require(watch.events.last)
        #expect(ended.until == nil && ended.by == nil && ended.reason == nil)
        watch.shelve(at: 200)
        watch.unshelve(at: 300)
        #expect(watch.events.last?.by == "lin" && watch.events.last?.reason == "seen")
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 200 + 12 * Self.hour), "a timer nobody waits for")
        #expect(watch.advance(to: 200 + 12 * Self.hour) == [] && watch.engine.nextDeadline == nil)
    }

    @Test("No shelf is longer than the longest, which one without a duration ends with")
    func longest() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.shelve(until: 20 + 12 * Self.hour + 1, at: 20) == [] && watch.refusal == .tooLong)
        #expect(watch.shelve(until: 20, at: 20) == [] && watch.refusal == .alreadyOver)
        #expect(watch.shelve(until: 21, at: 20) == ["high shelved @20"])
        #expect(watch.shelve(until: 20 + 12 * Self.hour, at: 20) == ["high shelved @20"])
        #expect(watch.shelve(at: 30) == ["high shelved @30"])
        #expect(watch.events.last?.until == Moment(milliseconds: 30 + 12 * Self.hour))
        #expect(watch.advance(to: 29 + 12 * Self.hour) == [], "shelving again replaced the shelf")
        #expect(watch.advance(to: 30 + 12 * Self.hour) == ["high unshelved @\(30 + 12 * Self.hour)"])
        var short = Engine.Configuration(profiles: [try .sample(.rule("v > 5"))])
        short.longestShelf = .seconds(1)
        var other = Watch(short)
        other.send(#"{"v":6}"#, at: 0)
        #expect(other.shelve(until: 1001, at: 0) == [] && other.refusal == .tooLong)
        #expect(other.shelve(at: 0) == ["high shelved @0"] && other.events.last?.until == Moment(milliseconds: 1000))
    }

    @Test("Once is until it next goes off, just after that event, whether shelved on, off or normal")
    func once() throws {
        for latch in [false, true] {
            var watch = try watch(latch: latch)
            watch.send(#"{"v":6}"#, at: 10)
            watch.shelve(once: true, at: 20)
            #expect(watch.send(#"{"v":0}"#, at: 30) == ["high returned @30", "high unshelved @30"])
            #expect(watch.shown.suffix(2) == ["returned shelved", "unshelved normal"])
            #expect(watch.told.suffix(2) == ["high shelved → desk", "high unshelved → desk"])
            watch.shelve(once: true, at: 40)
            #expect(watch.send(#"{"v":0}"#, at: 50) == [], "it does not go off that is off")
            watch.send(#"{"v":6}"#, at: 60)
            #expect(watch.send(#"{"v":0}"#, at: 70) == ["high returned @70", "high unshelved @70"])
        }
        var returned = try watch()
        returned.send(#"{"v":6}"#, at: 10)
        returned.send(#"{"v":0}"#, at: 20)
        returned.shelve(once: true, at: 30)
        #expect(returned.hand(.acknowledge, at: 40) == ["high cleared @40"], "to be cleared is not to go off")
        #expect(returned.events.last?.cover == .shelved)
    }

    @Test("For a while or once ends with what comes first")
    func onceOrUntil() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        watch.shelve(until: 100, once: true, at: 20)
        #expect(watch.advance(to: 100) == ["high unshelved @100"])
        watch.shelve(until: 200, once: true, at: 110)
        #expect(watch.send(#"{"v":0}"#, at: 150) == ["high returned @150", "high unshelved @150"])
        #expect(watch.advance(to: 1000) == [])
    }

    @Test("A momentary alarm cannot be shelved once, but for a while; what occurs beneath is kept")
    func momentary() throws {
        var watch = try watch()
        watch.send(#"{"on":true}"#, at: 10)
        #expect(watch.shelve("sos", once: true, at: 20) == [] && watch.refusal == .momentaryOnce)
        watch.shelve("sos", until: 100, at: 20)
        let told = watch.toldNow { watch in
            watch.hand(.acknowledge, "sos", at: 30)
            watch.send(#"{"on":true}"#, at: 40)
        }
        #expect(told == [] && watch.shown.suffix(2) == ["acknowledged shelved", "occurred shelved"])
        watch.hand(.acknowledge, "sos", at: 50)
        #expect(watch.toldNow { $0.advance(to: 100) } == ["sos unshelved → desk", "sos unshelved → grave"])
        #expect(watch.lastEvent == "sos unshelved @100 extreme unacknowledged 2")
    }

    @Test("Out of service has no end but by hand, unless it says one; it shows over a shelf")
    func outOfService() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.takeOut(at: 20) == ["high outOfService @20"])
        #expect(watch.engine.nextDeadline == nil && watch.events.last?.until == nil)
        #expect(watch.takeOut(at: 21) == [] && watch.refusal == .outOfService)
        watch.shelve(until: 100, at: 30)
        #expect(watch.shown.last == "shelved out-of-service")
        #expect(watch.toldNow { $0.advance(to: 100) } == [], "another cover is left")
        #expect(watch.shown.last == "unshelved out-of-service")
        #expect(watch.toldNow { $0.putBack(at: 200) } == ["high inService → desk"])
        #expect(watch.shown.last == "in-service unacknowledged")
        #expect(watch.takeOut(until: 300, at: 300) == [] && watch.refusal == .alreadyOver)
        #expect(watch.takeOut(until: 301, at: 300) == ["high outOfService @300"])
        #expect(watch.advance(to: 301) == ["high inService @301"])
        #expect(watch.putBack(at: 400) == [] && watch.refusal == .inService)
    }

    @Test("Two covers that end at one instant end in the order they were laid, before a delay that ends then")
    func oneInstant() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: Span(milliseconds: 100))), sinks: [.sink("desk")])
        watch.send(#"{"v":6}"#, at: 0)
        watch.takeOut(until: 100, at: 10)
        watch.shelve(until: 100, at: 20)
        #expect(watch.advance(to: 100) == ["high inService @100", "high unshelved @100", "high raised @100"])
        #expect(watch.told == ["high raised → desk"])
    }

    @Test("A hand on what is not there is told why")
    func refusals() throws {
        var watch = try watch()
        for (action, refusal) in [
            (.shelve(NamedAlarm(device: Self.key("x"), alarm: "high"), until: nil, isOnce: false), .noSuchAlarm),
            (.unshelve(NamedAlarm(device: Watch.device, alarm: "high")), .noSuchAlarm),
        ] as [(Hand.Action, HandRefusal)] {
            #expect(watch.obey(action, at: 1) == [] && watch.refusal == refusal)
        }
        watch.send(#"{"v":0}"#, at: 5)
        for (action, refusal) in [
            (.unshelve(NamedAlarm(device: Watch.device, alarm: "high")), .notShelved),
            (.returnToService(NamedAlarm(device: Watch.device, alarm: "high")), .inService),
            (.takeOutOfService(NamedAlarm(device: Watch.device, alarm: "low"), until: nil), .noSuchAlarm),
            (.returnToService(NamedAlarm(device: Watch.device, alarm: "low")), .noSuchAlarm),
        ] as [(Hand.Action, HandRefusal)] {
            #expect(watch.obey(action, at: 10) == [] && watch.refusal == refusal, "\(action)")
            #expect(!watch.last.isWorthKeeping)
        }
    }

    private static func key(_ device: String) -> DeviceKey { DeviceKey(profile: "p", area: "", device: device) }

    @Test("A note is an event of an open life, told to all that want the alarm, and beneath a cover to nobody")
    func notes() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.toldNow { $0.hand(.note, at: 20) } == ["high note → desk"])
        #expect(watch.events.last?.reason == "seen" && watch.lastEvent == "high note @20 severe unacknowledged 1")
        watch.shelve(at: 30)
        #expect(watch.toldNow { $0.hand(.note, at: 40) } == [] && watch.shown.last == "note shelved")
        watch.unshelve(at: 50)
        watch.send(#"{"v":0}"#, at: 60)
        #expect(watch.hand(.note, at: 70) == ["high note @70"] && watch.events.last?.state == .returned)
        watch.hand(.acknowledge, at: 80)
        #expect(watch.hand(.note, at: 90) == [] && watch.refusal == .noSuchLife)
    }
}
