import Testing

@testable import AlarmEngine

/// Chattering, floods and escalation together, over random traffic.
@Suite("Chattering, floods and escalation, whatever restarts")
struct AnyMomentTests {
    private static let areas = ["530922101203", "530922101", ""]

    private func configuration() throws -> Engine.Configuration {
        let own = try Profile(
            ProfileDescription(
                name: "gengfu", service: .gateway,
                messages: [MessageDescription(topic: "gengfu/{device}", fields: [.boolean("on")])]))
        var muted = AlarmDescription.rule("v > 5", name: "muted", signal: .supervisory)
        muted.suppressWhen = "on"
        let profiles = try ["a/{area}/{device}", "b/{device}"].enumerated().map { place, topic in
            try Profile.sample(
                .levels(("v > 50", .extreme), ("v > 5", .minor), name: "levels", signal: .alarm),
                .rule("v > 5", name: "held", signal: .supervisory, latch: true),
                .rule("v > 5", name: "slow", onDelay: .seconds(2), offDelay: .seconds(1)), muted,
                .momentary("w > 5"), name: "p\(place)", topic: topic)
        }
        var configuration = Engine.Configuration(
            profiles: profiles,
            sinks: [
                .sink("desk"), .sink("grave", from: .extreme), .drills("school"), .drills("chief", isStandby: true),
                .sink("far", isStandby: true),
            ], gateway: (own, "gw"))
        configuration.desks = ["530922101": "chief", "530922": "far"]
        configuration.escalation = [
            EscalationPolicy(
                signals: [.alarm, .supervisory],
                steps: [
                    EscalationStep(after: .seconds(30), unless: .acknowledged, to: .level(.village)),
                    EscalationStep(after: .seconds(30), unless: .cleared, to: .level(.county)),
                    EscalationStep(after: .seconds(90), unless: .acknowledged, to: .sink("school")),
                ])
        ]
        return configuration
    }

    /// What comes next, and what of the lives that are known.
    private func input(_ chance: inout SplitMix64, _ watch: Watch, at moment: Int64) -> Input {
        let time = Moment(milliseconds: moment)
        let area = chance.pick(Self.areas)
        let device = "d\(chance.below(2))"
        switch chance.below(40) {
        case 0..<35:
            let payload =
                #"{"v":\#(chance.pick([0, 9, 0, 60])),"w":\#(chance.pick([0, 0, 0, 9])),"on":\#(chance.below(20) == 0)}"#
            return .message(
                Message(
                    topic: area.isEmpty ? "b/\(device)" : "a/\(area)/\(device)", payload: Array(payload.utf8),
                    receivedAt: time))
        case 35...37:
            let life = watch.events.isEmpty ? nil : chance.pick(watch.events.suffix(20).map(\.life))
            guard let life else { return .listening(true, at: time) }
            let named = NamedAlarm(device: life.device, alarm: life.alarm)
            let until = time + Span(milliseconds: Int64(1 + chance.below(60_000)))
            let action: Hand.Action = chance.pick([
                .acknowledge(life), .reset(life), .shelve(named, until: until, isOnce: false),
            ])
            return .hand(Hand(action, by: "lin", reason: nil, at: time))
        case 38:
            let until = time + Span(milliseconds: Int64(1 + chance.below(90_000)))
            let period = Period(
                kind: chance.pick([.drill, .maintenance]), target: Period.Target(area: area, device: device),
                from: time, until: until, by: nil, reason: nil)
            return .hand(Hand(.begin(period), by: "wu", reason: nil, at: time))
        case _:
            return .clockStepped(by: Span(milliseconds: Int64(chance.below(20_000))), at: time)
        }
    }

    @Test("Restarts between any two inputs, and batches of any size, change nothing")
    func same() throws {
        var events: [Event] = []
        for seed in 1...5 as ClosedRange<UInt64> { events += try compare(seed) }
        #expect(missing(events) == [], "the traffic is such that all of it happens")
    }

    private func compare(_ seed: UInt64) throws -> [Event] {
        let configuration = try configuration()
        var (steady, restarted, batched) = (Watch(configuration), Watch(configuration), Watch(configuration))
        var batch: [Input] = []
        var chance = SplitMix64(seed: seed)
        var moment: Int64 = 0
        for _ in 0..<300 {
            moment += Int64(chance.pick([0, 1, 500, 500, 3000, 9000, chance.below(40) == 0 ? 600_000 : 1]))
            let next = input(&chance, steady, at: moment)
            if case .clockStepped(let span, _) = next {
                batched.decide(batch)
                batch = []
                moment += span.milliseconds
            }
            steady.decide([next], at: moment)
            if chance.below(3) == 0 { restarted.restart() }
            restarted.decide([next], at: moment)
            batch.append(next)
            if case .clockStepped = next {} else if chance.below(8) != 0 { continue }
            batched.decide(batch, at: moment)
            batch = []
        }
        steady.advance(to: moment + 2_000_000)
        restarted.advance(to: moment + 2_000_000)
        batched.decide(batch, at: moment + 2_000_000)
        for (name, other) in [("restarted", restarted), ("batched", batched)] {
            let place = zip(steady.events, other.events).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let difference = place.map { "\(name) \(seed): \(steady.events[$0].whole), not \(other.events[$0].whole)" }
            #expect(difference == nil)
            let isToldAlike = steady.told == other.told
            #expect(isToldAlike && steady.events.count == other.events.count)
        }
        return steady.events
    }

    /// What of all that is to happen did not.
    private func missing(_ events: [Event]) -> [String] {
        let all: [(String, (Event) -> Bool)] = [
            ("escalated", { $0.kind == .escalated }), ("flapping", { $0.reason == "flapping" }),
            ("flapping over", { $0.reason?.hasPrefix("flapping over") ?? false }),
            ("told after a flood", { $0.reason == "raised in a flood" }),
            ("flood", { $0.life.alarm == "flood" && $0.kind == .cleared }), ("test", { $0.isTest }),
        ]
        return all.filter { seen in !events.contains { seen.1($0) } }.map(\.0)
    }
}

extension Event {
    fileprivate var whole: String {
        "\(life.device.area)/\(life.device.device) \(full) \(shownState) \(reason ?? "") test \(isTest)"
    }
}
