/// What the gateway keeps beside its own alarms, and what has lives without a rule.
struct OwnLives: Hashable, Sendable {
    /// What ends by itself, in order of the names of the alarms it makes.
    enum Slot: String, CaseIterable, Sendable {
        case absence, drill, maintenance
    }

    /// At most ``maximumPeriods``, in the order they were given.
    var periods: [Period] = []
    /// The latest beginning of a life of each kind, so that no two have the same id; by place in `allCases`.
    var latest = [Moment?](repeating: nil, count: Period.Kind.allCases.count)
    /// When the timer that was set for a slot goes off, by its place.
    var timers = [Moment?](repeating: nil, count: Slot.allCases.count)

    /// At most so many drills, maintenances and absences are known at once.
    static let maximumPeriods = 1000

    var isEmpty: Bool { periods.isEmpty && !latest.contains { $0 != nil } }

    func deadline(of slot: Slot) -> Moment? {
        switch slot {
        case .absence: deadline(of: Period.Kind.absence)
        case .drill: deadline(of: Period.Kind.drill)
        case .maintenance: deadline(of: Period.Kind.maintenance)
        }
    }

    private func deadline(of kind: Period.Kind) -> Moment? {
        periods.lazy.filter { $0.kind == kind }.map { $0.beganAt == nil ? $0.from : $0.until }.min()
    }

    /// Answers the timers that must be set so that none of its deadlines is missed.
    mutating func setTimers() -> [Timer] {
        var due: [Timer] = []
        for (place, slot) in Slot.allCases.enumerated() {
            guard let at = deadline(of: slot), timers[place].map({ at < $0 }) ?? true else { continue }
            timers[place] = at
            due.append(Timer(at: at, device: Timer.own, alarm: place))
        }
        return due
    }

    /// What runs moves along with the clock, as it lasts so long; what is planned stands in the calendar.
    mutating func move(by span: Span) {
        for place in periods.indices where periods[place].beganAt != nil {
            periods[place].until = periods[place].until + span
        }
        timers = timers.map { _ in nil }
    }

    // MARK: What is kept

    mutating func restore(_ record: DeviceRecord) {
        periods = record.periods + periods
        for (place, kind) in Period.Kind.allCases.enumerated() {
            latest[place] = record.alarms.first { $0.name == kind.rawValue }?.beganAt
        }
    }

    /// The latest beginnings are kept as alarms that are normal.
    func fill(_ record: inout DeviceRecord) {
        record.periods = periods
        for (kind, beganAt) in zip(Period.Kind.allCases, latest) {
            guard let beganAt else { continue }
            record.alarms.append(
                AlarmRecord(
                    name: kind.rawValue, state: .normal, severity: .minor, signal: kind.signal, occurrences: 1,
                    beganAt: beganAt, levels: [], told: []))
        }
    }

    func record(_ key: DeviceKey) -> DeviceRecord {
        var record = DeviceRecord(key: key)
        fill(&record)
        return record
    }
}

extension Period.Kind {
    var signal: Signal {
        switch self {
        case .drill: .test
        case .maintenance, .absence: .supervisory
        }
    }

    var words: Words {
        switch self {
        case .drill: Words(en: "Drill", zh: "演练")
        case .maintenance: Words(en: "Maintenance", zh: "维护")
        case .absence: Words(en: "Planned absence", zh: "计划离家")
        }
    }
}
