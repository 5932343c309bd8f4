import AlarmEngine

extension ControlReply {
    /// Answers `alarms`: those that match, the most urgent first, covered ones and those of drills after the others; `total`
    /// says how many there are.
    ///
    /// An alarm is the newest event of its life, as the ledger has it, under `event`; `since` is when the life began, where one
    /// goes on: what is normal is listed only while it is covered. A covered one has its true state under `beneath`, and
    /// under `covers` what lies over it.
    public static func alarms(
        _ alarms: [NumberedEvent], open: [OpenAlarm] = [], matching filter: EventFilter, isCoveredOnly: Bool = false,
        limit: Int
    ) -> String {
        let found = alarms.filter { alarm in
            let isWanted = isCoveredOnly ? alarm.event.cover != nil : alarm.event.isStanding
            return isWanted && filter.matches(alarm.event)
        }.sorted(by: isMoreUrgent)
        let covered = Dictionary(open.filter { !$0.covers.isEmpty }.map { ($0.life, $0) }) { first, _ in first }
        return accepted { writer in
            writer.member("total", Int64(found.count))
            writer.key("alarms")
            writer.array { writer in
                for alarm in found.prefix(limit) { write(alarm, covered[alarm.event.life], into: &writer) }
            }
        }
    }

    private static func write(_ alarm: NumberedEvent, _ covered: OpenAlarm?, into writer: inout JSONWriter) {
        writer.object { writer in
            if alarm.event.state != .normal {
                writer.member("since", Timestamp.text(alarm.event.life.beganAt))
            }
            if let covered {
                writer.member("beneath", covered.state.rawValue)
                writer.key("covers")
                writer.array { writer in
                    for cover in covered.covers { writer.object { write(cover, into: &$0) } }
                }
            }
            writer.key("event")
            writer.raw(EventLine.json(alarm))
        }
    }

    private static func write(_ cover: CoverRecord, into writer: inout JSONWriter) {
        writer.member("cover", cover.cover.rawValue)
        writer.member("source", cover.source.rawValue)
        writer.member("until", cover.until.map(Timestamp.text))
        if cover.isOnce { writer.member("once", true) }
    }

    /// What stands above what: what calls people now, signal, severity, those somebody must still acknowledge, then the older.
    private static func isMoreUrgent(_ left: NumberedEvent, _ right: NumberedEvent) -> Bool {
        let one = left.event
        let other = right.event
        if one.callsNobody != other.callsNobody { return other.callsNobody }
        if one.signal != other.signal { return one.signal.rank > other.signal.rank }
        if one.severity != other.severity { return one.severity > other.severity }
        if one.state.isUnacknowledged != other.state.isUnacknowledged { return one.state.isUnacknowledged }
        return (one.life.beganAt, left.sequence) < (other.life.beganAt, right.sequence)
    }
}

extension Event {
    /// Whether an operator's list has the alarm after it: it is not normal, or covered.
    var isStanding: Bool { state != .normal || cover != nil }

    /// Whether it is of a drill, or lies under a cover.
    fileprivate var callsNobody: Bool { isTest || cover != nil }
}
