/// One event that one sink must be told.
public struct Delivery: Hashable, Sendable {
    /// The place of the event in the decision's `events`.
    public var event: Int
    public var sink: String

    public init(event: Int, sink: String) {
        self.event = event
        self.sink = sink
    }
}

/// What the engine must know of a sink to route to it.
public struct SinkRoute: Hashable, Sendable {
    public var name: String
    /// Events below it are not told, unless the sink has heard of this life before.
    public var minimumSeverity: Severity
    public var signals: Set<Signal>
    /// Hears only what is passed on to it: what another sink could not deliver, and what escalates.
    public var isStandby: Bool
    /// Whether it hears the alarms of drills.
    public var takesDrills: Bool

    public init(
        name: String, minimumSeverity: Severity, signals: Set<Signal>, isStandby: Bool, takesDrills: Bool = false
    ) {
        self.name = name
        self.minimumSeverity = minimumSeverity
        self.signals = signals
        self.isStandby = isStandby
        self.takesDrills = takesDrills
    }
}
