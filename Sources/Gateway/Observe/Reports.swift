import AlarmEngine

/// One delivery, as the operator sees it.
public struct DeliveryReport: Sendable {
    /// The webhook's message id.
    public var id: String
    /// The event's number.
    public var sequence: Int64
    public var sink: String
    public var alarmID: String
    public var signal: Signal
    /// Such as `pending`.
    public var state: String
    public var attempts: Int
    public var createdAt: Moment
    /// When it is tried again; nil means as soon as possible, or never where it is over.
    public var nextAttemptAt: Moment?
    /// Why it was not delivered, the last time.
    public var lastOutcome: String?
    /// The sink it stands in for.
    public var fallbackOf: String?

    public init(
        id: String, sequence: Int64, sink: String, alarmID: String, signal: Signal, state: String, attempts: Int,
        createdAt: Moment, nextAttemptAt: Moment?, lastOutcome: String?, fallbackOf: String?
    ) {
        self.id = id
        self.sequence = sequence
        self.sink = sink
        self.alarmID = alarmID
        self.signal = signal
        self.state = state
        self.attempts = attempts
        self.createdAt = createdAt
        self.nextAttemptAt = nextAttemptAt
        self.lastOutcome = lastOutcome
        self.fallbackOf = fallbackOf
    }
}

extension ControlReply {
    /// Answers `alarms`: those that match, the most urgent first, covered ones and those of drills after the others; `total`
    /// says how many there are.
    ///
    /// An alarm is the newest event of its life, as the ledger has it, under `event`; `since` is when the life began, where one
    /// goes on: what is normal is listed only while it is covered.
    public static func alarms(_ alarms: [NumberedEvent], matching filter: EventFilter, limit: Int) -> String {
        let found = alarms.filter { $0.event.isStanding && filter.matches($0.event) }.sorted(by: isMoreUrgent)
        return accepted { writer in
            writer.member("total", Int64(found.count))
            writer.key("alarms")
            writer.array { writer in
                for alarm in found.prefix(limit) {
                    writer.object { writer in
                        if alarm.event.state != .normal {
                            writer.member("since", Timestamp.text(alarm.event.life.beganAt))
                        }
                        writer.key("event")
                        writer.raw(EventLine.json(alarm))
                    }
                }
            }
        }
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

    /// Answers `deliveries`, in the order given; `total` counts those beyond the limit too.
    public static func deliveries(_ deliveries: [DeliveryReport], total: Int) -> String {
        accepted { writer in
            writer.member("total", Int64(total))
            writer.key("deliveries")
            writer.array { writer in
                for delivery in deliveries {
                    writer.object { write(delivery, into: &$0) }
                }
            }
        }
    }

    private static func write(_ delivery: DeliveryReport, into writer: inout JSONWriter) {
        writer.member("id", delivery.id)
        writer.member("seq", delivery.sequence)
        writer.member("sink", delivery.sink)
        writer.member("alarm_id", delivery.alarmID)
        writer.member("signal", delivery.signal.rawValue)
        writer.member("state", delivery.state)
        writer.member("attempts", Int64(delivery.attempts))
        writer.member("created", Timestamp.text(delivery.createdAt))
        writer.member("next", delivery.nextAttemptAt.map(Timestamp.text))
        writer.member("outcome", delivery.lastOutcome)
        writer.member("fallback_of", delivery.fallbackOf)
    }

    /// Answers a hand with the event it caused.
    public static func done(_ event: NumberedEvent) -> String {
        accepted { writer in
            writer.member("id", event.id)
            writer.member("state", event.event.shownState)
            writer.key("event")
            writer.raw(EventLine.json(event))
        }
    }

    /// Answers `deliveries` with `retry`.
    public static func retried(_ count: Int) -> String {
        accepted { $0.member("retried", Int64(count)) }
    }

    /// Finds the one life that a beginning of an id means, among the ids of the alarms that are not normal.
    ///
    /// - Throws: one sentence if it means none, or several.
    public static func id(beginningWith prefix: String, among ids: some Sequence<String>) throws(ControlRefusal)
        -> String
    {
        let found = ids.filter { $0.hasPrefix(prefix) }
        guard let first = found.first else {
            throw ControlRefusal("No alarm with an id that begins with \(prefix) is active.")
        }
        guard found.count == 1 else {
            throw ControlRefusal(
                "\(prefix) is the beginning of \(found.count) ids, such as \(first) and \(found[1]); give more digits.")
        }
        return first
    }
}

extension Event {
    /// Whether an operator's list has the alarm after it: it is not normal, or covered.
    var isStanding: Bool { state != .normal || cover != nil }

    /// Whether it is of a drill, or lies under a cover.
    fileprivate var callsNobody: Bool { isTest || cover != nil }
}

extension AlarmState {
    /// Whether somebody must still say that they know.
    var isUnacknowledged: Bool {
        switch self {
        case .unacknowledged, .returned, .latched: true
        case .normal, .acknowledged, .latchedAcknowledged: false
        }
    }
}
