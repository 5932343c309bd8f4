import AlarmEngine

/// The messages of every part, byte for byte as `C/traffic.h` makes them.
struct Traffic {
    static let payloadBytes = 170
    private static let template = Array(
        """
        {"ts":0000000000000,"id":"h-00000000000","seq":00000000,"state":"normal","smoke":0.00,\
        "temperature":00.0,"humidity":45.2,"battery":00.0,"tamper":false,"rssi":-71,"fw":14}
        """.utf8)

    /// The topic of each device.
    let topics: [String]
    /// Of 10,000 messages so many cause an event.
    let events: UInt32

    /// - Parameters:
    ///   - devices: at least 1.
    ///   - events: of 10,000 messages.
    init(devices: Int, events: Int = 0) {
        topics = (0..<devices).map { device in
            "bench/5328990\(Traffic.padded(device / 1000, 5))/heat/h-\(Traffic.padded(device, 11))"
        }
        self.events = UInt32(clamping: events)
    }

    /// Message `round` of a device, as it comes at `moment`.
    func message(of device: Int, round: Int, at moment: Moment) -> Message {
        var payload = Traffic.template
        fill(&payload, device, round, moment)
        return Message(topic: topics[device], payload: payload, receivedAt: moment)
    }

    private func fill(_ payload: inout [UInt8], _ device: Int, _ round: Int, _ moment: Moment) {
        let varied = device + round
        Traffic.write(Int(moment.milliseconds), 13, at: 6, into: &payload)
        Traffic.write(device, 11, at: 28, into: &payload)
        Traffic.write(10_000_000 + round % 10_000_000, 8, at: 47, into: &payload)
        Traffic.write(varied % 90, 2, at: 83, into: &payload)
        Traffic.write((isHot(device, round) ? 70 : 20) + varied % 9, 2, at: 100, into: &payload)
        Traffic.write(varied % 10, 1, at: 103, into: &payload)
        Traffic.write(60 + varied % 39, 2, at: 131, into: &payload)
    }

    private static func write(_ value: Int, _ width: Int, at place: Int, into bytes: inout [UInt8]) {
        var rest = value
        for digit in (place..<place + width).reversed() {
            bytes[digit] = UInt8(48 + rest % 10)
            rest /= 10
        }
    }

    private func isHot(_ device: Int, _ round: Int) -> Bool {
        guard events > 0, round % 2 == 1 else { return false }
        var mixed = UInt32(truncatingIfNeeded: device) &* 2_654_435_761
        mixed ^= UInt32(truncatingIfNeeded: round) &* 2_246_822_519
        mixed ^= mixed >> 15
        mixed = mixed &* 2_654_435_761
        mixed ^= mixed >> 13
        return mixed % 10_000 < events
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
