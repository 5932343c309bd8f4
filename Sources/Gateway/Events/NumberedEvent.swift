import AlarmEngine

/// An event with all that the ledger gives it.
public struct NumberedEvent: Hashable, Sendable {
    /// 1, 2, 3 … in one ledger.
    public var sequence: Int64
    public var event: Event
    /// False while the ledger could not take it.
    public var isRecorded: Bool
    /// What a line said; a line does not say when the life began, so the id cannot be made from it.
    private let readID: String?

    /// An event that was read from its line has the id that stood there, `readID`; nil makes it from the life.
    public init(sequence: Int64, event: Event, isRecorded: Bool = true, readID: String? = nil) {
        self.sequence = sequence
        self.event = event
        self.isRecorded = isRecorded
        self.readID = readID
    }

    /// The alarm's id.
    public var id: String { readID ?? AlarmID.of(event.life) }
}
