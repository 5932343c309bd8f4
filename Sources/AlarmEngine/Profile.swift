/// A profile whose rules are read and checked.
public struct Profile: Sendable {
    public let description: ProfileDescription
    /// The topic filters to subscribe to: the profile's topics with `+` for each `{…}`.
    public let filters: [String]

    let fields: [Field]
    let messages: [MessagePlan]
    /// Of each message, how its readings are to be taken.
    let manners: [ReadingManner]
    /// By name, bytes ascending; `silence` and `payload` are among them.
    var alarms: [AlarmRule]
    /// What the functions over time in its rules remember of each device.
    let memory: MemoryPlan
    /// A device that was never heard.
    var resting: RestingDevice

    public var name: String { description.name }

    struct Field: Sendable {
        let name: String
        let type: ValueType
        let isPrivate: Bool
        /// What it is until a value is heard; nil: unknown.
        var defaultValue: Value?
    }

    /// Reads the rules of `description`.
    ///
    /// - Throws: every problem found, in the order of the profile's parts.
    public init(_ description: ProfileDescription) throws(ProfileProblems) {
        var reader = ProfileReader(description)
        let messages = reader.messages()
        let alarms = reader.alarms()
        if !reader.problems.isEmpty { throw ProfileProblems(problems: reader.problems) }
        self.description = description
        self.messages = messages
        manners = description.messages.map { ReadingManner($0) }
        memory = reader.memory
        self.alarms = alarms.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        fields = reader.fields.map { field in
            let isPrivate = description.messages.contains { message in
                message.fields.contains { $0.name == field.name && $0.isPrivate }
            }
            return Field(
                name: field.name, type: field.type, isPrivate: isPrivate, defaultValue: field.defaultValue)
        }
        filters = messages.map(\.pattern.filter)
        resting = RestingDevice(fields, self.alarms, description.parameters)
    }
}

extension Profile {
    /// The profile with an alarm that no integrator writes, or as it is where it has one of that name.
    func adding(_ rule: AlarmRule) -> Profile {
        guard !alarms.contains(where: { $0.name == rule.name }) else { return self }
        var profile = self
        let place = alarms.firstIndex { rule.name.utf8.lexicographicallyPrecedes($0.name.utf8) } ?? alarms.count
        profile.alarms.insert(rule, at: place)
        profile.resting = RestingDevice(fields, profile.alarms, description.parameters)
        return profile
    }
}

/// All that is wrong with one profile.
public struct ProfileProblems: Error, Hashable, Sendable {
    public var problems: [ProfileProblem]
}

/// Turns a description into plans and rules, and collects what is wrong with it.
struct ProfileReader {
    let description: ProfileDescription
    /// Each field once, in the order they are declared; with a default where any of its messages says one.
    let fields: [FieldDescription]
    private let vocabulary: Vocabulary
    var problems: [ProfileProblem] = []
    private(set) var memory = MemoryPlan()

    init(_ description: ProfileDescription) {
        self.description = description
        var fields: [FieldDescription] = []
        for message in description.messages {
            for field in message.fields {
                guard let known = fields.firstIndex(where: { $0.name == field.name }) else {
                    fields.append(field)
                    continue
                }
                fields[known].defaultValue = fields[known].defaultValue ?? field.defaultValue
            }
        }
        self.fields = fields
        vocabulary = Vocabulary(
            fields: fields.map { .init(name: $0.name, type: $0.type, unit: $0.unit.map(Unit.init)) },
            parameters: description.parameters)
    }

    mutating func alarms() -> [AlarmRule] {
        var rules = description.alarms.compactMap { alarm($0, path: ["alarms", $0.name]) }
        rules += description.signs.compactMap { sign($0) }
        if let silence = description.silence { rules.append(self.silence(silence)) }
        rules.append(payload())
        return rules
    }

    private mutating func sign(_ sign: SignDescription) -> AlarmRule? {
        let path = ["signs", sign.name]
        if description.alarms.contains(where: { $0.name == sign.name }) || ["silence", "payload"].contains(sign.name) {
            report(path, "'\(sign.name)' is the name of an alarm too; rename the sign")
        }
        guard var rule = alarm(sign.alarm, path: path) else { return nil }
        rule.isSign = true
        return rule
    }

