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
    /// A hash of the payload, by which a message that comes again is recognised.
    public var digest: UInt64 {
        payload.withUnsafeBufferPointer { PayloadDigest.value($0) }
    }
}

/// What an operator does.
public struct Hand: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case acknowledge(Life)
        case reset(Life)
        /// Its text is the hand's reason.
        case note(Life)
        /// Until a moment, until it next goes off, or whichever comes first; with neither, for the longest time allowed.
        case shelve(NamedAlarm, until: Moment?, isOnce: Bool)
        case unshelve(NamedAlarm)
        case takeOutOfService(NamedAlarm, until: Moment?)
        case returnToService(NamedAlarm)
        /// Who and why are the hand's.
        case begin(Period)
        case end(Period.Kind, Period.Target)
    }

    public var action: Action
    public var by: String?
    public var reason: String?
    public var at: Moment

    public init(_ action: Action, by: String?, reason: String?, at: Moment) {
        self.action = action
        self.by = by
        self.reason = reason
        self.at = at
    }
}

/// One alarm of one device, in whatever state.
public struct NamedAlarm: Hashable, Sendable {
    public var device: DeviceKey
    public var alarm: String

    public init(device: DeviceKey, alarm: String) {
        self.device = device
        self.alarm = alarm
    }
}

/// Why a hand could not do what it was to.
public enum HandRefusal: String, Error, Sendable {
    /// No alarm is in that life now.
    case noSuchLife = "no alarm with that id is open; it is over, or never was"
    case alreadyAcknowledged = "it is acknowledged already"
    case stillOn = "it is still on; it can be reset once it has gone off"
    case noSuchAlarm = "no device with that alarm is known"
    case notShelved = "it is not shelved"
    case inService = "it is in service"
    case outOfService = "it is out of service already"
    case inMaintenance = "a maintenance has it out of service; end the maintenance"
    case tooLong = "it would last longer than is allowed"
    case alreadyOver = "its end is not after its beginning"
    case momentaryOnce = "a momentary alarm never goes off, so it cannot be shelved once; say for how long"
    case isPeriod = "it is a drill, a maintenance or an absence; end it instead"
    case noSuchPeriod = "no such drill, maintenance or absence is known for that target"
    case tooManyPeriods = "as many drills, maintenances and absences as are allowed are known already; end some"
    case notLatched = "it does not latch, so there is nothing to reset; it ends when it is off and acknowledged"
}
