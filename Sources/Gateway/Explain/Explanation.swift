import AlarmEngine

/// One alarm of a profile in plain words, in the languages that operators read.
public struct Explanation: Sendable {
    /// The English and the Chinese text: a heading, and indented sentences.
    public let english: [String]
    public let chinese: [String]

    /// Explains an alarm or a sign; nil if the profile has none of that name.
    ///
    /// - Parameters:
    ///   - alarm: its name; `silence` and `payload` among them.
    ///   - profile: one that the engine found sound.
    ///   - audience: who would hear it.
    ///   - correlations: the rules over several devices that may look at it.
    public init?(
        of alarm: String, in profile: ProfileDescription, for audience: Audience,
        correlations: [CorrelationDescription] = []
    ) {
        guard var facts = AlarmFacts(alarm, of: profile) else { return nil }
        facts.correlations = correlations.filter { $0.looks(at: alarm, of: profile.name) }
        self.init(facts, audience)
    }

    /// Explains a rule over several devices.
    public init(of correlation: CorrelationDescription, for audience: Audience) {
        self.init(AlarmFacts(correlation), audience)
    }

    private init(_ facts: AlarmFacts, _ audience: Audience) {
        let (english, chinese) = (EnglishExplanation(facts, audience), ChineseExplanation(facts, audience))
        self.english = [english.heading] + english.sentences.map { "  \($0)" }
        self.chinese = [chinese.heading] + chinese.sentences.map { "  \($0)" }
    }

    /// The names of all that a profile may raise, and of its signs.
    public static func alarms(of profile: ProfileDescription) -> [String] { profile.alarmAndSignNames }
}

extension CorrelationDescription {
    /// Whether an alarm or sign is among what it counts or suppresses.
    fileprivate func looks(at alarm: String, of profile: String) -> Bool {
        condition.operands.contains { $0.names(alarm, of: profile) } || isSuppressing(alarm, of: profile)
    }

    /// Whether it suppresses an alarm while it is active.
    func isSuppressing(_ alarm: String, of profile: String) -> Bool {
        switch suppresses {
        case .nothing: false
        case .children: condition.operands.contains { $0.names(alarm, of: profile) }
        case .operands(let operands): operands.contains { $0.names(alarm, of: profile) }
        }
    }
}

extension CorrelationDescription.Operand {
    fileprivate func names(_ alarm: String, of profile: String) -> Bool {
        self.alarm == alarm && (self.profile ?? profile) == profile
    }
}

extension CorrelationDescription.Condition {
    fileprivate var operands: [CorrelationDescription.Operand] {
        switch self {
        case .count(let count): count.operands
        case .expectation(let expectation): expectation.after + expectation.expected
        case .intrusion(let intrusion): intrusion.unexpected + intrusion.without
        }
    }
}
