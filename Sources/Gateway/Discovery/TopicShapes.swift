/// Topics of no profile, grouped by their shape: levels that tell devices apart become `+`.
///
/// Memory is bounded: so many shapes, with so many places each. Beyond them the seldom ones make room for the new: what
/// comes in more than one of a thousand messages stays, whenever it began.
struct TopicShapes {
    struct Group {
        var levels: [String]
        var messages = 0
        var retained = 0
        var payload = PayloadShape()
        /// How many different topics, up to a bound.
        var topics: Set<String> = []
        /// At least how often it came, were it heard before and let go.
        var rank = 0
        /// The number of the last message.
        var last = 0
    }

    static let most = 1000
    static let mostTopics = 1000
    private static let deepest = 32
    /// At most so many shapes are let go at once.
    private static let mostEvicted = 100
    /// So many new shapes at least lie between two gatherings: a message costs the same however many shapes there are.
    private static let newShapesBetweenGatherings = 250

    var groups: [[String]: Group] = [:]
    private var heard = 0
    private var newShapes = newShapesBetweenGatherings
    private var floor = 0
    /// How often a shape made room for another, perhaps to come again, and the messages that were counted on them.
    private(set) var evicted = (shapes: 0, messages: 0)

    mutating func take(_ topic: String, _ payload: [UInt8], isRetained: Bool) {
        heard += 1
        let texts = topic.split(separator: "/", omittingEmptySubsequences: false)
        let levels = texts.count <= Self.deepest ? texts.map { TopicLevel.isName($0) ? "+" : String($0) } : ["#"]
        if groups[levels] == nil {
            if groups.count >= Self.most { makeRoom() }
            newShapes += 1
        }
        groups[levels, default: Group(levels: levels, rank: floor)]
            .take(topic, payload, isRetained: isRetained, number: heard)
    }

    /// The groups, those with the most messages first, and of payloads only names that may be shown.
    ///
    /// Topics that are `known` to be somebody's after all are left out.
    func all(without known: Set<String> = []) -> [Group] {
        var rest = self
        if !known.isEmpty { rest.leaveOut(known) }
        rest.gather()
        let all = rest.groups.values.sorted { left, right in
            if left.messages != right.messages { return left.messages > right.messages }
            return left.levels.lexicographicallyPrecedes(right.levels)
        }
        return all.map { group in
            var group = group
            group.payload = group.payload.masked
            return group
        }
    }

    private mutating func leaveOut(_ known: Set<String>) {
        for (levels, group) in groups where group.topics.contains(where: known.contains) {
            let rest = group.topics.subtracting(known)
            if rest.isEmpty { groups[levels] = nil } else { groups[levels]?.topics = rest }
        }
    }

    /// Gathers what is alike; then lets the least and, of those, the longest unheard go.
    private mutating func makeRoom() {
        if newShapes >= Self.newShapesBetweenGatherings {
            gather()
            newShapes = 0
        }
        guard groups.count >= Self.most, let least = groups.values.lazy.map(\.rank).min() else { return }
        let seldom = groups.filter { $0.value.rank == least }.map { (levels: $0.key, last: $0.value.last) }
        for (levels, _) in seldom.sorted(by: { $0.last < $1.last }).prefix(Self.mostEvicted) {
            guard let group = groups.removeValue(forKey: levels) else { continue }
            evicted.shapes += 1
            evicted.messages += group.messages
        }
        floor = max(floor, least)
    }
}

extension TopicShapes.Group {
    fileprivate mutating func take(_ topic: String, _ bytes: [UInt8], isRetained: Bool, number: Int) {
        messages += 1
        rank += 1
        last = number
        if isRetained { retained += 1 }
        payload.take(bytes, from: topic.hashValue)
        if topics.count < TopicShapes.mostTopics { topics.insert(topic) }
    }

    mutating func join(_ other: Self) {
        messages += other.messages
        retained += other.retained
        rank = max(rank, other.rank)
        last = max(last, other.last)
        payload.merge(other.payload)
        topics.formUnion(other.topics.prefix(max(0, TopicShapes.mostTopics - topics.count)))
    }

    var filter: String { levels.joined(separator: "/") }
}
