import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

@Suite("The daemon, killed at any instant, loses nothing", .serialized)
struct KillTests {
    private static let fields = """
        payload: json
        fields:
          smoke: {path: /smoke, type: number}
          battery: {path: /battery, type: number}
          gas: {path: /gas, type: number}
          heat: {path: /heat, type: number}
          pressed: {path: /pressed, type: boolean}
        alarms:
          smoke-high: {when: smoke >= 50, deadband: 10, severity: severe, signal: alarm}
          battery-low:
            levels:
              - {when: battery < 5, severity: moderate}
              - {when: battery < 20, severity: minor}
            deadband: 2
            signal: trouble
          gas-leak: {when: gas > 5, latch: true, severity: extreme, signal: alarm}
          sos: {when: pressed, event: true, severity: extreme, signal: alarm}

        """
    private static let delayed =
        "  heat-long: {when: heat >= 60, on_delay: 20s, off_delay: 20s, severity: moderate, signal: supervisory}\n"

    private static func profile(_ name: String, _ clock: String, more: String = "") -> String {
        "profile: \(name)\nservice: fire-station\ntitle: {en: \(name)}\ntopic: kill/\(name)/{device}\n\(clock)\n\(fields)\(more)"
    }

    /// What the last message raises: then everything before it was judged.
    static let last = """
        profile: last
        service: fire-station
        title: {en: last}
        topic: kill/{device}
        payload: text
        fields:
          value: {type: number}
        alarms:
          seen: {when: value > 0, event: true, severity: minor, signal: test}

        """

    @Test("Under 2,000 messages a second, its ledger is that of a replay of the same traffic")
    func withTime() throws {
        let kills = ProcessInfo.processInfo.environment["GENGFU_KILLS"].flatMap { Int($0) } ?? 50
        let run = try KillRun(
            kills: kills, protocolVersion: "5", hasTime: true,
            profiles: [
                "timed": Self.profile("timed", "time: {path: /ts, unit: ms}", more: Self.delayed),
                "numbered": Self.profile(
                    "numbered", "time: {path: /ts, unit: ms}\nsequence: {path: /seq}", more: Self.delayed),
                "last": Self.last,
            ])
        let (daemon, replay) = try run.play()

        #expect(daemon.count > 100)
        let (heard, said) = (timed(daemon), timed(replay))
        #expect(heard == said, "\(difference(heard, said))")
        try run.checkDeliveries()
    }

    /// Without what the gateway's clock says: that an alarm flaps no longer is noted a minute later, while a replay's clock
    /// stops at the last message.
    private func timed(_ events: [EventKey]) -> [String] {
        events.filter { $0.profile != "last" && $0.event != "note" }.map(\.description).sorted()
    }

    @Test("Stopped by SIGTERM under the same traffic, it exits 0 within 10 s and loses nothing")
    func terminated() throws {
        let run = try KillRun(
            kills: 4, signal: SIGTERM, protocolVersion: "5", hasTime: true,
            profiles: [
                "timed": Self.profile("timed", "time: {path: /ts, unit: ms}", more: Self.delayed), "last": Self.last,
            ])
        let (daemon, replay) = try run.play()

        let (heard, said) = (timed(daemon), timed(replay))
        #expect(heard == said, "\(difference(heard, said))")
        #expect(run.longestStop < 10_000)
        try run.checkDeliveries()
    }

    @Test("Where devices send no time, no event is lost and none is told twice")
    func withoutTime() throws {
        let run = try KillRun(
            kills: 30, protocolVersion: "3.1.1", hasTime: false,
            profiles: ["plain": Self.profile("plain", ""), "last": Self.last])
        let (daemon, replay) = try run.play()

        #expect(daemon.count > 100)
        let (heard, said) = (run.stories(daemon), run.stories(replay))
        #expect(heard == said, "\(difference(heard, said))")
        try run.checkDeliveries()
    }
}
