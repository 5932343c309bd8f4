import AlarmEngine

/// What an operator's command asks of the daemon, checked.
public enum ControlRequest: Hashable, Sendable {
    case status
    /// Every alarm that is not normal, the most urgent first; at most `limit`.
    case alarms(EventFilter, limit: Int)
    case acknowledge(HandRequest)
    case reset(HandRequest)
    /// Deliveries of that sink, in that state or, where nil, of any; at most `limit`.
    case deliveries(sink: String?, state: String?, limit: Int)
    /// Try now what that sink, or any, is still to be told.
    case retry(sink: String?)
}

/// An operator acts on one life of an alarm.
public struct HandRequest: Hashable, Sendable {
    /// The alarm's id or a beginning of it: 4 to 16 hex digits, small letters.
    public var id: String
    /// Who: as the request says, else the account that sent it.
    public var by: String
    public var reason: String?

    public init(id: String, by: String, reason: String? = nil) {
        self.id = id
        self.by = by
        self.reason = reason
    }
}

/// One line of the control protocol: most are for the pipeline, the server answers events itself.
enum ControlLine: Hashable, Sendable {
    case ask(ControlRequest)
    case events(EventsRequest)
    /// Nil follows from now on.
    case follow(after: Int64?)

    enum EventsRequest: Hashable, Sendable {
        case last(Int)
        case after(Int64, limit: Int)
    }

    static let mostRows = 1000

    /// - Throws: one sentence, for the one who wrote the request.
    init(_ line: [UInt8], from peer: Peer) throws(ControlRefusal) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch {
            throw ControlRefusal("The request is not JSON: \(error.reason), at byte \(error.offset).")
        }
        let members = try RequestMembers(value)
        switch try members.required("do") {
        case "status":
            try members.allow([])
            self = .ask(.status)
        case "alarms":
            try members.allow(["severity", "signal", "area", "device", "alarm", "limit"])
            self = .ask(.alarms(try members.filter(), limit: try members.limit()))
        case "ack": self = .ask(.acknowledge(try members.hand(by: peer)))
        case "reset": self = .ask(.reset(try members.hand(by: peer)))
        case "deliveries": self = .ask(try members.deliveries())
        case "events":
            try members.allow(["last", "after", "limit"])
            if let after = try members.whole("after") {
                self = .events(.after(after, limit: try members.limit()))
            } else {
                self = .events(.last(Int(min(try members.whole("last") ?? 20, Int64(ControlLine.mostRows)))))
            }
        case "follow":
            try members.allow(["after"])
            self = .follow(after: try members.whole("after"))
        case let verb:
            throw ControlRefusal(
                "Nothing here does '\(verb.prefix(40))'; known are status, alarms, ack, reset, deliveries, events, follow."
            )
        }
    }
}

/// Why a request is refused: one sentence.
public struct ControlRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ sentence: String) {
        description = sentence
    }
}
