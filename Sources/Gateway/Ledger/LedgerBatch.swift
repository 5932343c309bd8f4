import AlarmEngine

/// All that one transaction keeps.
///
/// Committing the same batch twice keeps it once: a commit that failed may be tried again as it is.
public struct LedgerBatch: Sendable {
    /// In rising order of their numbers.
    public var events: [NumberedEvent] = []
    /// By event number: the sinks, logs included, that must be told of it, none perhaps; an event without an entry is one of
    /// which it is not known.
    public var told: [Int64: [String]] = [:]
    /// Their events are in this batch or in the ledger.
    public var deliveries: [NewDelivery] = []
    /// Each replaces what was kept of its device, alarms and all.
    public var devices: [DeviceRecord] = []
    /// Whether earlier kept messages are forgotten: the broker lost the session they belong to.
    public var forgetsMessages = false
    /// Messages that changed something, oldest first.
    public var messages: [KeptMessage] = []
    /// What became of attempts; of deliveries in this batch too.
    public var outcomes: [Outcome] = []
    /// By sink: the number of the last event it has written.
    public var cursors: [String: Int64] = [:]
    public var meta: [MetaKey: String] = [:]

    public init() {}

    public var isEmpty: Bool {
        events.isEmpty && deliveries.isEmpty && devices.isEmpty && !forgetsMessages
            && messages.isEmpty && outcomes.isEmpty && cursors.isEmpty && meta.isEmpty
    }

    /// What the gateway remembers of itself.
    public enum MetaKey: String, CaseIterable, Sendable {
        /// `true` once a broker has held a session for us, so that its absence is a possible gap.
        case sessionExpected = "session-expected"
    }

    /// An event that one sink must be told.
    public struct NewDelivery: Hashable, Sendable {
        /// The event's number.
        public var sequence: Int64
        public var sink: String
        /// The sink that could not deliver it, where this one stands in for it.
        public var fallbackOf: String?
        public var createdAt: Moment

        public init(sequence: Int64, sink: String, fallbackOf: String? = nil, createdAt: Moment) {
            self.sequence = sequence
            self.sink = sink
            self.fallbackOf = fallbackOf
            self.createdAt = createdAt
        }
    }

    /// What became of one attempt to deliver.
    public struct Outcome: Hashable, Sendable {
        public enum Result: Hashable, Sendable {
            case delivered
            /// It waits for another attempt; one that was refused before stays refused, so that it holds up nothing.
            case retry(at: Moment, why: String)
            /// The sink does not want it. Later deliveries pass it; it is tried again at `nextAt`.
            case refused(nextAt: Moment, why: String)
            /// No attempt: its deadline passed. It stays as it is, and is marked.
            case late
            /// Nobody tries it again but by hand.
            case failed(why: String)
        }

        public var sequence: Int64
        public var sink: String
        /// When the attempt ended.
        ///
        /// Two outcomes with the same time are the same attempt.
        public var at: Moment
        public var result: Result

        public init(sequence: Int64, sink: String, at: Moment, result: Result) {
            self.sequence = sequence
            self.sink = sink
            self.at = at
            self.result = result
        }
    }

    /// A message by which its redelivery is recognised.
    public struct KeptMessage: Hashable, Sendable {
        public var topic: String
        /// MQTT's packet identifier; 0 at QoS 0.
        public var packetID: UInt16
        /// A 64-bit hash of its payload.
        public var digest: UInt64

        public init(topic: String, packetID: UInt16, digest: UInt64) {
            self.topic = topic
            self.packetID = packetID
            self.digest = digest
        }
    }
}

/// What a ledger remembers when it is opened.
public struct Restored: Sendable {
    /// In order of profile, area and device (by bytes).
    public var devices: [DeviceRecord] = []
    /// Devices whose record cannot be read: they start anew, and what was on is told again.
    public var unreadableDevices: [DeviceKey] = []
    /// The number of the last event; 0 if there is none.
    public var lastSequence: Int64 = 0
    public var cursors: [String: Int64] = [:]
    /// The oldest first.
    public var messages: [LedgerBatch.KeptMessage] = []
    public var meta: [LedgerBatch.MetaKey: String] = [:]

    public init() {}

    public var isSessionExpected: Bool { meta[.sessionExpected] == "true" }
}
