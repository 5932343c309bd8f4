@testable import AlarmEngine

/// Random traffic for the whole life: messages, hands of every kind, periods, steps of the clock.
struct LifeTraffic {
    private var chance: SplitMix64
    private(set) var clock: Int64 = 10_000_000

    init(seed: UInt64) {
        chance = SplitMix64(seed: seed)
    }

    static let alarms = ["delayed", "latching", "levels", "plain", "sos", "still", "silence"]

    /// One profile of all kinds of alarms; if it is to cover, with rules that suppress.
    static func configuration(isCovering: Bool) throws -> Engine.Configuration {
        func alarm(_ alarm: AlarmDescription, unless: String? = nil, isInactivity: Bool = false) -> AlarmDescription {
            var alarm = alarm
            alarm.suppressWhen = isCovering ? unless : nil
            alarm.isInactivity = isInactivity
            return alarm
        }
        let profile = try Profile(
            ProfileDescription(
                name: "p", service: .elderCare,
                messages: [
                    MessageDescription(
                        topic: "t/{area}/{zone}/{device}", time: TimeDescription(path: "/ts", unit: .milliseconds),
                        fields: FieldDescription.usual)
                ],
                silence: SilenceDescription(after: .seconds(30), acknowledgement: .required),
                alarms: [
                    alarm(
                        .rule("v >= 5", name: "delayed", onDelay: .seconds(2), offDelay: .seconds(3), signal: .alarm),
                        unless: "w > 6"),
                    alarm(.rule("v > 6", name: "latching", signal: .alarm, latch: true), unless: "mode == 'x'"),
                    alarm(.levels(("v < 2", .extreme), ("v < 4", .moderate), name: "levels"), unless: "on and v > 0"),
                    alarm(.rule("w > 3", name: "plain"), unless: "mode == 'x' or v > 7"),
                    alarm(.momentary("on and v > 3"), unless: "w > 6"),
                    alarm(.rule("v > w", name: "still", signal: .alarm), isInactivity: true),
                ]))
        let drills = SinkRoute(
            name: "drills", minimumSeverity: .minor, signals: Set(Signal.allCases), isStandby: false, takesDrills: true)
        return Engine.Configuration(
            profiles: [profile], registry: [RegisteredDevice(device: "d0", profile: "p", area: "53", zone: "z0")],
            sinks: [.sink("all"), .sink("grave", from: .extreme), drills])
    }

    /// What happens next, before it is known which life a hand means.
    enum Step {
        case message(Message)
        case onLife(Act, device: DeviceKey, alarm: String)
        case cover(Hand.Action)
        case drill(Hand.Action)
        case clock(Span)
    }

    mutating func next(isStepping: Bool = false) -> (step: Step, at: Moment) {
        clock += Int64(chance.pick([0, 1, 10, 500, 1500, 4000]))
        let now = Moment(milliseconds: clock)
        switch chance.below(30) {
        case 0..<4:
            return (
                .onLife(chance.pick([.acknowledge, .acknowledge, .reset, .note]), device: device(), alarm: name()), now
            )
        case 4..<8: return (.cover(cover(now)), now)
        case 8: return (.drill(period([.drill], now)), now)
        case 9 where isStepping:
            let span = Int64(chance.below(20_000)) - 10_000
            defer { clock += span }
            return (.clock(Span(milliseconds: span)), now)
        case _: return (.message(message(now)), now)
        }
    }

    private mutating func device() -> DeviceKey {
        DeviceKey(profile: "p", area: chance.pick(["53", "532", "54"]), device: "d\(chance.below(2))")
    }

    private mutating func name() -> String { chance.pick(Self.alarms) }

    private mutating func cover(_ now: Moment) -> Hand.Action {
        let named = NamedAlarm(device: device(), alarm: name())
        let until: Moment? = chance.below(3) == 0 ? nil : now + Span(milliseconds: Int64(chance.below(20_000)))
        return switch chance.below(7) {
        case 0, 1: .shelve(named, until: until, isOnce: chance.below(2) == 0)
        case 2: .unshelve(named)
        case 3: .takeOutOfService(named, until: until)
        case 4: .returnToService(named)
        case _: period([.maintenance, .absence], now)
        }
    }

    private mutating func period(_ kinds: [Period.Kind], _ now: Moment) -> Hand.Action {
        let target = chance.pick([
            Period.Target(area: ""), Period.Target(area: "53"), Period.Target(area: "53", zone: "z0"),
            Period.Target(area: "532", device: "d1"),
        ])
        let kind = chance.pick(kinds)
        if chance.below(4) == 0 { return .end(kind, target) }
        let from = now + Span(milliseconds: Int64(chance.pick([0, 0, 5000])))
        let until = from + Span(milliseconds: Int64(chance.below(30_000)))
        return .begin(Period(kind: kind, target: target, from: from, until: until, by: nil, reason: nil))
    }

    private mutating func message(_ now: Moment) -> Message {
        let key = device()
        var parts = [
            "\"v\":\(chance.below(10))", "\"w\":\(chance.below(10))",
            "\"on\":\(chance.pick(["true", "false", "null"]))",
            "\"mode\":\"\(chance.pick(["x", "y"]))\"",
        ]
        for _ in 0..<chance.below(3) { parts.remove(at: chance.below(parts.count)) }
        if chance.below(20) == 0 { parts.append("\"w\":1e999") }
        if chance.below(4) == 0 { parts.append("\"ts\":\(now.milliseconds - Int64(chance.pick([0, 100, 5000])))") }
        return Message(
            topic: "t/\(key.area)/z\(chance.below(2))/\(key.device)",
            payload: Array("{\(parts.joined(separator: ","))}".utf8),
            isRetained: chance.below(20) == 0, receivedAt: now)
    }
}

extension LifeTraffic.Step {
    /// As the engine takes it; a hand means the last life of its alarm among `events`.
    func input(at now: Moment, _ events: [Event]) -> Input? {
        switch self {
        case .message(let message): return .message(message)
        case .cover(let action), .drill(let action):
            return .hand(Hand(action, by: "lin", reason: "seen", at: now))
        case .onLife(let act, let device, let alarm):
            guard let life = events.last(where: { $0.life.device == device && $0.life.alarm == alarm })?.life else {
                return nil
            }
            return .hand(Hand(act.action(life), by: "lin", reason: "seen", at: now))
        case .clock(let span): return .clockStepped(by: span, at: now)
        }
    }
}
