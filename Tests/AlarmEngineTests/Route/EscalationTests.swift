import Testing

@testable import AlarmEngine

@Suite("Escalation")
struct EscalationTests {
    private static let fire = EscalationPolicy.shipped

    /// A smoke detector in a village whose desks are `village`, `township` and `county`, all standby.
    private func configuration(
        _ alarm: AlarmDescription = .rule("v > 5", signal: .alarm), policies: [EscalationPolicy] = fire,
        time: Bool = false, takesDrills: Bool = false
    ) throws -> Engine.Configuration {
        let standby = ["village", "township", "county", "other"].map {
            SinkRoute(
                name: $0, minimumSeverity: .extreme, signals: [.test], isStandby: true, takesDrills: takesDrills)
        }
        var configuration = Engine.Configuration(
            profiles: [try .sample(alarm, topic: "t/{area}/{device}", time: time)], sinks: [.sink("desk")] + standby)
        configuration.escalation = policies
        configuration.desks = ["530922101203": "village", "530922101": "township", "530922": "county"]
        return configuration
    }

    private func watch(
        _ alarm: AlarmDescription = .rule("v > 5", signal: .alarm), policies: [EscalationPolicy] = fire
    ) throws -> Watch {
        Watch(try configuration(alarm, policies: policies))
    }

    private func policy(_ steps: EscalationStep..., from severity: Severity = .minor) -> [EscalationPolicy] {
        [EscalationPolicy(signals: Set(Signal.allCases), minimumSeverity: severity, steps: steps)]
    }

    private func step(_ after: Span, _ sink: String, unless: EscalationStep.Unless = .acknowledged) -> EscalationStep {
        EscalationStep(after: after, unless: unless, to: .sink(sink))
    }

