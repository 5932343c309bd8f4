import AlarmEngine

/// A message of the demo's day, and when it is to be published.
struct TimedMessage {
    let time: Moment
    let topic: String
    let payload: [UInt8]
    /// Whether the broker shall keep it for those who subscribe later.
    let isRetained: Bool
}

/// Twenty-four hours of a community that does not exist: four villages, their devices, and what befalls them.
///
/// The same seed gives the same bytes. Times in payloads are those of the messages, so the day must be played on a clock
/// that begins at its start.
struct CommunityDay {
    /// In the order of their times.
    let messages: [TimedMessage]
    /// `registry.csv`: every device of the day.
    let registry: String
    /// `areas.csv`: the villages and what they belong to.
    let areas: String

    /// A day whose midnight is `start`.
    init(seed: UInt64, startingAt start: Moment) {
        let community = Community()
        let incidents = IncidentScript(of: community, startingAt: start).played()
        let quiet = QuietTelemetry(of: community, startingAt: start, seed: seed)
        let drafts = quiet.messages(exceptDuring: incidents.absences) + incidents.messages
        messages = drafts.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        registry = community.registry
        areas = community.areas
    }
}

/// Offsets from the day's midnight, as people say them.
enum DayTime {
    /// Seconds since midnight.
    static func of(_ hour: Int, _ minute: Int, _ second: Int = 0) -> Int {
        (hour * 60 + minute) * 60 + second
    }

    static let length = 86_400
}

extension Moment {
    /// So many seconds after this moment.
    func plus(seconds: Int) -> Moment {
        self + .seconds(Int64(seconds))
    }
}
