import Testing

@testable import AlarmEngine

@Suite("Correlations agree with a model that looks at everything, always")
struct GatherModelTests {
    /// Operands `on` and `press` of detectors that move between zones, and a desk that does not.
    private static func profiles() throws -> [Profile] {
        var detector = ProfileDescription(
            name: "det", service: .fireStation,
            messages: [
                MessageDescription(
                    topic: "det/{area}/{zone}/{device}", fields: [.boolean("on"), .boolean("press"), .boolean("up")])
            ], alarms: [.rule("on", name: "fire")])
        detector.signs = [
            SignDescription(name: "press", when: "press", isMomentary: true), SignDescription(name: "up", when: "up"),
        ]
        var desk = ProfileDescription(
            name: "desk", service: .fireStation,
            messages: [MessageDescription(topic: "desk/{area}/{zone}/{device}", fields: [.boolean("go")])])
        desk.signs = [SignDescription(name: "go", when: "go", isMomentary: true)]
        return [try Profile(detector), try Profile(desk)]
    }

    private static func random(_ chance: inout SplitMix64) -> CorrelationDescription {
        typealias Operand = CorrelationDescription.Operand
        let operands = ["fire", "press", "up"].filter { _ in chance.below(2) == 0 }.map {
            Operand(profile: "det", alarm: $0)
        }
        let watched = operands.isEmpty ? [Operand(profile: "det", alarm: "fire")] : operands
        let desk = [Operand(profile: "desk", alarm: "go")]
        let within = Span(milliseconds: Int64(chance.pick([500, 2000, 10_000])))
        let isTimed = chance.below(4) > 0 || watched.contains { $0.alarm == "press" }
        let condition: CorrelationDescription.Condition =
            switch chance.below(3) {
            case 0:
                .count(
                    .init(
                        watched, atLeast: 1 + chance.below(3), moreThan: chance.pick([nil, 30, 50, 66.6]),
                        within: isTimed ? within : nil))
            case 1:
                .expectation(
                    .init(
                        after: desk, expect: watched,
                        coverage: chance.pick([.devices(2), .share(50), .share(90), .share(34)]), within: within))
            case _: .intrusion(.init(unexpected: watched, without: desk, within: within))
            }
        return CorrelationDescription(
            name: "many", service: .fireStation, scope: chance.pick([.zone, .area, .gateway]), condition,
            severity: .severe, signal: .test)
    }

    /// One message: where the device is, and what it says.
    private struct Message {
        let topic: String
        let device: Int
        let area: String
        let zone: String
        let field: String
        let value: Bool
        let at: Int64

        init(_ chance: inout SplitMix64, at: Int64) {
            device = chance.below(7)
            let isDesk = device == 6
            area = isDesk || device < 4 ? "a" : "b"
            zone = isDesk || chance.below(3) > 0 ? "x" : "y"
            field = isDesk ? "go" : chance.pick(["on", "press", "up"])
            value = chance.below(3) > 0
            topic = "\(isDesk ? "desk" : "det")/\(area)/\(zone)/\(device)"
            self.at = at
        }
    }

    @Test(
        "Random traffic over random correlations, some devices in a drill, restarted at random points", arguments: 0..<8
    )
    func agree(seed: Int) throws {
        var chance = SplitMix64(seed: UInt64(seed))
        var said: [String] = []
        for _ in 0..<12 { said += try run(Self.random(&chance), &chance) }
        let tests = said.filter { $0.hasSuffix(" test") }.count
        #expect(tests > 5 && said.count - tests > 5, "nothing was compared")
    }

    /// Answers what there was.
    private func run(_ correlation: CorrelationDescription, _ chance: inout SplitMix64) throws -> [String] {
        var configuration = Engine.Configuration(profiles: try Self.profiles())
        configuration.correlations = [try Correlation(correlation, profiles: configuration.profiles)]
        var watch = Watch(configuration)
        let drilled = Set((0..<7).filter { _ in chance.below(3) == 0 })
        for device in drilled.sorted() {
            let area = device == 6 || device < 4 ? "a" : "b"
            watch.begin(.drill, Period.Target(area: area, device: "\(device)"), until: 86_400_000, at: 0)
        }
        var model = GatherModel(correlation, momentary: ["press", "go"], desk: 6, drilled: drilled)
        var state: [GatherModel.Operand: Bool] = [:]
        var now: Int64 = 0
        for _ in 0..<60 {
            let before = now
            now += Int64(chance.pick([0, 0, 1, 499, 500, 1000, 1999, 4000]))
            let message = Message(&chance, at: now)
            model.pass(from: before, to: now)
            if chance.below(4) == 0 { watch.restart() }
            watch.send("{\"\(message.field)\":\(message.value)}", at: now, on: message.topic)
            tell(&model, message, &state)
            if chance.below(6) == 0 { watch.restart() }
        }
        model.pass(from: now, to: now + 20_000)
        watch.advance(to: now + 20_000)
        let said = watch.events.filter { $0.life.alarm == "many" && $0.kind != .note }.map { event in
            "\(event.area ?? "")\(event.zone.map { "/\($0)" } ?? "") \(event.kind) @\(event.time.milliseconds)\(event.isTest ? " test" : "")"
        }
        #expect(said == model.said, "\(correlation.scope) \(correlation.condition)")
        return said
    }

    private func tell(_ model: inout GatherModel, _ message: Message, _ state: inout [GatherModel.Operand: Bool]) {
        model.place(message.device, area: message.area, zone: message.zone, at: message.at)
        let name = message.field == "on" ? "fire" : message.field
        let operand = GatherModel.Operand(device: message.device, name: name)
        let isMomentary = name == "press" || name == "go"
        let before = state[operand] ?? false
        state[operand] = message.value
        if message.value, isMomentary || !before { model.comesOn(operand, at: message.at) }
        if !message.value, !isMomentary, before { model.goesOff(operand, at: message.at) }
    }
}
