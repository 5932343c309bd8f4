import AlarmEngine

/// What of one kind of payload may be shown: what the profile declares and does not call private, with pseudonyms for free text.
///
/// Everything else is left out: what nobody described may be anything.
struct PayloadMask {
    private enum Treatment: Hashable {
        /// A number or boolean, as it is written.
        case plain
        /// A text: as it is where the profile's own rules name it, else a pseudonym.
        case text
        case hidden
        /// A time or a sequence number.
        case kept
    }

    private struct Node {
        var treatment: Treatment?
        var children: [String: Node] = [:]

        mutating func set(_ treatment: Treatment, _ tokens: ArraySlice<String>) {
            guard let first = tokens.first else {
                // Where a place is described twice the more cautious counts.
                if self.treatment != .hidden { self.treatment = treatment }
                return
            }
            children[first, default: Node()].set(treatment, tokens.dropFirst())
        }
    }

    private let form: PayloadForm
    private var root = Node()
    /// Texts that the profile's rules compare with: they say nothing of anybody.
    private let words: Set<String>

    init(_ message: MessageDescription, of profile: ProfileDescription) {
        form = message.payload
        words = Self.words(profile)
        if let match = message.match { root.set(.text, Self.tokens(match.path)[...]) }
        for path in [message.time?.path, message.sequence].compactMap({ $0 }) {
            root.set(.kept, Self.tokens(path)[...])
        }
        for field in message.fields {
            let treatment: Treatment =
                switch field.type {
                case .text: field.isPrivate ? .hidden : .text
                case .number, .boolean: field.isPrivate ? .hidden : .plain
                }
            root.set(treatment, Self.tokens(field.path)[...])
        }
    }

    /// The payload as it may be shown; nil if it cannot be told what is in it.
    func masked(_ payload: [UInt8], _ pseudonyms: Pseudonyms) -> [UInt8]? {
        switch form {
        case .json:
            guard let value = try? JSONValue(parsing: payload) else { return nil }
            var writer = JSONWriter()
            write(value, raw: payload[...], payload, root, pseudonyms, to: &writer)
            return writer.bytes
        case .text:
            guard let text = String(validating: payload, as: UTF8.self) else { return nil }
            switch root.treatment {
            case .text: return Array((words.contains(text) ? text : pseudonyms.name(.text, text)).utf8)
            case .plain: return Self.isPlain(text) ? payload : nil
            case .hidden: return Array(pseudonyms.name(.text, text).utf8)
            case .kept, nil: return nil
            }
        }
    }

    private func write(
        _ value: JSONValue, raw: ArraySlice<UInt8>?, _ payload: [UInt8], _ node: Node, _ pseudonyms: Pseudonyms,
        to writer: inout JSONWriter
    ) {
        switch value {
        case .object(let members):
            writer.object { writer in
                for member in members {
                    guard let child = node.children[member.name] else { continue }
                    writer.key(member.name)
                    write(member.value, raw: payload[member.range], payload, child, pseudonyms, to: &writer)
                }
            }
        case .array(let elements):
            // Elements keep their places; those behind the last that is described are left out.
            let last = node.children.keys.compactMap { Int($0) }.max() ?? -1
            writer.array { writer in
                for (index, element) in elements.prefix(last + 1).enumerated() {
                    let child = node.children[String(index)] ?? Node()
                    write(element, raw: nil, payload, child, pseudonyms, to: &writer)
                }
            }
        case .string(let text): writer.write(shown(text, node, pseudonyms))
        case .number(let number):
            guard node.treatment == .plain || node.treatment == .kept else { return writer.null() }
            if let raw { writer.raw(String(decoding: raw, as: UTF8.self)) } else { writer.number(number) }
        case .boolean(let boolean):
            guard node.treatment == .plain || node.treatment == .kept else { return writer.null() }
            writer.boolean(boolean)
        case .null: writer.null()
        }
    }

    private func shown(_ text: String, _ node: Node, _ pseudonyms: Pseudonyms) -> String? {
        switch node.treatment {
        case .text: words.contains(text) ? text : pseudonyms.name(.text, text)
        case .hidden: pseudonyms.name(.text, text)
        case .kept: text.utf8.count <= 40 ? text : nil
        case .plain: Self.isPlain(text) || words.contains(text) ? text : nil
        case nil: nil
        }
    }

    /// Whether a text is a number or a boolean; nothing longer than those are.
    private static func isPlain(_ text: String) -> Bool {
        ["true", "false"].contains(text) || text.utf8.count <= 24 && Double(text) != nil
    }

    private static func tokens(_ pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
            String(token.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    /// The texts between `'…'` in a profile's rules, and those of its `match:`.
    private static func words(_ profile: ProfileDescription) -> Set<String> {
        let alarms = profile.alarms.flatMap { alarm in
            alarm.levels.map(\.when) + [alarm.clearWhen, alarm.suppressWhen].compactMap { $0 }
        }
        let signs = profile.signs.flatMap { [$0.when, $0.clearWhen].compactMap { $0 } }
        var words: Set<String> = []
        for rule in alarms + signs {
            let parts = rule.split(separator: "'", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() where index % 2 == 1 { words.insert(String(part)) }
        }
        for value in profile.messages.flatMap({ $0.match?.values ?? [] }) {
            if case .text(let text) = value { words.insert(text) }
        }
        return words
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ text: String?) {
        guard let text else { return null() }
        string(text)
    }
}
