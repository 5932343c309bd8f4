import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport

/// Numbers that a seed decides: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// One device of the kill test: a walk through everything an alarm can do.
struct TroubledDevice {
    let topic: String
    let name: String
    private var smoke = 20, battery = 90, gas = 0, heat = 20, number = 0
    private var hot = 0

    init(profile: String, name: String) {
        self.name = name
        topic = "kill/\(profile)/\(name)"
    }

    /// The next payload; `calm` is one that ends everything that a reading can end.
    mutating func payload(at time: Int64?, calm: Bool, _ random: inout SeededRandom) -> String {
        number += 1
        let pressed = !calm && Int.random(in: 0..<200, using: &random) == 0
        move(calm, &random)
        let clock = time.map { "\"ts\":\($0),\"seq\":\(number)," } ?? ""
        return "{\(clock)\"smoke\":\(smoke),\"battery\":\(battery),\"gas\":\(gas),\"heat\":\(heat),"
            + "\"pressed\":\(pressed)}"
    }

    private mutating func move(_ calm: Bool, _ random: inout SeededRandom) {
        if calm {
            (smoke, battery, gas, heat) = (20, 90, 0, 20)
            return
        }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: smoke = Int.random(in: 30...70, using: &random)
        case 4..<6: battery = Int.random(in: 1...40, using: &random)
        case 6: gas = gas == 0 ? 9 : 0
        case 7: hot = Int.random(in: 1...30, using: &random)
        default: break
        }
        hot = max(0, hot - 1)
        heat = hot > 0 ? 80 : 20
    }
}

/// Publishes 2,000 messages a second at QoS 1, and writes the recording of them, until it is told to end.
final class KillTraffic: Sendable {
    static let messagesPerSecond = 2000

    private struct State {
        var isEnding = false
        var count = 0
        var bursts = 0
        var failure: (any Error)?
        var hasEnded = false
    }

    private let state = Locked(State())
    private let recording: String
    private let profiles: [String]
    /// How many times as fast as ours the devices' clocks run, so that readings end delays long before deadlines do.
    private let pace: Double
    private let hasTime: Bool

    // `profiles` are the second level of the topics; by `expectedSeconds` the devices' times stay credible.
    init(
        broker: Broker, recording: String, profiles: [String], hasTime: Bool, seed: UInt64, expectedSeconds: Double
    ) throws {
        self.recording = recording
        self.profiles = profiles
        self.hasTime = hasTime
        pace = min(25, 2400 / expectedSeconds)
        let publisher = try Publisher(configuration: broker.configuration(clientID: "kill-traffic"))
        Thread.detachNewThread { self.run(publisher, SeededRandom(seed: seed)) }
    }

    private let start = GatewayClock.utc()
    /// For how long it has gone on.
    var seconds: Double { Double((GatewayClock.utc() - start).milliseconds) / 1000 }
    var count: Int { state.locked { $0.count } }
    /// How many bursts have begun.
    var bursts: Int { state.locked { $0.bursts } }

    /// Calms every device down, publishes the last message, and waits until the broker has everything.
    func end() throws {
        state.locked { $0.isEnding = true }
        guard eventually(within: 60_000, { self.state.locked { $0.hasEnded } }) else { throw Unmet("traffic ends") }
        if let failure = state.locked({ $0.failure }) { throw failure }
    }

    private func run(_ publisher: Publisher, _ random: SeededRandom) {
        do { try play(publisher, random) } catch { state.locked { $0.failure = error } }
        state.locked { $0.hasEnded = true }
    }

    private func play(_ publisher: Publisher, _ seeded: SeededRandom) throws {
        var random = seeded
        let writer = try RecordingWriter(recording)
        var devices = (0..<(hasTime ? 200 : 40)).map {
            TroubledDevice(profile: profiles[$0 % profiles.count], name: "d\($0)")
        }
        let start = GatewayClock.utc()
        var sent = 0
        func send(_ device: Int, calm: Bool) throws {
            let now = GatewayClock.utc()
            let age = Int64(Double((now - start).milliseconds) * pace)
            let time = start.milliseconds - 3_000_000 + age
            let payload = Array(devices[device].payload(at: hasTime ? time : nil, calm: calm, &random).utf8)
            writer.write(RecordedMessage(at: now, topic: devices[device].topic, payload: payload))
            try publisher.publish(topic: devices[device].topic, payload: payload)
            sent += 1
            if sent % 200 == 0 { pause(sent, since: start) }
        }
        while !state.locked({
            $0.count = sent; return $0.isEnding
        }) {
            for _ in 0..<20 { try send(Int.random(in: 0..<devices.count, using: &random), calm: false) }
        }
        // Further apart than the longest delay, by the devices' clocks.
        for _ in 0..<3 {
            for device in devices.indices { try send(device, calm: true) }
            usleep(UInt32(25_000_000 / pace))
        }
        let last = RecordedMessage(at: GatewayClock.utc(), topic: "kill/last", payload: Array("1".utf8))
        writer.write(last)
        try publisher.publish(topic: last.topic, payload: last.payload)
        try publisher.flush()
        publisher.close()
        try writer.flush()
        state.locked { $0.count = sent + 1 }
    }

    private func pause(_ sent: Int, since start: Moment) {
        let due = Int64(sent * 1000 / Self.messagesPerSecond)
        let ahead = due - (GatewayClock.utc() - start).milliseconds
        if ahead > 0 { usleep(UInt32(ahead * 1000)) }
        state.locked { $0.bursts += 1 }
    }
}
