import AlarmEngine

/// The topics that profiles claim for themselves, whatever the payload is: no draft may claim the same.
struct ClaimedTopics {
    private struct Size: Hashable {
        let levels: Int
        let literals: Int
    }

    private struct Claim {
        let profile: String
        let topic: WrittenTopic
    }

    private var claims: [Size: [Claim]] = [:]

    init(_ profiles: [ProfileDescription]) {
        for profile in profiles {
            for message in profile.messages where message.match == nil {
                guard let topic = try? WrittenTopic(message.topic, mustNameDevice: false) else { continue }
                add(topic, of: profile.name)
            }
        }
    }

    /// The profile that claims topics of that pattern as well, no less literally.
    func claimant(of topic: WrittenTopic) -> String? {
        claims[Self.size(topic)]?.first { !topic.differs(from: $0.topic) && topic.isAsGood(as: $0.topic) }?.profile
    }

    mutating func add(_ topic: WrittenTopic, of profile: String) {
        claims[Self.size(topic), default: []].append(Claim(profile: profile, topic: topic))
    }

    private static func size(_ topic: WrittenTopic) -> Size {
        Size(levels: topic.levels.count, literals: topic.levels.count { literal($0) != nil })
    }

    fileprivate static func literal(_ level: [WrittenTopic.Piece]) -> String? {
        guard level.count == 1, case .literal(let text)? = level.first else { return nil }
        return text
    }
}

extension WrittenTopic {
    /// Whether a level that both give letter by letter is another, which is quickly seen.
    fileprivate func differs(from other: WrittenTopic) -> Bool {
        zip(levels, other.levels).contains { own, theirs in
            guard let own = ClaimedTopics.literal(own), let theirs = ClaimedTopics.literal(theirs) else { return false }
            return own != theirs
        }
    }

    /// What the placeholders of the pattern stand for in a topic; nil if it is none of the pattern's.
    func values(in topic: String) -> [String: String]? {
        let texts = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard texts.count == levels.count else { return nil }
        var values: [String: String] = [:]
        for (pieces, text) in zip(levels, texts) {
            guard Self.take(pieces[...], text, &values) else { return nil }
        }
        return values
    }

    /// The first name of a level takes as little as it can.
    private static func take(
        _ pieces: ArraySlice<Piece>, _ text: Substring, _ values: inout [String: String]
    ) -> Bool {
        guard let piece = pieces.first else { return text.isEmpty }
        switch piece {
        case .literal(let letters):
            return text.hasPrefix(letters) && take(pieces.dropFirst(), text.dropFirst(letters.count), &values)
        case .placeholder(let name):
            guard pieces.count > 1 else {
                values[name] = String(text)
                return !text.isEmpty
            }
            for end in text.indices.dropFirst() {
                values[name] = String(text[..<end])
                if take(pieces.dropFirst(), text[end...], &values) { return true }
            }
            return false
        }
    }
}
