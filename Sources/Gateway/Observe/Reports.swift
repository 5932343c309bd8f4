import AlarmEngine

/// One alarm that is not normal, as the operator sees it.
public struct LiveAlarm: Sendable {
    /// When this life began.
    public var since: Moment
    /// The newest event of this life: it has the state, the severity and the text.
    public var event: NumberedEvent

    public init(since: Moment, event: NumberedEvent) {
        self.since = since
        self.event = event
    }

    /// Whether somebody must still act on it.
    var needsAcknowledgement: Bool {
        switch event.event.state {
        case .unacknowledged, .returned, .latched: true
        case .normal, .acknowledged, .latchedAcknowledged: false
        }
    }

    /// What stands above what: signal, severity, unacknowledged ones, then the older.
    static func isMoreUrgent(_ left: LiveAlarm, _ right: LiveAlarm) -> Bool {
        let one = left.event.event
        let other = right.event.event
        if one.signal != other.signal { return one.signal.rank > other.signal.rank }
        if one.severity != other.severity { return one.severity > other.severity }
        if left.needsAcknowledgement != right.needsAcknowledgement { return left.needsAcknowledgement }
        return (left.since, left.event.sequence) < (right.since, right.event.sequence)
    }
}

/// One delivery, as the operator sees it.
public struct DeliveryReport: Sendable {
    /// What `deliveries --retry` takes.
    public var id: String
    public var sink: String
    /// Such as `pending`.
    public var state: String
    public var attempts: Int
    /// When it is tried again; nil if it is not.
    public var nextAttempt: Moment?
    /// Why the last attempt failed, in one sentence.
    public var lastError: String?
    public var event: NumberedEvent

    public init(
        id: String, sink: String, state: String, attempts: Int, nextAttempt: Moment?, lastError: String?,
        event: NumberedEvent
    ) {
        self.id = id
        self.sink = sink
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastError = lastError
        self.event = event
    }
}

extension ControlReply {
    /// Answers `alarms`: those that match, the most urgent first; `total` says how many there are.
    public static func alarms(_ alarms: [LiveAlarm], matching filter: EventFilter, limit: Int) -> String {
        let found = alarms.filter { $0.event.event.state != .normal && filter.matches($0.event.event) }
            .sorted(by: LiveAlarm.isMoreUrgent)
        return accepted { writer in
            writer.member("total", Int64(found.count))
            writer.key("alarms")
            writer.array { writer in
                for alarm in found.prefix(limit) {
                    writer.object { writer in
                        writer.member("since", Timestamp.text(alarm.since))
                        writer.key("event")
                        writer.raw(EventLine.json(alarm.event))
                    }
                }
            }
        }
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
        writer.member("sink", delivery.sink)
        writer.member("state", delivery.state)
        writer.member("attempts", Int64(delivery.attempts))
        writer.member("next", delivery.nextAttempt.map(Timestamp.text))
        writer.member("error", delivery.lastError)
        writer.key("event")
        writer.raw(EventLine.json(delivery.event))
    }

    /// Answers `ack` and `reset` with the event they caused.
    public static func done(_ event: NumberedEvent) -> String {
        accepted { writer in
            writer.member("id", event.id)
            writer.member("state", event.event.state.rawValue)
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
