/// A cover that no hand lays on the alarm itself, and what its event says.
struct AutomaticCover {
    let cover: CoverRecord
    var by: String?
    var reason: String?

    /// An absence tells where a home stands empty: its covers say neither why nor how long.
    init(_ cover: CoverRecord, by: String? = nil, reason: String? = nil) {
        self.cover = cover
        self.by = by
        self.reason = reason
    }

    func telling(at time: Moment) -> Telling {
        Telling(time: time, by: by, reason: reason, until: cover.source == .absence ? nil : cover.until)
    }
}

extension Deliberation {
    /// The covers that a life begins under, in the order of their sources.
    func automaticCovers(_ rule: AlarmRule, _ alarm: Int, _ state: DeviceState) -> [AutomaticCover] {
        var covers: [AutomaticCover] = []
        if state.alarms[alarm].isSuppressing {
            covers.append(AutomaticCover(CoverRecord(cover: .suppressed, source: .rule)))
        }
        if let cover = parentCover(alarm, state) { covers.append(cover) }
        guard !own.periods.isEmpty else { return covers }
        if let cover = maintenanceCover(state) { covers.append(cover) }
        if let cover = absenceCover(rule, state) { covers.append(cover) }
        return covers
    }

    /// Ends the covers whose time has come, in the order they were laid.
    mutating func endCovers(_ timer: Timer, _ state: inout DeviceState) {
        let due = state.alarms[timer.alarm].covers.filter { cover in
            cover.source == .hand && cover.until.map { $0 <= timer.at } ?? false
        }
        for cover in due {
            happen(.lifted(cover.cover, .hand), Telling(time: timer.at), timer.device, timer.alarm, &state)
        }
    }

    /// Judges an alarm's `suppress_when`; unknown is as before.
    mutating func judgeSuppression(
        _ condition: Condition, _ occasion: Occasion, at time: Moment, _ device: Int, _ alarm: Int,
        _ state: inout DeviceState
    ) {
        let truth = condition.truth(in: state.situation(occasion, engine.configuration.localClock))
        state.note(judged: [condition], occasion)
        let isTrue = truth == .yes
        guard truth != .unknown, isTrue != state.alarms[alarm].isSuppressing else { return }
        state.alarms[alarm].isSuppressing = isTrue
        noteChange(of: device)
        let happening: Happening =
            isTrue ? .laid(CoverRecord(cover: .suppressed, source: .rule)) : .lifted(.suppressed, .rule)
        happen(happening, Telling(time: time), device, alarm, &state)
    }
}
