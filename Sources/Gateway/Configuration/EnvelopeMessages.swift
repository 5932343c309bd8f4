import AlarmEngine
import Yams

/// Makes `messages:` of a profile's `via:`: what each envelope says, with the profile's own payload inside it.
struct EnvelopeMessages {
    let composition: Composition
    /// The folder the profile lies in.
    let folder: String

    /// What a profile says of its own payload, and each envelope's message says instead.
    private static let ownKeys = [
        "topic", "payload", "encoding", "charset", "csv", "pairs", "bytes", "inside", "fields", "match", "each",
        "device", "order", "spacing", "availability", "bridge",
    ]
    /// What a profile's own messages need, too, if it has any.
    private static let sharedKeys = ["time", "sequence", "clock"]

    private var file: SourceFile { composition.file }

    /// The profile with messages in place of `via:`; as it is if it has none.
    func laid(into profile: Node.Mapping) -> Node.Mapping {
        guard let via = composition.member("via", of: profile) else { return profile }
        let example = "envelopes by their names, such as [chirpstack]"
        guard let items = via.oneOrMore(of: example) else { return profile }
        if items.isEmpty { composition.fail(via, "is empty; write at least one envelope") }
        let enveloped = items.flatMap { messages(via: $0, profile) }
        let direct = composition.member("messages", of: profile)
        let dropped = Self.ownKeys + ["messages"] + (direct == nil ? Self.sharedKeys : [])
        var pairs = profile.filter { !dropped.contains($0.key.scalar?.string ?? "") }.map { ($0.key, $0.value) }
        let all = enveloped + (direct?.node.sequence.map(Array.init) ?? [])
        if direct != nil, direct?.node.sequence == nil { direct?.report("must be a list of messages") }
        let word = profile.first { $0.key.scalar?.string == (direct == nil ? "via" : "messages") }?.key.scalar?.mark
        pairs.append(
            (
                .scalar(Node.Scalar("messages", .implicit, .plain, word)),
                .sequence(Node.Sequence(all, .implicit, .any, via.node.mark))
            ))
        return Node.Mapping(pairs, profile.tag, profile.style, profile.mark)
    }

    private func messages(via item: YAMLValue, _ profile: Node.Mapping) -> [Node] {
        guard let shared = composition.sharedFile(item, .envelope, in: folder),
            let envelope = composition.resolved(shared)
        else { return [] }
        let templates = composition.member("messages", of: envelope)
        let mappings = templates.map { $0.list(of: "messages, each with its topic") ?? [] }?.map(\.node.mapping)
        let made = (mappings ?? [envelope]).compactMap { $0 }.flatMap { template -> [Node] in
            let message = EnvelopedMessage(
                template: template, profile: profile, item: item, composition: composition)
            return message.nodes(ownKeys: Self.ownKeys, sharedKeys: Self.sharedKeys)
        }
        if !made.isEmpty, !(mappings ?? [envelope]).contains(where: { $0.map { $0.value(of: "own") != nil } ?? false })
        {
            let message = "the envelope has no 'own' in any message; say where the device's own payload stands"
            file.report(message, at: shared.file.beginning)
        }
        return made
    }
}

/// One message of an envelope, with the profile's own payload in it where `own:` says.
private struct EnvelopedMessage {
    let template: Node.Mapping
    let profile: Node.Mapping
    /// Where `via:` names the envelope.
    let item: YAMLValue
    let composition: Composition

    private typealias Pair = (key: Node, value: Node)

    /// The message, once for each of the products' names if its topic says `{product}`.
    func nodes(ownKeys: [String], sharedKeys: [String]) -> [Node] {
        let message = message(ownKeys: ownKeys, sharedKeys: sharedKeys)
        guard case .scalar(let topic)? = message.value(of: "topic"), topic.string.contains("{product}") else {
            return [.mapping(message)]
        }
        let names = ProductNames(profile, composition).inTopics
        if names.isEmpty {
            composition.fail(item, "needs the names of the products, which stand in its topic; write 'products'")
        }
        return names.map { name in
            let parts = topic.string.split(separator: "{product}", omittingEmptySubsequences: false)
            let text = Node.scalar(
                Node.Scalar(parts.joined(separator: name), .implicit, topic.style, topic.mark))
            return .mapping(message.replacing("topic", with: text))
        }
    }

