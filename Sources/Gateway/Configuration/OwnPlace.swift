import AlarmEngine
import Yams

/// Where an envelope puts the device's own payload: its `own:`.
struct OwnPlace {
    /// A JSON Pointer into the envelope's document.
    let path: Node.Scalar
    /// How the payload is wrapped there, if it is no JSON.
    private let encoding, charset, port: (key: Node, value: Node)?

    /// What says how a payload becomes a document; an envelope's `inside:` says it of a part.
    static let unwrapping = ["payload", "encoding", "charset", "csv", "pairs", "bytes"]

    /// Nil, and reported, if it says no place.
    init?(_ value: YAMLValue) {
        let example = "a mapping such as {path: /data, encoding: base64}"
        guard case .mapping(let mapping) = value.node, let keys = MappingReader(value, example: example) else {
            value.report("must be \(example); here it is \(value.kind)")
            return nil
        }
        let path = keys.required("path", "write where the device's own payload stands, such as path: /data")
        let named = ["encoding", "charset", "port"].map { name in
            keys.optional(name).flatMap { _ in mapping.first { $0.key.scalar?.string == name } }
        }
        keys.finish()
        guard let path, path.pointer() != nil, let scalar = path.node.scalar else { return nil }
        self.path = scalar
        (encoding, charset, port) = (named[0], named[1], named[2])
    }

    /// The items of `inside:` that unwrap a profile's payload where it stands; none where it is JSON in JSON.
    func wrappers(of profile: Node.Mapping) -> [Node] {
        let form = profile.filter { Self.unwrapping.contains($0.key.scalar?.string ?? "") }.map { ($0.key, $0.value) }
        let isJSON = profile.value(of: "payload").map { $0.scalar?.string == "json" } ?? true
        guard encoding != nil || !isJSON || form.contains(where: { $0.0.scalar?.string != "payload" }) else {
            return []
        }
        let start = (scalar("path"), Node.scalar(path))
        let port = profile.value(of: "payload")?.scalar?.string == "bytes" ? self.port.map { [$0] } ?? [] : []
        let outer = [encoding, charset].compactMap { $0 }
        let last = profile.value(of: "payload") == nil ? [(scalar("payload"), scalar("json"))] : []
        // Both wrap it: what the envelope did is undone first.
        let wrapsTwice = encoding != nil && profile.value(of: "encoding") != nil
        let first = wrapsTwice ? [item([start, (scalar("payload"), scalar("text"))] + outer)] : []
        let second = item([start] + (wrapsTwice ? [] : outer) + form + last + port)
        return first + [second]
    }

    /// A part of the profile with its pointers beginning where its payload stands.
    func moved(_ node: Node, of key: String, isInEach: Bool) -> Node {
        switch key {
        case "fields":
            guard case .mapping(let fields) = node else { return node }
            return .mapping(fields.mapped { moved(pointersIn: $0, isInEach: isInEach) })
        case "each":
            return pointer(node)
        case "time" where node.sequence != nil, "inside":
            guard case .sequence(let items) = node else { return node }
            let isInEach = isInEach && key == "time"
            return .sequence(
                Node.Sequence(
                    items.map { moved(pointersIn: $0, isInEach: isInEach) }, items.tag, items.style, items.mark))
        case "match", "availability":
            return moved(pointersIn: node, isInEach: false)
        case _:
            return moved(pointersIn: node, isInEach: isInEach)
        }
    }

    /// `path`, `outer` and `port` of a mapping; in an element of `each:`, `path` points into the element and stays.
    private func moved(pointersIn node: Node, isInEach: Bool) -> Node {
        guard case .mapping(let mapping) = node else { return node }
        let pairs = mapping.map { pair -> (Node, Node) in
            switch pair.key.scalar?.string {
            case "path" where !isInEach, "outer", "port": (pair.key, pointer(pair.value))
            case _: (pair.key, pair.value)
            }
        }
        return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    }

    /// A pointer that begins at the payload's place; one that is none is left to be reported.
    private func pointer(_ node: Node) -> Node {
        guard case .scalar(let scalar) = node, scalar.string.isEmpty || scalar.string.hasPrefix("/") else {
            return node
        }
        return .scalar(Node.Scalar(path.string + scalar.string, .implicit, scalar.style, scalar.mark))
    }

    private func scalar(_ text: String) -> Node {
        .scalar(Node.Scalar(text, .implicit, .plain, path.mark))
    }

    private func item(_ pairs: [(Node, Node)]) -> Node {
        .mapping(Node.Mapping(pairs, .implicit, .any, path.mark))
    }
}

extension Node.Mapping {
    fileprivate func mapped(_ change: (Node) -> Node) -> Node.Mapping {
        Node.Mapping(map { ($0.key, change($0.value)) }, tag, style, mark)
    }
}
