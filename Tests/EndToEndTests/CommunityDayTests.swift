import AlarmEngine
import Foundation
import Gateway
import TestSupport
import Testing

@testable import gengfu

@Suite("A community's day")
struct CommunityDayTests {
    static let midnight = Moment(milliseconds: 1_795_363_200_000)
    static let day = CommunityDay(seed: 1, startingAt: midnight)
    /// Judged once: a day takes seconds without optimisation.
    static let events = Result { try judged(day) }

    @Test("The same seed gives the same bytes, another seed others")
    func sameSeed() {
        let payloads = Self.day.messages.map(\.payload)
        let isSame = CommunityDay(seed: 1, startingAt: Self.midnight).messages.map(\.payload) == payloads
        let isOther = CommunityDay(seed: 2, startingAt: Self.midnight).messages.map(\.payload) != payloads

        #expect(isSame)
        #expect(isOther)
    }

    @Test("At least 200 devices of seven profiles speak, in order, within one day, and not all at once")
    func everybodySpeaks() {
        let day = Self.day
        let speakers = Set(day.messages.map { $0.topic.split(separator: "/")[3] })
        let times = day.messages.map(\.time)
        let busiest = Dictionary(grouping: times) { $0.milliseconds / 1_440_000 }.values.map(\.count).max() ?? 0

        #expect(speakers.count >= 200)
        #expect(Set(speakers.map { $0.prefix(2) }) == ["sd", "hy", "ls", "sr", "bd", "sb", "fd"])
        #expect(day.registry.split(separator: "\n").count == speakers.count + 1)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(times.allSatisfy { $0 >= Self.midnight && $0 < Self.midnight + .hours(24) })
        #expect((20_000...60_000).contains(times.count))
        #expect(busiest <= 1000, "as many messages in a second of the demo, which plays a day in a minute")
    }

    @Test("The day has at least 20 alarms of all three services, of every severity, and nearly all return")
    func alarmsOfAllServices() throws {
        let events = try Self.events.get()
        let raised = events.filter { $0.kind == .raised && $0.occurrences == 1 }
        let over = Set(events.filter { $0.kind == .cleared || $0.kind == .returned }.map(\.life))
        let pressed = Set(events.filter { $0.life.alarm == "sos" || $0.life.alarm == "button-test" }.map(\.life))

        #expect(raised.count >= 20)
        #expect(Set(raised.map(\.service)) == [.fireStation, .emergencyBroadcast, .elderCare])
        #expect(Set(events.map(\.severity)) == Set(Severity.allCases))
        #expect(Set(events.map(\.signal)) == Set(Signal.allCases))
        #expect(Set(raised.map(\.life)).subtracting(over) == pressed, "only a press has no return")
        let ofDevices = raised.filter { $0.life.device.profile != "correlations" }
        #expect(ofDevices.allSatisfy { $0.place != nil }, "every device is in the registry")
    }

    @Test("Devices are silent only where the script says so")
    func silences() throws {
        let events = try Self.events.get()

        #expect(Set(events.filter { $0.life.alarm == "silence" }.map(\.life.device.device)) == ["ls-303", "sd-410"])
        #expect(Set(events.filter { $0.life.alarm == "payload" }.map(\.life.device.device)) == ["sd-218"])
    }

    @Test("What is commanded is played, and one loudspeaker plays what nobody commanded")
    func correlations() throws {
        let events = try Self.events.get().filter { $0.life.device.profile == "correlations" }

        #expect(events.map(\.life.alarm) == ["broadcast-hijacked", "broadcast-hijacked"])
        #expect(events.map(\.kind) == [.raised, .returned] && events[0].area == "532899101202")
    }

    /// What the engine says of the day with the repository's profiles and the day's own registry.
    private static func judged(_ day: CommunityDay) throws -> [Event] {
        let folder = TemporaryFolder()
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        try day.registry.write(toFile: folder.file("registry.csv"), atomically: true, encoding: .utf8)
        try day.areas.write(toFile: folder.file("areas.csv"), atomically: true, encoding: .utf8)
        try """
        broker: {url: "mqtt://127.0.0.1:1883"}
        devices: ["\(repository.path)/Devices"]
        registry: registry.csv
        areas: areas.csv
        """.write(toFile: folder.file("gengfu.yaml"), atomically: true, encoding: .utf8)
        let setup = try Setup.load(config: folder.file("gengfu.yaml"), devices: nil)
        var events: [Event] = []
        var replay = OfflineReplay(setup.engineConfiguration, until: midnight + .hours(24)) {
            events.append($0.event)
        }
        for message in day.messages {
            replay.take(
                RecordedMessage(
                    at: message.time, topic: message.topic, payload: message.payload, qos: 1,
                    isRetained: message.isRetained))
        }
        replay.finish()
        return events
    }
}
