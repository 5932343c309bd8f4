import AlarmEngine
import Glibc

/// Plays recorded messages to a broker at their own pace, or a multiple of it, their times moved to now.
public struct Playback {
    private let shift: TimeShift
    private let speed: Double
    private let publisher: Publisher
    private var first: (at: Moment, startedAt: Moment)?
    public private(set) var count = 0
    /// The profiles whose messages tell a time that could not be moved to now, each once.
    public private(set) var unmoved: [String] = []

    /// - Parameters:
    ///   - profiles: they name the times in payloads.
    ///   - registry: the installed devices, whose profile it decides.
    ///   - publisher: where it goes.
    ///   - speed: how many times as fast as it was recorded; 0 is as fast as the broker takes it.
    public init(profiles: [Profile], registry: [RegisteredDevice] = [], publisher: Publisher, speed: Double) {
        shift = TimeShift(profiles, registry: registry)
        self.speed = speed
        self.publisher = publisher
    }

    /// Waits for the message's time, and publishes it.
    public mutating func play(_ message: RecordedMessage) throws(MosquittoError) {
        let start = first ?? (message.at, GatewayClock.utc())
        first = start
        if speed > 0 {
            let recorded = Double((message.at - start.at).milliseconds)
            let played = Double((GatewayClock.utc() - start.startedAt).milliseconds)
            let wait = recorded / speed - played
            if wait > 0 { usleep(UInt32(min(wait * 1000, 4e9))) }
        }
        let payload = moved(message)
        try publisher.publish(
            topic: message.topic, payload: payload, qos: message.qos, retain: message.isRetained)
        count += 1
    }

    private mutating func moved(_ message: RecordedMessage) -> [UInt8] {
        switch shift.outcome(message.payload, topic: message.topic, by: GatewayClock.utc() - message.at) {
        case .moved(let payload): return payload
        case .timeless: return message.payload
        case .stuck(let profile):
            if !unmoved.contains(profile) { unmoved.append(profile) }
            return message.payload
        }
    }

    /// Waits until the broker has everything.
    public func finish() throws(MosquittoError) {
        try publisher.flush()
    }
}
