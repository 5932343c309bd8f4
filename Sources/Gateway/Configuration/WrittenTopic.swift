/// A profile's topic by levels, each a literal or a placeholder such as `{device}`.
struct WrittenTopic: Hashable {
    enum Level: Hashable {
        case literal(String)
        case placeholder(String)
    }

    let levels: [Level]

    /// Reads a topic as profiles write it.
    ///
    /// - Throws: what is wrong with it.
    init(_ text: String) throws(TopicMistake) {
        guard !text.isEmpty else { throw TopicMistake("is empty") }
        guard text.utf8.count <= 65_535 else { throw TopicMistake("is longer than MQTT's 65535 bytes") }
        guard !text.hasPrefix("$") else { throw TopicMistake("begins with '$', which is the broker's own") }
        guard !text.unicodeScalars.contains(where: isControl) else {
            throw TopicMistake("has a control character in it")
        }
        var levels: [Level] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            levels.append(try WrittenTopic.level(String(part)))
        }
        self.levels = levels
        let names = placeholders
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw TopicMistake("names {\(twice)} twice")
        }
        guard names.contains("device") else {
            throw TopicMistake("names no {device}; one whole level must be {device}, so that devices can be told apart")
        }
    }

    private static func level(_ text: String) throws(TopicMistake) -> Level {
        guard !text.isEmpty else { throw TopicMistake("has an empty level; take away the '/' too many") }
        guard !text.contains("+"), !text.contains("#") else {
            throw TopicMistake("has a '+' or '#' in it; write a name in braces for a level that varies, such as {area}")
        }
        guard text.contains("{") || text.contains("}") else { return .literal(text) }
        let name = text.dropFirst().dropLast()
        guard text.hasPrefix("{"), text.hasSuffix("}"), Names.isIdentifier(name) else {
            throw TopicMistake(
                "has the level \(quoted(text)); a name in braces must be a whole level, such as {device}")
        }
        return .placeholder(String(name))
    }

    var placeholders: [String] {
        levels.compactMap { level in
            switch level {
            case .placeholder(let name): name
            case .literal: nil
            }
        }
    }

    var literalCount: Int { levels.count - placeholders.count }

    /// Whether some topic matches both, and neither is the more literal.
    func isAsGood(as other: WrittenTopic) -> Bool {
        guard levels.count == other.levels.count, literalCount == other.literalCount else { return false }
        return zip(levels, other.levels).allSatisfy { pair in
            switch pair {
            case (.literal(let left), .literal(let right)): left == right
            case (.placeholder, _), (_, .placeholder): true
            }
        }
    }
}

/// What is wrong with a topic, as the end of a sentence that begins with its name.
struct TopicMistake: Error {
    let predicate: String

    init(_ predicate: String) { self.predicate = predicate }
}
