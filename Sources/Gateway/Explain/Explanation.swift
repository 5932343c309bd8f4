import AlarmEngine

/// One alarm of a profile in plain words, in the languages that operators read.
public struct Explanation: Sendable {
    /// The English and the Chinese text: a heading, and indented sentences.
    public let english: [String]
    public let chinese: [String]

    /// Explains an alarm; nil if the profile has none of that name.
    ///
    /// - Parameters:
    ///   - alarm: its name; `silence` and `payload` among them.
    ///   - profile: one that the engine found sound.
    ///   - audience: who would hear it.
    public init?(of alarm: String, in profile: ProfileDescription, for audience: Audience) {
        guard let facts = AlarmFacts(alarm, of: profile) else { return nil }
        let (english, chinese) = (EnglishExplanation(facts, audience), ChineseExplanation(facts, audience))
        self.english = [english.heading] + english.sentences.map { "  \($0)" }
        self.chinese = [chinese.heading] + chinese.sentences.map { "  \($0)" }
    }

    /// The names of all that a profile may raise.
    public static func alarms(of profile: ProfileDescription) -> [String] { profile.alarmNames }
}
