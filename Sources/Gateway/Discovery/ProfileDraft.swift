/// A `profile.yaml` to begin with, for a shape of topics: it can be read as it is, and raises nothing yet.
struct ProfileDraft {
    let name: String
    let text: String

    private static let most = 40

    /// Drafts it; nil where the payloads have no fields that a profile could name.
    init?(_ group: TopicShapes.Group, taken: Set<String>) {
        let fields = Self.fields(group.payload)
        guard !fields.isEmpty else { return nil }
        let words = group.levels.filter { $0 != "+" && $0 != "#" }.flatMap { level in
            level.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        }
        let stem = words.isEmpty ? "unknown" : words.joined(separator: "-")
        name = Self.free(String("draft-\(stem)".prefix(48)), taken)
        let time = group.payload.places.filter { !$0.key.contains("*") && $0.value.timeUnit != nil }
            .sorted { $0.key < $1.key }.first
        var lines = [
            "# Drafted from \(group.messages) messages. Check every line: names, units, what is an alarm, what is private.",
            "profile: \(name)", "service: fire-station             # or emergency-broadcast, elder-care",
            "topic: \(Self.quoted(group.draftTopic))",
            "payload: \(group.payload.forms[.json] != nil ? "json" : "text")",
        ]
        if let time, let unit = time.value.timeUnit {
            lines.append("time: {path: \(Self.quoted(time.key)), unit: \(unit)}")
        }
        lines.append("fields:")
        lines += fields.filter { $0.path != time?.key }.map(\.line)
        lines += ["silence: {after: 1d}                # set it to what the device promises", ""]
        text = lines.joined(separator: "\n")
    }

    private static func fields(_ shape: PayloadShape) -> [(path: String, line: String)] {
        guard shape.forms[.json] != nil else {
            let type: String? =
                shape.forms[.number] != nil ? "number" : shape.forms[.text] != nil ? "text" : nil
            return type.map { [("", "  value: {type: \($0)}")] } ?? []
        }
        var names: Set<String> = []
        return shape.places.sorted { $0.key < $1.key }.filter { !$0.key.isEmpty && !$0.key.contains("*") }.prefix(most)
            .compactMap { path, place in
                guard let type = type(place) else { return nil }
                let name = free(identifier(path), names.union(Names.reserved).union(Names.placeholders), "_")
                names.insert(name)
                let remark = type.remark.map { "   # \($0)" } ?? ""
                let secret = type.name == "text" ? ", private: true" : ""
                return (path, "  \(name): {path: \(quoted(path)), type: \(type.name)\(secret)}\(remark)")
            }
    }

    private static func type(_ place: PayloadShape.Place) -> (name: String, remark: String?)? {
        let kinds = place.kinds.subtracting([.null])
        if kinds == [.number] { return ("number", place.words) }
        if kinds == [.boolean] { return ("boolean", nil) }
        if kinds == [.numberInText] || kinds == [.number, .numberInText] { return ("text", "it is a number as text") }
        if kinds == [.text] || kinds == [.text, .numberInText] { return ("text", nil) }
        return nil
    }

    /// The last name of a path that is a name, as rules write it.
    private static func identifier(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? "value"
        let letters = String(last.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return letters.first.map { $0.isNumber } ?? true ? "f_\(letters)" : letters
    }

    private static func free(_ name: String, _ taken: Set<String>, _ between: String = "-") -> String {
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)\(between)\(number)") { number += 1 }
        return "\(name)\(between)\(number)"
    }

    /// A text in YAML's double quotes.
    private static func quoted(_ text: String) -> String {
        let safe = TerminalSafe.escaped(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(safe)\""
    }
}
