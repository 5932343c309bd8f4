import AlarmEngine

/// What the devices say while nothing happens: people cook, wash, sleep, and the weather turns.
struct QuietTelemetry {
    private let community: Community
    private let start: Moment
    private let seed: UInt64

    init(of community: Community, startingAt start: Moment, seed: UInt64) {
        self.community = community
        self.start = start
        self.seed = seed
    }

    /// Every device's reports but those within its absences, in seconds since midnight.
    func messages(exceptDuring absences: [String: [Range<Int>]]) -> [TimedMessage] {
        community.devices.enumerated().flatMap { index, device in
            var random = SplitMix64(seed: seed ^ UInt64(index) &* 0x9E37_79B9)
            return messages(of: device, exceptDuring: absences[device.id] ?? [], drawing: &random)
        }
    }

    private func messages(
        of device: CommunityDevice, exceptDuring absences: [Range<Int>], drawing random: inout SplitMix64
    ) -> [TimedMessage] {
        let cadence = device.kind.cadenceSeconds
        // Each device has a minute and a millisecond of its own, so that they do not all speak at once.
        let phase = random.below(cadence)
        let millisecond = Span(milliseconds: Int64(random.below(1000)))
        var messages: [TimedMessage] = []
        if device.kind == .loudspeaker {
            let online = Array("online".utf8)
            messages.append(
                TimedMessage(time: start, topic: device.availabilityTopic, payload: online, isRetained: true))
        }
        for second in stride(from: phase, to: DayTime.length, by: cadence) {
            let reading = reading(of: device, at: second, drawing: &random)
            guard !absences.contains(where: { $0.contains(second) }) else { continue }
            let time = start.plus(seconds: second) + millisecond
            messages.append(
                TimedMessage(time: time, topic: device.topic, payload: reading.payload(at: time), isRetained: false))
        }
        return messages
    }

    private func reading(
        of device: CommunityDevice, at second: Int, drawing random: inout SplitMix64
    ) -> any Reading {
        let hour = Double(second) / 3600
        switch device.kind {
        case .smokeDetector: return smoke(of: device, at: hour, drawing: &random)
        case .hydrant: return hydrant(at: hour, drawing: &random)
        case .loudspeaker: return loudspeaker(at: hour)
        case .broadcastDesk: return DeskReading()
        case .siren: return SirenReading(battery: 98 + random.below(3))
        case .sosButton: return ButtonReading(battery: 70 + (device.number * 7) % 28)
        case .fallDetector: return fall(of: device, at: hour, drawing: &random)
        }
    }

    /// Cool nights and warm afternoons; a little more smoke at the hours of cooking.
    private func smoke(of device: CommunityDevice, at hour: Double, drawing random: inout SplitMix64) -> SmokeReading {
        let cooking = max(bump(hour, at: 7), bump(hour, at: 11.75), bump(hour, at: 18.25))
        let kitchen = device.room.en == "kitchen" ? 2.2 : 0.4
        let warmth = 21.5 - 4.5 * bump(hour, at: 5, width: 4) + 5 * bump(hour, at: 15, width: 4)
        var reading = SmokeReading()
        reading.smoke = 0.4 + 0.2 * random.wobble() + cooking * kitchen
        reading.temperature = warmth + 0.6 * random.wobble() + cooking * kitchen
        reading.battery = WeakBattery.percent(of: device, at: hour)
        return reading
    }

    /// The main gives way a little when everybody draws water.
    private func hydrant(at hour: Double, drawing random: inout SplitMix64) -> HydrantReading {
        let demand = max(bump(hour, at: 7.25), bump(hour, at: 12), bump(hour, at: 19.5))
        return HydrantReading(pressure: 305 - 42 * demand + 6 * random.wobble())
    }

    /// The village broadcasts in the morning and in the evening.
    private func loudspeaker(at hour: Double) -> LoudspeakerReading {
        let speaks = (7..<7.5).contains(hour) || (18.5..<19).contains(hour)
        return LoudspeakerReading(state: speaks ? 5 : 1)
    }

    /// Asleep at night, in and out by day.
    private func fall(of device: CommunityDevice, at hour: Double, drawing random: inout SplitMix64) -> FallReading {
        let night = hour < 6.5 || hour >= 21.5
        let chance = random.below(10)
        guard device.room.en == "bedroom" ? night || chance < 2 : chance < 1 else {
            return FallReading(presence: false)
        }
        let pulse = (night ? 61 : 76) + Int(6 * random.wobble())
        return FallReading(pulse: pulse, breathing: (night ? 14 : 16) + Int(2 * random.wobble()))
    }

    /// 1 at its hour, falling to 0 within `width` hours on either side.
    private func bump(_ hour: Double, at center: Double, width: Double = 1) -> Double {
        max(0, 1 - abs(hour - center) / width)
    }
}

/// One battery that runs down and is replaced in the afternoon.
private enum WeakBattery {
    static func percent(of device: CommunityDevice, at hour: Double) -> Int {
        guard device.id == "sd-312" else { return 84 + device.number % 16 }
        if hour >= 15.5 { return 100 }
        return max(3, 23 - Int(hour * 1.5))
    }
}
