/// Whose a topic is.
public struct TopicOwner: Hashable, Sendable {
    public var profile: ProfileDescription
    /// The place of the message in the profile.
    public var message: Int
    /// What the topic says, empty where it says nothing; a bridge stands for the device where there is no other.
    public var area: String
    public var device: String
    public var zone: String?
    /// Its row in the registry.
    public var row: RegisteredDevice?
}

extension Engine {
    /// Whose a message is, as the engine itself decides it; nil where it is nobody's, or nothing tells two apart.
    ///
    /// For tools that look at traffic beside the engine.
    public func owner(of message: Message) -> TopicOwner? {
        let candidates = router.candidates(for: message.topic)
        let deliberation = Deliberation(self, through: .distantPast)
        return deliberation.choose(candidates, message).map { candidate in
            let key = deliberation.key(of: candidate)
            return TopicOwner(
                profile: profiles[candidate.profile].description, message: candidate.message, area: key.area,
                device: key.device, zone: candidate.match.zone, row: registry.row(key))
        }
    }

    /// Whether the registry has a row for a device.
    public func isRegistered(_ key: DeviceKey) -> Bool { registry.row(key) != nil }
}
