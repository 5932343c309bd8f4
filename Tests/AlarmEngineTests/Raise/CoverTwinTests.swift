import Testing

@testable import AlarmEngine

/// Whatever covers do, the true states and their events are those of an uncovered twin, except where lifting moves one.
@Suite("Covers and the truth beneath")
struct CoverTwinTests {
    @Test("Beneath covers all goes as in a twin that has none", arguments: 1...4 as ClosedRange<UInt64>)
    func twin(seed: UInt64) throws {
        var traffic = LifeTraffic(seed: seed)
        var pair = try CoveredPair(listeningAt: traffic.clock)
        for _ in 0..<400 {
            let (step, now) = traffic.next()
            // A drill is no cover: when it is over, a life is.
            if case .drill = step { continue }
            pair.take(step, at: now)
        }
        #expect(Set(pair.covered.events.map(\.kind)).isSuperset(of: CoveredPair.coverKinds) && pair.compared > 5000)
        #expect(pair.covered.events.count { $0.cover != nil && !CoveredPair.coverKinds.contains($0.kind) } > 20)
    }

    @Test(
        "Nobody is told beneath a cover, nor of a test but those who take drills",
        arguments: 11...13 as ClosedRange<UInt64>)
    func telling(seed: UInt64) throws {
        var traffic = LifeTraffic(seed: seed)
        var watch = Watch(try LifeTraffic.configuration(isCovering: true))
        var (laid, tests) = (0, 0)
        for _ in 0..<400 {
            let (step, now) = traffic.next()
            watch.decide([step.input(at: now, watch.events)].compactMap { $0 }, at: now.milliseconds)
            for delivery in watch.last.deliveries {
                let event = watch.last.events[delivery.event]
                if event.cover != nil {
                    #expect([.shelved, .suppressed, .outOfService].contains(event.kind), "\(event.full)")
                    laid += 1
                }
                if event.isTest {
                    #expect(delivery.sink == "drills")
                    tests += 1
                }
                #expect(event.life.alarm != "absence")
            }
            check(watch)
        }
        #expect(laid > 10 && tests > 10)
    }

    /// A life that is on, uncovered and real is known to a sink that asks for everything, unless its alarm flaps.
    private func check(_ watch: Watch) {
        for record in watch.engine.records() {
            for alarm in record.alarms
            where alarm.state.isActive && alarm.covers.isEmpty && !alarm.isTest && alarm.flapping == nil {
                #expect(alarm.told.contains("all"), "\(record.key) \(alarm.name)")
            }
            for alarm in record.alarms where alarm.state == .normal {
                #expect(alarm.covers.allSatisfy { $0.source == .hand }, "\(record.key) \(alarm.name)")
            }
        }
    }

    @Test("The same comes of batches of 1, 7 and 1000", arguments: 21...22 as ClosedRange<UInt64>)
    func batches(seed: UInt64) throws {
        var traffic = LifeTraffic(seed: seed)
        var single = Watch(try LifeTraffic.configuration(isCovering: true), isListening: false)
        var inputs: [Input] = [.listening(true, at: Moment(milliseconds: traffic.clock))]
        single.decide(inputs)
        for _ in 0..<300 {
            let (step, now) = traffic.next()
            guard let input = step.input(at: now, single.events) else { continue }
            single.decide([input])
            inputs.append(input)
        }
        #expect(Set(single.events.map(\.kind)).count >= 13)
        for size in [7, 1000] {
            var batched = Watch(try LifeTraffic.configuration(isCovering: true), isListening: false)
            for start in stride(from: 0, to: inputs.count, by: size) {
                batched.decide(Array(inputs[start..<min(start + size, inputs.count)]))
            }
            #expect(batched.events == single.events && batched.told == single.told)
            #expect(batched.engine.records() == single.engine.records())
        }
    }

