import AlarmEngine

/// What one test did not find as it expected.
struct TestFailure {
    /// Where the expectation, or the step, is written.
    var line: Int
    var sentence: String
    /// Each begins with a blank for what is so, `-` for what is missing, `+` for what is there instead.
    var difference: [String]
    /// What the story is shown around.
    var moment: Moment?
}

extension RuleTest {
    /// Everything that is not as it should be.
    func failures(of run: RuleTestRun) -> [TestFailure] {
        let idle = run.idle.map { step, reason in
            TestFailure(
                line: step.line, sentence: "at \(clock.offset(of: step.at)), \(step.summary): \(reason)",
                difference: [],
                moment: step.at)
        }
        let broken = expectations.compactMap { expectation -> TestFailure? in
            switch expectation.claim {
            case .state(let claim): state(claim, expectation, run)
            case .nothing(let occurrence, let filter): nothing(occurrence, filter, expectation, run)
            case .events(let events, let extent, let filter):
                EventComparison(self, run).failure(events, extent, filter, expectation)
            }
        }
        return idle + broken
    }

    private func state(_ claim: AlarmClaim, _ expectation: Expectation, _ run: RuleTestRun) -> TestFailure? {
        for moment in run.moments(in: expectation.span, from: clock.start) {
            let standing = run.standing(of: claim.filter, at: moment)
            guard !claim.holds(standing) else { continue }
            return TestFailure(
                line: expectation.line,
                sentence: "at \(clock.offset(of: moment)) (\(clock.text(moment))), \(claim.filter.text)",
                difference: ["- \(claim.text)", "+ \(standing.text)"], moment: moment)
        }
        return nil
    }

    private func nothing(
        _ occurrence: Expectation.Occurrence, _ filter: AlarmFilter, _ expectation: Expectation, _ run: RuleTestRun
    ) -> TestFailure? {
        let found = run.events.filter { numbered in
            let event = numbered.event
            guard expectation.span.contains(event.time), filter.takes(event.life.device, event.life.alarm) else {
                return false
            }
            return switch occurrence {
            case .raised: event.kind == .raised || event.kind == .occurred
            case .events: true
            }
        }
        guard let first = found.first else { return nil }
        let span = expectation.span
        let beginning = span.lowerBound > clock.start ? " from \(clock.offset(of: span.lowerBound))" : ""
        let end = span.upperBound < .distantFuture ? " until \(clock.offset(of: span.upperBound))" : ""
        let what = occurrence == .raised ? "nothing raised" : "no event"
        let story = StoryLine(clock)
        return TestFailure(
            line: expectation.line, sentence: "\(filter.text)\(beginning)\(end)",
            difference: ["- \(what)"] + found.prefix(5).map { "+ \(story.text($0))" }
                + (found.count > 5 ? ["+ … and \(found.count - 5) more"] : []), moment: first.event.time)
    }
}

extension AlarmClaim {
    func holds(_ standing: RuleTestRun.Standing) -> Bool {
        let isState = states.map { $0.all.contains(standing.state) } ?? true
        let isSeverity = severity.map { $0 == standing.severity } ?? true
        return isState && isSeverity && (occurrences.map { $0 == standing.occurrences } ?? true)
    }

    var text: String {
        let parts = [states?.word, severity?.rawValue, occurrences.map { "\($0) times" }]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

/// Compares a list of expected events with those that came.
private struct EventComparison {
    let clock: TestClock
    let run: RuleTestRun

    init(_ test: RuleTest, _ run: RuleTestRun) {
        clock = test.clock
        self.run = run
    }

    func failure(
        _ expected: [ExpectedEvent], _ extent: Expectation.Extent, _ filter: AlarmFilter, _ expectation: Expectation
    ) -> TestFailure? {
        let actual = run.events.filter {
            filter.takes($0.event.life.device, $0.event.life.alarm) && expectation.span.contains($0.event.time)
        }.map(ObservedEvent.init)
        let pairs = matched(expected, actual)
        let isComplete = pairs.count == expected.count
        let isExact: Bool =
            switch extent {
            case .exactly: actual.count == expected.count
            case .contains: true
            }
        guard !isComplete || !isExact else { return nil }
        let lines = merged(expected, actual, pairs, extent)
        let missing = expected.indices.first { index in !pairs.contains { $0.expected == index } }
        let surplus = actual.indices.first { index in !pairs.contains { $0.actual == index } }
        return TestFailure(
            line: missing.map { expected[$0].line } ?? expectation.line,
            sentence: sentence(extent, filter), difference: lines,
            moment: missing.flatMap { expected[$0].moment } ?? surplus.map { actual[$0].numbered.event.time })
    }

    private func sentence(_ extent: Expectation.Extent, _ filter: AlarmFilter) -> String {
        let subject = filter == AlarmFilter() ? "the events" : "the events of \(filter.text)"
        return switch extent {
        case .exactly: "\(subject) are not exactly these"
        case .contains: "\(subject) do not contain these, in this order"
        }
    }

    /// The longest common subsequence: which expected event is which that came.
    private func matched(_ expected: [ExpectedEvent], _ actual: [ObservedEvent]) -> [(expected: Int, actual: Int)] {
        let fits = expected.map { wanted in actual.map { $0.fits(wanted) } }
        var longest = Array(repeating: Array(repeating: 0, count: actual.count + 1), count: expected.count + 1)
        for left in expected.indices.reversed() {
            for right in actual.indices.reversed() {
                longest[left][right] =
                    fits[left][right]
                    ? longest[left + 1][right + 1] + 1 : max(longest[left + 1][right], longest[left][right + 1])
            }
        }
        var pairs: [(expected: Int, actual: Int)] = []
        var (left, right) = (0, 0)
        while left < expected.count, right < actual.count {
            if fits[left][right] {
                pairs.append((left, right))
                (left, right) = (left + 1, right + 1)
            } else if longest[left + 1][right] >= longest[left][right + 1] {
                left += 1
            } else {
                right += 1
            }
        }
        return pairs
    }

    private func merged(
        _ expected: [ExpectedEvent], _ actual: [ObservedEvent], _ pairs: [(expected: Int, actual: Int)],
        _ extent: Expectation.Extent
    ) -> [String] {
        let story = StoryLine(clock)
        var lines: [String] = []
        var (left, right) = (0, 0)
        func advance(_ expectedEnd: Int, _ actualEnd: Int) {
            for index in left..<expectedEnd { lines.append("- \(story.text(expected[index]))") }
            for index in right..<actualEnd {
                let mark = extent == .exactly ? "+" : actual[index].resembles(expected[left..<expectedEnd]) ? "+" : " "
                lines.append("\(mark) \(story.text(actual[index], like: expected))")
            }
        }
        for pair in pairs {
            advance(pair.expected, pair.actual)
            lines.append("  \(story.text(expected[pair.expected]))")
            (left, right) = (pair.expected + 1, pair.actual + 1)
        }
        advance(expected.count, actual.count)
        return lines
    }
}

extension ObservedEvent {
    /// Whether it is probably what one of these was meant to be.
    fileprivate func resembles(_ expected: ArraySlice<ExpectedEvent>) -> Bool {
        expected.contains { wanted in
            wanted.text("alarm") == numbered.event.life.alarm && wanted.text("event") == numbered.event.kind.rawValue
        }
    }
}
