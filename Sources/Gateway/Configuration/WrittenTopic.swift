/// A profile's topic by levels, each a literal, a placeholder such as `{device}`, or one with letters around it.
struct WrittenTopic: Hashable {
    enum Piece: Hashable {
        case literal(String)
        case placeholder(String)
    }

    /// Of one level, letters and placeholders in turn.
    let levels: [[Piece]]

    /// Reads a topic as profiles write it.
    ///
    /// - Parameters:
    ///   - text: the topic.
    ///   - mustNameDevice: nothing else says whose a message is.
    /// - Throws: what is wrong with it.
    init(_ text: String, mustNameDevice: Bool = true) throws(TopicMistake) {
        guard !text.isEmpty else { throw TopicMistake("is empty") }
        guard text.utf8.count <= 65_535 else { throw TopicMistake("is longer than MQTT's 65535 bytes") }
        // Others begin with '$' too, such as Huawei's `$oc`: a bridge or a platform's broker has them.
        guard !["$SYS", "$share", "$queue"].contains(where: { text == $0 || text.hasPrefix($0 + "/") }) else {
            throw TopicMistake("begins with '\(text.prefix { $0 != "/" })', which is the broker's own")
        }
        guard !text.unicodeScalars.contains(where: isControl) else {
            throw TopicMistake("has a control character in it")
        }
        var levels: [[Piece]] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            // A slash in front is a level of its own, an empty one: Aliyun's topics have it.
            levels.append(levels.isEmpty && part.isEmpty ? [.literal("")] : try WrittenTopic.level(String(part)))
        }
        self.levels = levels
        let names = placeholders
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw TopicMistake("names {\(twice)} twice")
        }
        guard names.contains("device") || names.contains("bridge") || !mustNameDevice else {
            throw TopicMistake(
                "names no {device}; write {device} where devices can be told apart, or 'device:' where the payload says it"
            )
        }
    }

    private static func level(_ text: String) throws(TopicMistake) -> [Piece] {
        guard !text.isEmpty else { throw TopicMistake("has an empty level; take away the '/' too many") }
        guard !text.contains("+"), !text.contains("#") else {
            throw TopicMistake("has a '+' or '#' in it; write a name in braces for a level that varies, such as {area}")
        }
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            let name = rest[open...].dropFirst().prefix { $0 != "}" && $0 != "{" }
            let behind = rest[name.endIndex...]
            guard rest[open] == "{", behind.first == "}", Names.isIdentifier(name) else {
                throw TopicMistake("has the level \(quoted(text)); write a name between two braces, such as {device}")
            }
            if open > rest.startIndex {
                pieces.append(.literal(String(rest[..<open])))
            } else if !pieces.isEmpty {
                throw TopicMistake(
                    "has the level \(quoted(text)); letters must stand between two names, or none could be told from the other"
                )
            }
            pieces.append(.placeholder(String(name)))
            rest = behind.dropFirst()
        }
        return rest.isEmpty ? pieces : pieces + [.literal(String(rest))]
    }

    var placeholders: [String] {
        levels.joined().compactMap { piece in
            switch piece {
            case .placeholder(let name): name
            case .literal: nil
            }
        }
    }

    /// Levels given letter by letter, then letters beside names.
    private var rank: [Int] {
        let mixed = levels.filter { $0.contains(where: \.isPlaceholder) }
        let letters = mixed.joined().reduce(0) { count, piece in
            switch piece {
            case .literal(let text): count + text.utf8.count
            case .placeholder: count
            }
        }
        return [levels.count - mixed.count, letters]
    }

    /// Whether some topic matches both, and neither is the more literal.
    func isAsGood(as other: WrittenTopic) -> Bool {
        guard levels.count == other.levels.count, rank == other.rank else { return false }
        return zip(levels, other.levels).allSatisfy { LevelShape($0).meets(LevelShape($1)) }
    }
}

extension WrittenTopic.Piece {
    fileprivate var isPlaceholder: Bool {
        switch self {
        case .placeholder: true
        case .literal: false
        }
    }
}

/// A level as bytes and places for at least one byte.
private struct LevelShape {
    /// Nil: any number of bytes, at least one.
    private let parts: [UInt8?]

    init(_ pieces: [WrittenTopic.Piece]) {
        parts = pieces.flatMap { piece -> [UInt8?] in
            switch piece {
            case .literal(let text): text.utf8.map { $0 }
            case .placeholder: [nil]
            }
        }
    }

    /// Whether some text is of both shapes.
    func meets(_ other: LevelShape) -> Bool {
        var seen: Set<[Int]> = []
        // Where each stands, and whether its open place has a byte already.
        var open = [[0, 0, 0, 0]]
        while let state = open.popLast() {
            guard seen.insert(state).inserted else { continue }
            let (left, right) = (moves(state[0], state[2]), other.moves(state[1], state[3]))
            if left.isEnd, right.isEnd { return true }
            for a in left.steps {
                for b in right.steps where a.byte == nil || b.byte == nil || a.byte == b.byte {
                    open.append([a.place, b.place, a.isWithin, b.isWithin])
                }
            }
        }
        return false
    }

    /// What one more byte can be, and where it leads.
    private func moves(_ place: Int, _ isWithin: Int) -> (
        isEnd: Bool, steps: [(byte: UInt8?, place: Int, isWithin: Int)]
    ) {
        var steps: [(byte: UInt8?, place: Int, isWithin: Int)] = []
        if isWithin == 1 { steps.append((nil, place, 1)) }
        let next = isWithin == 1 ? place + 1 : place
        guard next < parts.count else { return (true, steps) }
        if let byte = parts[next] { steps.append((byte, next + 1, 0)) } else { steps.append((nil, next, 1)) }
        return (false, steps)
    }
}

/// What is wrong with a topic, as the end of a sentence that begins with its name.
struct TopicMistake: Error {
    let predicate: String

    init(_ predicate: String) { self.predicate = predicate }
}
