import AlarmEngine

/// How happenings of a test are shown: offsets first, then the wall clock, then what it was.
struct StoryLine {
    private let clock: TestClock

    init(_ clock: TestClock) { self.clock = clock }

    /// `10s  raised smoke-high of sd-1: unacknowledged, severe`.
    func text(_ numbered: NumberedEvent) -> String { "\(time(numbered.event.time))  \(words(numbered))" }

    private func words(_ numbered: NumberedEvent) -> String {
        let event = numbered.event
        let text = event.text.en ?? event.text.zh
        let hand = event.by.map { " by \($0)" } ?? ""
        let reason = event.reason.map { " (\($0))" } ?? ""
        return "\(event.kind.rawValue) \(event.life.alarm) of \(event.life.device.device): "
            + "\(event.shownState), \(event.severity.rawValue)\(hand)\(reason)\(text.map { ", \"\($0)\"" } ?? "")"
    }

    func text(_ expected: ExpectedEvent) -> String {
        let head = [expected.text("event"), expected.text("alarm"), expected.text("device").map { "of \($0)" }]
            .compactMap { $0 }.joined(separator: " ")
        let rest = expected.shown(clock)
        return "\(expected.moment.map(time) ?? "at any time")  \(head)\(rest.isEmpty ? "" : ": \(rest)")"
    }

    /// An event with the members that expected ones name.
    func text(_ observed: ObservedEvent, like expected: [ExpectedEvent]) -> String {
        let event = observed.numbered.event
        let hidden = ["time", "alarm", "device", "event"]
        var names: [String] = []
        for name in expected.flatMap({ $0.members.map(\.name) }) where !hidden.contains(name) && !names.contains(name) {
            names.append(name)
        }
        if names.isEmpty { names = ["state", "severity"] }
        let device = expected.contains { $0.text("device") != nil } ? " of \(event.life.device.device)" : ""
        let rest = observed.shown(names, clock)
        return
            "\(time(event.time))  \(event.kind.rawValue) \(event.life.alarm)\(device)\(rest.isEmpty ? "" : ": \(rest)")"
    }

    func time(_ moment: Moment) -> String { "\(clock.offset(of: moment)) (\(clock.text(moment)))" }

    /// What happened around a moment, in columns: a few lines before it and after it.
    func around(_ moment: Moment, _ run: RuleTestRun) -> [String] {
        let split = run.story.firstIndex { $0.at > moment } ?? run.story.count
        let first = max(0, split - 6)
        let last = min(run.story.count, split + 3)
        var rows = run.story[first..<split].map { row(" ", $0.at, what($0.what)) }
        rows.append(row(">", moment, ""))
        rows += run.story[split..<last].map { row(" ", $0.at, what($0.what)) }
        let width = rows.map { $0.offset.utf8.count }.max() ?? 0
        let lines = rows.map { row in
            let line =
                "\(row.mark) \(String(repeating: " ", count: width - row.offset.utf8.count))\(row.offset)  \(row.time)"
            return row.what.isEmpty ? line : "\(line)  \(row.what)"
        }
        return (first > 0 ? ["  …"] : []) + lines + (last < run.story.count ? ["  …"] : [])
    }

    private func row(_ mark: String, _ at: Moment, _ what: String) -> (
        mark: String, offset: String, time: String, what: String
    ) {
        (mark, clock.offset(of: at), clock.text(at), what)
    }

    private func what(_ happening: RuleTestRun.Happening) -> String {
        switch happening {
        case .event(let event): words(event)
        case .step(let step): "line \(step.line): \(step.summary)"
        }
    }
}
