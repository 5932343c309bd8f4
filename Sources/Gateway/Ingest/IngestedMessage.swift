import AlarmEngine

/// A message and the number the broker gave it, by which a redelivery is recognised.
public struct IngestedMessage: Sendable {
    public var message: Message
    /// MQTT's packet identifier; 0 at QoS 0.
    public var packetID: UInt16

    public init(message: Message, packetID: UInt16) {
        self.message = message
        self.packetID = packetID
    }
}

/// What happens to the connection with the broker.
public enum LinkChange: Sendable, Equatable {
    /// Every subscription is granted. A session that should have been there and was not is a possible gap.
    case subscribed(sessionLost: Bool)
    /// The broker refused a topic filter; the connection goes on with the others.
    case refused(filter: String)
    /// One sentence of why, without any payload.
    case down(reason: String)
}
