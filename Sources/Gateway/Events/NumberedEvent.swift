import AlarmEngine

/// An event with all that the ledger gives it.
public struct NumberedEvent: Hashable, Sendable {
    /// 1, 2, 3 … in one ledger.
    public var sequence: Int64
    public var event: Event
    /// False while the ledger could not take it.
    public var isRecorded: Bool

    public init(sequence: Int64, event: Event, isRecorded: Bool = true) {
        self.sequence = sequence
        self.event = event
        self.isRecorded = isRecorded
    }

    /// The alarm's id.
    public var id: String { AlarmID.of(event.life) }
}
