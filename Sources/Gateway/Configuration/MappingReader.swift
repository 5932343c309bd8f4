import AlarmEngine
import Yams

/// Takes the keys of one YAML mapping, and reports those that nobody asked for.
final class MappingReader {
    let file: SourceFile
    let members: [YAMLValue]
    /// Where the mapping is named: its key, or its beginning.
    let place: Place
    private var asked: [String] = []

    /// A reader of the mapping at `value`; nil, and reported with what it should look like, if it is none.
    convenience init?(_ value: YAMLValue, example: String = "a mapping of keys") {
        guard case .mapping(let mapping) = value.node else {
            value.report("must be \(example); here it is \(value.kind)")
            return nil
        }
        self.init(mapping, place: value.place, file: value.file)
    }

    /// A reader of a file's root; nil, and reported, if it is no mapping.
    convenience init?(root: Node, of file: SourceFile) {
        guard case .mapping(let mapping) = root else {
            file.report("the file must be a mapping of keys, such as 'key: value'", at: .beginning)
            return nil
        }
        self.init(mapping, place: .beginning, file: file)
    }

    private init(_ mapping: Node.Mapping, place: Place, file: SourceFile) {
        self.file = file
        self.place = place
        members = Self.members(of: mapping, in: file, depth: 0)
    }

    /// The value of a key that may be absent.
    func optional(_ key: String) -> YAMLValue? {
        if !asked.contains(key) { asked.append(key) }
        return members.first { $0.key == key }
    }

    /// The value of a key that must stand; reported if it does not, with `reason` as the end of the sentence.
    func required(_ key: String, _ reason: String = "") -> YAMLValue? {
        if let value = optional(key) { return value }
        let unknown = members.map(\.key).filter { !asked.contains($0) }
        guard suggestion(for: key, among: unknown) == nil else { return nil }  // `finish` will say it
        file.report("'\(key)' is missing\(reason.isEmpty ? "" : "; \(reason)")", at: place)
        return nil
    }

    /// Reports every key that was not asked for; `hints` has what to say of keys that are likely, but belong elsewhere,
    /// and `advice` answers for others.
    func finish(_ hints: [String: String] = [:], advice: (YAMLValue) -> String? = { _ in nil }) {
        for member in members where !asked.contains(member.key) {
            var message = "unknown key \(quoted(member.key))"
            let free = asked.filter { name in !members.contains { $0.key == name } }
            if let hint = hints[member.key] ?? advice(member) {
                message += "; \(hint)"
            } else if let meant = suggestion(for: member.key, among: free) ?? suggestion(for: member.key, among: asked)
            {
                message += "; did you mean '\(meant)'?"
            } else {
                message += "; here may stand \(alternatives(asked))"
            }
            file.report(message, at: member.keyPlace)
        }
    }

    /// The pairs, those of merged mappings (`<<`) after the mapping's own.
    private static func members(of mapping: Node.Mapping, in file: SourceFile, depth: Int) -> [YAMLValue] {
        var own: [YAMLValue] = []
        var merged: [YAMLValue] = []
        for (key, value) in mapping {
            guard let name = key.scalar else {
                file.report("a key must be a word", at: Place(key.mark) ?? .beginning)
                continue
            }
            let place = Place(name.mark) ?? .beginning
            if name.isPlain, name.string == "<<" {
                merged += mergedMembers(value, keyPlace: place, in: file, depth: depth)
            } else {
                let label = "'\(name.string)'"
                own.append(YAMLValue(key: name.string, label: label, keyPlace: place, node: value, file: file))
            }
        }
        for member in merged where !own.contains(where: { $0.key == member.key }) { own.append(member) }
        return own
    }

    private static func mergedMembers(
        _ node: Node, keyPlace: Place, in file: SourceFile, depth: Int
    ) -> [YAMLValue] {
        let mappings = node.sequence.map(Array.init) ?? [node]
        return mappings.flatMap { part -> [YAMLValue] in
            guard case .mapping(let mapping) = part, depth < 16 else {
                file.report("'<<' must name a mapping, or a list of mappings", at: keyPlace)
                return []
            }
            return members(of: mapping, in: file, depth: depth + 1)
        }
    }
}

extension Place {
    init?(_ mark: Mark?) {
        guard let mark else { return nil }
        self.init(line: mark.line, column: mark.column)
    }
}
