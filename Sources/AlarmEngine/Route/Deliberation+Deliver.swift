/// Who hears of an event.
enum Audience: Hashable, Sendable {
    /// It is in the ledger.
    case nobody
    /// The sinks that were told of this life.
    case told
    /// Every sink that asks for such events, and those that were told of this life.
    case wanting
}

extension Deliberation {
    /// Lists the sinks that must be told.
    ///
    /// A sink that heard of a life hears the rest of it too, though its severity fell below what the sink asks for, and
    /// though it is a standby sink that the life was passed on to: it would otherwise never learn that the alarm is over.
    mutating func deliver(_ event: Event, to audience: Audience, told: inout UInt64) {
        guard audience != .nobody else { return }
        for (place, sink) in engine.configuration.sinks.enumerated() where sink.takesDrills || !event.isTest {
            let bit = UInt64(1) << UInt64(place)
            let wants = audience == .wanting && sink.wants(event)
            guard wants || told & bit != 0 else { continue }
            told |= bit
            decision.deliveries.append(Delivery(event: decision.events.count - 1, sink: sink.name))
        }
    }
}

extension SinkRoute {
    fileprivate func wants(_ event: Event) -> Bool {
        !isStandby && event.severity >= minimumSeverity && signals.contains(event.signal)
    }
}
