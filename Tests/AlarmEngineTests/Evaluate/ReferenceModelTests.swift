import Testing

@testable import AlarmEngine

/// Rules 1 to 5 of the design's section 5 once more, as plainly as they can be said: time goes by in ticks, and each tick
/// asks first whether a delay has ended, then what the messages say.
private struct PlainModel {
    let comparison: String
    let limit: Double
    let deadband: Double
    let onDelay: Int64
    let offDelay: Int64

    private(set) var isOn = false
    private var since: Int64?
    private(set) var said: [String] = []

    init(comparison: String, limit: Double, deadband: Double, onDelay: Int64, offDelay: Int64) {
        self.comparison = comparison
        self.limit = limit
        self.deadband = deadband
        self.onDelay = onDelay
        self.offDelay = offDelay
    }

    mutating func tick(_ now: Int64) {
        guard let since, now - since >= (isOn ? offDelay : onDelay) else { return }
        turn(now)
    }

    private mutating func turn(_ now: Int64) {
        isOn.toggle()
        since = nil
        said.append("high \(isOn ? "raised" : "cleared") @\(now)")
    }

    /// A value, or nil for one that overflowed.
    mutating func judge(_ value: Double?, _ now: Int64) {
        guard let value, isOn ? isBeyond(value) : holds(value) else {
            since = nil
            return
        }
        since = since ?? now
        tick(now)
    }

    private func holds(_ value: Double) -> Bool {
        switch comparison {
        case ">=": value >= limit
        case ">": value > limit
        case "<=": value <= limit
        case _: value < limit
        }
    }

    private func isBeyond(_ value: Double) -> Bool {
        switch comparison {
        case ">=": value < limit - deadband
        case ">": value <= limit - deadband
        case "<=": value > limit + deadband
        case _: value >= limit + deadband
        }
    }
}

@Suite("Beside a plain model")
struct ReferenceModelTests {
    private static let tick: Int64 = 100

    @Test("Random courses under random delays and deadbands say the same", arguments: 1...40 as ClosedRange<UInt64>)
    func courses(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        var model = PlainModel(
            comparison: chance.pick([">=", ">", "<=", "<"]), limit: 5, deadband: Double(chance.below(3)),
            onDelay: Int64(chance.below(4)) * 500, offDelay: Int64(chance.below(4)) * 700)
        let isDeadbandWritten = model.deadband > 0 || chance.below(2) == 0
        var watch = Watch(
            try .sample(
                .rule(
                    chance.below(2) == 0 ? "v \(model.comparison) 5" : "5 \(mirrored(model.comparison)) v",
                    deadband: isDeadbandWritten ? model.deadband : nil, onDelay: Span(milliseconds: model.onDelay),
                    offDelay: Span(milliseconds: model.offDelay))))
        var current = 0.0
        for step in 1...600 {
            let now = Int64(step) * Self.tick
            model.tick(now)
            if chance.below(4) == 0 { watch.advance(to: now) }
            for _ in 0..<chance.below(3) where chance.below(3) == 0 {
                if chance.below(6) == 0 { current = Double(chance.below(11)) + Double(chance.below(2)) / 2 }
                let value = chance.below(40) == 0 ? nil : current
                model.judge(value, now)
                watch.send(value.map { "{\"v\":\($0)}" } ?? #"{"v":1e999}"#, at: now)
                if chance.below(5) == 0 { watch.send(#"{"w":1,"v":null}"#, at: now) }
            }
            if chance.below(50) == 0 { watch.restart() }
        }
        watch.advance(to: 600 * Self.tick)
        #expect(watch.events.map(\.short) == model.said)
        #expect(model.said.count > 1, "the course should do something")
    }

    private func mirrored(_ comparison: String) -> String {
        switch comparison {
        case ">=": "<="
        case ">": "<"
        case "<=": ">="
        case _: ">"
        }
    }

    /// What becomes of a rule in each phase, for each answer to "is it so?" and "is it over?", with delays of 10 s.
    @Test("Each phase meets each answer as rules 3 and 5 say")
    func phases() {
        typealias Answer = Truth
        let delays = Delays(on: .seconds(10), off: .seconds(10))
        let answers: [Answer] = [.yes, .no, .unknown]
        for (phase, elapsed) in [
            (.off, 0), (.pending, 9999), (.pending, 10_000), (.on, 0), (.leaving, 9999), (.leaving, 10_000),
        ] as [(LevelRecord.Phase, Int64)] {
            let isDelayed = phase == .pending || phase == .leaving
            let before = LevelRecord(phase: phase, since: isDelayed ? Moment(milliseconds: 0) : nil)
            for isOn in answers {
                for isOff in answers {
                    let after = before.judged(
                        isOn: isOn, isOff: isOff, Occasion(receipt: Moment(milliseconds: elapsed)), delays)
                    let expected: LevelRecord.Phase =
                        switch phase {
                        case .off: isOn == .yes ? .pending : .off
                        case .pending: isOn != .yes ? .off : elapsed >= 10_000 ? .on : .pending
                        case .on: isOff == .yes ? .leaving : .on
                        case .leaving: isOff != .yes ? .on : elapsed >= 10_000 ? .off : .leaving
                        }
                    #expect(after.phase == expected)
                    #expect((after.since != nil) == (expected == .pending || expected == .leaving))
                    if after.phase == before.phase { #expect(after == before, "a delay goes on from where it began") }
                }
            }
        }
    }

    @Test("A deadline ends what waits and nothing else")
    func ended() {
        for (phase, expected) in [(.off, .off), (.pending, .on), (.on, .on), (.leaving, .off)]
            as [(LevelRecord.Phase, LevelRecord.Phase)]
        {
            #expect(LevelRecord(phase: phase, since: Moment(milliseconds: 5)).ended == LevelRecord(phase: expected))
        }
    }
}
