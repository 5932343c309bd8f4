import Testing

@testable import AlarmEngine

@Suite("Correlations: a mass outage")
struct OutageTests {
    /// `count` devices in areas of a hundred, all heard at 0 and silent from 20 s on.
    private func outage(of count: Int) throws -> (time: Duration, events: Int) {
        let correlations: [CorrelationDescription] = [
            CorrelationDescription.count("*/silence", name: "area", atLeast: 3, moreThan: 30, within: .minutes(5)).with
            {
                $0.suppresses = .children
            },
            CorrelationDescription.count(
                "*/silence", name: "gateway", scope: .gateway, atLeast: 3, moreThan: 30, within: .minutes(5)
            ).with { $0.suppresses = .children },
        ]
        let profile = try Village.detector(silence: .seconds(20))
        let rows = (0..<count).map { number in
            RegisteredDevice(device: "\(number)", profile: "det", area: "\(100_000_000_000 + number / 100)", zone: "z")
        }
        var engine = Engine(
            configuration: try Village.configuration([profile], registry: rows, correlations[0], correlations[1]))
        engine.adopt(
            engine.decide([.listening(true, at: Moment(milliseconds: 0))], at: Moment(milliseconds: 0)))
        let clock = ContinuousClock()
        let start = clock.now
        let decision = engine.decide([], at: Moment(milliseconds: 20_000))
        engine.adopt(decision)
        let time = clock.now - start
        #expect(decision.events.filter { $0.life.alarm == "silence" && $0.kind == .raised }.count == count)
        #expect(decision.events.filter { $0.life.alarm == "area" }.count == count / 100)
        #expect(decision.events.filter { $0.life.alarm == "gateway" }.map(\.kind) == [.raised])
        #expect(decision.events.filter { $0.kind == .suppressed }.count == count)
        return (time, decision.events.count)
    }

    @Test("Ten times the devices take about ten times the time, each with a parent over it")
    func linear() throws {
        let small = try outage(of: 800)
        let large = try outage(of: 8000)
        #expect(large.time < small.time * 25, "\(small.time) for 800, \(large.time) for 8000")
    }

    @Test("What one message costs does not grow with the devices of the scope")
    func oneMessage() throws {
        var watches: [Watch] = []
        for count in [100, 10_000] {
            let rows = (0..<count).map { RegisteredDevice(device: "\($0)", profile: "det", area: "a", zone: "z") }
            watches.append(
                Watch(
                    try Village.configuration(
                        [try Village.detector()], registry: rows,
                        .count("det/fire", atLeast: 2, moreThan: 30, within: .minutes(5)))))
        }
        let times = watches.map { watch in
            var watch = watch
            return (0..<5).map { _ in
                ContinuousClock().measure {
                    for device in 0..<40 { watch.say("det/a/z/\(device)", "\"on\":true", at: 1) }
                    for device in 0..<40 { watch.say("det/a/z/\(device)", "\"on\":false", at: 2) }
                }
            }.min() ?? .zero
        }
        #expect(times[1] < times[0] * 10, "\(times[0]) among 100, \(times[1]) among 10 000")
    }
}
