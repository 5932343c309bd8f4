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
        do throws(UndecodableCause) {
            judge(try plan.read(message.payload), Delivered(message, route, plan))
        } catch {
            judge(error, Delivered(message, route, plan))
        }
    }

    /// A message that came, whose it may be, and how it is to be taken.
    struct Delivered {
        let message: Message
        let route: Engine.Route
        let manner: ReadingManner
        /// Whether its readings should tell their time.
        let tellsTime: Bool

        init(_ message: Message, _ route: Engine.Route, _ plan: MessagePlan) {
            self.message = message
            self.route = route
            manner = plan.manner
            tellsTime = plan.time != nil
        }
    }

    private mutating func judge(_ content: MessageContent, _ delivered: Delivered) {
        decision.counts.overElements += content.overElements
        switch content.readings {
        case .none: hear(delivered)
        case .one(let reading):
            if delivered.manner.spacing == nil { judge(reading, delivered) } else { judge([reading], delivered) }
        case .many(let readings): judge(readings, delivered)
        }
    }

    /// Judges the only reading that a message has of its device.
    mutating func judge(_ reading: Reading, _ delivered: Delivered) {
        withDevice(of: reading, delivered) { me, device, state in
            if reading.availability == nil {
                me.judge(reading, delivered, device, &state)
            } else {
                me.judgeAvailability(reading, delivered, device, &state)
            }
        }
    }

    /// Changes the device that a reading is of, where it is one; it takes the place that the message says first.
    mutating func withDevice(
        of reading: Reading, _ delivered: Delivered, _ body: (inout Deliberation, Int, inout DeviceState) -> Void
    ) {
        guard let device = device(of: reading, delivered) else { return }
        let bridge = bridge(of: reading, delivered)
        withDevice(device) { me, state in
            me.move(device, delivered, bridge: bridge, &state)
            body(&me, device, &state)
        }
    }

    private mutating func judge(_ reading: Reading, _ delivered: Delivered, _ device: Int, _ state: inout DeviceState) {
        let (message, definition) = (delivered.message, engine.profiles[state.profile])
        decision.counts.mistypedFields += reading.mistypedFields
        if isRepeated(CollectionOfOne(reading), message, definition, &state) { return }
        let told = tellsTime(reading, delivered, definition)
        if delivered.tellsTime, told == nil { decision.counts.incredibleTime += 1 }
        let admission = state.freshness.admit(
            time: told, sequence: reading.sequence, digest: message.digest, mayBeRedelivery: message.mayBeRedelivery,
            isRetained: message.isRetained, isTrusted: !delivered.manner.distrustsClock)
        let ownTime = delivered.manner.distrustsClock ? nil : told
        judge(reading, at: ownTime, admission, message, device, &state)
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

    /// The time a reading tells of itself, where that is worth anything.
    func tellsTime(_ reading: Reading, _ delivered: Delivered, _ definition: Profile) -> Moment? {
        guard let time = reading.time else { return nil }
        return delivered.manner.distrustsClock || isCredible(time, definition) ? time : nil
    }

    func isCredible(_ time: Moment, _ definition: Profile) -> Bool {
        time >= clock - definition.description.maximumAge && time <= clock + Self.maximumLead
    }

    // MARK: Being heard

    /// The device was heard just now.
    mutating func hear(_ device: Int, _ state: inout DeviceState) {
        state.heardAt = clock
        guard state.isReportedOffline else { return }
        state.isReportedOffline = false
        noteChange(of: device)
    }

    /// A message that holds no reading, and is none the worse for it.
    private mutating func hear(_ delivered: Delivered) {
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
