import AlarmEngine
import Gateway
import TestSupport

/// Devices in areas and zones, for tests of what operators do.
enum Ward {
    static let profiles = ["ward": profile]
    /// A village, and another one.
    static let here = "532899101201"
    static let there = "532899101202"

    static let profile = """
        profile: ward
        service: elder-care
        title: {en: Ward}
        topic: ward/{area}/{zone}/{device}
        payload: json
        time: {path: /ts, unit: ms}
        fields:
          smoke: {path: /smoke, type: number}
          gas: {path: /gas, type: number}
          still: {path: /still, type: boolean}
          pressed: {path: /pressed, type: boolean}
        alarms:
          fire: {when: smoke >= 50, severity: extreme, signal: alarm, text: {en: "Smoke {smoke} at {device}"}}
          gas: {when: gas > 5, latch: true, severity: severe, signal: alarm}
          inactive: {when: still, inactivity: true, severity: moderate, signal: alarm}
          sos: {when: pressed, event: true, severity: extreme, signal: alarm}

        """

    /// Both logs hear of everything; the second one of drills too.
    static let sinks = """
          log: {type: log, file: alarms.log, format: json}
          drills: {type: log, file: drills.log, format: json, drills: true}
        """

    static func topic(_ device: String, _ area: String = here, zone: String = "room-1") -> String {
        "ward/\(area)/\(zone)/\(device)"
    }

    /// What a device says now, with its own time.
    static func payload(_ members: String) -> String { "{\"ts\":\(GatewayClock.utc().milliseconds),\(members)}" }
}

extension Installation {
    convenience init(ward broker: Broker, more: String = "") {
        self.init(brokerPort: broker.port, profiles: Ward.profiles, sinks: Ward.sinks, more: more)
    }

    /// Says something as a device of the ward, and waits until an event came of it.
    func hear(_ members: String, from topic: String = Ward.topic("w1"), until event: String, _ broker: Broker) throws {
        let before = story.count { $0 == event }
        try broker.publish([(topic, Ward.payload(members))])
        guard eventually({ self.story.count { $0 == event } > before }) else {
            throw Unmet("'\(event)' once more than \(before) times; so far \(story)")
        }
    }

    /// The newest event's line, parsed.
    func newest(_ event: String) throws -> JSONValue? {
        try events().compactMap { try? JSONValue(parsing: Array($0.utf8)) }.last { $0["event"]?.string == event }
    }

    /// What a sink's log has of an alarm: `event`, or `event test`.
    func heard(_ file: String, _ alarm: String) -> [String] {
        lines(of: folder.file(file)).compactMap { try? JSONValue(parsing: Array($0.utf8)) }
            .filter { $0["alarm"]?.string == alarm }
            .map { ($0["event"]?.string ?? "") + ($0["test"]?.boolean == true ? " test" : "") }
    }
}
