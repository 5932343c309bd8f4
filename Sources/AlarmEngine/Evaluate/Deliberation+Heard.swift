/// What any message tells of its device, whatever it says: that it lives, and where it is.
extension Deliberation {
    /// The device was heard just now.
    mutating func hear(_ device: Int, _ state: inout DeviceState) {
        state.heardAt = clock
        guard state.isReportedOffline else { return }
        state.isReportedOffline = false
        noteChange(of: device)
    }

    /// A message that holds no reading, and is none the worse for it.
    mutating func hear(_ delivered: Delivered) {
        guard let device = delivered.route.device, !delivered.message.isRetained else { return }
        decision.counts.judged += 1
        withDevice(device) { me, state in
            me.move(device, delivered, bridge: delivered.route.bridge, &state)
            me.hear(device, &state)
            state.undecodableRun = 0
            for (alarm, rule) in me.engine.profiles[state.profile].alarms.enumerated() {
                switch rule.trigger {
                case .silence, .undecodable: me.end(me.clock, device, alarm, &state)
                case .levels, .momentary: continue
                }
            }
        }
    }

    /// Takes the zone and the bridge that a message says; a retained one only says what nothing else did.
    mutating func move(_ device: Int, _ delivered: Delivered, bridge: String?, _ state: inout DeviceState) {
        if delivered.message.isRetained {
            guard state.bridge == nil, let bridge else { return }
            move(device, to: nil, bridge: bridge, &state)
        } else {
            move(device, to: delivered.route.zone, bridge: bridge, &state)
        }
    }
}
