import Testing

@testable import AlarmEngine

/// Whatever covers do, the true states and their events are those of an uncovered twin, except where lifting moves one.
@Suite("Covers and the truth beneath")
struct CoverTwinTests {
    private struct Key: Hashable {
        let device: DeviceKey
        let alarm: String
    }

    private static let coverKinds: Set<Event.Kind> = [
        .shelved, .unshelved, .suppressed, .unsuppressed, .outOfService, .inService,
    ]

    /// A true event without what covers may change of it.
    private func truth(_ event: Event) -> String {
        "\(event.full) \(event.values.map(\.name)) \(event.isLate)"
    }

    private func trueStates(_ watch: Watch) -> [Key: AlarmState] {
        var states: [Key: AlarmState] = [:]
        for record in watch.engine.records() {
            for alarm in record.alarms { states[Key(device: record.key, alarm: alarm.name)] = alarm.state }
        }
        return states
    }

    @Test("Beneath covers all goes as in a twin that has none", arguments: 1...4 as ClosedRange<UInt64>)
    func twin(seed: UInt64) throws {
        var traffic = LifeTraffic(seed: seed)
        var covered = Watch(try LifeTraffic.configuration(isCovering: true), isListening: false)
        var twin = Watch(try LifeTraffic.configuration(isCovering: false), isListening: false)
        covered.listening(true, at: traffic.clock)
        twin.listening(true, at: traffic.clock)
        /// Alarms whose true state a lifted cover moved, until both are normal again.
        var apart: Set<Key> = []
        var compared = 0
        for _ in 0..<400 {
            let (step, now) = traffic.next()
            if case .drill = step { continue }
            let (before, twinBefore) = (covered.events.count, twin.events.count)
            let truthBefore = trueStates(covered)
            covered.decide([step.input(at: now, covered.events)].compactMap { $0 }, at: now.milliseconds)
            if case .cover = step {
                twin.advance(to: now.milliseconds)
            } else {
                twin.decide([step.input(at: now, twin.events)].compactMap { $0 }, at: now.milliseconds)
            }
            var truths = truthBefore
            for event in covered.events.dropFirst(before) {
                let key = Key(device: event.life.device, alarm: event.life.alarm)
                if Self.coverKinds.contains(event.kind), truths[key] ?? .normal != event.state { apart.insert(key) }
                truths[key] = event.state
            }
            let (states, twinStates) = (trueStates(covered), trueStates(twin))
            for key in Set(states.keys).union(twinStates.keys) where !apart.contains(key) {
                #expect(states[key] ?? .normal == twinStates[key] ?? .normal, "\(key) \(step)")
                compared += 1
            }
            func comparable(_ events: ArraySlice<Event>) -> [String] {
                events.filter { event in
                    !Self.coverKinds.contains(event.kind) && event.service != .gateway
                        && !apart.contains(Key(device: event.life.device, alarm: event.life.alarm))
                }.map(truth)
            }
            let said = comparable(covered.events.dropFirst(before))
            #expect(said == comparable(twin.events.dropFirst(twinBefore)), "\(step)")
            apart = apart.filter { states[$0] ?? .normal != .normal || twinStates[$0] ?? .normal != .normal }
        }
        let kinds = Set(covered.events.map(\.kind))
        #expect(kinds.isSuperset(of: Self.coverKinds) && compared > 5000)
        #expect(covered.events.count { $0.cover != nil && !Self.coverKinds.contains($0.kind) } > 20)
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

    /// A life that is on, uncovered and real is always known to a sink that asks for everything.
    private func check(_ watch: Watch) {
        for record in watch.engine.records() {
            for alarm in record.alarms where alarm.state.isActive && alarm.covers.isEmpty && !alarm.isTest {
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
