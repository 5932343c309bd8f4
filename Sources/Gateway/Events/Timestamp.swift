import AlarmEngine

/// Times as the contract writes them: `2026-11-23T08:00:00.250Z`.
public enum Timestamp {
    /// UTC, always three decimals.
    public static func text(_ moment: Moment) -> String {
        ISO8601.text(moment)
    }

    /// Reads RFC 3339 with a zone; finer than milliseconds is cut.
    ///
    /// Also what `mosquitto_sub` prints, `2026-11-24T01:30:26.626308Z+0000`, both marks and all.
    public static func moment(_ text: String) -> Moment? {
        ISO8601.moment(Array(text.utf8)[...])
    }
}
