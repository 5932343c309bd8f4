/// A message with many readings: docs/payloads.md, "Many readings in one message".
extension Deliberation {
    /// Judges each device's own, in order of the devices' first appearance.
    mutating func judge(_ readings: MessageContents.Readings, _ delivered: Delivered) {
        decision.counts.overElements += readings.overElements
        decision.counts.mistypedFields += readings.mistypedFields
        if readings.badNames > 0 {
            decision.counts.badNames += readings.badNames
            sampleUnnamed(.noDevice, ofReading: true, delivered)
        }
        if readings.all.isEmpty { return hear(delivered) }
        var groups: [[Reading]] = []
        var places: [ExactText?: Int] = [:]
        for reading in readings.all {
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
        if group.count == 1 { return judge(first, delivered) }
        withDevice(first.device, through: group.lazy.compactMap(\.bridge).first, delivered) { me, device, state in
            me.judge(group, delivered, device, &state)
        }
    }

    /// Judges several readings that one message has of one device.
    private mutating func judge(
        _ readings: [Reading], _ delivered: Delivered, _ device: Int, _ state: inout DeviceState
    ) {
        let (manner, definition) = (delivered.manner, engine.profiles[state.profile])
        for reading in readings { decision.counts.mistypedFields += reading.mistypedFields }
        if isRepeated(readings, delivered.message, definition, &state) { return }
        var ordered = readings.oldestFirst.map { (reading: $0, taken: taken($0, manner, definition)) }
        if manner.tellsTime || manner.isSpaced {
            let told = ordered.filter { $0.taken != nil }
            decision.counts.incredibleTime += ordered.count - told.count
            if told.isEmpty { ordered.removeFirst(ordered.count - 1) } else { ordered = told }
        }
        judge(ordered, delivered, device, &state)
    }

    /// Judges readings in order, of which all say when they were taken, or none does.
    private mutating func judge(
        _ ordered: [(reading: Reading, taken: Moment?)], _ delivered: Delivered, _ device: Int,
        _ state: inout DeviceState
    ) {
        let message = delivered.message
        guard let newest = ordered.last else { return }
        let before = state.freshness.newestTime
        var admission = state.freshness.admit(
            time: newest.taken, sequence: newest.reading.sequence, digest: message.digest,
            mayBeRedelivery: message.mayBeRedelivery, isRetained: message.isRetained,
            isTrusted: !delivered.manner.distrustsClock)
        if admission == .redelivered {
            decision.counts.redelivered += 1
            return
        }
        for (reading, taken) in ordered {
            if let taken, let newest = newest.taken, let before, newest >= before, taken <= before, taken < newest {
                decision.counts.known += 1
                continue
            }
            judge(reading, at: delivered.manner.distrustsClock ? nil : taken, admission, message, device, &state)
            // A clock is set back once, however many readings tell it.
            if admission == .steppedBack { admission = .fresh }
        }
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

extension [Reading] {
    /// By their times, where all have one; else as they stand.
    fileprivate var oldestFirst: [Reading] {
        guard allSatisfy({ $0.time != nil }) else { return self }
        return enumerated().sorted { left, right in
            let (a, b) = (left.element.time ?? .distantPast, right.element.time ?? .distantPast)
            return a != b ? a < b : left.offset < right.offset
        }.map(\.element)
    }
}