    private mutating func alarm(_ alarm: AlarmDescription, path: [String]) -> AlarmRule? {
        let texts = texts(alarm.text, path + ["text"])
        let clearWhen = alarm.clearWhen.flatMap { condition($0, path + ["clear_when"]) }
        let suppressWhen = alarm.suppressWhen.flatMap { condition($0, path + ["suppress_when"]) }
        let rules = alarm.levels.enumerated().compactMap { index, level in
            let place = alarm.isLevelled ? path + ["levels", String(index)] : path
            return rule(level, deadband: alarm.deadband, clearWhen, place + ["when"], path + ["deadband"])
        }
        guard let first = rules.first, rules.count == alarm.levels.count else { return nil }
        return AlarmRule(
            name: alarm.name, trigger: alarm.isMomentary ? .momentary(first) : .levels(rules),
            onDelay: alarm.onDelay ?? .zero, offDelay: alarm.offDelay ?? .zero, signal: alarm.signal,
            severity: first.severity, latch: alarm.latch, acknowledgement: alarm.acknowledgement,
            texts: texts, suppressWhen: suppressWhen, isInactivity: alarm.isInactivity)
    }

    private mutating func silence(_ silence: SilenceDescription) -> AlarmRule {
        return AlarmRule(
            name: "silence", trigger: .silence(silence.after), signal: silence.signal, severity: silence.severity,
            acknowledgement: silence.acknowledgement, texts: texts(silence.text, ["silence", "text"]))
    }

    private func payload() -> AlarmRule {
        AlarmRule(
            name: "payload", trigger: .undecodable, signal: .trouble, severity: .minor,
            texts: AlarmRule.Texts(en: nil, zh: nil))
    }

    private mutating func texts(_ words: Words, _ path: [String]) -> AlarmRule.Texts {
        AlarmRule.Texts(
            en: words.en.flatMap { template($0, path + ["en"]) }, zh: words.zh.flatMap { template($0, path + ["zh"]) })
    }

    private mutating func template(_ text: String, _ path: [String]) -> TextTemplate? {
        do throws(ExpressionError) {
            return try TextTemplate(text, vocabulary)
        } catch {
            problems.append(ProfileProblem(path: path, offset: error.offset, message: error.message))
            return nil
        }
    }

    private mutating func rule(
        _ level: LevelDescription, deadband: Double?, _ clearWhen: Condition?, _ path: [String],
        _ deadbandPath: [String]
    ) -> Rule? {
        do throws(ExpressionError) {
            let term = try Checker(vocabulary: vocabulary).condition(level.when)
            let place = path.joined(separator: "/")
            if term.fields.isEmpty {
                report(path, "the rule reads no field, so no message would ever have it judged; name one")
            }
            guard let deadband else {
                let when = try memory.condition(term, at: place)
                return Rule(severity: level.severity, when: when, clearWhen: clearWhen)
            }
            let rule = try Rule(severity: level.severity, when: term, deadband: deadband, &memory, at: place)
            if rule == nil {
                report(
                    deadbandPath,
                    "a deadband needs a 'when' that compares one field with a constant or a parameter by <, <=, > or >=; write clear_when instead"
                )
            }
            return rule
        } catch {
            problems.append(ProfileProblem(path: path, offset: error.offset, message: error.message))
            return nil
        }
    }

    /// Compiles what is true or false, such as a `clear_when`.
    private mutating func condition(_ text: String, _ path: [String]) -> Condition? {
        do throws(ExpressionError) {
            let term = try Checker(vocabulary: vocabulary).condition(text)
            return try memory.condition(term, at: path.joined(separator: "/"))
        } catch {
            problems.append(ProfileProblem(path: path, offset: error.offset, message: error.message))
            return nil
        }
    }

    mutating func report(_ path: [String], _ message: String) {
        problems.append(ProfileProblem(path: path, message: message))
    }
}
