extension Deliberation {
    /// How far a device's clock may run ahead of ours and still be believed.
    private static let maximumLead = Span.minutes(5)

    mutating func judge(_ message: Message) {
        decision.counts.messages += 1
        if message.isRetained { decision.counts.retained += 1 }
        guard !message.payload.isEmpty else {
            decision.counts.empty += 1
            return
        }
        guard let route = route(message) else { return }
        let plan = engine.profiles[route.profile].messages[route.message]
        let delivered = Delivered(
            message: message, route: route, manner: engine.profiles[route.profile].manners[route.message])
        do throws(UndecodableCause) {
            switch try plan.read(message.payload, engine.aids) {
            case .reading(let reading): judge(reading, delivered)
            case .readings(let readings): judge(readings, delivered)
            case .availability(let availability): judge(availability, delivered)
            }
        } catch {
            judge(error, delivered)
        }
    }

    /// A message that came, whose it may be, and how its readings are to be taken.
    struct Delivered {
        let message: Message
        let route: Engine.Route
        let manner: ReadingManner
    }

    /// Judges the only reading that a message has of its device.
    mutating func judge(_ reading: Reading, _ delivered: Delivered) {
        let (said, bridge) = (reading.device, reading.bridge)
        withDevice(said, through: bridge, delivered) { me, device, state in
            me.judge(reading, delivered, device, &state)
        }
    }

    /// Changes the device that something is said of, where it is one; it takes the place that the message says first.
    mutating func withDevice(
        _ name: String?, through bridge: String?, _ delivered: Delivered,
        _ body: (inout Deliberation, Int, inout DeviceState) -> Void
    ) {
        let bridge = self.bridge(bridge, delivered)
        guard let device = device(name, through: bridge, delivered) else { return }
        withDevice(device) { me, state in
            me.move(device, delivered, bridge: bridge, &state)
            body(&me, device, &state)
        }
    }

    private mutating func judge(
        _ reading: Reading, _ delivered: Delivered, _ device: Int, _ state: inout DeviceState
    ) {
        let (message, definition) = (delivered.message, engine.profiles[state.profile])
        decision.counts.mistypedFields += reading.mistypedFields
        if isRepeated(CollectionOfOne(reading), message, definition, &state) { return }
        let taken = taken(reading, delivered.manner, definition)
        if delivered.manner.tellsTime, taken == nil { decision.counts.incredibleTime += 1 }
        let admission = state.freshness.admit(
            time: taken, sequence: reading.sequence, digest: message.digest, mayBeRedelivery: message.mayBeRedelivery,
            isRetained: message.isRetained, isTrusted: !delivered.manner.distrustsClock)
        judge(reading, at: delivered.manner.distrustsClock ? nil : taken, admission, message, device, &state)
    }

    /// Judges a reading that was found new, late or known.
    ///
    /// - Parameters:
    ///   - reading: what was said.
    ///   - ownTime: its time on the device's clock, if it is believed.
    ///   - admission: what it is beside what came before.
    ///   - message: what brought it.
    ///   - device: whose it is.
    ///   - state: that device.
    mutating func judge(
        _ reading: Reading, at ownTime: Moment?, _ admission: Freshness.Admission, _ message: Message, _ device: Int,
        _ state: inout DeviceState
    ) {
        if admission == .redelivered {
            decision.counts.redelivered += 1
            return
        }
        if admission == .late { decision.counts.late += 1 }
        decision.counts.judged += 1
        if !message.isRetained {
            hear(device, &state)
            state.undecodableRun = 0
        }
        let extent: Extent =
            admission == .late ? .occurrences : message.isRetained && ownTime == nil ? .unseenFields : .all
        if let ownTime, admission != .late, !message.isRetained {
            state.memory.hear(ownTime, at: clock, isSteppedBack: admission == .steppedBack)
        }
        let occasion = Occasion(receipt: clock, ownTime: ownTime)
        judge(reading, extent, occasion, isRetained: message.isRetained, device, &state)
    }

    // MARK: Time

    /// When a reading was taken, by the device's clock; nil where it does not say so, or is not believed.
    func taken(_ reading: Reading, _ manner: ReadingManner, _ definition: Profile) -> Moment? {
        guard let told = reading.time ?? (manner.isSpaced ? clock - reading.age : nil) else { return nil }
        return manner.distrustsClock || isCredible(told, definition.description.maximumAge) ? told : nil
    }

    func isCredible(_ time: Moment, _ maximumAge: Span) -> Bool {
        time >= clock - maximumAge && time <= clock + Self.maximumLead
    }
}
