import AlarmEngine

/// What befalls the community, hour by hour.
///
/// A device in trouble keeps its quiet reports to itself meanwhile.
struct IncidentScript {
    struct Played {
        var messages: [TimedMessage] = []
        /// Seconds since midnight, by device.
        var absences: [String: [Range<Int>]] = [:]
    }

    private let community: Community
    private let start: Moment
    private var outcome = Played()

    init(of community: Community, startingAt start: Moment) {
        self.community = community
        self.start = start
    }

    /// The whole day's incidents; their messages in the order of the script, not of time.
    func played() -> Played {
        var script = self
        script.fireIncidents()
        script.waterIncidents()
        script.broadcastIncidents()
        script.careIncidents()
        return script.outcome
    }

    /// One report of a device; `second` counts from midnight.
    mutating func say(_ id: String, at second: Int, _ reading: any Reading) {
        let time = start.plus(seconds: second)
        say(id, at: second, bytes: reading.payload(at: time))
    }

    /// Whatever bytes a device sends.
    mutating func say(_ id: String, at second: Int, bytes: [UInt8]) {
        guard let device = community.device(id) else { return }
        outcome.messages.append(
            TimedMessage(
                time: start.plus(seconds: second), topic: device.topic, payload: bytes, isRetained: false))
    }

    /// What the broker keeps of a loudspeaker's link.
    mutating func availability(_ id: String, at second: Int, _ word: String) {
        guard let device = community.device(id) else { return }
        outcome.messages.append(
            TimedMessage(
                time: start.plus(seconds: second), topic: device.availabilityTopic, payload: Array(word.utf8),
                isRetained: true))
    }

    /// The device's quiet reports are left out from `first` to just before `end`.
    mutating func withhold(_ id: String, from first: Int, until end: Int) {
        outcome.absences[id, default: []].append(first..<end)
    }
}

/// A quantity over time: straight lines between points.
struct Curve {
    private let points: [(minute: Double, value: Double)]

    /// Points in the order of their minutes; at least one.
    init(_ points: [(minute: Double, value: Double)]) {
        self.points = points
    }

    /// The value at that minute; before the first point and after the last, theirs.
    func value(at minute: Double) -> Double {
        for (left, right) in zip(points, points.dropFirst()) where minute < right.minute {
            guard minute > left.minute else { return left.value }
            let part = (minute - left.minute) / (right.minute - left.minute)
            return left.value + part * (right.value - left.value)
        }
        return points.last?.value ?? 0
    }
}
