extension Deliberation {
    /// Lists the sinks that must be told.
    ///
    /// A sink that heard of a life hears the rest of it too, though its severity fell below what the sink asks for: it
    /// would otherwise never learn that the alarm is over.
    mutating func deliver(_ event: Event, told: inout UInt64) {
        for (place, sink) in engine.configuration.sinks.enumerated() where !sink.isStandby {
            let bit = UInt64(1) << UInt64(place)
            let wants = event.severity >= sink.minimumSeverity && sink.signals.contains(event.signal)
            guard wants || told & bit != 0 else { continue }
            told |= bit
            decision.deliveries.append(Delivery(event: decision.events.count - 1, sink: sink.name))
        }
    }
}
