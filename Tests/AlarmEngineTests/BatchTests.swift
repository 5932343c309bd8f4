import Testing

@testable import AlarmEngine

/// Random traffic of every kind the engine knows, over profiles with every kind of rule.
struct RandomTraffic {
    private var chance: SplitMix64
    private var clock: Int64 = 10_000_000

    init(seed: UInt64) {
        chance = SplitMix64(seed: seed)
    }

    static func configuration(silence: Bool) throws -> Engine.Configuration {
        let silence = silence ? SilenceDescription(after: .seconds(20), acknowledgement: .required) : nil
        let alarms: [AlarmDescription] = [
            .rule("v >= limit", name: "delayed", onDelay: .seconds(3), offDelay: .seconds(4), signal: .alarm),
            .rule("v > 6", name: "banded", deadband: 2, latch: true),
            .rule("w > v and on", name: "mixed", clearWhen: "w < 3"),
            .levels(("v < 2", .extreme), ("v < 4", .moderate), name: "levels", deadband: 1, onDelay: .seconds(1)),
            .momentary("on and v > 3", name: "sos"),
            .rule("avg(v, 10s) > 5 and count(on, 20s) >= 1", name: "mean", clearWhen: "changed(w)"),
            .rule("age(v > 6) >= 3s and covered(v, 30s)", name: "aged", onDelay: .seconds(2), offDelay: .seconds(1)),
            .levels(
                ("delta(w, 15s) > 4 or rate(v + w, 8s) > 3", .severe), ("between('02:47', '02:49') and v > 0", .minor),
                name: "drift"),
        ]
        func profile(_ name: String, time: Bool, sequence: Bool) throws -> Profile {
            try Profile(
                ProfileDescription(
                    name: name, service: .elderCare,
                    messages: [
                        MessageDescription(
                            topic: "\(name)/{area}/{device}",
                            time: time ? TimeDescription(path: "/ts", unit: .milliseconds) : nil,
                            sequence: sequence ? "/seq" : nil, fields: FieldDescription.usual)
                    ],
                    parameters: [ParameterDescription(name: "limit", value: .number(5))], silence: silence,
                    alarms: alarms,
                    maximumAge: .minutes(5), maximumNotifyAge: .seconds(8)))
        }
        return Engine.Configuration(
            profiles: [
                try profile("plain", time: false, sequence: false), try profile("timed", time: true, sequence: false),
                try profile("both", time: true, sequence: true), try many(alarms, silence),
            ],
            registry: [
                RegisteredDevice(
                    device: "d0", profile: "plain", area: "a0",
                    parameters: [ParameterDescription(name: "limit", value: .number(8))])
            ], sinks: [.sink("all"), .sink("grave", from: .extreme)])
    }

    /// Several devices' readings in one message, with times or without, and what others say of them.
    private static func many(_ alarms: [AlarmDescription], _ silence: SilenceDescription?) throws -> Profile {
        var description = ProfileDescription(
            name: "many", service: .elderCare, messages: [.many("many/{area}", named: true, timed: true)],
            parameters: [ParameterDescription(name: "limit", value: .number(5))], silence: silence, alarms: alarms,
            maximumAge: .minutes(5), maximumNotifyAge: .seconds(8))
        // A restart forgets what may be heard again, and the broker tells of the living: neither is for restarts.
        if silence != nil { description.repeats = .seconds(1) }
        if silence != nil { description.messages.append(.availability("many/{area}/{bridge}/{device}")) }
        return try Profile(description)
    }

    /// The next input; hands act on one of `lives`.
    mutating func next(_ lives: [Life], isStepping: Bool = false) -> Input {
        clock += Int64(chance.pick([0, 1, 10, 500, 1500, 4000]))
        let now = Moment(milliseconds: clock)
        switch chance.below(40) {
        case 0..<3 where !lives.isEmpty:
            let life = lives[max(0, lives.count - 1 - chance.below(6))]
            return .hand(Hand(chance.pick([.acknowledge(life), .reset(life)]), by: "x", reason: nil, at: now))
        case 3 where isStepping:
            let span = Int64(chance.below(20_000)) - 10_000
            defer { clock += span }
            return .clockStepped(by: Span(milliseconds: span), at: now)
        case _: return .message(message(now))
        }
    }

    private mutating func message(_ now: Moment) -> Message {
        let profile = chance.pick(["plain", "timed", "both", "many"])
        let area = "a\(chance.below(2))"
        if profile == "many" { return many(area, now) }
        return Message(
            topic: "\(profile)/\(area)/d\(chance.below(3))", payload: Array(reading(now).utf8),
            isRetained: chance.below(20) == 0, mayBeRedelivery: chance.below(10) == 0, receivedAt: now)
    }

    private mutating func many(_ area: String, _ now: Moment) -> Message {
        let count = chance.below(5)
        let said = chance.pick(["online", "offline"])
        let elements = (0..<count).map { _ in "{\"id\":\(chance.below(3)),\(reading(now).dropFirst())" }
        let isAvailability = chance.below(6) == 0
        return Message(
            topic: isAvailability ? "many/\(area)/b\(chance.below(2))/\(chance.below(3))" : "many/\(area)",
            payload: Array(
                (isAvailability ? "{\"state\":\"\(said)\"}" : "{\"all\":[\(elements.joined(separator: ","))]}").utf8),
            isRetained: chance.below(20) == 0, mayBeRedelivery: chance.below(10) == 0, receivedAt: now)
    }

