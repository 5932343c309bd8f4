import AlarmEngine
import Gateway

/// What of an event must be the same in the daemon and in a replay.
struct EventKey: Hashable, Comparable, CustomStringConvertible {
    let device: String
    let alarm: String
    let event: String
    let time: String
    let severity: String
    let id: String
    let values: String
    let profile: String

    /// Nil for an event of the gateway's own, and for what is no event.
    init?(line: String) {
        guard let json = try? JSONValue(parsing: Array(line.utf8)), let profile = json["profile"]?.string,
            profile != "gengfu"
        else { return nil }
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        self.profile = profile
        (device, alarm, event, time) = (text("device"), text("alarm"), text("event"), text("time"))
        (severity, id) = (text("severity"), text("id"))
        values = json["values"]?.shown ?? ""
    }

    var description: String { "\(time) \(device) \(alarm) \(event) \(severity) \(id) \(values)" }

    /// The same without what the moment of receipt decides.
    var timeless: String { "\(device) \(alarm) \(event) \(severity) \(values)" }

    static func < (left: EventKey, right: EventKey) -> Bool { left.description < right.description }
}

/// The events of people's devices, in the order of the lines.
func keys(_ lines: [String]) -> [EventKey] { lines.compactMap(EventKey.init) }

/// Both ways what one has and the other lacks; at most 20 lines.
func difference(_ daemon: [String], _ replay: [String]) -> String {
    let changes = daemon.difference(from: replay)
    return changes.prefix(20).map { change in
        switch change {
        case .insert(_, let line, _): "only the daemon: \(line)"
        case .remove(_, let line, _): "only the replay: \(line)"
        }
    }.joined(separator: "\n")
}

extension JSONValue {
    /// The value, wherever in its text it stood.
    fileprivate var shown: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let number): "\(number)"
        case .string(let text): "'\(text)'"
        case .array(let elements): "\(elements.map(\.shown))"
        case .object(let members): members.map { "\($0.name)=\($0.value.shown)" }.joined(separator: ",")
        }
    }

    /// The elements of an array; none if this is no array.
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
}
