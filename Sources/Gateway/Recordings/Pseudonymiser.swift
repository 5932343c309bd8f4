import AlarmEngine

/// Takes out of recorded messages who and where: device ids, areas beneath the county, zones and free text become pseudonyms.
public struct Pseudonymiser: Sendable {
    private let engine: Engine
    private var pseudonyms: Pseudonyms
    private var masks: [Kind: Mask] = [:]
    /// Messages left out as their topic is no profile's.
    public private(set) var unknown = 0
    /// Messages left out as it cannot be told what is in them.
    public private(set) var unreadable = 0

    private struct Kind: Hashable {
        let profile: String
        let message: Int
    }

    private struct Mask {
        let topic: TopicParts
        let payload: PayloadMask
    }

    /// - Parameters:
    ///   - configuration: the profiles, which say what is what, and the registry, which may say whose a topic is.
    ///   - key: by which the pseudonyms are made.
    public init(_ configuration: Engine.Configuration, key: PseudonymKey) {
        engine = Engine(configuration: configuration)
        pseudonyms = Pseudonyms(key)
    }

    /// The message as it may be shown; nil, and counted, if it is left out.
    public mutating func shown(_ message: RecordedMessage) -> RecordedMessage? {
        guard let owner = engine.owner(of: message.message) else {
            unknown += 1
            return nil
        }
        let mask = mask(owner)
        var names = pseudonyms
        let topic = mask.topic.replacing(in: message.topic) { name, text in
            switch name {
            case "area": names.area(text)
            case "device", "bridge": names.name(.device, text)
            case "zone": names.name(.zone, text)
            case _: names.name(.text, text)
            }
        }
        pseudonyms = names
        guard let topic, let payload = message.payload.isEmpty ? [] : mask.payload.masked(message.payload, pseudonyms)
        else {
            unreadable += 1
            return nil
        }
        var shown = message
        shown.topic = topic
        shown.payload = payload
        return shown
    }

    private mutating func mask(_ owner: TopicOwner) -> Mask {
        let kind = Kind(profile: owner.profile.name, message: owner.message)
        if let known = masks[kind] { return known }
        let message = owner.profile.messages[owner.message]
        let made = Mask(topic: TopicParts(message.topic), payload: PayloadMask(message, of: owner.profile))
        masks[kind] = made
        return made
    }

    /// What was left out: a sentence; nil if nothing was.
    public var news: String? {
        let fates = [(unknown, "came on topics of no profile"), (unreadable, "could not be read")]
        let said = fates.filter { $0.0 > 0 }.map { "\($0.0) messages that \($0.1)" }
        return said.isEmpty ? nil : "Left out, as nobody can say what is in them: \(said.joined(separator: ", "))."
    }
}
