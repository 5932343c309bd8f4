/// One alarm of one device in the model: its rules' phases, and its life by the table of the design's section 6.
final class ModelAlarm {
    enum Trigger: Hashable {
        case levels
        case silence(after: Int64)
        /// Five undecodable payloads in a row.
        case payload
    }

    /// One rule, with its delay.
    struct Level {
        var isOn = false
        /// Since when what would turn it has held: on the gateway's clock, and the reading's own time.
        var since: Int64?
        var sinceReading: Int64?
        /// On the device's time.
        var judgedAt: Int64?
        /// The device's time when messages began to reach us, until it is judged after that.
        var unheardThrough: Int64?
        /// The clock was set, and with it perhaps the time of day; on the gateway's.
        var wasSetAt: Int64?
    }

    let trigger: Trigger
    let plan: CourseAlarm
    let needsAcknowledgement: Bool
    /// Of each rule, with clear_when: what time alone may change.
    let timed: [[Phrase]]

    var levels: [Level]
    /// Of silence and payload.
    var isOnByItself = false

    var state = "normal"
    var severity: String
    var occurrences = 0
    var beganAt: Int64?
    var told: Set<String> = []

    /// What it was before something happened to it.
    struct Before {
        let state: String
        let severity: String

        var isActive: Bool { state == "unacknowledged" || state == "acknowledged" }
        var isAcknowledged: Bool { state == "acknowledged" || state == "latched-acknowledged" }
    }

    var before: Before { Before(state: state, severity: severity) }

    // What lies over it (docs/life.md).
    /// In the order they were laid.
    var covers: [ModelCover] = []
    /// What `suppress_when` last said.
    var suppressionSays = false
    var suppressionJudgedAt: Int64?
    var suppressionUnheardThrough: Int64?
    var suppressionWasSetAt: Int64?
    /// The last thing that could show that a moment has passed already, on the gateway's clock.
    var touchedAt = Int64.min
    var isTest = false
    var isHeldBack = false
    /// On the gateway's clock, the newest last.
    var raises: [Int64] = []
    var flapping: ModelFlapping?
    var steps: [ModelStep] = []

    init(_ trigger: Trigger, _ plan: CourseAlarm) {
        self.trigger = trigger
        self.plan = plan
        needsAcknowledgement = (plan.acknowledgement ?? (plan.signal == "alarm" ? "required" : "auto")) == "required"
        levels = plan.levels.map { _ in Level() }
        timed = plan.levels.map { level in
            ([level.when] + [plan.clearWhen].compactMap { $0 }).filter(\.isTimed)
        }
        severity = plan.levels.first?.severity ?? "minor"
    }

    /// It is looked at as of a moment, which after a step of the clock may lie before the step: a deadline that was due.
    func touch(at moment: Int64) {
        touchedAt = moment
        for index in levels.indices { levels[index].wasSetAt = levels[index].wasSetAt.map { min($0, moment) } }
        suppressionWasSetAt = suppressionWasSetAt.map { min($0, moment) }
    }

    convenience init(_ silence: CourseSilence) {
        self.init(
            .silence(after: silence.after),
            CourseAlarm(
                name: "silence", levels: [.init(when: .truth(false), severity: silence.severity)],
                signal: silence.signal, acknowledgement: silence.acknowledgement))
    }

    static var payload: ModelAlarm {
        ModelAlarm(.payload, CourseAlarm(name: "payload", levels: [.init(when: .truth(false), severity: "minor")]))
    }

    var name: String { plan.name }
    var isActive: Bool { state == "unacknowledged" || state == "acknowledged" }

    /// Whether what it is about goes on now.
    var isOn: Bool {
        if plan.isMomentary { return isActive }
        return trigger == .levels ? levels.contains(where: \.isOn) : isOnByItself
    }

    /// The severity of the highest rule that is on.
    var severityNow: String? {
        guard trigger == .levels else { return isOnByItself ? plan.levels[0].severity : nil }
        return zip(plan.levels, levels).filter { $1.isOn }.map(\.0.severity).max { Self.rank($0) < Self.rank($1) }
    }

    static func rank(_ severity: String) -> Int {
        ["minor", "moderate", "severe", "extreme"].firstIndex(of: severity) ?? 0
    }
}

/// The table. Each answers the event, or nil where the table has no row.
extension ModelAlarm {
    func comesOn(_ severity: String, at time: Int64) -> String? {
        switch state {
        case "normal": begin(at: time)
        case "returned", "latched", "latched-acknowledged": occurrences += 1
        case _: return nil
        }
        self.severity = severity
        state = "unacknowledged"
        return "raised"
    }

    func begin(at time: Int64) {
        occurrences = 1
        beganAt = max(time, beganAt.map { $0 + 1 } ?? time)
        told = []
    }

    func occurs(at time: Int64) -> String? {
        guard isActive else { return comesOn(plan.levels[0].severity, at: time) }
        occurrences += 1
        state = "unacknowledged"
        return "occurred"
    }

    func goesOff() -> String? {
        switch state {
        case "unacknowledged" where plan.latch: state = "latched"
        case "acknowledged" where plan.latch: state = "latched-acknowledged"
        case "unacknowledged" where needsAcknowledgement: state = "returned"
        case "unacknowledged", "acknowledged": state = "normal"
        case _: return nil
        }
        return state == "normal" ? "cleared" : "returned"
    }

    func severityChanges(to severity: String) -> String? {
        guard isActive, severity != self.severity else { return nil }
        if Self.rank(severity) > Self.rank(self.severity) { state = "unacknowledged" }
        self.severity = severity
        return "severity"
    }

    func acknowledge() -> String? {
        switch state {
        case "unacknowledged": state = "acknowledged"
        case "latched": state = "latched-acknowledged"
        case "returned":
            state = "normal"
            return "cleared"
        case _: return nil
        }
        return "acknowledged"
    }

    func reset() -> String? {
        guard state.hasPrefix("latched") || plan.isMomentary && isActive else { return nil }
        state = "normal"
        return "reset"
    }
}
