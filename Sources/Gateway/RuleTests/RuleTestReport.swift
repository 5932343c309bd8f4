import AlarmEngine

extension RuleTestFile {
    /// What came of a file's tests.
    public struct Outcome: Sendable {
        public var tests = 0
        public var failed = 0
        /// For a person; `-` and `+` lines are coloured where that was asked for.
        public var lines: [String] = []
    }

    /// Runs every test of the file.
    ///
    /// - Parameters:
    ///   - setup: what the file was read with.
    ///   - isColoured: whether differences may be coloured (ANSI): for a terminal only.
    /// - Returns: how many there were and failed, and what is wrong.
    public func run(_ setup: Setup, isColoured: Bool = false) -> Outcome {
        var outcome = Outcome()
        let profiles = profile.map { name in setup.profiles.filter { $0.name == name } } ?? setup.profiles
        for test in tests {
            var configuration = setup.engineConfiguration
            configuration.profiles = profiles
            // A device folder is tested by itself.
            if profile != nil { configuration.correlations = [] }
            configuration.registry = test.registry
            configuration.localClock = test.clock.zone
            let run = RuleTestRun(test, configuration)
            let failures = test.failures(of: run)
            outcome.tests += 1
            guard !failures.isEmpty else { continue }
            outcome.failed += 1
            outcome.lines += report(test, run, failures, isColoured: isColoured)
        }
        return outcome
    }

    private func report(
        _ test: RuleTest, _ run: RuleTestRun, _ failures: [TestFailure], isColoured: Bool
    ) -> [String] {
        var lines = ["\(path):\(test.place.line): \(test.name)"]
        for failure in failures {
            lines.append("  \(path):\(failure.line): \(failure.sentence)")
            lines += failure.difference.map { "    \($0)" }
            guard let moment = failure.moment else { continue }
            lines.append("    what happened around it:")
            lines += StoryLine(test.clock).around(moment, run).map { "      \($0)" }
        }
        return lines.map { line in
            let safe = TerminalSafe.escaped(line)
            guard isColoured else { return safe }
            let mark = line.drop { $0 == " " }.first
            let colour = line.hasPrefix("    -") || line.hasPrefix("    +") ? (mark == "-" ? "31" : "32") : nil
            return colour.map { "\u{1B}[\($0)m\(safe)\u{1B}[0m" } ?? safe
        }
    }
}
