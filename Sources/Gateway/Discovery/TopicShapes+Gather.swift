// Which topics are of one shape.
extension TopicShapes {
    private struct Family: Hashable {
        let levels: [String]
        let signature: PayloadShape.Signature
    }

    private static let mostPasses = 8
    /// Plain values are so alike that it takes more topics to believe it.
    private static let leastPlain = 4

    /// Makes one of groups that differ in one level alone and whose payloads have the same fields: two are enough.
    mutating func gather() {
        for _ in 0..<Self.mostPasses where !joinFamilies() { return }
    }

    /// Answers whether anything was joined.
    private mutating func joinFamilies() -> Bool {
        var families: [Family: [[String]]] = [:]
        let signatures = groups.mapValues(\.payload.signature)
        for (levels, signature) in signatures where levels != ["#"] {
            for place in levels.indices where levels[place] != "+" {
                var family = levels
                family[place] = "+"
                families[Family(levels: family, signature: signature), default: []].append(levels)
            }
        }
        var hasJoined = false
        for (family, members) in ordered(families) {
            let present = members.filter { groups[$0] != nil }
            guard let first = present.first, let group = groups[first] else { continue }
            let gathered = signatures[family.levels] == family.signature ? 1 : 0
            guard gathered + present.count >= (group.payload.hasFields ? 2 : Self.leastPlain) || gathered == 1 else {
                continue
            }
            join(present, as: family.levels)
            hasJoined = true
        }
        return hasJoined
    }

    /// Those with the most members first, the same every time.
    private func ordered(_ families: [Family: [[String]]]) -> [(family: Family, members: [[String]])] {
        var all: [(family: Family, members: [[String]], name: String)] = []
        for (family, members) in families where members.count >= 2 || groups[family.levels] != nil {
            let names = members.map { $0.joined(separator: "/") }.sorted()
            all.append((family, members, (family.levels + names).joined(separator: "/")))
        }
        all.sort { left, right in
            left.members.count != right.members.count
                ? left.members.count > right.members.count : left.name < right.name
        }
        return all.map { ($0.family, $0.members) }
    }

    private mutating func join(_ members: [[String]], as levels: [String]) {
        var joined = groups.removeValue(forKey: levels)
        for member in members {
            guard let group = groups.removeValue(forKey: member) else { continue }
            if joined == nil { joined = group } else { joined?.join(group) }
        }
        joined?.levels = levels
        groups[levels] = joined
    }
}
