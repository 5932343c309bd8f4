import AlarmEngine

/// The lines of a draft's `fields:`, and its time.
struct DraftFields {
    /// Empty where the payloads have nothing that a profile could name.
    let lines: [String]
    /// Of the message, where a number looks like one.
    let time: (path: String, unit: String)?
    /// Places that came and are not drafted: of arrays, and of objects whose members' names are data.
    let open: [String]

    private static let most = 40

    init(_ shape: PayloadShape) {
        guard shape.forms[.json] != nil else {
            let type: String? = shape.forms[.number] != nil ? "number" : shape.forms[.text] != nil ? "text" : nil
            (lines, time, open) = (type.map { ["  value: {type: \($0)}"] } ?? [], nil, [])
            return
        }
        let places = shape.places.sorted { $0.key < $1.key }
        let named = places.filter { !$0.key.isEmpty && !Self.isOpen($0.key) }
        let all = Self.fields(named)
        let clock = named.first { $0.value.timeUnit != nil }.flatMap { path, place in
            place.timeUnit.map { (path, $0) }
        }
        let rest = all.filter { $0.path != clock?.0 }
        time = rest.isEmpty ? nil : clock
        lines = (rest.isEmpty ? all : rest).prefix(Self.most).map(\.line)
        open = places.map(\.key).filter(Self.isOpen)
    }

    private static func isOpen(_ path: String) -> Bool { path.split(separator: "/").contains("*") }

    private static func fields(_ places: [(key: String, value: PayloadShape.Place)]) -> [(path: String, line: String)] {
        var names = Names.reserved.union(Names.placeholders)
        return places.compactMap { path, place in
            guard let type = type(place) else { return nil }
            let name = DraftText.free(identifier(path), names, "_")
            names.insert(name)
            let remark = type.remark.map { "   # \($0)" } ?? ""
            let secret = type.name == "text" ? ", private: true" : ""
            return (path, "  \(name): {path: \(DraftText.quoted(path)), type: \(type.name)\(secret)}\(remark)")
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
        guard letters.contains(where: { $0 != "_" }) else { return "field" }
        return letters.first.map { $0.isNumber } ?? true ? "f_\(letters)" : letters
    }
}

/// Texts as YAML has them, and names that are not taken.
enum DraftText {
    /// A text in YAML's double quotes.
    static func quoted(_ text: String) -> String {
        let safe = TerminalSafe.escaped(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(safe)\""
    }

    static func free(_ name: String, _ taken: Set<String>, _ between: String = "-") -> String {
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)\(between)\(number)") { number += 1 }
        return "\(name)\(between)\(number)"
    }

    /// A profile's name made of words.
    static func label(_ words: [String], _ taken: Set<String>) -> String {
        let parts = words.flatMap { word in
            word.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        }
        let stem = parts.isEmpty ? "unknown" : parts.joined(separator: "-")
        return free(String("draft-\(stem)".prefix(48)), taken)
    }
}
