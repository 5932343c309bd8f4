import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

/// One run of the kill test: traffic, kills, and what the ledger, the replay and the receiver say afterwards.
final class KillRun {
    private let seed: UInt64
    private let kills: Int
    private let signal: Int32
    /// How long the daemon took to end, in milliseconds.
    private(set) var longestStop = 0
    private let hasTime: Bool
    private let profileNames: [String]
    private let broker: Broker
    private let receiver: RunningReceiver
    private let installation: Installation
    private let redeliveries = Locked<[Int: Int]>([:])
    private var random: SeededRandom
    private var messages = 0
    private var events = 0

    init(
        kills: Int, signal: Int32 = SIGKILL, protocolVersion: String, hasTime: Bool, profiles: [String: String]
    ) throws {
        self.signal = signal
        seed = UInt64.random(in: 0..<1_000_000)
        random = SeededRandom(seed: seed)
        self.kills = kills
        self.hasTime = hasTime
        profileNames = profiles.keys.filter { $0 != "last" }.sorted()
        broker = try Broker(settings: ["max_inflight_messages 1000"])
        receiver = try RunningReceiver(["--json"])
        installation = Installation(
            brokerPort: broker.port, profiles: profiles,
            sinks: Installation.logSink + "\n"
                + Installation.webhook("centre", receiver.url + "hook"),
            protocolVersion: protocolVersion, more: "limits: {in_flight: 1000}")
        print("kill test: seed \(seed)")
    }

    deinit {
        broker.stop()
    }

    /// Kills and restarts until it is enough; then what the daemon's ledger has and what a replay says.
    func play() throws -> (daemon: [EventKey], replay: [EventKey]) {
        try installation.start()
        let traffic = try KillTraffic(
            broker: broker, recording: installation.folder.file("recording.jsonl"), profiles: profileNames,
            hasTime: hasTime, seed: seed, expectedSeconds: Double(kills) * 1.3 + 15)
        let isOver = Locked(false)
        Thread.detachNewThread { [installation, redeliveries] in
            var run = 0
            while !isOver.locked({ $0 }) {
                if let status = installation.status, let pid = status["pid"]?.number {
                    run = Int(pid)
                    redeliveries.locked { $0[run] = Int(status["counts"]?["redelivered"]?.number ?? 0) }
                }
                usleep(20_000)
            }
        }
        for number in 0..<kills {
            awaitInstant(number, traffic)
            let (ending, milliseconds) = installation.stop(signal)
            #expect(ending == (signal == SIGKILL ? .signalled(SIGKILL) : .exited(0)))
            longestStop = max(longestStop, milliseconds)
            // While it is away the broker's queue grows, and it is busy with that at the next instant.
            if isSoon(number + 1) { usleep(UInt32.random(in: 0...400_000, using: &random)) }
            try installation.launch()
        }
        let seconds = traffic.seconds
        try traffic.end()
        messages = traffic.count
        guard eventually(within: 60_000, { self.hasSeenLast && self.installation.deliveries(.pending) == 0 }) else {
            throw Unmet("the daemon catches up:\n\(installation.talk.suffix(2000))")
        }
        isOver.locked { $0 = true }
        #expect(installation.stop().ending == .exited(0))
        let daemon = keys(try installation.events())
        events = daemon.count
        let replay = try run([
            "replay", installation.folder.file("recording.jsonl"), "--config", installation.configurationFile,
        ])
        #expect(replay.ending == .exited(0), "\(replay.errors)")
        report(seconds)
        return (daemon, keys(replay.output.split(separator: "\n").map(String.init)))
    }

    /// Of three kills two come while a burst is judged, when much is unacknowledged; the third may come at any time, while
    /// the daemon starts, too.
    private func isSoon(_ number: Int) -> Bool { number % 3 != 0 }

    private func awaitInstant(_ number: Int, _ traffic: KillTraffic) {
        guard isSoon(number) else {
            usleep(UInt32.random(in: 5_000...1_200_000, using: &random))
            return
        }
        _ = eventually { self.installation.isSubscribed }
        let next = traffic.bursts + Int.random(in: 1...4, using: &random)
        for _ in 0..<50_000 where traffic.bursts < next { usleep(100) }
        usleep(UInt32.random(in: 0...30_000, using: &random))
    }

    private var hasSeenLast: Bool {
        guard let reader = try? LedgerReader(folder: installation.state), let events = try? reader.lastEvents(50) else {
            return false
        }
        return events.contains { $0.event.life.device.profile == "last" }
    }

    /// The receiver has each delivery at least once, and none that the ledger lacks.
    func checkDeliveries() throws {
        let told = Set(try installation.deliveryIDs(sink: "centre"))
        #expect(Set(receiver.ids) == told)
        #expect(!told.isEmpty)
    }

    /// For each alarm of each device, what happened to it, numbered in its order.
    func stories(_ events: [EventKey]) -> [String] {
        var counts: [String: Int] = [:]
        return events.map { event in
            let alarm = "\(event.device) \(event.alarm)"
            counts[alarm, default: 0] += 1
            return "\(alarm) \(counts[alarm, default: 0]): \(event.timeless)"
        }.sorted()
    }

    private func report(_ seconds: Double) {
        let ids = receiver.ids
        let recognised = redeliveries.locked { $0.values.reduce(0, +) }
        print(
            "kill test: seed \(seed), \(kills) kills, \(messages) messages (\(Int(Double(messages) / seconds)) a second), \(events) events, \(recognised) redeliveries "
                + "recognised, \(Set(ids).count) deliveries, \(ids.count - Set(ids).count) repeats at the receiver"
                + (signal == SIGTERM ? ", SIGTERM within \(longestStop) ms" : ""))
    }
}
