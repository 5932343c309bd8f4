import AlarmEngine

/// What an operator's command asks of the daemon, checked.
public enum ControlRequest: Hashable, Sendable {
    case status
    /// Every alarm that is not normal or is covered, or the covered ones alone, the most urgent first; at most `limit`.
    case alarms(EventFilter, isCoveredOnly: Bool, limit: Int)
    case hand(HandRequest)
    /// Drills, maintenances and absences, those that go on and those to come.
    case periods
    /// Deliveries of that sink, in that state or, where nil, of any; at most `limit`.
    case deliveries(sink: String?, state: String?, limit: Int)
    /// Try now what that sink, or any, is still to be told.
    case retry(sink: String?)
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

    /// What does nothing but answer.
    private static let questions = ["status", "alarms", "periods", "deliveries", "events", "follow"]

    /// - Throws: one sentence, for the one who wrote the request.
    init(_ line: [UInt8], from peer: Peer) throws(ControlRefusal) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch {
            throw ControlRefusal("The request is not JSON: \(error.reason), at byte \(error.offset).")
        }
        let members = try RequestMembers(value)
        let verb = try members.required("do")
        if let verb = HandRequest.Verb(rawValue: verb) {
            var hand = try members.hand(verb)
            hand.by = hand.by ?? peer.user
            self = .ask(.hand(hand))
            return
        }
        switch verb {
        case "status":
            try members.allow([])
            self = .ask(.status)
        case "alarms":
            try members.allow(["severity", "signal", "area", "device", "alarm", "covered", "limit"])
            let isCoveredOnly = try members.flag("covered")
            self = .ask(.alarms(try members.filter(), isCoveredOnly: isCoveredOnly, limit: try members.limit()))
        case "periods":
            try members.allow([])
            self = .ask(.periods)
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
        default:
            let known = ControlLine.questions + HandRequest.Verb.allCases.map(\.rawValue)
            let meant = suggestion(for: verb, among: known).map { "did you mean '\($0)'?" }
            throw ControlRefusal(
                "Nothing here does '\(verb.prefix(40))'; \(meant ?? "known are \(known.joined(separator: ", ")).")")
        }
    }
}
