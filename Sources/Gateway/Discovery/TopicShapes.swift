/// Topics of no profile, grouped by their shape: levels that tell devices apart become `+`.
///
/// Memory is bounded: so many shapes, with so many places each.
struct TopicShapes {
    struct Group {
        var levels: [String]
        var messages = 0
        var retained = 0
        var payload = PayloadShape()
        /// The first topic that came, whole.
        var example: String
        /// How many different topics, up to a bound.
        var topics: Set<String> = []
    }

    static let most = 1000
    static let mostTopics = 1000
    private static let deepest = 32

    private var groups: [[String]: Group] = [:]
    /// Messages on topics for which there was no room any more.
    private(set) var ungrouped = 0

    mutating func take(_ topic: String, _ payload: [UInt8], isRetained: Bool) {
        let texts = topic.split(separator: "/", omittingEmptySubsequences: false)
        let levels = texts.count <= Self.deepest ? texts.map { Self.isName($0) ? "+" : String($0) } : ["#"]
        if groups[levels] == nil, groups.count >= Self.most { gather() }
        guard groups[levels] != nil || groups.count < Self.most else {
            // What was gathered may hold it by now.
            ungrouped += 1
            return
        }
        var group = groups.removeValue(forKey: levels) ?? Group(levels: levels, example: topic)
        group.messages += 1
        if isRetained { group.retained += 1 }
        group.payload.take(payload)
        if group.topics.count < Self.mostTopics { group.topics.insert(topic) }
        groups[levels] = group
    }

    /// The groups, those with the most messages first.
    mutating func all() -> [Group] {
        gather()
        return groups.values.sorted { left, right in
            left.messages != right.messages ? left.messages > right.messages : left.example < right.example
        }
    }

    /// Whether a level is more likely one thing's name than a word: four digits in a row or more, or digits for the most part.
    static func isName(_ level: Substring) -> Bool {
        let digits = level.utf8.count { (0x30...0x39).contains($0) }
        if digits >= 4 || digits * 2 > level.utf8.count { return true }
        // A hardware address or a hash: hexadecimal, with digits and letters in it.
        let isHex = level.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
        }
        return isHex && level.utf8.count >= 6 && digits > 0
    }

    /// Makes one of groups that differ in one level alone and whose payloads are of one shape.
    ///
    /// Payloads that are one plain value are so alike that it takes more topics to believe it.
    private mutating func gather() {
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            var families: [[String]: [[String]]] = [:]
            for (levels, group) in groups {
                for place in levels.indices where levels[place] != "+" {
                    var family = levels
                    family[place] = "+"
                    families[family + [group.payload.signature], default: []].append(levels)
                }
            }
            for (family, members) in families.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                let present = members.filter { groups[$0] != nil }.sorted { $0.lexicographicallyPrecedes($1) }
                guard let first = present.first, let group = groups[first] else { continue }
                let isTelling = group.payload.places.count >= 2
                guard present.count >= (isTelling ? 2 : 4) else { continue }
                join(present, as: Array(family.dropLast()))
                hasChanged = true
            }
        }
    }

    private mutating func join(_ members: [[String]], as levels: [String]) {
        var joined = groups.removeValue(forKey: levels)
        for member in members {
            guard let group = groups.removeValue(forKey: member) else { continue }
            guard var sum = joined else {
                joined = group
                continue
            }
            sum.messages += group.messages
            sum.retained += group.retained
            sum.payload.merge(group.payload)
            sum.topics.formUnion(group.topics.prefix(max(0, Self.mostTopics - sum.topics.count)))
            joined = sum
        }
        joined?.levels = levels
        groups[levels] = joined
    }
}

extension TopicShapes.Group {
    /// The topic as a profile would have it: the level that varies most is the device.
    var draftTopic: String {
        var names = levels
        let isCode = { (topic: String, place: Int) in
            let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
            return place < parts.count && AreaCode.isCode(String(parts[place])) && parts[place].utf8.count >= 6
        }
        let open = levels.indices.filter { levels[$0] == "+" }
        let areas = open.filter { place in topics.allSatisfy { isCode($0, place) } }
        let area = open.count > 1 ? areas.first : nil
        let device =
            open.filter { $0 != area }.max { variety(at: $0) < variety(at: $1) } ?? max(0, levels.count - 2)
        for (number, place) in open.enumerated() { names[place] = "{part\(number + 1)}" }
        if let area { names[area] = "{area}" }
        names[device] = "{device}"
        return names.joined(separator: "/")
    }

    private func variety(at place: Int) -> Int {
        Set(
            topics.compactMap { topic -> Substring? in
                let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
                return place < parts.count ? parts[place] : nil
            }
        ).count
    }

    var filter: String { levels.joined(separator: "/") }
}
