/// Sections 5 and 6 of the design, docs/rules.md and docs/life.md once more, slowly and plainly: nothing is remembered
/// that can be looked for again, and the next deadline is found by looking at all of them.
///
/// It shares no code with the engine. It tells events as lines.
final class Model {
    let course: Course
    var devices: [ModelDevice] = []
    var clock = Course.start
    /// The gateway's clock at what is being judged: a deadline's own moment.
    var now = Course.start
    /// Since when messages can reach us.
    var listeningSince: Int64?
    var lines: [String] = []
    private(set) var refusals: [String] = []
    /// Those that run and those to come.
    var periods: [ModelPeriod] = []
    /// By area.
    var floods: [String: ModelFlood] = [:]
    /// When the last of a kind began in an area.
    var lastPeriod: [String: Int64] = [:]
    /// How often each feature was met.
    var features: [String: Int] = [:]

    init(_ course: Course) {
        self.course = course
        for row in course.registry {
            guard let profile = course.profiles.first(where: { $0.name == row.profile }) else { continue }
            guard !profile.hasArea || !row.area.isEmpty else { continue }
            add(
                ModelDevice(
                    profile, area: profile.hasArea ? row.area : "", device: row.device, row: row,
                    knownSince: Course.start - 86_400_000))
        }
    }

    func add(_ device: ModelDevice) {
        devices.append(device)
        devices.sort { $0.precedes($1) }
    }

    func met(_ feature: String) {
        features[feature, default: 0] += 1
    }

    /// Lets a step happen.
    func take(_ step: CourseStep) {
        clock += step.wait
        defer { now = clock }
        switch step.what {
        case .message(let message):
            run(through: clock)
            now = clock
            hear(message)
        case .hand(let hand):
            run(through: clock)
            now = clock
            let refusal = act(hand)
            refusals.append(refusal ?? "done")
            if refusal != nil { met("refused") }
        case .listening(let isListening):
            run(through: clock)
            listen(isListening)
        case .nothing: run(through: clock)
        case .clockStepped(let span): stepClock(by: span)
        case .restart:
            listeningSince = nil
            met("restart")
        }
        if step.isBatchOver { run(through: clock) }
    }

    private func listen(_ isListening: Bool) {
        guard isListening != (listeningSince != nil) else { return }
        listeningSince = isListening ? clock : nil
        if isListening { for device in devices { device.beginUnheard(at: clock) } }
        met(isListening ? "listening" : "not listening")
    }

    private func stepClock(by span: Int64) {
        clock += span
        listeningSince = listeningSince.map { $0 + span }
        for device in devices {
            device.heardAt = device.heardAt.map { $0 + span }
            if let lag = device.lag { device.lag = lag + span } else { device.goAlong(with: span, clock) }
            device.touch(at: clock)
            for alarm in device.alarms { alarm.stepClock(by: span) }
        }
        for index in periods.indices where periods[index].beganAt != nil { periods[index].until += span }
        for (area, flood) in floods { floods[area]?.raises = flood.raises.map { $0 + span } }
        met("clock stepped")
    }

    // MARK: Telling

    /// Who hears of an event.
    enum Audience {
        /// Who wants it, and who was told of the life.
        case wanted
        case toldOfLife
        case nobody
    }

    struct Telling {
        var audience = Audience.wanted
        var isLate = false
        var by: String?
        var reason: String?
        var until: Int64?
        /// Values that a late reading brought.
        var instead: [String: Scalar?] = [:]
    }

    func tell(
        _ kind: String, _ alarm: ModelAlarm, of device: ModelDevice, at time: Int64, _ telling: Telling = Telling()
    ) {
        met(kind)
        met("state \(alarm.state)")
        var audience = telling.audience
        if audience == .wanted && alarm.shownCover != nil { audience = .nobody }
        if audience == .wanted && alarm.isHeldBack {
            audience = .toldOfLife
            met("held back")
        }
        let hearers = hearers(of: alarm, audience)
        alarm.told.formUnion(hearers)
        var words = ["@\(time - Course.start)", kind, device.name, alarm.name, alarm.severity, alarm.plan.signal]
        words.append(alarm.shownCover.map { "\(alarm.state)/\($0)" } ?? alarm.state)
        words.append("×\(alarm.occurrences)")
        words.append("began \((alarm.beganAt ?? 0) - Course.start)")
        words.append("{\(values(alarm, device, telling.instead))}")
        if !device.shownArea.isEmpty { words.append("area \(device.shownArea)") }
        if let zone = device.row?.zone { words.append("zone \(zone)") }
        if alarm.isTest { words.append("test") }
        words += trailer(telling)
        words.append("→ \(hearers.joined(separator: ","))")
        lines.append(words.joined(separator: " "))
    }

    /// What stands at the end of a line.
    func trailer(_ telling: Telling) -> [String] {
        [
            telling.isLate ? "late" : nil, telling.until.map { "until \($0 - Course.start)" },
            telling.by.map { "by \($0)" }, telling.reason.map { "because \($0)" },
        ].compactMap { $0 }
    }

    private func hearers(of alarm: ModelAlarm, _ audience: Audience) -> [String] {
        if audience == .nobody { return [] }
        return course.sinks.filter { sink in
            if alarm.isTest && !sink.takesDrills { return false }
            if alarm.told.contains(sink.name) { return true }
            return audience == .wanted && !sink.isStandby && sink.signals.contains(alarm.plan.signal)
                && ModelAlarm.rank(alarm.severity) >= ModelAlarm.rank(sink.severity)
        }.map(\.name)
    }

    private func values(_ alarm: ModelAlarm, _ device: ModelDevice, _ instead: [String: Scalar?]) -> String {
        let used = (alarm.plan.levels.map(\.when) + [alarm.plan.clearWhen].compactMap { $0 })
            .reduce(into: Set<String>()) { $0.formUnion($1.names) }
        return device.profile.fields.filter { used.contains($0.name) }.compactMap { field in
            (instead[field.name] ?? device.value(field.name)).map { "\(field.name)=\($0.shown)" }
        }.joined(separator: " ")
    }
}

extension Scalar {
    var shown: String {
        switch self {
        case .number(let number): "\(number)"
        case .truth(let truth): truth ? "true" : "false"
        case .text(let text): text
        }
    }
}

extension ModelAlarm {
    func stepClock(by span: Int64) {
        for level in levels.indices { levels[level].since = levels[level].since.map { $0 + span } }
        for cover in covers.indices { covers[cover].until = covers[cover].until.map { $0 + span } }
        raises = raises.map { $0 + span }
        flapping?.since += span
        for step in steps.indices { steps[step].dueAt += span }
    }
}