    private mutating func reading(_ now: Moment) -> String {
        var parts = [
            "\"v\":\(chance.below(10))", "\"w\":\(chance.below(10))",
            "\"on\":\(chance.pick(["true", "false", "null"]))",
        ]
        if chance.below(3) == 0 { parts.remove(at: chance.below(3)) }
        if chance.below(20) == 0 { parts.append("\"v\":1e999") }
        if chance.below(8) > 0 {
            parts.append("\"ts\":\(now.milliseconds - Int64(chance.pick([0, 0, 100, 5000, 10_000, 400_000])))")
        }
        parts.append("\"seq\":\(chance.below(50))")
        return chance.below(15) == 0 ? "{\"v\":" : "{\(parts.joined(separator: ","))}"
    }
}

@Suite("Batches")
struct BatchTests {
    /// Traffic whose hands know the lives that have begun.
    private func traffic(seed: UInt64, count: Int) throws -> [Input] {
        var random = RandomTraffic(seed: seed)
        var watch = Watch(try RandomTraffic.configuration(silence: true), isListening: false)
        return (0..<count).map { place in
            if place == 0 { return .listening(true, at: Moment(milliseconds: 10_000_000)) }
            let input = random.next(watch.events.suffix(30).map(\.life))
            watch.decide([input])
            return input
        }
    }

    private func run(_ inputs: [Input], in size: Int) throws -> Watch {
        var watch = Watch(try RandomTraffic.configuration(silence: true), isListening: false)
        for start in stride(from: 0, to: inputs.count, by: size) {
            watch.decide(Array(inputs[start..<min(start + size, inputs.count)]))
        }
        watch.advance(to: watch.now + 100_000)
        return watch
    }

    @Test("The same events come of batches of 1, 7 and 1000, told to the same sinks", arguments: [1, 2, 3] as [UInt64])
    func sizes(seed: UInt64) throws {
        let inputs = try traffic(seed: seed, count: 700)
        let single = try run(inputs, in: 1)
        #expect(Set(single.events.map(\.kind)).count >= 7, "\(Set(single.events.map(\.kind)))")
        #expect(Set(single.events.map(\.life.alarm)).count >= 6 && single.counts.late > 10)
        #expect(single.counts.known > 0)
        for size in [7, 1000] {
            let batched = try run(inputs, in: size)
            #expect(batched.events == single.events)
            #expect(batched.told == single.told && batched.counts == single.counts)
            #expect(batched.engine.records() == single.engine.records())
        }
    }

    @Test("A restart between any two batches changes nothing but silence", arguments: [11, 12, 13] as [UInt64])
    func restarts(seed: UInt64) throws {
        var random = RandomTraffic(seed: seed)
        var chance = SplitMix64(seed: seed &+ 1000)
        var steady = Watch(try RandomTraffic.configuration(silence: false))
        var restarted = steady
        for _ in 0..<300 {
            let input = random.next(steady.events.suffix(30).map(\.life), isStepping: true)
            let now: Int64 =
                if case .clockStepped(let span, let at) = input { (at + span).milliseconds } else {
                    input.moment.milliseconds
                }
            let said = steady.decide([input], at: now)
            #expect(restarted.decide([input], at: now) == said)
            if chance.below(5) == 0 { #expect(restarted.restart() == []) }
        }
        #expect(restarted.events == steady.events && restarted.told == steady.told)
        #expect(steady.events.count > 100)
    }

    @Test("The same input gives the same bytes, twice")
    func deterministic() throws {
        let inputs = try traffic(seed: 5, count: 200)
        let (one, two) = (try run(inputs, in: 13), try run(inputs, in: 13))
        #expect(one.events == two.events && one.told == two.told && one.undecodable == two.undecodable)
    }

    @Test("A batch without an event, a delay or a hand is not worth keeping, and plain telemetry changes no record")
    func worthKeeping() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(1))))
        watch.send(#"{"v":1}"#, at: 1)
        #expect(!watch.last.isWorthKeeping && watch.last.changed == [] && watch.last.causes == [])
        watch.send(#"{"v":6}"#, at: 2)
        #expect(watch.last.isWorthKeeping && watch.last.causes == [0] && watch.last.events == [])
        watch.send(#"{"v":6}"#, at: 3)
        #expect(!watch.last.isWorthKeeping)
        watch.send(#"{"v":1}"#, at: 4)
        #expect(watch.last.isWorthKeeping, "a delay that stopped is to be kept too")
    }

    @Test("Causes are the places of the messages that changed what is kept, each once")
    func causes() throws {
        var watch = Watch(try .sample(.rule("v > 5", name: "a"), .rule("v > 5", name: "b")))
        let payloads = [#"{"v":1}"#, #"{"v":6}"#, "?", #"{"v":6}"#, #"{"v":0}"#]
        watch.decide(
            payloads.map {
                .message(Message(topic: "t/d", payload: Array($0.utf8), receivedAt: Moment(milliseconds: 1)))
            })
        #expect(watch.last.causes == [1, 4])
    }
}
