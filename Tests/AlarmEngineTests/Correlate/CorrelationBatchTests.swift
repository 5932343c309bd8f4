import Testing

@testable import AlarmEngine

@Suite("Correlations: batches, restarts and steps of the clock")
struct CorrelationBatchTests {
    static func configuration(silence: Bool) throws -> Engine.Configuration {
        var configuration = try RandomTraffic.configuration(silence: silence)
        var correlations: [CorrelationDescription] = [
            .count(
                "plain/delayed", "timed/mixed", "*/sos", name: "fresh", scope: .area, atLeast: 2, within: .seconds(20)),
            .count("*/levels", name: "standing", scope: .gateway, atLeast: 2, moreThan: 20),
            CorrelationDescription(
                name: "answered", service: .elderCare, scope: .area,
                .expectation(
                    .init(
                        after: ["plain/sos"].compactMap(CorrelationDescription.Operand.init),
                        expect: ["timed/sos", "both/mixed"].compactMap(CorrelationDescription.Operand.init),
                        coverage: .share(50), within: .seconds(15))), severity: .severe, signal: .alarm),
            CorrelationDescription(
                name: "uncalled", service: .elderCare, scope: .area,
                .intrusion(
                    .init(
                        unexpected: ["*/banded", "both/sos"].compactMap(CorrelationDescription.Operand.init),
                        without: ["plain/sos"].compactMap(CorrelationDescription.Operand.init), within: .seconds(20))),
                severity: .severe, signal: .alarm),
        ]
        correlations[0].suppresses = .children
        correlations[1].suppresses = .children
        correlations[1].onDelay = .seconds(2)
        correlations[1].offDelay = .seconds(3)
        correlations[2].latch = true
        configuration.correlations = try correlations.map { try Correlation($0, profiles: configuration.profiles) }
        return configuration
    }

    private func step(_ input: Input) -> Int64 {
        if case .clockStepped(let span, let at) = input { return (at + span).milliseconds }
        return input.moment.milliseconds
    }

    @Test("A restart between any two inputs changes nothing", arguments: [21, 22, 24] as [UInt64])
    func restarts(seed: UInt64) throws {
        var random = RandomTraffic(seed: seed)
        var chance = SplitMix64(seed: seed &+ 1000)
        var steady = Watch(try Self.configuration(silence: false))
        var restarted = steady
        for _ in 0..<300 {
            let input = random.next(steady.events.suffix(30).map(\.life), isStepping: true)
            let said = steady.decide([input], at: step(input))
            #expect(restarted.decide([input], at: step(input)) == said)
            if chance.below(4) == 0 { #expect(restarted.restart() == []) }
        }
        #expect(restarted.events == steady.events && restarted.told == steady.told)
        let names = Set(steady.events.map(\.life.alarm))
        #expect(names.isSuperset(of: ["fresh", "standing", "answered", "uncalled"]), "\(names)")
        #expect(
            steady.events.contains { $0.kind == .suppressed } && steady.events.contains { $0.kind == .unsuppressed })
    }

    @Test("The same events come of batches of 1, 7 and 1000", arguments: [31, 32] as [UInt64])
    func sizes(seed: UInt64) throws {
        var random = RandomTraffic(seed: seed)
        var single = Watch(try Self.configuration(silence: true))
        var inputs: [Input] = []
        for _ in 0..<400 {
            inputs.append(random.next(single.events.suffix(30).map(\.life)))
            single.decide(inputs.suffix(1))
        }
        single.advance(to: single.now + 100_000)
        for size in [7, 1000] {
            var batched = Watch(try Self.configuration(silence: true))
            for start in stride(from: 0, to: inputs.count, by: size) {
                batched.decide(Array(inputs[start..<min(start + size, inputs.count)]))
            }
            batched.advance(to: single.now)
            #expect(batched.events == single.events && batched.told == single.told)
            #expect(batched.engine.records() == single.engine.records())
        }
    }

    @Test("What was over before a restart does not begin again when its deadlines are passed once more")
    func passedDeadlines() throws {
        var watch = Watch(
            try Village.configuration(
                [try Village.detector()], .count("det/press", atLeast: 2, within: .seconds(60))))
        for (device, moment) in [("a", 0), ("c", 5000), ("b", 10_000)] as [(String, Int64)] {
            watch.say("det/a/z/\(device)", "\"press\":true", at: moment)
        }
        #expect(watch.advance(to: 67_000) == ["many cleared @65000"], "a at 60 s, c at 65 s")
        #expect(watch.restart() == [] && watch.advance(to: 1_000_000) == [])
    }

    @Test("A step of the clock moves what is waited for, and no deadline is early or late")
    func steps() throws {
        let profiles = [try Village.detector()] + (try Village.broadcast())
        var watch = Watch(
            try Village.configuration(
                profiles, .count("det/press", atLeast: 2, within: .seconds(60)), .unplayed(),
                .hijacked(within: .seconds(60))))
        watch.say("desk/a/d", "\"go\":true", at: 0)
        watch.say("det/a/z/1", "\"press\":true", at: 0)
        watch.decide(
            [.clockStepped(by: .seconds(1000), at: Moment(milliseconds: 10_000))], at: 1_010_000)
        #expect(watch.say("det/a/z/2", "\"press\":true", at: 1_059_999) == ["many raised @1059999"])
        #expect(
            watch.say("speaker/a/1", "\"on\":true", at: 1_059_999) == [], "commanded within the time, and enough of one"
        )
        #expect(watch.advance(to: 1_100_000) == ["many cleared @1060000"])
        watch.restart()
        #expect(watch.say("speaker/a/2", "\"on\":true", at: 1_100_001) == ["hijacked raised @1100001"])
    }
}