    private func message(ownKeys: [String], sharedKeys: [String]) -> Node.Mapping {
        var pairs = template.filter { $0.key.scalar?.string != "own" }.map { (key: $0.key, value: $0.value) }
        let own = composition.member("own", of: template)
        if own != nil { pairs = pairs.map(placed) }
        if let own, let place = OwnPlace(own) {
            for pair in profile {
                let name = pair.key.scalar?.string ?? ""
                guard ownKeys.contains(name) || sharedKeys.contains(name), !OwnPlace.unwrapping.contains(name),
                    name != "topic"
                else { continue }
                lay(
                    (pair.key, place.moved(pair.value, of: name, isInEach: profile.value(of: "each") != nil)),
                    into: &pairs)
            }
            wrap(place, own, into: &pairs)
        }
        nameProducts(in: &pairs)
        return Node.Mapping(pairs, .implicit, .any, item.node.mark)
    }

    /// The profile's part over the envelope's: fields side by side, wrapped places one after the other.
    private func lay(_ pair: Pair, into pairs: inout [Pair]) {
        guard let index = pairs.firstIndex(where: { $0.key.scalar?.string == pair.key.scalar?.string }) else {
            pairs.append(pair)
            return
        }
        switch (pair.value, pairs[index].value) {
        case (.mapping(let own), .mapping(let outer)) where pair.key.scalar?.string == "fields":
            let rest = outer.filter { field in !own.contains { $0.key.scalar?.string == field.key.scalar?.string } }
            let fields = own.map { ($0.key, $0.value) } + rest.map { ($0.key, outside($0.value)) }
            pairs[index] = (pair.key, .mapping(Node.Mapping(fields, .implicit, .any, own.mark)))
        case (.sequence(let own), .sequence(let outer)) where pair.key.scalar?.string == "inside":
            pairs[index].value = .sequence(Node.Sequence(Array(outer) + Array(own), .implicit, .any, own.mark))
        case _:
            pairs[index] = pair
        }
    }

    /// What the envelope says of the whole message stays so where the profile's pointers begin in each element.
    private func placed(_ pair: Pair) -> Pair {
        guard ["time", "sequence", "device", "bridge"].contains(pair.key.scalar?.string ?? "") else { return pair }
        guard case .sequence(let places) = pair.value else { return (pair.key, outside(pair.value)) }
        return (
            pair.key, .sequence(Node.Sequence(places.map(outside), places.tag, places.style, places.mark))
        )
    }

    /// A place of the envelope is in the whole document, where the profile's are in each element.
    private func outside(_ place: Node) -> Node {
        guard profile.value(of: "each") != nil, case .mapping(let mapping) = place else { return place }
        let pairs = mapping.map { pair -> (Node, Node) in
            guard case .scalar(let key) = pair.key, key.string == "path" else { return (pair.key, pair.value) }
            return (.scalar(Node.Scalar("outer", .implicit, .plain, key.mark)), pair.value)
        }
        return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    }

    /// Adds to `inside:` how the profile's own payload is wrapped, before what is wrapped in that.
    private func wrap(_ place: OwnPlace, _ own: YAMLValue, into pairs: inout [Pair]) {
        let wrappers = place.wrappers(of: profile)
        guard !wrappers.isEmpty else { return }
        let inner = profile.value(of: "inside")?.sequence?.count ?? 0
        guard let index = pairs.firstIndex(where: { $0.key.scalar?.string == "inside" }) else {
            let key = Node.scalar(Node.Scalar("inside", .implicit, .plain, own.node.mark))
            pairs.append((key, .sequence(Node.Sequence(wrappers, .implicit, .any, own.node.mark))))
            return
        }
        guard case .sequence(let sequence) = pairs[index].value else { return }
        var items = Array(sequence)
        items.insert(contentsOf: wrappers, at: items.count - min(inner, items.count))
        pairs[index].value = .sequence(Node.Sequence(items, .implicit, .any, sequence.mark))
    }

    /// Writes the names of the profile's products where `match` asks for them.
    private func nameProducts(in pairs: inout [Pair]) {
        guard let index = pairs.firstIndex(where: { $0.key.scalar?.string == "match" }),
            case .mapping(let match) = pairs[index].value, case .scalar(let word)? = match.value(of: "in"),
            word.string == "products"
        else { return }
        let names = ProductNames(profile, composition).all
        if names.isEmpty { composition.fail(item, "tells profiles apart by their products; write 'products'") }
        pairs[index].value = .mapping(
            match.replacing("in", with: .sequence(Node.Sequence(names, .implicit, .any, word.mark))))
    }
}

extension Node.Mapping {
    /// The same with another value for a key that it has.
    func replacing(_ key: String, with value: Node) -> Node.Mapping {
        let pairs = map { ($0.key, $0.key.scalar?.string == key ? value : $0.value) }
        return Node.Mapping(pairs, tag, style, mark)
    }
}
