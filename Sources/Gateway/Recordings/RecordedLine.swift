import AlarmEngine

/// One line of a recording: what came from the broker, or what an operator did.
public enum RecordedLine: Hashable, Sendable {
    case message(RecordedMessage)
    case hand(RecordedHand)

    /// When it was, to the millisecond.
    public var at: Moment {
        get {
            switch self {
            case .message(let message): message.at
            case .hand(let hand): hand.at
            }
        }
        set {
            switch self {
            case .message(var message):
                message.at = newValue
                self = .message(message)
            case .hand(var hand):
                hand.at = newValue
                self = .hand(hand)
            }
        }
    }
}

/// What an operator did, as the control socket was asked: `{"t":…,"do":"ack","id":…}`.
public struct RecordedHand: Hashable, Sendable {
    public var at: Moment
    public var request: HandRequest

    public init(at: Moment, request: HandRequest) {
        self.at = at
        self.request = request
    }
}

extension RecordedLine {
    /// Why a line is none.
    struct LineError: Error {
        /// In bytes, from 0.
        let offset: Int
        let reason: String
    }

    /// Reads a line: one with `do` is a hand, any other a message.
    ///
    /// - Parameter line: without its line feed.
    /// - Throws: why it is none.
    init(line: [UInt8]) throws(LineError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw LineError(offset: error.offset, reason: error.description)
        }
        guard case .object(let members) = value else { throw LineError(offset: 0, reason: "a line is one JSON object") }
        guard let time = value["t"] ?? value["tst"] else {
            throw LineError(offset: 0, reason: "the time is missing: \"t\":\"2026-11-23T08:00:00.250Z\"")
        }
        guard let at = time.string.flatMap(Timestamp.moment) else {
            throw LineError(offset: 0, reason: "the time is none; write it as 2026-11-23T08:00:00.250Z")
        }
        self =
            value["do"] == nil
            ? .message(try RecordedMessage(value, members, line, at: at))
            : .hand(RecordedHand(at: at, request: try RecordedLine.request(value)))
    }

    private static func request(_ value: JSONValue) throws(LineError) -> HandRequest {
        do throws(ControlRefusal) {
            let members = try RequestMembers(value, frame: ["do", "t"])
            let word = try members.required("do")
            guard let verb = HandRequest.Verb(rawValue: word) else {
                let known = HandRequest.Verb.allCases.map(\.rawValue)
                let meant = suggestion(for: word, among: known).map { "did you mean '\($0)'?" }
                throw ControlRefusal(
                    "No hand does '\(word.prefix(40))'; \(meant ?? "known are \(known.joined(separator: ", ")).")")
            }
            return try members.hand(verb)
        } catch {
            throw LineError(offset: 0, reason: error.description)
        }
    }
}
