/// What others say of a device: docs/payloads.md, "Liveness".
extension Deliberation {
    /// Judges that a device was said to be, or not to be, within reach.
    mutating func judge(_ availability: MessageContents.Availability, _ delivered: Delivered) {
        let isRetained = delivered.message.isRetained
        withDevice(availability.device, through: availability.bridge, delivered) { me, device, state in
            me.decision.counts.judged += 1
            if !availability.isOnline {
                me.reportOffline(device, &state)
            } else if !isRetained || state.isReportedOffline {
                // The broker says its last word again at every subscription: it ends what it began, and nothing else.
                me.hear(device, &state)
                for alarm in me.silences(state) { me.end(me.clock, device, alarm, &state) }
            }
        }
    }

    private mutating func reportOffline(_ device: Int, _ state: inout DeviceState) {
        if !state.isReportedOffline { noteChange(of: device) }
        state.isReportedOffline = true
        for alarm in silences(state) where !state.alarms[alarm].state.isActive {
            let severity = engine.profiles[state.profile].alarms[alarm].severity
            happen(.comesOn(severity), Telling(time: clock), device, alarm, &state)
        }
    }

    /// The place of `silence` among its alarms; one at most.
    private func silences(_ state: DeviceState) -> [Int] {
        let alarms = engine.profiles[state.profile].alarms
        return alarms.indices.filter {
            switch alarms[$0].trigger {
            case .silence: true
            case .levels, .momentary, .undecodable: false
            }
        }
    }
}
