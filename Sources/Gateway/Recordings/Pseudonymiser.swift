import AlarmEngine

/// Takes out of recorded messages who and where: device ids, areas beneath the county, zones and free text become pseudonyms.
public struct Pseudonymiser: Sendable {
    private var owners: MessageOwners
    private let aids: DecodingAids
    private var pseudonyms: Pseudonyms
    private var masks: [Kind: Mask] = [:]
    /// Messages left out as their topic is no profile's.
    public private(set) var unknown = 0
    /// Messages left out as it cannot be told what is in them.
    public private(set) var unreadable = 0
    /// Messages left out as they are binary.
    public private(set) var binary = 0
    /// Messages left out although binary ones are kept, as a name or something private is in them.
    public private(set) var named = 0
    private let keepsBinary: Bool

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
    ///   - keepsBinary: whether binary payloads are shown as they are, if no name that the topic says is in them.
    public init(_ configuration: Engine.Configuration, key: PseudonymKey, keepsBinary: Bool = false) {
        self.keepsBinary = keepsBinary
        owners = MessageOwners(configuration)
        aids = configuration.aids
        pseudonyms = Pseudonyms(key)
    }

    /// The message as it may be shown; nil, and counted, if it is left out.
    public mutating func shown(_ message: RecordedMessage) -> RecordedMessage? {
        guard let owner = owners.owner(of: message) else {
            unknown += 1
            return nil
        }
        let mask = mask(owner)
        guard let (topic, names) = pseudonymised(message.topic, mask.topic) else {
            unreadable += 1
            return nil
        }
        let payload: [UInt8]
        do throws(MaskedPayload.Refusal) {
            let isEmpty = message.payload.isEmpty
            payload =
                isEmpty
                ? [] : try mask.payload.masked(message.payload, pseudonyms, names: names, keepsBinary: keepsBinary)
        } catch {
            count(error)
            return nil
        }
        var shown = message
        shown.topic = topic
        shown.payload = payload
        return shown
    }

    private mutating func count(_ refusal: MaskedPayload.Refusal) {
        switch refusal {
        case .unreadable: unreadable += 1
        case .binary: binary += 1
        case .named: named += 1
        }
    }

    /// The topic with pseudonyms, and the names it said; nil if it is none of the message's.
    private mutating func pseudonymised(_ topic: String, _ parts: TopicParts) -> (topic: String, names: [String])? {
        var pseudonyms = pseudonyms
        var names: [String] = []
        let shown = parts.replacing(in: topic) { name, text in
            if name != "area" { names.append(text) }
            switch name {
            case "area": return pseudonyms.area(text)
            case "device", "bridge": return pseudonyms.name(.device, text)
            case "zone": return pseudonyms.name(.zone, text)
            case _: return pseudonyms.name(.text, text)
            }
        }
        self.pseudonyms = pseudonyms
        return shown.map { ($0, names) }
    }

    private mutating func mask(_ owner: TopicOwner) -> Mask {
        let kind = Kind(profile: owner.profile.name, message: owner.message)
        if let known = masks[kind] { return known }
        let message = owner.profile.messages[owner.message]
        let made = Mask(topic: TopicParts(message.topic), payload: PayloadMask(message, of: owner.profile, aids))
        masks[kind] = made
        return made
    }

    /// What was left out: a sentence each; none if nothing was.
    public var news: [String] {
        let fates = [(unknown, "came on topics of no profile"), (unreadable, "could not be read")]
        let said = fates.filter { $0.0 > 0 }.map { "\($0.0) messages that \($0.1)" }
        var news =
            said.isEmpty ? [] : ["Left out, as nobody can say what is in them: \(said.joined(separator: ", "))."]
        if binary > 0 {
            news.append(
                "\(binary) messages left out: their payload is binary and may name people; --keep-binary keeps them.")
        }
        if named > 0 {
            news.append(
                "\(named) messages left out: their payload is binary, and a name or a private field is in it."
            )
        }
        return news
    }
}
