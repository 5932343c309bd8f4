import Testing

@testable import AlarmEngine

@Suite("Drills, maintenances and absences as lives of their own")
struct PeriodTests {
    private static let hour: Int64 = 3_600_000
    private static let sinks: [SinkRoute] = [.sink("desk"), .sink("alarms", signals: [.alarm])]
    private let village = Period.Target(area: "532822102001", zone: "room 3", device: "d")

    private func watch(gateway: String? = nil) throws -> Watch {
        Watch(try configuration(gateway: gateway))
    }

    private func configuration(gateway: String?) throws -> Engine.Configuration {
        let own = try Profile(
            ProfileDescription(
                name: "gengfu", service: .gateway,
                messages: [MessageDescription(topic: "gengfu/{device}", fields: [.boolean("broker_lost")])],
                alarms: [.rule("broker_lost", name: "broker-lost")]))
        return Engine.Configuration(
            profiles: [try .sample(.rule("v > 5"))], sinks: Self.sinks, gateway: gateway.map { (own, $0) })
    }

    @Test("It is raised when it begins and cleared when it ends, at its own times", arguments: Period.Kind.allCases)
    func life(kind: Period.Kind) throws {
        var watch = try watch()
        #expect(watch.begin(kind, village, from: 100, until: 200, at: 10) == [] && watch.last.isWorthKeeping)
        #expect(watch.advance(to: 99) == [])
        #expect(watch.advance(to: 1000) == ["\(kind) raised @100", "\(kind) cleared @200"])
        let raised = try #require(watch.events.first)
        #expect(
            raised.life
                == Life(
                    device: DeviceKey(profile: "gengfu", area: "532822102001", device: "gengfu"),
                    alarm: kind.rawValue, beganAt: Moment(milliseconds: 100)))
        #expect(raised.service == .gateway && raised.area == "532822102001" && raised.zone == "room 3")
        #expect(raised.severity == .minor && raised.signal == (kind == .drill ? .test : .supervisory))
        #expect(raised.values == [NamedValue(name: "device", value: .text("d"))] && raised.occurrences == 1)
        #expect(watch.shown == ["raised unacknowledged", "cleared normal"] && !raised.isTest)
        for event in watch.events {
            #expect(event.by == "lin" && event.reason == "seen" && event.until == Moment(milliseconds: 200))
            #expect(event.life == raised.life && event.text == kind.words)
        }
        #expect(watch.told == (kind == .absence ? [] : ["\(kind) raised → desk", "\(kind) cleared → desk"]))
        #expect(watch.engine.nextDeadline == nil && watch.record(of: "gengfu")?.periods == [])
    }

    @Test("It begins now where it says no later; a hand that ends it says who and why")
    func endedByHand() throws {
        var watch = try watch()
        #expect(watch.begin(.drill, village, from: 5, until: 200, at: 10) == ["drill raised @10"])
        #expect(watch.end(.drill, Period.Target(area: "532822102001"), at: 20) == [] && watch.refusal == .noSuchPeriod)
        #expect(watch.end(.maintenance, village, at: 20) == [] && watch.refusal == .noSuchPeriod)
        #expect(watch.end(.drill, village, at: 30) == ["drill cleared @30"])
        #expect(watch.events.last?.by == "wu" && watch.events.last?.reason == "done")
        #expect(watch.end(.drill, village, at: 40) == [] && watch.refusal == .noSuchPeriod)
        #expect(watch.advance(to: 300) == [])
    }

    @Test("Ending ends all that run of its kind and target; where none runs it takes back those to come")
    func endAll() throws {
        var watch = try watch()
        for until in [100, 200] as [Int64] { watch.begin(.drill, village, until: until, at: 10) }
        watch.begin(.drill, village, from: 50, until: 300, at: 10)
        watch.begin(.drill, until: 300, at: 10)
        #expect(watch.end(.drill, village, at: 20) == ["drill cleared @20", "drill cleared @20"])
        #expect(watch.end(.drill, village, at: 30) == [] && watch.refusal == nil && watch.last.isWorthKeeping)
        #expect(watch.advance(to: 300) == ["drill cleared @300"], "the other target's")
    }

    @Test("No two lives have the same beginning, however soon they follow")
    func beginnings() throws {
        var watch = try watch()
        for _ in 0..<3 {
            watch.begin(.drill, until: 100, at: 10)
            watch.end(.drill, at: 10)
            watch.restart()
        }
        #expect(watch.events.map(\.life.beganAt.milliseconds) == [10, 10, 11, 11, 12, 12])
        #expect(watch.events.allSatisfy { $0.time == Moment(milliseconds: 10) })
    }

    @Test("Nor have two of a kind in different areas; those of two kinds do not wait for each other")
    func apart() throws {
        var watch = try watch()
        for area in ["53", "54"] { watch.begin(.drill, Period.Target(area: area), until: 100, at: 10) }
        watch.begin(.absence, Period.Target(area: "53"), until: 100, at: 10)
        #expect(watch.events.map(\.life.beganAt.milliseconds) == [10, 11, 10])
    }

    @Test(
        "A drill lasts at most a day, a maintenance 31 days, an absence 366, from its beginning",
        arguments: [(.drill, 24), (.maintenance, 31 * 24), (.absence, 366 * 24)] as [(Period.Kind, Int64)])
    func longest(kind: Period.Kind, hours: Int64) throws {
        var watch = try watch()
        let end = 100 + hours * Self.hour
        #expect(watch.begin(kind, from: 100, until: end + 1, at: 10) == [] && watch.refusal == .tooLong)
        #expect(watch.begin(kind, from: 0, until: end, at: 99) == [] && watch.refusal == .tooLong)
        for until in [100, 99] as [Int64] {
            #expect(watch.begin(kind, from: 100, until: until, at: 10) == [] && watch.refusal == .alreadyOver)
        }
        #expect(watch.begin(kind, from: 0, until: 100, at: 100) == [] && watch.refusal == .alreadyOver)
        #expect(watch.begin(kind, until: .max, at: 10) == [] && watch.refusal == .tooLong)
        #expect(watch.begin(kind, from: 100, until: end, at: 10) == [] && watch.refusal == nil)
        #expect(watch.advance(to: end) == ["\(kind) raised @100", "\(kind) cleared @\(end)"])
    }

    @Test("A thousand are known at once, of all kinds together, and no more until one is over")
    func bound() throws {
        var watch = try watch()
        for place in 0..<1000 {
            watch.begin(
                Period.Kind.allCases[place % 3], Period.Target(area: "\(place)"), from: 100, until: 200 + Int64(place),
                at: 10)
            #expect(watch.refusal == nil)
        }
        #expect(watch.begin(.drill, until: 100, at: 10) == [] && watch.refusal == .tooManyPeriods)
        #expect(watch.advance(to: 100).count == 1000)
        #expect(watch.begin(.drill, until: 300, at: 199) == [] && watch.refusal == .tooManyPeriods)
        #expect(watch.begin(.drill, until: 300, at: 200).count == 2, "one is over")
    }

    @Test("It outlives a restart, running or to come, with a gateway of its own or none", arguments: [nil, "gw"])
    func restart(gateway: String?) throws {
        var watch = try watch(gateway: gateway)
        watch.begin(.drill, village, until: 200, at: 10)
        watch.begin(.maintenance, village, from: 100, until: 300, at: 10)
        #expect(watch.restart() == [])
        #expect(watch.record(of: gateway ?? "gengfu")?.periods.count == 2)
        #expect(watch.advance(to: 100) == ["maintenance raised @100"])
        watch.restart()
        #expect(watch.advance(to: 1000) == ["drill cleared @200", "maintenance cleared @300"])
        #expect(Set(watch.events.map(\.life)).count == 2)
    }

    @Test("The gateway's record carries its periods whether it has alarms or not")
    func record() throws {
        var watch = try watch(gateway: "gw")
        watch.begin(.drill, until: 200, at: 10)
        #expect(watch.last.changed.map(\.key.device) == ["gw"] && watch.last.changed.first?.periods.count == 1)
        watch.decide([.condition(name: "broker_lost", value: .boolean(true), at: Moment(milliseconds: 20))])
        #expect(watch.last.changed.first?.periods.count == 1)
        #expect(watch.last.changed.first?.alarms.map(\.name) == ["broker-lost", "drill"])
        watch.end(.drill, at: 30)
        #expect(watch.last.changed.map(\.periods) == [[]] && watch.last.changed.first?.fields.count == 1)
        #expect(watch.engine.records().count == 1)
    }

    @Test("Under another name of the gateway they go on as new lives")
    func renamed() throws {
        var watch = try watch(gateway: "old")
        watch.begin(.drill, village, until: 200, at: 10)
        watch.begin(.absence, village, until: 200, at: 15)
        watch.begin(.maintenance, village, from: 100, until: 200, at: 20)
        let told = try watch.toldNow { watch in
            let other = try configuration(gateway: "new")
            #expect(
                watch.restart(other) == [
                    "drill withdrawn @20", "drill raised @20", "absence withdrawn @20", "absence raised @20",
                ])
        }
        #expect(told == ["drill withdrawn → desk", "drill raised → desk"])
        #expect(watch.events.suffix(4).map(\.life.device.device) == ["old", "new", "old", "new"])
        #expect(watch.restart(try configuration(gateway: "new")) == [])
        #expect(
            watch.advance(to: 200) == [
                "maintenance raised @100", "absence cleared @200", "drill cleared @200", "maintenance cleared @200",
            ])
    }

    @Test("A hand on its life is told to end it instead")
    func handOnLife() throws {
        var watch = try watch()
        watch.begin(.drill, village, until: 200, at: 10)
        for act in [Act.acknowledge, .reset, .note] {
            #expect(watch.hand(act, "drill", at: 20) == [] && watch.refusal == .isPeriod)
        }
        watch.end(.drill, village, at: 30)
        #expect(watch.hand(.acknowledge, "drill", at: 40) == [] && watch.refusal == .noSuchLife)
    }

    @Test("What runs lasts as long over a step of the clock; what is planned stands in the calendar")
    func steps() throws {
        for span in [Self.hour, -Self.hour] {
            let start: Int64 = 10_000_000
            var watch = try watch()
            watch.begin(.drill, until: start + 10_000, at: start)
            watch.begin(.maintenance, from: start + 5 * Self.hour, until: start + 6 * Self.hour, at: start)
            watch.decide(
                [.clockStepped(by: Span(milliseconds: span), at: Moment(milliseconds: start + 4000))],
                at: start + 4000 + span)
            #expect(watch.last.changed.count == 1 && watch.events.count == 1)
            watch.restart()
            #expect(watch.advance(to: start + span + 9999) == [])
            #expect(watch.advance(to: start + span + 10_000) == ["drill cleared @\(start + span + 10_000)"])
            #expect(watch.advance(to: start + 5 * Self.hour - 1) == [])
            #expect(watch.advance(to: start + 5 * Self.hour) == ["maintenance raised @\(start + 5 * Self.hour)"])
        }
    }

    @Test("At one instant it comes where the gateway's name stands, in the order of the kinds' names")
    func order() throws {
        var watch = Watch(
            Engine.Configuration(profiles: [
                try .sample(.rule("v > 5", onDelay: Span(milliseconds: 90)), name: "a", topic: "a/{device}"),
                try .sample(.rule("v > 5", onDelay: Span(milliseconds: 90)), name: "z", topic: "z/{device}"),
            ]))
        for kind in [Period.Kind.maintenance, .drill, .absence] { watch.begin(kind, from: 100, until: 200, at: 0) }
        for topic in ["z/d", "a/d"] { watch.send(#"{"v":6}"#, at: 10, on: topic) }
        #expect(
            watch.advance(to: 100) == [
                "high raised @100", "absence raised @100", "drill raised @100", "maintenance raised @100",
                "high outOfService @100", "high raised @100", "high outOfService @100",
            ])
        #expect(watch.events.map(\.isTest) == [false, false, false, false, false, true, true])
    }

    @Test("A plain message costs nothing more while there are none, and makes nothing to keep while there are")
    func telemetry() throws {
        var watch = try watch()
        watch.begin(.maintenance, until: 1000, at: 0)
        watch.send(#"{"v":1}"#, at: 10)
        #expect(!watch.last.isWorthKeeping)
    }
}
