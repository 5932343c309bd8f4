import Foundation
import Testing

@testable import AlarmEngine

/// The outside judge of delays.
///
/// What may differ is written in docs/rules.md, and nothing else may.
///
/// `GENGFU_PROMTOOL_SERIES` says how many series.
@Suite(
    "Beside promtool",
    .enabled(if: Promtool.isInstalled, "promtool is not here to judge: install Debian's package prometheus"))
struct PromtoolTests {
    private static let count =
        ProcessInfo.processInfo.environment["GENGFU_PROMTOOL_SERIES"].flatMap { Int($0) } ?? 60
    private static let seconds = 100

    private static func questions(seed: UInt64) -> [Promtool.Question] {
        var chance = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            var isHigh = chance.below(2) == 0
            let calm = chance.pick([2, 4, 8])
            let values: [Double?] = (0..<seconds).map { _ in
                if chance.below(calm) == 0 { isHigh.toggle() }
                if chance.below(6) == 0 { return nil }
                return isHigh ? Double(10 + chance.below(3)) : Double(chance.below(10))
            }
            return Promtool.Question(
                values: values, onDelay: chance.pick([0, 1, 2, 3, 5, 8]), offDelay: chance.pick([0, 1, 2, 3, 5, 8]))
        }
    }

    /// The events of the engine for one question, with so many milliseconds added to each delay that is one.
    private func events(_ question: Promtool.Question, later: Int64) throws -> [Event] {
        func delay(_ seconds: Int) -> Span? { seconds == 0 ? nil : Span(milliseconds: Int64(seconds) * 1000 + later) }
        var watch = Watch(
            try .sample(.rule("v >= 10", onDelay: delay(question.onDelay), offDelay: delay(question.offDelay))))
        for (second, value) in question.values.enumerated() {
            guard let value else { continue }
            watch.send("{\"v\":\(value)}", at: Int64(second) * 1000)
        }
        watch.advance(to: Int64(question.values.count - 1) * 1000 + later)
        // That it chatters no more is no raise and no clear.
        return watch.events.filter { $0.kind != .note }
    }

    /// In which seconds it is on, an event at the very second counted, those `later` than a second with that second.
    private func seconds(_ events: [Event], later: Int64) -> [Bool] {
        (0..<Self.seconds).map { second in
            events.last { $0.time.milliseconds <= Int64(second) * 1000 + later }?.kind == .raised
        }
    }

    @Test("With delays a millisecond longer, every raise and every clear is in promtool's second")
    func raisesAndClears() throws {
        let questions = Self.questions(seed: 2026)
        let answers = try Promtool.answers(to: questions)
        var (raised, cleared) = (0, 0)
        for (question, answer) in zip(questions, answers) {
            let events = try events(question, later: 1)
            #expect(seconds(events, later: 1) == answer, "\(question)")
            raised += events.count { $0.kind == .raised }
            cleared += events.count { $0.kind == .cleared }
            for event in events { #expect(event.time.milliseconds % 1000 == (hasDelay(event, question) ? 1 : 0)) }
        }
        print("promtool: \(questions.count) series, \(raised) raises and \(cleared) clears agree")
        #expect(raised > Self.count && cleared > Self.count)
    }

    private func hasDelay(_ event: Event, _ question: Promtool.Question) -> Bool {
        (event.kind == .raised ? question.onDelay : question.offDelay) > 0
    }

    @Test("With the delays as they are, the same up to the first reading that comes just as a delay ends")
    func exactDelays() throws {
        let questions = Self.questions(seed: 2027)
        let answers = try Promtool.answers(to: questions)
        var (whole, cut) = (0, 0)
        for (question, answer) in zip(questions, answers) {
            let events = try events(question, later: 0)
            let end = coincidence(events, question) ?? Self.seconds
            #expect(seconds(events, later: 0).prefix(end) == answer.prefix(end), "\(question)")
            if end == Self.seconds { whole += 1 } else { cut += 1 }
        }
        print("promtool: \(whole) series agree to the end, \(cut) up to a reading at the very end of a delay")
        #expect(whole > Self.count / 8 && cut > Self.count / 8)
    }

    /// The first second in which a delay ends and a reading says that it should not have: we let the delay end, as
    /// what was so for that long was so; promtool looks at the reading alone.
    private func coincidence(_ events: [Event], _ question: Promtool.Question) -> Int? {
        events.first { event in
            guard hasDelay(event, question), let value = question.values[Int(event.time.milliseconds / 1000)] else {
                return false
            }
            return (value >= 10) != (event.kind == .raised)
        }.map { Int($0.time.milliseconds / 1000) }
    }
}
