/// A value as the model has it.
enum Scalar: Hashable, Sendable {
    case number(Double)
    case truth(Bool)
    case text(String)
}

/// What the model remembers of one device.
final class ModelDevice {
    let profile: CourseProfile
    let area: String
    let device: String
    let row: CourseRow?
    /// By name, bytes ascending; `silence` and `payload` are among them.
    let alarms: [ModelAlarm]

    /// Fields that were brought; one whose last value overflowed is nil.
    var values: [String: Scalar?] = [:]
    var live: Set<String> = []
    var previous: [String: Scalar] = [:]
    /// On the device's time.
    var broughtAt: [String: Int64] = [:]
    var windows: [ModelWindow]
    /// What an `age(…)` asks for.
    let aged: Set<Phrase>
    /// When each condition of an `age(…)` was last found true, on the device's time.
    var trueAt: [Phrase: Int64] = [:]
    var lag: Int64?

    var newestTime: Int64?
    var newestSequence: Int?
    var newestPayload: String?
    /// The times of the late readings in rising order.
    var lateTimes: [Int64] = []
    var heardAt: Int64?
    var undecodable = 0
    /// A message made it known, not the registry.
    var isNew = false
    /// The device's time at which it became known; of one in the registry, before all time.
    var knownSince: Int64

    init(_ profile: CourseProfile, area: String, device: String, row: CourseRow?, knownSince: Int64) {
        self.profile = profile
        self.area = area
        self.device = device
        self.row = row
        self.knownSince = knownSince
        var alarms = profile.alarms.map { ModelAlarm(.levels, $0) }
        if let silence = profile.silence { alarms.append(ModelAlarm(silence)) }
        alarms.append(ModelAlarm.payload)
        self.alarms = alarms.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let phrases = profile.alarms.flatMap(\.phrases).flatMap(\.all)
        aged = Set(phrases.compactMap { if case .age(let part) = $0 { part } else { nil } })
        var windows: [ModelWindow] = []
        for phrase in phrases {
            guard let window = ModelWindow(phrase) else { continue }
            if !windows.contains(where: { $0.phrase == window.phrase && $0.span == window.span }) {
                windows.append(window)
            }
        }
        self.windows = windows
    }

    var name: String { "\(profile.name)/\(area)/\(device)" }
    /// The registry says where it is to be heard.
    var isAwaited: Bool { row.map { !profile.hasArea || !$0.area.isEmpty } ?? false }
    /// The topic's, else the registry's.
    var shownArea: String { area.isEmpty ? row?.area ?? "" : area }

    func precedes(_ other: ModelDevice) -> Bool {
        for (mine, its) in [(profile.name, other.profile.name), (area, other.area), (device, other.device)]
        where mine != its {
            return mine.utf8.lexicographicallyPrecedes(its.utf8)
        }
        return false
    }

    /// A field's last value, or a parameter's.
    func value(_ name: String) -> Scalar? {
        if let field = profile.fields.first(where: { $0.name == name }) {
            // What overflowed was heard, and is unknown.
            if let heard = values[name] { return heard }
            return field.start?.scalar
        }
        let parameter =
            row?.parameters.first { $0.name == name } ?? profile.parameters.first { $0.name == name }
        return parameter.map { .number($0.number) }
    }

    /// The device's time when the gateway's clock says `moment`.
    func ownTime(_ moment: Int64) -> Int64 { moment - (lag ?? 0) }

    /// The gateway's clock was set, and the device has none of its own.
    func goAlong(with span: Int64, _ clock: Int64) {
        shift(by: span)
        for alarm in alarms {
            for index in alarm.levels.indices where isNew || alarm.levels[index].judgedAt != nil {
                if alarm.timed[index].contains(where: \.asksForTimeOfDay) { alarm.levels[index].wasSetAt = clock }
            }
            guard let rule = alarm.plan.suppressWhen, rule.asksForTimeOfDay else { continue }
            if isNew || alarm.suppressionJudgedAt != nil { alarm.suppressionWasSetAt = clock }
        }
    }

    /// Messages reach us again: what passed up to now passed unheard.
    func beginUnheard(at clock: Int64) {
        for alarm in alarms {
            for index in alarm.levels.indices { alarm.levels[index].unheardThrough = ownTime(clock) }
            alarm.suppressionUnheardThrough = ownTime(clock)
        }
    }

    /// Something came of it that may show what has passed.
    func touch(at clock: Int64) {
        for alarm in alarms { alarm.touchedAt = clock }
    }

    /// Everything on the device's time becomes later by `span`.
    func shift(by span: Int64) {
        for index in windows.indices { windows[index].shift(by: span) }
        trueAt = trueAt.mapValues { $0 + span }
        broughtAt = broughtAt.mapValues { $0 + span }
        knownSince += span
        for alarm in alarms {
            for index in alarm.levels.indices {
                alarm.levels[index].judgedAt = alarm.levels[index].judgedAt.map { $0 + span }
                alarm.levels[index].unheardThrough = alarm.levels[index].unheardThrough.map { $0 + span }
            }
            alarm.suppressionJudgedAt = alarm.suppressionJudgedAt.map { $0 + span }
            alarm.suppressionUnheardThrough = alarm.suppressionUnheardThrough.map { $0 + span }
        }
    }
}

extension CourseAlarm {
    /// All its expressions.
    var phrases: [Phrase] { levels.map(\.when) + [clearWhen, suppressWhen].compactMap { $0 } }
}

extension CourseMessage.Raw {
    fileprivate var scalar: Scalar? {
        switch self {
        case .number(let number): .number(number)
        case .truth(let truth): .truth(truth)
        case .text(let text): .text(text)
        case .null, .huge: nil
        }
    }
}
