/// A profile's topic taken apart, so that what its placeholders stand for can be put in anew.
///
/// A level may have several parts, as in `{application}@{tenant}`.
struct TopicParts: Hashable {
    enum Part: Hashable {
        case literal(String)
        case placeholder(String)
    }

    let levels: [[Part]]

    init(_ topic: String) {
        levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(Self.parts)
    }

    private static func parts(_ level: Substring) -> [Part] {
        var parts: [Part] = []
        var rest = level
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(.placeholder(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }

    /// The topic with other words for what its placeholders stand for; nil if it is no such topic.
    func replacing(in topic: String, _ word: (_ name: String, _ text: String) -> String) -> String? {
        let texts = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard texts.count == levels.count else { return nil }
        var replaced: [String] = []
        for (parts, text) in zip(levels, texts) {
            guard let level = Self.replacing(parts, in: text, word) else { return nil }
            replaced.append(level)
        }
        return replaced.joined(separator: "/")
    }

    private static func replacing(
        _ parts: [Part], in text: Substring, _ word: (_ name: String, _ text: String) -> String
    ) -> String? {
        var replaced = ""
        var rest = text
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal):
                guard rest.hasPrefix(literal) else { return nil }
                replaced += literal
                rest = rest.dropFirst(literal.count)
            case .placeholder(let name):
                var end = rest.endIndex
                if index + 1 < parts.count, case .literal(let next) = parts[index + 1] {
                    // The last literal ends the level, one in between stands where it first does.
                    let isLast = index + 2 == parts.count
                    guard let range = isLast ? rest.range(ofLast: next) : rest.firstRange(of: next) else { return nil }
                    end = range.lowerBound
                }
                guard end > rest.startIndex else { return nil }
                replaced += word(name, String(rest[..<end]))
                rest = rest[end...]
            }
        }
        return rest.isEmpty ? replaced : nil
    }
}

extension Substring {
    /// Where a text stands at the very end.
    fileprivate func range(ofLast text: String) -> Range<Index>? {
        guard hasSuffix(text) else { return nil }
        return index(endIndex, offsetBy: -text.count)..<endIndex
    }
}
