@testable import AlarmEngine

/// Random rules and profiles.
struct CourseChance {
    var chance: SplitMix64
    /// The rule language's functions over time may be used.
    let hasTimeFunctions: Bool
    /// Covers, drills and what else lies over an alarm's life may happen.
    let hasCovers: Bool

    init(seed: UInt64, hasTimeFunctions: Bool, hasCovers: Bool) {
        chance = SplitMix64(seed: seed)
        self.hasCovers = hasCovers
        self.hasTimeFunctions = hasTimeFunctions
    }

    mutating func one(in count: Int) -> Bool { chance.below(count) == 0 }
    mutating func pick<Element>(_ list: [Element]) -> Element { chance.pick(list) }
    mutating func number() -> Double { Double(chance.below(41)) / 4 }
    mutating func severity() -> String { pick(["minor", "moderate", "severe", "extreme"]) }

    static let spans: [Int64] = [1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000]

    mutating func profile(_ name: String) -> CourseProfile {
        var profile = CourseProfile(
            name: name, fields: [.init(name: "v", type: "number"), .init(name: "on", type: "boolean")], alarms: [])
        if one(in: 2) { profile.fields.insert(.init(name: "w", type: "number"), at: chance.below(3)) }
        if one(in: 2) { profile.fields.append(.init(name: "mode", type: "text")) }
        for place in profile.fields.indices where one(in: 4) {
            profile.fields[place].start = start(profile.fields[place].type)
        }
        profile.service = pick(["fire-station", "elder-care"])
        profile.hasTime = one(in: 2)
        profile.hasSequence = one(in: 3)
        profile.hasArea = one(in: 2)
        if one(in: 2) { profile.parameters = [.init(name: "limit", number: number())] }
        if one(in: 3) {
            profile.silence = CourseSilence(
                after: pick([5000, 20_000, 60_000]), severity: severity(),
                signal: pick(["trouble", "trouble", "alarm"]), acknowledgement: pick([nil, "required", "auto"]))
        }
        if one(in: 3) { profile.maximumAge = pick([10_000, 60_000]) }
        if one(in: 3) { profile.maximumNotifyAge = pick([2000, 8000]) }
        let names = ["alpha", "Zeta", "tail", "query", "b-1", "b"]
        let first = chance.below(names.count)
        for place in 0..<(1 + chance.below(3)) {
            profile.alarms.append(alarm(names[(first + place) % names.count], profile))
        }
        return profile
    }

    /// What a field of that type is until it is heard.
    private mutating func start(_ type: String) -> CourseMessage.Raw {
        switch type {
        case "number": .number(number())
        case "boolean": .truth(one(in: 2))
        case _: .text(pick(["a", "b"]))
        }
    }

    private mutating func alarm(_ name: String, _ profile: CourseProfile) -> CourseAlarm {
        var alarm = CourseAlarm(name: name, levels: [.init(when: condition(profile), severity: severity())])
        alarm.signal = pick(["alarm", "alarm", "trouble", "supervisory", "test"])
        alarm.acknowledgement = pick([nil, nil, "required", "auto"])
        if hasCovers && one(in: 3) { alarm.suppressWhen = condition(profile) }
        alarm.isInactivity = one(in: 3)
        if one(in: 5) {
            alarm.isMomentary = true
            return alarm
        }
        if one(in: 2) { alarm.onDelay = pick(Self.spans) }
        if one(in: 2) { alarm.offDelay = pick(Self.spans) }
        alarm.latch = one(in: 3)
        switch chance.below(5) {
        case 0:
            alarm.isLevelled = true
            alarm.levels = levels(profile)
            if one(in: 2) { alarm.deadband = pick([0, 0.5, 1, 2]) }
        case 1: alarm.clearWhen = condition(profile)
        case 2:
            alarm.levels[0].when = plain(profile)
            alarm.deadband = pick([0, 0.5, 1, 2])
        case _: break
        }
        return alarm
    }

    /// Comparisons to which a deadband may apply.
    private mutating func levels(_ profile: CourseProfile) -> [CourseAlarm.Level] {
        (0..<(2 + chance.below(2))).map { _ in .init(when: plain(profile), severity: severity()) }
    }

    /// A field beside a constant or a parameter.
    private mutating func plain(_ profile: CourseProfile) -> Phrase {
        let numbers = profile.fields.filter { $0.type == "number" }
        let field = Phrase.name(pick(numbers).name)
        let limit = profile.parameters.isEmpty || one(in: 2) ? Phrase.number(number()) : .name("limit")
        let sign = pick([">=", ">", "<=", "<"])
        return one(in: 4) ? .pair(sign, limit, field) : .pair(sign, field, limit)
    }
}
