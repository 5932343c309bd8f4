/// A rule over several devices as it was written (docs/correlations.md), its operands not yet looked up.
///
/// The caller parses the file; ``Correlation/init(_:profiles:)`` finds the operands and says what is wrong with them.
public struct CorrelationDescription: Hashable, Sendable {
    /// How devices are gathered; a correlation is an alarm of its own in each such place.
    public enum Scope: String, CaseIterable, Sendable {
        case zone
        /// The devices' own code.
        case area
        case village, township, county, prefecture
        /// What speaks through the same bridge.
        case bridge
        /// All there are.
        case gateway
    }

    /// Which alarms of its scope are told to nobody while a correlation is active.
    public enum Suppression: Hashable, Sendable {
        case nothing
        /// Those it counts.
        case children
        case operands([Operand])
    }

    /// What must be so.
    public enum Condition: Hashable, Sendable {
        case count(Count)
        case expectation(Expectation)
        case intrusion(Intrusion)
    }

    /// So many devices, within a time or at once.
    public struct Count: Hashable, Sendable {
        public var operands: [Operand]
        /// At least 1.
        public var atLeast: Int
        /// More than so many percent of the scope's devices of the operands' profiles.
        public var moreThan: Double?
        /// Nil: those that are on now count.
        public var within: Span?

        public init(_ operands: [Operand], atLeast: Int = 1, moreThan: Double? = nil, within: Span? = nil) {
            self.operands = operands
            self.atLeast = atLeast
            self.moreThan = moreThan
            self.within = within
        }
    }

    /// B must follow A.
    public struct Expectation: Hashable, Sendable {
        public enum Coverage: Hashable, Sendable {
            /// So many percent of the scope's devices of the expected profiles, and at least one of them.
            case share(Double)
            case devices(Int)
        }

        public var after: [Operand]
        public var expected: [Operand]
        public var coverage: Coverage
        public var within: Span

        public init(after: [Operand], expect expected: [Operand], coverage: Coverage, within: Span) {
            self.after = after
            self.expected = expected
            self.coverage = coverage
            self.within = within
        }
    }

    /// B without A before it.
    public struct Intrusion: Hashable, Sendable {
        public var unexpected: [Operand]
        public var without: [Operand]
        public var within: Span

        public init(unexpected: [Operand], without: [Operand], within: Span) {
            self.unexpected = unexpected
            self.without = without
            self.within = within
        }
    }

    /// An alarm or a sign of a profile, or of every profile that has one of that name.
    public struct Operand: Hashable, Sendable {
        /// Nil is every profile.
        public var profile: String?
        public var alarm: String

        public init(profile: String?, alarm: String) {
            self.profile = profile
            self.alarm = alarm
        }
    }

    public var name: String
    public var service: Service
    public var scope: Scope
    public var condition: Condition
    /// With a count only.
    public var suppresses = Suppression.nothing
    public var severity: Severity
    public var signal: Signal
    public var category: Category?
    public var latch = false
    /// Nil is `required` for signal `alarm`, `auto` for the others.
    public var acknowledgement: Acknowledgement?
    public var onDelay: Span?
    public var offDelay: Span?
    public var text = Words()

    public init(
        name: String, service: Service, scope: Scope, _ condition: Condition, severity: Severity, signal: Signal
    ) {
        self.name = name
        self.service = service
        self.scope = scope
        self.condition = condition
        self.severity = severity
        self.signal = signal
    }
}

extension CorrelationDescription.Operand {
    /// Reads `profile/alarm` or `*/alarm`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(profile: parts[0] == "*" ? nil : String(parts[0]), alarm: String(parts[1]))
    }
}

extension CorrelationDescription.Operand: CustomStringConvertible {
    public var description: String { "\(profile ?? "*")/\(alarm)" }
}
