import AlarmEngine

/// Judges a recording in virtual time, as fast as it can.
///
/// The clock begins with the first message, and stops at the last or, if told so, at a moment before or after it.
public struct OfflineReplay {
    private static let batch = 512

    private var engine: Engine
    private let until: Moment?
    private var pending: [Input] = []
    private var clock: Moment?
    private var lastSequence: Int64 = 0
    private let emit: (NumberedEvent) -> Void
    public private(set) var counts = Counts()
    /// The first undecodable payload of each device and cause.
    public private(set) var undecodable: [UndecodableSample] = []

    /// - Parameters:
    ///   - configuration: profiles and registry.
    ///   - until: when the clock stops.
    ///   - emit: takes each event, in order.
    public init(
        _ configuration: Engine.Configuration, until: Moment? = nil, emit: @escaping (NumberedEvent) -> Void
    ) {
        engine = Engine(configuration: configuration)
        self.until = until
        self.emit = emit
    }

    /// Takes the next message; those after the end are passed over.
    public mutating func take(_ message: RecordedMessage) {
        if let until, message.at > until { return }
        if clock == nil { pending.append(.listening(true, at: message.at)) }
        clock = message.at
        pending.append(.message(message.message))
        if pending.count >= Self.batch { judge(at: message.at) }
    }

    /// Judges what is left, and the deadlines up to the end.
    public mutating func finish() {
        guard let clock else { return }
        judge(at: max(clock, until ?? clock))
    }

    private mutating func judge(at now: Moment) {
        let decision = engine.decide(pending, at: now)
        engine.adopt(decision)
        pending.removeAll(keepingCapacity: true)
        counts += decision.counts
        if undecodable.count < 1000 { undecodable += decision.undecodable }
        for event in decision.events {
            lastSequence += 1
            emit(NumberedEvent(sequence: lastSequence, event: event))
        }
    }
}
