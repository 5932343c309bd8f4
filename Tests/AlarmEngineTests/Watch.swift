import Testing

@testable import AlarmEngine

/// An engine under watch: what it decides is adopted and collected.
///
/// Moments are milliseconds from 0. Each decision is asked for twice, as deciding must change nothing: the second time of an
/// engine that judges every message in full, so that whatever is tried here also shows that quiet messages are judged no
/// differently.
struct Watch {
    private(set) var engine: Engine
    private let configuration: Engine.Configuration
    private(set) var events: [Event] = []
    /// Such as `high raised → desk`.
    private(set) var told: [String] = []
    private(set) var counts = Counts()
    private(set) var undecodable: [UndecodableSample] = []
    private(set) var last = Decision()
    private(set) var now: Int64 = 0

    /// Listening from 0 on, unless told otherwise.
    init(_ configuration: Engine.Configuration, isListening: Bool = true) {
        self.configuration = configuration
        engine = Engine(configuration: configuration)
        if isListening { decide([.listening(true, at: Moment(milliseconds: 0))]) }
    }

    init(_ profile: Profile, registry: [RegisteredDevice] = [], sinks: [SinkRoute] = []) {
        self.init(Engine.Configuration(profiles: [profile], registry: registry, sinks: sinks))
    }

    /// Lets the engine judge inputs, and answers the events, such as `high raised @0`.
    @discardableResult
    mutating func decide(_ inputs: [Input], at moment: Int64? = nil) -> [String] {
        now = moment ?? inputs.map(\.moment.milliseconds).max() ?? now
        let decision = engine.decide(inputs, at: Moment(milliseconds: now))
        var full = engine.withoutQuietPlans
        let again = full.decide(inputs, at: Moment(milliseconds: now))
        #expect(decision.events == again.events && decision.deliveries == again.deliveries)
        #expect(decision.changed == again.changed && decision.causes == again.causes && decision.counts == again.counts)
        engine.adopt(decision)
        if engine.deviceCount <= 20 {
            full.adopt(again)
            #expect(engine.records() == full.records())
            #expect(engine.nextDeadline == full.nextDeadline)
        }
        events += decision.events
        told += decision.deliveries.map { delivery in
            let event = decision.events[delivery.event]
            return "\(event.life.alarm) \(event.kind) → \(delivery.sink)"
        }
        counts += decision.counts
        undecodable += decision.undecodable
        last = decision
        return decision.events.map(\.short)
    }

    @discardableResult
    mutating func send(
        _ payload: String, at moment: Int64, on topic: String = "t/d", retained: Bool = false, redelivery: Bool = false
    ) -> [String] {
        send(bytes: Array(payload.utf8), at: moment, on: topic, retained: retained, redelivery: redelivery)
    }

    @discardableResult
    mutating func send(
        bytes: [UInt8], at moment: Int64, on topic: String = "t/d", retained: Bool = false, redelivery: Bool = false
    ) -> [String] {
        decide([
            .message(
                Message(
                    topic: topic, payload: bytes, isRetained: retained, mayBeRedelivery: redelivery,
                    receivedAt: Moment(milliseconds: moment)))
        ])
    }

    /// Lets time pass.
    @discardableResult
    mutating func advance(to moment: Int64) -> [String] {
        decide([], at: moment)
    }

    @discardableResult
    mutating func listening(_ isListening: Bool, at moment: Int64) -> [String] {
        decide([.listening(isListening, at: Moment(milliseconds: moment))])
    }

    /// Acts on the life that the alarm's last event belongs to.
    @discardableResult
    mutating func hand(_ act: Act, _ alarm: String = "high", at moment: Int64) -> [String] {
        guard let life = life(of: alarm) else { return ["no life"] }
        return decide([
            .hand(Hand(act.action(life), by: "lin", reason: "seen", at: Moment(milliseconds: moment)))
        ])
    }

    func life(of alarm: String) -> Life? {
        events.last { $0.life.alarm == alarm }?.life
    }

    /// Why the last hand was refused; nil if it was not.
    var refusal: HandRefusal? { last.refusals.last ?? nil }

    /// The whole of the last event: `high raised @0 severe unacknowledged 1`.
    var lastEvent: String { events.last?.full ?? "nothing" }

    /// A new engine that knows what the old one kept.
    @discardableResult
    mutating func restart(_ changed: Engine.Configuration? = nil, listening: Bool = true) -> [String] {
        engine = Engine(configuration: changed ?? configuration, restoring: engine.records())
        return decide(listening ? [.listening(true, at: Moment(milliseconds: now))] : [])
    }

    func record(of device: String = "d") -> DeviceRecord? {
        engine.records().first { $0.key.device == device }
    }
}

extension Event {
    var short: String { "\(life.alarm) \(kind) @\(time.milliseconds)" }
    var full: String { "\(short) \(severity) \(state.rawValue) \(occurrences)" }
}

/// What a hand does to one life.
enum Act {
    case acknowledge, reset, note

    func action(_ life: Life) -> Hand.Action {
        switch self {
        case .acknowledge: .acknowledge(life)
        case .reset: .reset(life)
        case .note: .note(life)
        }
    }
}

/// Reproducible chance (Steele, Lea and Flood 2014).
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// From 0 to `bound` - 1.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    mutating func pick<Element>(_ list: [Element]) -> Element {
        list[below(list.count)]
    }
}
