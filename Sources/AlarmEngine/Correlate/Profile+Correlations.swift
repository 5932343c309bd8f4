extension Profile {
    /// The profile of which correlations are the alarms: for each, its condition and what its text knows are fields.
    ///
    /// - Parameter correlations: by name.
    init(_ correlations: [Correlation]) {
        description = ProfileDescription(name: Correlation.profileName, service: .fireStation, messages: [])
        filters = []
        messages = []
        manners = []
        memory = MemoryPlan()
        fields = correlations.flatMap { correlation in
            [Field(name: "\(correlation.name).condition", type: .boolean, isPrivate: false)]
                + Correlation.Known.allCases.map {
                    Field(name: "\(correlation.name).\($0.rawValue)", type: $0.type, isPrivate: false)
                }
                + Self.tests.map { Field(name: "\(correlation.name).\($0)", type: .boolean, isPrivate: false) }
        }
        alarms = correlations.enumerated().map { index, correlation in
            AlarmRule(correlation, condition: Self.condition(of: index))
        }
        resting = RestingDevice(fields, alarms, [])
    }

    /// The place of the field that says whether a correlation's condition is so; what its text knows follows it.
    static func condition(of correlation: Int) -> Int {
        correlation * (1 + Correlation.Known.allCases.count + tests.count)
    }

    /// Kept, and shown to nobody: whether the expectation that waits, and the one that was missed, is a test's.
    private static let tests = ["waiting-test", "missed-test"]

    static func testFields(of correlation: Int) -> [Int] {
        tests.indices.map { condition(of: correlation) + 1 + Correlation.Known.allCases.count + $0 }
    }
}

extension Profile.Field {
    /// As events show it: a correlation's fields have its name before theirs.
    var shownName: String {
        name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
    }
}

extension AlarmRule {
    fileprivate init(_ correlation: Correlation, condition: Int) {
        let description = correlation.description
        let vocabulary = Correlation.vocabulary(after: condition + 1)
        let texts = Texts(
            en: description.text.en.flatMap { try? TextTemplate($0, vocabulary) },
            zh: description.text.zh.flatMap { try? TextTemplate($0, vocabulary) })
        self.init(
            name: description.name,
            trigger: .levels([Rule(severity: description.severity, when: .field(condition))]),
            onDelay: description.onDelay ?? .zero, offDelay: description.offDelay ?? .zero,
            signal: description.signal, severity: description.severity, latch: description.latch,
            acknowledgement: description.acknowledgement, texts: texts)
        service = description.service
        fields = Correlation.Known.allCases.indices.map { condition + 1 + $0 }
    }
}
