import AlarmEngine
import Gateway

/// Two weeks of a home: its sensors, and what the person was doing (UCI ADL, Ordóñez).
struct HomeRecording {
    struct Interval {
        let from: Moment
        let until: Moment
        /// The sensor's place, or the activity.
        let name: String
    }

    let sensors: [Interval]
    let activities: [Interval]

    /// Reads `*_Sensors.txt` and `*_ADLs.txt` of one home.
    ///
    /// - Parameters:
    ///   - folder: where they are.
    ///   - home: such as `OrdonezA`.
    /// - Throws: ``TrialError`` if one cannot be read.
    init(_ folder: String, home: String) throws {
        sensors = try Self.intervals("\(folder)/\(home)_Sensors.txt")
        activities = try Self.intervals("\(folder)/\(home)_ADLs.txt")
    }

    /// Times that are local and say so nowhere: taken as those of Asia/Shanghai, where the trial's rules live.
    private static func intervals(_ path: String) throws -> [Interval] {
        try DataTable(path, separator: "\n").rows.compactMap { row in
            let words = row.joined().split(whereSeparator: \.isWhitespace)
            guard words.count >= 5, let from = Moment(local: "\(words[0]) \(words[1])"),
                let until = Moment(local: "\(words[2]) \(words[3])")
            else { return nil }
            return Interval(from: from - .hours(8), until: until - .hours(8), name: String(words[4]))
        }
    }

    /// What the person was doing at a moment, as labelled.
    func activity(at moment: Moment) -> String {
        guard let last = activities.last(where: { $0.from <= moment }) else { return "(no label)" }
        if moment <= last.until { return last.name }
        let local = Timestamp.text(last.until + .hours(8)).dropFirst(11).prefix(8)
        return "(no label since \(last.name) ended at \(local))"
    }

    /// What the two devices of the home would have sent, in order of time.
    func messages() -> [(at: Moment, device: String, isOn: Bool)] {
        let told = sensors.flatMap { sensor -> [(at: Moment, device: String, isOn: Bool)] in
            let device = sensor.name == "Bed" ? "bed" : "activity"
            return [(sensor.from, device, true), (sensor.until, device, false)]
        }
        return told.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
