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
            let run = RuleTestRun(test, configuration(for: test, profiles, setup))
            let failures = test.failures(of: run)
            outcome.tests += 1
            guard !failures.isEmpty else { continue }
            outcome.failed += 1
            outcome.lines += report(test, run, failures, isColoured: isColoured)
        }
        return outcome
    }

    /// The devices, clock and desks of the test; every sink that it names stands by, so that it hears what is passed on.
    private func configuration(for test: RuleTest, _ profiles: [Profile], _ setup: Setup) -> Engine.Configuration {
        var configuration = setup.engineConfiguration
        configuration.profiles = profiles
        // A device folder is tested by itself.
        if profile != nil { configuration.correlations = [] }
        configuration.registry = test.registry
        configuration.localClock = test.clock.zone
        configuration.legacyText = LegacyText.system ?? .ascii
        configuration.desks = test.desks
        let named = test.desks.values + test.registry.flatMap { [$0.contact, $0.group].compactMap { $0 } }
        configuration.sinks = Set(named).sorted().prefix(64).map {
            SinkRoute(name: $0, minimumSeverity: .minor, signals: [], isStandby: true)
        }
        return configuration
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
