/// A correlation whose operands and texts are read and checked.
public struct Correlation: Sendable {
    public let description: CorrelationDescription
    /// The alarms whose devices count, answer or offend, by profile.
    let watched: [Operand]
    /// Those that begin an expectation, or excuse.
    let triggers: [Operand]
    /// What its own list of what it suppresses names; nil where there is none.
    let suppressed: [Operand]?

    public var name: String { description.name }

    /// The name of the profile that all correlations are alarms of.
    public static let profileName = "correlations"

    /// One alarm or sign of one profile.
    struct Operand: Hashable, Sendable {
        let profile: String
        let alarm: String
    }

    /// What its text and values know.
    enum Known: String, CaseIterable, Sendable {
        /// How many count.
        case devices
        /// How many of the scope's these are, in percent.
        case share
        /// The device that tipped it: the last of which a watched alarm came on and brought it about, or came on meanwhile.
        case last

        var type: ValueType {
            switch self {
            case .devices, .share: .number
            case .last: .text
            }
        }
    }

    /// What a text may name, where the correlation's values stand behind so many others.
    static func vocabulary(after count: Int = 0) -> Vocabulary {
        let others = [Vocabulary.Field](repeating: .init(name: "", type: .boolean, unit: nil), count: count)
        return Vocabulary(
            fields: others + Known.allCases.map { .init(name: $0.rawValue, type: $0.type, unit: nil) }, parameters: [])
    }

    /// Looks up the operands of `description`.
    ///
    /// - Parameters:
    ///   - description: as it was written.
    ///   - profiles: all that are configured.
    /// - Throws: every problem found, in the order of the correlation's parts; paths begin with its name.
    public init(_ description: CorrelationDescription, profiles: [Profile]) throws(ProfileProblems) {
        var reader = CorrelationReader(description, profiles)
        let (watched, triggers) = reader.operands()
        let suppressed = reader.suppressed()
        reader.checkTexts()
        if !reader.problems.isEmpty { throw ProfileProblems(problems: reader.problems) }
        self.description = description
        self.watched = watched
        self.triggers = triggers
        self.suppressed = suppressed
    }
}

/// Finds what a correlation names, and collects what is wrong with it.
private struct CorrelationReader {
    let description: CorrelationDescription
    let profiles: [Profile]
    private(set) var problems: [ProfileProblem] = []

    init(_ description: CorrelationDescription, _ profiles: [Profile]) {
        self.description = description
        self.profiles = profiles
    }

    mutating func operands() -> (watched: [Correlation.Operand], triggers: [Correlation.Operand]) {
        switch description.condition {
        case .count(let count):
            return (find(count.operands, under: "count", allowsMomentary: count.within != nil), [])
        case .expectation(let expectation):
            let after = find(expectation.after, under: "after")
            return (find(expectation.expected, under: "expect"), after)
        case .intrusion(let intrusion):
            let unexpected = find(intrusion.unexpected, under: "unexpected")
            let without = find(intrusion.without, under: "without")
            for (number, operand) in intrusion.without.enumerated() {
                guard let both = unexpected.first(where: operand.names) else { continue }
                report(
                    ["without", String(number)],
                    "'\(both.profile)/\(both.alarm)' is unexpected too, so it would excuse itself")
            }
            return (unexpected, without)
        }
    }

    mutating func suppressed() -> [Correlation.Operand]? {
        switch description.suppresses {
        case .nothing, .children: return nil
        case .operands(let operands):
            let found = find(operands, under: "suppresses")
            for (number, operand) in operands.enumerated() {
                guard let sign = found.first(where: { operand.names($0) && isSign($0) }) else { continue }
                report(
                    ["suppresses", String(number)],
                    "'\(sign.profile)/\(sign.alarm)' is a sign, of which nobody is told anyway; name an alarm")
            }
            return found
        }
    }

    private mutating func find(
        _ operands: [CorrelationDescription.Operand], under key: String, allowsMomentary: Bool = true
    ) -> [Correlation.Operand] {
        var found: [Correlation.Operand] = []
        for (number, operand) in operands.enumerated() {
            let path = [key, String(number)]
            for one in find(operand, path) where !found.contains(one) {
                if !allowsMomentary, isMomentary(one) {
                    let name = "'\(one.profile)/\(one.alarm)'"
                    report(path, "\(name) is momentary and never on, so it counts only 'within' a time; write 'within'")
                }
                found.append(one)
            }
        }
        return found
    }

    private mutating func find(_ operand: CorrelationDescription.Operand, _ path: [String]) -> [Correlation.Operand] {
        guard let name = operand.profile else {
            let having = profiles.filter { $0.has(operand.alarm) }
            if having.isEmpty { reportUnknown(operand.alarm, "no profile has an", among: profiles, path) }
            return having.map { Correlation.Operand(profile: $0.name, alarm: operand.alarm) }
        }
        guard let profile = profiles.first(where: { $0.name == name }) else {
            let names = profiles.map(\.name)
            let meant = suggestion(for: name, among: names).map { "did you mean '\($0)'?" }
            let advice =
                name == Correlation.profileName
                ? "a correlation cannot count correlations" : meant ?? "there are \(names.joined(separator: ", "))"
            report(path, "there is no profile '\(name)'; \(advice)")
            return []
        }
        guard profile.has(operand.alarm) else {
            reportUnknown(operand.alarm, "'\(name)' has no", among: [profile], path, offset: name.utf8.count + 1)
            return []
        }
        return [Correlation.Operand(profile: name, alarm: operand.alarm)]
    }

    private mutating func reportUnknown(
        _ alarm: String, _ owner: String, among profiles: [Profile], _ path: [String], offset: Int = 2
    ) {
        let names = Set(profiles.flatMap { $0.alarms.map(\.name) }).sorted()
        let meant = suggestion(for: alarm, among: names).map { "did you mean '\($0)'?" }
        let advice = meant ?? "there are \(names.joined(separator: ", "))"
        problems.append(
            ProfileProblem(
                path: [description.name] + path, offset: offset,
                message: "\(owner) alarm or sign '\(alarm)'; \(advice)"))
    }

    private func isMomentary(_ operand: Correlation.Operand) -> Bool {
        profiles.first { $0.name == operand.profile }?.alarms.first { $0.name == operand.alarm }?.policy.isMomentary
            ?? false
    }

    private func isSign(_ operand: Correlation.Operand) -> Bool {
        profiles.first { $0.name == operand.profile }?.alarms.first { $0.name == operand.alarm }?.isSign ?? false
    }

    mutating func checkTexts() {
        for (language, text) in [("en", description.text.en), ("zh", description.text.zh)] {
            guard let text else { continue }
            do throws(ExpressionError) {
                _ = try TextTemplate(text, Correlation.vocabulary())
            } catch {
                problems.append(
                    ProfileProblem(
                        path: [description.name, "text", language], offset: error.offset, message: error.message))
            }
        }
    }

    private mutating func report(_ path: [String], _ message: String) {
        problems.append(ProfileProblem(path: [description.name] + path, message: message))
    }
}

extension CorrelationDescription.Operand {
    fileprivate func names(_ operand: Correlation.Operand) -> Bool {
        alarm == operand.alarm && profile.map { $0 == operand.profile } ?? true
    }
}

extension Profile {
    /// Whether an alarm or a sign of that name is judged.
    fileprivate func has(_ alarm: String) -> Bool {
        alarms.contains { $0.name == alarm }
    }
}
