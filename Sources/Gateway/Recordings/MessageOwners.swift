import AlarmEngine

/// Whose messages are, as the engine itself would decide it after all that came before: for tools beside it.
///
/// Who was heard counts: of a message that says no more than that a device can be reached, nothing else may say whose it is.
struct MessageOwners: Sendable {
    private var engine: Engine
    private var latest = Moment.distantPast

    /// - Parameter configuration: the profiles and the registry; nobody is told anything.
    init(_ configuration: Engine.Configuration) {
        var own = configuration
        own.acceptsUnknownDevices = true
        (own.sinks, own.gateway, own.correlations, own.escalation) = ([], nil, [], [])
        engine = Engine(configuration: own)
    }

    /// Takes the message in; nil where it is nobody's.
    mutating func owner(of message: RecordedMessage) -> TopicOwner? {
        var heard = message.message
        latest = max(latest, message.at)
        heard.receivedAt = latest
        let owner = engine.owner(of: heard)
        engine.adopt(engine.decide([.message(heard)], at: latest))
        return owner
    }
}
