/// What others say of a device: docs/payloads.md, "Liveness".
extension Deliberation {
    /// Judges that a device was said to be, or not to be, within reach.
    mutating func judgeAvailability(
        _ reading: Reading, _ delivered: Delivered, _ device: Int, _ state: inout DeviceState
    ) {
        guard let availability = reading.availability else { return }
        let definition = engine.profiles[state.profile]
        let time = reading.time.flatMap { isCredible($0, definition) ? $0 : nil } ?? clock
        decision.counts.judged += 1
        switch availability {
        case .online:
            // The broker says its last word again at every subscription: it ends what it began, and nothing else.
            guard !delivered.message.isRetained || state.isReportedOffline else { return }
            hear(device, &state)
            for alarm in definition.silences { end(time, device, alarm, &state) }
        case .offline:
            if !state.isReportedOffline { noteChange(of: device) }
            state.isReportedOffline = true
            for alarm in definition.silences where !state.alarms[alarm].state.isActive {
                happen(.comesOn(definition.alarms[alarm].severity), Telling(time: time), device, alarm, &state)
            }
        }
    }
}

extension Profile {
    /// The place of `silence` among its alarms; one at most.
    fileprivate var silences: [Int] {
        alarms.indices.filter {
            switch alarms[$0].trigger {
            case .silence: true
            case .levels, .momentary, .undecodable: false
            }
        }
    }
}
