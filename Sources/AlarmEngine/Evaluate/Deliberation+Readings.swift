/// A message with many readings: docs/payloads.md, "Many readings in one message".
extension Deliberation {
    /// Judges each device's own, in order of the devices' first appearance.
    mutating func judge(_ readings: [Reading], _ delivered: Delivered) {
        var groups: [[Reading]] = []
        var places: [ExactText?: Int] = [:]
        for reading in readings {
            let name = reading.device.map { ExactText($0) }
            if let place = places[name] {
                groups[place].append(reading)
            } else {
                places[name] = groups.count
                groups.append([reading])
            }
        }
        for group in groups { judge(group: group, delivered) }
    }

    private mutating func judge(group: [Reading], _ delivered: Delivered) {
        guard let first = group.first else { return }
        if group.count == 1, delivered.manner.spacing == nil { return judge(first, delivered) }
        withDevice(of: first, delivered) { me, device, state in
            if delivered.manner.isAvailability {
                for reading in group { me.judgeAvailability(reading, delivered, device, &state) }
            } else {
                me.judge(group, delivered, device, &state)
            }
        }
    }

    /// Judges several readings that one message has of one device.
    private mutating func judge(
        _ readings: [Reading], _ delivered: Delivered, _ device: Int, _ state: inout DeviceState
    ) {
        let (message, definition) = (delivered.message, engine.profiles[state.profile])
        for reading in readings { decision.counts.mistypedFields += reading.mistypedFields }
        var ordered = inOrder(readings, delivered, definition)
        if isRepeated(ordered, message, definition, &state) { return }
        let isTimed = delivered.tellsTime || delivered.manner.spacing != nil
        if isTimed {
            let told = ordered.filter { tellsTime($0, delivered, definition) != nil }
            decision.counts.incredibleTime += ordered.count - told.count
            if told.isEmpty { ordered.removeFirst(ordered.count - 1) } else { ordered = told }
        }
        judge(ordered: ordered, delivered, device, &state)
    }

    /// Judges readings in order that all tell their time, or none does.
    private mutating func judge(
        ordered: [Reading], _ delivered: Delivered, _ device: Int, _ state: inout DeviceState
    ) {
        let (message, definition) = (delivered.message, engine.profiles[state.profile])
        guard let last = ordered.last else { return }
        let newest = tellsTime(last, delivered, definition)
        let before = state.freshness.newestTime
        var admission = state.freshness.admit(
            time: newest, sequence: last.sequence, digest: message.digest, mayBeRedelivery: message.mayBeRedelivery,
            isRetained: message.isRetained, isTrusted: !delivered.manner.distrustsClock)
        if admission == .redelivered {
            decision.counts.redelivered += 1
            return
        }
        for reading in ordered {
            if let time = reading.time, let newest, let before, newest >= before, time < newest, time <= before {
                decision.counts.known += 1
                continue
            }
            let ownTime = delivered.manner.distrustsClock || newest == nil ? nil : reading.time
            judge(reading, at: ownTime, admission, message, device, &state)
            // A clock is set back once, however many readings tell it.
            if admission == .steppedBack { admission = .fresh }
        }
    }

    /// A device's readings of one message, oldest first: by their times, where all have one, else as they stand.
    ///
    /// Where the description says how far apart they were taken and they say nothing of it themselves, each has its time
    /// afterwards.
    private func inOrder(_ readings: [Reading], _ delivered: Delivered, _ definition: Profile) -> [Reading] {
        let manner = delivered.manner
        let standing = manner.isNewestFirst ? readings.reversed() : readings
        if let spacing = manner.spacing, let first = standing.first,
            standing.allSatisfy({ $0.time == first.time })
        {
            let told = manner.distrustsClock ? nil : first.time.flatMap { isCredible($0, definition) ? $0 : nil }
            return spaced(standing, by: spacing, newest: told ?? clock)
        }
        guard standing.allSatisfy({ $0.time != nil }) else { return standing }
        return standing.enumerated().sorted { left, right in
            let (a, b) = (left.element.time ?? .distantPast, right.element.time ?? .distantPast)
            return a != b ? a < b : left.offset < right.offset
        }.map(\.element)
    }

    private func spaced(_ readings: [Reading], by spacing: Span, newest: Moment) -> [Reading] {
        var spaced = readings
        var time = newest
        for place in spaced.indices.reversed() {
            spaced[place].time = time
            time = time - spacing
        }
        return spaced
    }

    // MARK: The same again

    /// Whether it is a transmission that was heard just before, where the profile says that they repeat.
    ///
    /// Neither the device's time nor what no field reads is looked at: a receiver writes its own time and signal strength
    /// beside each.
    mutating func isRepeated(
        _ readings: some Sequence<Reading>, _ message: Message, _ definition: Profile, _ state: inout DeviceState
    ) -> Bool {
        guard let span = definition.description.repeats, !message.isRetained else { return false }
        var digest = ValueDigest()
        for reading in readings { digest.add(reading) }
        if let first = state.transmission, first.digest == digest.value, clock - first.at < span {
            decision.counts.repeated += 1
            return true
        }
        state.transmission = DeviceState.Transmission(digest: digest.value, at: clock)
        return false
    }
}

/// A hash of what readings say, by which a transmission that is heard again is recognised: FNV-1a, 64 bits.
private struct ValueDigest {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ reading: Reading) {
        add(UInt64(reading.values.count))
        if let sequence = reading.sequence { add(sequence.bitPattern) }
        for (field, value) in reading.values {
            add(UInt64(field))
            switch value {
            case nil: add(0)
            case .number(let number): add(number.bitPattern)
            case .boolean(let boolean): add(boolean ? 2 : 1)
            case .text(let text): for byte in text.utf8 { add(byte: byte) }
            }
        }
    }

    private mutating func add(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { add(byte: UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }

    private mutating func add(byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
