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

    /// Answers `deliveries` with `retry`.
    public static func retried(_ count: Int) -> String {
        accepted { $0.member("retried", Int64(count)) }
    }
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
