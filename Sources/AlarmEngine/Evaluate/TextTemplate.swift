/// An alarm's text with its `{…}` looked up.
struct TextTemplate: Sendable {
    private enum Part: Sendable {
        case literal(String)
        case field(Int)
        case parameter(Int)
        case place, device, area, zone
    }

    private var parts: [Part] = []

    /// Reads a text; `{name}` is a field, a parameter, or place, device, area or zone.
    init(_ text: String, _ vocabulary: Vocabulary) throws(ExpressionError) {
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            let at = text.utf8.distance(from: text.startIndex, to: open)
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw ExpressionError(offset: at, message: "the '{' is not closed; write '{name}'")
            }
            let name = String(rest[rest.index(after: open)..<close])
            parts.append(try Self.part(name, vocabulary, at: at + 1))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
    }

    private static func part(_ name: String, _ vocabulary: Vocabulary, at: Int) throws(ExpressionError) -> Part {
        if let index = vocabulary.fields.firstIndex(where: { $0.name == name }) { return .field(index) }
        if let index = vocabulary.parameters.firstIndex(where: { $0.name == name }) { return .parameter(index) }
        switch name {
        case "place": return .place
        case "device": return .device
        case "area": return .area
        case "zone": return .zone
        case _:
            let known = vocabulary.names + ["place", "device", "area", "zone"]
            let advice =
                suggestion(for: name, among: known).map { "did you mean '{\($0)}'?" }
                ?? "there are \(known.joined(separator: ", "))"
            throw ExpressionError(offset: at, message: "'{\(name)}' is no field or parameter; \(advice)")
        }
    }

    /// What the parts stand for.
    struct Filling {
        let scope: Scope
        /// Fields whose values are not shown.
        let hidden: Set<Int>
        let device: String
        let area: String?
        let zone: String?
        let place: String?
    }

    /// The text with everything filled in; what is unknown or hidden shows as `…`, a place nobody named as the device.
    func filled(_ filling: Filling) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .field(let index): filling.hidden.contains(index) ? "…" : filling.scope.fields[index]?.text ?? "…"
            case .parameter(let index): filling.scope.parameters[index].text
            case .place: filling.place ?? filling.device
            case .device: filling.device
            case .area: filling.area ?? "…"
            case .zone: filling.zone ?? "…"
            }
        }.joined()
    }
}