    @Test(
        "A fire that nobody acknowledges goes to the village after 1 minute, the township after 3, the county after 5")
    func fireSteps() throws {
        var watch = try watch()
        watch.say(on, at: 1000)
        #expect(watch.advance(to: 60_999) == [])
        #expect(watch.advance(to: 61_000) == ["high escalated @61000"])
        #expect(watch.lastEvent == "high escalated @61000 severe unacknowledged 1")
        #expect(watch.events.last?.reason == "1m: village, village")
        #expect(watch.told == ["high raised → desk", "high escalated → desk", "high escalated → village"])
        #expect(watch.advance(to: 180_999) == [])
        #expect(watch.advance(to: 1_000_000) == ["high escalated @181000", "high escalated @301000"])
        #expect(watch.events.suffix(2).map(\.reason) == ["3m: township, township", "5m: county, county"])
        #expect(
            watch.told.suffix(4).map { $0 }
                == ["desk", "village", "township", "county"].map { "high escalated → \($0)" })
        #expect(watch.engine.nextDeadline == nil)
    }

    @Test("A sink hears the rest of the life from its step on, whatever it asks for, and nothing of the next life")
    func rest() throws {
        var watch = try watch()
        watch.say(on, at: 0)
        watch.advance(to: 60_000)
        watch.hand(.acknowledge, at: 61_000)
        watch.say(off, at: 62_000)
        #expect(
            watch.told.filter { $0.hasSuffix("village") } == [
                "high escalated → village", "high acknowledged → village", "high cleared → village",
            ])
        watch.say(on, at: 63_000)
        #expect(watch.told.last == "high raised → desk")
    }

    @Test("An acknowledgement stops the steps that wait for one; one millisecond too late it does not")
    func acknowledged() throws {
        for (moment, escalates) in [(59_999, false), (60_000, true)] as [(Int64, Bool)] {
            var watch = try watch()
            watch.say(on, at: 0)
            watch.hand(.acknowledge, at: moment)
            watch.advance(to: 1_000_000)
            #expect(watch.events.count { $0.kind == .escalated } == (escalates ? 1 : 0))
        }
    }

    @Test("One that went off unacknowledged, latched or not, is still passed on; one that is over is not")
    func wentOff() throws {
        for (latch, acknowledgement, count) in [
            (false, .required, 3), (true, .auto, 3), (true, .required, 3), (false, .auto, 0),
        ] as [(Bool, Acknowledgement, Int)] {
            var watch = try watch(.rule("v > 5", signal: .alarm, latch: latch, acknowledgement: acknowledgement))
            watch.say(on, at: 0)
            watch.say(off, at: 1)
            watch.advance(to: 1_000_000)
            #expect(watch.events.count { $0.kind == .escalated } == count)
        }
    }

    @Test("Unless cleared: it is passed on while it is on, acknowledged or not, and not while it is off")
    func unlessCleared() throws {
        let policies = policy(
            step(.seconds(10), "village", unless: .cleared), step(.seconds(20), "township", unless: .cleared),
            step(.seconds(30), "county", unless: .cleared))
        var watch = try watch(policies: policies)
        watch.say(on, at: 0)
        watch.hand(.acknowledge, at: 1)
        #expect(watch.advance(to: 10_000) == ["high escalated @10000"])
        #expect(watch.lastEvent == "high escalated @10000 severe acknowledged 1")
        var other = try self.watch(policies: policies)
        other.say(on, at: 0)
        other.say(off, at: 19_999)
        other.advance(to: 20_000)
        other.say(on, at: 25_000)
        other.advance(to: 100_000)
        #expect(other.events.filter { $0.kind == .escalated }.map(\.reason) == ["10s: village", "30s: county"])
        #expect(other.events.last?.occurrences == 2, "the steps are those of the first raise")
    }

    @Test("A life that comes on again goes on with its steps; the next life has its own")
    func again() throws {
        var watch = try watch()
        watch.say(on, at: 0)
        watch.say(off, at: 30_000)
        watch.say(on, at: 50_000)
        #expect(watch.advance(to: 60_000) == ["high escalated @60000"])
        watch.hand(.acknowledge, at: 61_000)
        watch.say(off, at: 62_000)
        watch.say(on, at: 100_000)
        #expect(watch.advance(to: 159_999) == [])
        #expect(watch.advance(to: 160_000) == ["high escalated @160000"])
    }

    @Test("When it is unacknowledged again after it was acknowledged, the steps begin anew from then")
    func anew() throws {
        let levels = AlarmDescription.levels(("v > 50", .extreme), ("v > 5", .severe), signal: .alarm)
        for (alarm, happening) in [(levels, #"{"v":60}"#), (.momentary("on", name: "high"), #"{"on":true,"v":9}"#)] {
            var watch = try watch(alarm)
            watch.say(#"{"on":true,"v":9}"#, at: 0)
            watch.advance(to: 60_000)
            watch.hand(.acknowledge, at: 61_000)
            watch.say(happening, at: 100_000)
            #expect(watch.events.last?.state == .unacknowledged)
            #expect(watch.advance(to: 159_999) == [])
            #expect(watch.advance(to: 300_000) == ["high escalated @160000", "high escalated @280000"])
        }
        var watch = try watch(.rule("v > 5", signal: .alarm, latch: true))
        watch.say(on, at: 0)
        watch.hand(.acknowledge, at: 1)
        watch.say(off, at: 2)
        watch.say(on, at: 100_000)
        #expect(watch.advance(to: 160_000) == ["high escalated @160000"])
    }

    @Test("A severity that rises while nobody acknowledged leaves the steps as they are")
    func rises() throws {
        var watch = try watch(.levels(("v > 50", .extreme), ("v > 5", .severe), signal: .alarm))
        watch.say(on, at: 0)
        watch.say(#"{"v":60}"#, at: 30_000)
        #expect(watch.advance(to: 200_000) == ["high escalated @60000", "high escalated @180000"])
        #expect(watch.events.last?.severity == .extreme)
    }

    @Test("A severity that rises to where a policy fits begins the steps then; one that falls changes nothing")
    func risesIntoPolicy() throws {
        var watch = try watch(
            .levels(("v > 50", .extreme), ("v > 5", .minor), signal: .alarm),
            policies: policy(step(.seconds(60), "village"), from: .severe))
        watch.say(on, at: 0)
        #expect(watch.advance(to: 100_000) == [])
        watch.say(#"{"v":60}"#, at: 100_000)
        watch.say(on, at: 110_000)
        #expect(watch.advance(to: 159_999) == [])
        #expect(watch.advance(to: 160_000) == ["high escalated @160000"])
        #expect(watch.events.last?.severity == .minor)
        #expect(watch.advance(to: 1_000_000) == [])
    }

    @Test("The steps are frozen, whatever the configuration says later, and survive a restart at any point")
    func frozen() throws {
        let changed = try configuration(policies: policy(step(.seconds(5), "other")))
        for moment in [0, 30_000, 59_999, 60_000, 120_000] as [Int64] {
            var watch = try watch()
            watch.say(on, at: 0)
            watch.advance(to: moment)
            watch.restart(changed)
            watch.advance(to: 1_000_000)
            let escalated = watch.events.filter { $0.kind == .escalated }
            #expect(escalated.map(\.time.milliseconds) == [60_000, 180_000, 300_000])
            #expect(
                escalated.map(\.reason) == ["1m: village, village", "3m: township, township", "5m: county, county"])
        }
        var watch = try watch()
        watch.restart(changed)
        watch.say(on, at: 0)
        watch.restart(try configuration())
        #expect(watch.advance(to: 1_000_000) == ["high escalated @5000"])
    }

    @Test("A step whose sink is gone is still an event, and those who were told of the life hear it")
    func sinkGone() throws {
        var watch = try watch()
        watch.say(on, at: 0)
        var changed = try configuration()
        changed.sinks.removeAll { $0.name == "village" }
        watch.restart(changed)
        #expect(watch.advance(to: 60_000) == ["high escalated @60000"])
        #expect(watch.told.suffix(2) == ["high raised → desk", "high escalated → desk"])
    }

    @Test("Steps that are due at one moment come in their order; a step of no time comes with the raise")
    func together() throws {
        var watch = try watch(
            policies: policy(step(.zero, "county"), step(.seconds(10), "village"), step(.seconds(10), "township")))
        watch.say(on, at: 0)
        #expect(watch.events.map(\.short) == ["high raised @0", "high escalated @0"])
        #expect(watch.advance(to: 10_000) == ["high escalated @10000", "high escalated @10000"])
        #expect(watch.events.suffix(2).map(\.reason) == ["10s: village", "10s: township"])
        #expect(
            Array(watch.told.dropFirst())
                == [
                    "desk", "county", "desk", "village", "county", "desk", "village", "township", "county",
                ].map { "high escalated → \($0)" })
    }

    @Test("They count on the gateway's clock, from the receipt of what raised it or from the deadline that did")
    func gatewaysClock() throws {
        var watch = Watch(try configuration(time: true))
        watch.say(#"{"v":6,"ts":100000}"#, at: 300_000)
        #expect(watch.events.last?.time == ms(100_000))
        #expect(watch.advance(to: 359_999) == [])
        #expect(watch.advance(to: 360_000) == ["high escalated @360000"])
        var delayed = Watch(try configuration(.rule("v > 5", onDelay: .seconds(10), signal: .alarm)))
        delayed.say(on, at: 0)
        delayed.say(on, at: 50_000)
        #expect(delayed.advance(to: 69_999) == [])
        #expect(delayed.advance(to: 70_000) == ["high escalated @70000"])
    }

    @Test("They move along with the gateway's clock")
    func clockStep() throws {
        var watch = try watch()
        watch.say(on, at: 1000)
        watch.decide([.clockStepped(by: .hours(-1), at: ms(31_000))], at: 31_000 - 3_600_000)
        #expect(watch.advance(to: 60_999 - 3_600_000) == [])
        #expect(watch.advance(to: 61_000 - 3_600_000) == ["high escalated @-3539000"])
    }

    @Test("A fire that chatters is passed on while nobody acknowledges it")
    func chattering() throws {
        var watch = try watch()
        for moment in stride(from: 0, to: 400_000, by: 10_000) {
            watch.say(on, at: Int64(moment))
            watch.say(off, at: Int64(moment) + 5000)
        }
        #expect(watch.events.filter { $0.kind == .escalated }.map(\.time.milliseconds) == [60_000, 180_000, 300_000])
        #expect(
            watch.told.suffix(4).map { $0 }
                == ["desk", "village", "township", "county"].map { "high escalated → \($0)" })
    }

    @Test("A step that is due while the alarm is covered is over; the last cover that is lifted begins them anew")
    func covered() throws {
        var watch = try watch()
        watch.say(on, at: 0)
        watch.shelve(until: 100_000, of: villageDevice, at: 30_000)
        watch.obey(.takeOutOfService(NamedAlarm(device: villageDevice, alarm: "high"), until: ms(150_000)), at: 40_000)
        #expect(watch.advance(to: 149_999) == ["high unshelved @100000"])
        watch.advance(to: 150_000)
        #expect(watch.lastEvent == "high inService @150000 severe unacknowledged 1")
        #expect(watch.advance(to: 209_999) == [])
        #expect(watch.advance(to: 400_000) == ["high escalated @210000", "high escalated @330000"])
    }

    @Test("A cover that ends as a step is due begins them anew; one that was acknowledged before it, too")
    func coverEnds() throws {
        for acknowledges in [false, true] {
            var watch = try watch()
            watch.say(on, at: 0)
            if acknowledges { watch.hand(.acknowledge, at: 1) }
            watch.shelve(until: 60_000, of: villageDevice, at: 30_000)
            #expect(watch.advance(to: 119_999) == ["high unshelved @60000"])
            #expect(watch.advance(to: 120_000) == ["high escalated @120000"])
        }
    }

    @Test("One that was raised beneath a cover is passed on once the cover is lifted, and not if it is off then")
    func raisedCovered() throws {
        for isOff in [false, true] {
            var watch = try watch()
            watch.say(off, at: 0)
            watch.shelve(until: 100_000, of: villageDevice, at: 0)
            watch.say(on, at: 1000)
            if isOff { watch.say(off, at: 2000) }
            #expect(watch.advance(to: 159_999) == ["high unshelved @100000"])
            #expect(watch.advance(to: 160_000) == (isOff ? [] : ["high escalated @160000"]))
        }
    }

    @Test("What its own rule suppresses from the beginning is passed on from the end of that")
    func suppressed() throws {
        var alarm = AlarmDescription.rule("v > 5", signal: .alarm)
        alarm.suppressWhen = "w > 0"
        var watch = try watch(alarm)
        watch.say(#"{"v":6,"w":1}"#, at: 0)
        #expect(watch.advance(to: 99_999) == [])
        watch.say(#"{"w":0}"#, at: 100_000)
        #expect(watch.lastEvent == "high unsuppressed @100000 severe unacknowledged 1")
        #expect(watch.advance(to: 160_000) == ["high escalated @160000"])
    }

    @Test("In a drill it is passed on to sinks that take drills, and to no other; what goes on has steps of its own")
    func drill() throws {
        for takesDrills in [false, true] {
            var watch = Watch(try configuration(takesDrills: takesDrills))
            watch.begin(.drill, Period.Target(area: "5309"), until: 100_000, at: 0)
            watch.say(on, at: 1000)
            #expect(watch.advance(to: 99_999) == (takesDrills ? ["high escalated @61000"] : []))
            #expect(!watch.told.contains("high escalated → desk"))
            #expect(watch.told.contains("high escalated → village") == takesDrills)
            watch.advance(to: 160_000)
            #expect(watch.lastEvent == "high escalated @160000 severe unacknowledged 1")
            #expect(
                watch.events.last?.isTest == false
                    && watch.told.suffix(2) == ["desk", "village"].map { "high escalated → \($0)" })
        }
    }

    @Test("A sink that takes drills no more hears nothing of a step that was frozen in one")
    func drillChanged() throws {
        var watch = Watch(try configuration(takesDrills: true))
        watch.begin(.drill, Period.Target(area: "5309"), until: 100_000, at: 0)
        watch.say(on, at: 1000)
        watch.restart(try configuration(takesDrills: false))
        #expect(watch.advance(to: 61_000) == ["high escalated @61000"])
        #expect(!watch.told.contains { $0.hasPrefix("high") })
    }

    @Test("The registry names the contacts; telecare goes to the group after 60 s and to the village after 180 s")
    func telecare() throws {
        let profile = try Profile(
            ProfileDescription(
                name: "sos", service: .elderCare,
                messages: [MessageDescription(topic: "t/{area}/{device}", fields: [.boolean("on")])],
                alarms: [.momentary("on")]))
        var configuration = try configuration()
        configuration.profiles = [profile]
        configuration.registry = [
            RegisteredDevice(device: "d", profile: "sos", area: "530922101203", contact: "county", group: "other")
        ]
        var watch = Watch(configuration)
        watch.say(#"{"on":true}"#, at: 0)
        #expect(watch.advance(to: 59_999) == [])
        #expect(watch.advance(to: 200_000) == ["sos escalated @60000", "sos escalated @180000"])
        #expect(watch.events.suffix(2).map(\.reason) == ["1m: group, other", "3m: village, village"])
    }

    @Test("A device whose area has no desk, or that has no area, is passed on to nobody")
    func noDesk() throws {
        var watch = try watch()
        watch.send(on, at: 0, on: "t/440106/d")
        #expect(watch.advance(to: 1_000_000) == [] && watch.events.count == 1)
    }
}

private let villageDevice = DeviceKey(profile: "p", area: "530922101203", device: "d")
private let on = #"{"v":6}"#
private let off = #"{"v":0}"#

private func ms(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

extension Watch {
    /// Of the device in the village.
    fileprivate mutating func say(_ payload: String, at moment: Int64) {
        send(payload, at: moment, on: "t/530922101203/d")
    }
}