    @Test("A restart between any two inputs changes nothing", arguments: 31...33 as ClosedRange<UInt64>)
    func restarts(seed: UInt64) throws {
        var traffic = LifeTraffic(seed: seed)
        var chance = SplitMix64(seed: seed &+ 1000)
        // Silence has a grace after a restart.
        var steady = Watch(try LifeTraffic.configuration(isCovering: true), isListening: false)
        var restarted = steady
        for _ in 0..<300 {
            let (step, now) = traffic.next(isStepping: true)
            let inputs = [step.input(at: now, steady.events)].compactMap { $0 }
            let after: Int64 = if case .clock(let span) = step { (now + span).milliseconds } else { now.milliseconds }
            let said = steady.decide(inputs, at: after)
            #expect(restarted.decide(inputs, at: after) == said)
            if chance.below(5) == 0 { #expect(restarted.restart(listening: false) == []) }
        }
        #expect(restarted.events == steady.events && restarted.told == steady.told && steady.events.count > 150)
    }
}

/// One engine whose alarms are covered, and its twin, which hears the same and covers nothing.
private struct CoveredPair {
    private struct Key: Hashable {
        let device: DeviceKey
        let alarm: String
    }

    static let coverKinds: Set<Event.Kind> = [
        .shelved, .unshelved, .suppressed, .unsuppressed, .outOfService, .inService,
    ]

    private(set) var covered: Watch
    private var twin: Watch
    /// Alarms whose true state a lifted cover moved, until both are normal again.
    private var apart: Set<Key> = []
    private(set) var compared = 0

    init(listeningAt moment: Int64) throws {
        covered = Watch(try LifeTraffic.configuration(isCovering: true), isListening: false)
        twin = Watch(try LifeTraffic.configuration(isCovering: false), isListening: false)
        covered.listening(true, at: moment)
        twin.listening(true, at: moment)
    }

    mutating func take(_ step: LifeTraffic.Step, at now: Moment) {
        let (place, twinPlace) = (covered.events.count, twin.events.count)
        let before = Self.states(covered)
        covered.decide([step.input(at: now, covered.events)].compactMap { $0 }, at: now.milliseconds)
        if case .cover = step {
            twin.advance(to: now.milliseconds)
        } else {
            twin.decide([step.input(at: now, twin.events)].compactMap { $0 }, at: now.milliseconds)
        }
        part(covered.events.dropFirst(place), before)
        let said = truths(covered.events.dropFirst(place))
        #expect(said == truths(twin.events.dropFirst(twinPlace)), "\(step)")
        compareStates(after: step)
    }

    /// Notes the alarms whose true state the lifting of a cover moved.
    private mutating func part(_ events: ArraySlice<Event>, _ before: [Key: AlarmState]) {
        var states = before
        for event in events {
            let key = Key(device: event.life.device, alarm: event.life.alarm)
            if Self.coverKinds.contains(event.kind), states[key] ?? .normal != event.state { apart.insert(key) }
            states[key] = event.state
        }
    }

    private mutating func compareStates(after step: LifeTraffic.Step) {
        let (states, twinStates) = (Self.states(covered), Self.states(twin))
        for key in Set(states.keys).union(twinStates.keys) where !apart.contains(key) {
            #expect(states[key] ?? .normal == twinStates[key] ?? .normal, "\(key) \(step)")
            compared += 1
        }
        apart = apart.filter { states[$0] ?? .normal != .normal || twinStates[$0] ?? .normal != .normal }
    }

    /// The true events, without what covers may change of them.
    private func truths(_ events: ArraySlice<Event>) -> [String] {
        events.filter { event in
            !Self.coverKinds.contains(event.kind) && event.service != .gateway
                && !apart.contains(Key(device: event.life.device, alarm: event.life.alarm))
        }.map { "\($0.full) \($0.values.map(\.name)) \($0.isLate)" }
    }

    private static func states(_ watch: Watch) -> [Key: AlarmState] {
        var states: [Key: AlarmState] = [:]
        for record in watch.engine.records() {
            for alarm in record.alarms { states[Key(device: record.key, alarm: alarm.name)] = alarm.state }
        }
        return states
    }
}
