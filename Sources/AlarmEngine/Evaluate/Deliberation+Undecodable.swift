extension Deliberation {
    /// So many undecodable payloads in a row are an alarm.
    private static let undecodableLimit = 5

    /// A message that says nothing: its device hears of it, where the topic says which it is.
    mutating func judge(_ cause: UndecodableCause, _ delivered: Delivered) {
        decision.counts.undecodable += 1
        guard let device = delivered.route.device else {
            return sampleUnnamed(cause, delivered)
        }
        withDevice(device) { me, state in
            me.move(device, delivered, bridge: delivered.route.bridge, &state)
            me.note(cause, delivered, device, &state)
        }
    }

    private mutating func note(
        _ cause: UndecodableCause, _ delivered: Delivered, _ device: Int, _ state: inout DeviceState
    ) {
        sample(cause, delivered.message, &state)
        // What others say of a device, and say badly, is no sign of its life.
        guard !delivered.message.isRetained, !delivered.manner.isAvailability else { return }
        hear(device, &state)
        state.undecodableRun += 1
        for (alarm, rule) in engine.profiles[state.profile].alarms.enumerated() {
            switch rule.trigger {
            case .silence:
                end(clock, device, alarm, &state)
            case .undecodable:
                guard state.undecodableRun >= Self.undecodableLimit, !state.alarms[alarm].state.isActive else {
                    continue
                }
                happen(.comesOn(rule.severity), Telling(time: clock), device, alarm, &state)
            case .levels, .momentary:
                continue
            }
        }
    }

    private mutating func sample(_ cause: UndecodableCause, _ message: Message, _ state: inout DeviceState) {
        let bit = UInt8(1) << cause.number
        guard state.sampledCauses & bit == 0 else { return }
        state.sampledCauses |= bit
        keepSample(of: state.key, message, cause.text)
    }

    /// Keeps the first example of each profile and cause, where the payload should have said whose it is.
    mutating func sampleUnnamed(_ cause: UndecodableCause, ofReading: Bool = false, _ delivered: Delivered) {
        let kept = Engine.UnnamedSample(
            profile: delivered.route.profile, cause: cause.number, isOfReading: ofReading)
        guard !engine.unnamedSamples.contains(kept), !decision.working.unnamedSamples.contains(kept) else { return }
        decision.working.unnamedSamples.insert(kept)
        let name = engine.profiles[delivered.route.profile].name
        keepSample(of: DeviceKey(profile: name, area: delivered.route.area, device: ""), delivered.message, cause.text)
    }

    private mutating func keepSample(of device: DeviceKey, _ message: Message, _ cause: String) {
        decision.undecodable.append(
            UndecodableSample(
                device: device, topic: message.topic, cause: cause, payload: Array(message.payload.prefix(1024)),
                receivedAt: clock))
    }
}
