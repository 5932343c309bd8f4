/// Anything that can happen to the engine, with the gateway's clock at that moment.
public enum Input: Sendable {
    case message(Message)
    /// A condition of the gateway's own, such as `broker_lost`, that its own alarms are judged by.
    case condition(name: String, value: Value, at: Moment)
    /// An operator acts on a life.
    case hand(Hand)
    /// Messages can reach us from now on (subscribed), or no longer: silence counts only meanwhile.
    case listening(Bool, at: Moment)
    /// The gateway's clock was set anew: running delays move along with it, and what follows is on the new clock.
    case clockStepped(by: Span, at: Moment)

    public var moment: Moment {
        switch self {
        case .message(let message): message.receivedAt
        case .condition(_, _, let at), .listening(_, let at), .clockStepped(_, let at): at
        case .hand(let hand): hand.at
        }
    }
}

/// A message as it came from the broker.
public struct Message: Hashable, Sendable {
    public var topic: String
    public var payload: [UInt8]
    /// The broker kept it for whoever subscribes: state, not an occurrence.
    public var isRetained: Bool
    /// It belongs to the first in-flight window after a reconnect.
    public var mayBeRedelivery: Bool
    public var receivedAt: Moment

    public init(
        topic: String, payload: [UInt8], isRetained: Bool = false, mayBeRedelivery: Bool = false, receivedAt: Moment
    ) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        self.mayBeRedelivery = mayBeRedelivery
        self.receivedAt = receivedAt
    }
}

extension Message {
    /// A hash of the payload, by which a message that comes again is recognised: FNV-1a, 64 bits.
    public var digest: UInt64 {
        payload.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// What an operator does to one life of an alarm.
public struct Hand: Hashable, Sendable {
    public enum Action: String, CaseIterable, Sendable {
        case acknowledge = "ack"
        case reset
    }

    public var action: Action
    public var life: Life
    public var by: String?
    public var reason: String?
    public var at: Moment

    public init(action: Action, life: Life, by: String?, reason: String?, at: Moment) {
        self.action = action
        self.life = life
        self.by = by
        self.reason = reason
        self.at = at
    }
}

/// Why a hand could not do what it was to.
public enum HandRefusal: String, Error, Sendable {
    /// No alarm is in that life now.
    case noSuchLife = "no alarm with that id is open; it is over, or never was"
    case alreadyAcknowledged = "it is acknowledged already"
    case stillOn = "it is still on; it can be reset once it has gone off"
    case notLatched = "it does not latch, so there is nothing to reset; it ends when it is off and acknowledged"
}
