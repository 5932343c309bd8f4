import AlarmEngine

extension RequestMembers {
    func limit() throws(ControlRefusal) -> Int {
        Int(min(max(try whole("limit") ?? Int64(ControlLine.mostRows), 1), Int64(ControlLine.mostRows)))
    }

    func filter() throws(ControlRefusal) -> EventFilter {
        var filter = EventFilter(
            areaPrefix: try text("area"), device: try text("device", atMost: RequestMembers.longestDevice),
            alarm: try text("alarm"))
        if let name = try text("severity") {
            guard let severity = Severity(rawValue: name) else {
                throw ControlRefusal(
                    "'severity' must be one of \(Severity.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            filter.minimumSeverity = severity
        }
        for name in try texts("signal") {
            guard let signal = Signal(rawValue: name) else {
                throw ControlRefusal("'signal' must be of \(Signal.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            filter.signals.insert(signal)
        }
        return filter
    }

    func deliveries() throws(ControlRefusal) -> ControlRequest {
        try allow(["sink", "state", "limit", "retry"])
        if try flag("retry") { return .retry(sink: try text("sink")) }
        return .deliveries(sink: try text("sink"), state: try text("state"), limit: try limit())
    }
}
