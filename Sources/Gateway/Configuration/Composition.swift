import AlarmEngine
import Yams

/// Makes one mapping of a profile and the shapes it extends.
final class Composition {
    /// The file that is read, which the others become parts of.
    let file: SourceFile
    let shared: SharedFiles
    /// Whether all that was asked for could be read; what could not is reported where it stands.
    private(set) var isWhole = true {
        didSet { if !isWhole { shared.isAskedInVain = true } }
    }
    /// The shared files being laid in, from the outermost.
    private var underway: [SharedFile] = []

    init(_ file: SourceFile, _ shared: SharedFiles) {
        self.file = file
        self.shared = shared
    }

    /// The mapping laid over all that its `extends:` names, for a profile that lies in `folder`.
    func extended(_ mapping: Node.Mapping, in folder: String) -> Node.Mapping {
        guard let value = member("extends", of: mapping) else { return mapping }
        return laid(mapping, over: bases(value, .shape, in: folder))
    }

    /// A shared file's mapping with all that it extends itself, without the word `extends`.
    func resolved(_ shared: SharedFile) -> Node.Mapping? {
        guard let root = shared.root else { return nil }
        shared.isUsed = true
        take(shared.file)
        guard let value = member("extends", of: root) else { return root }
        underway.append(shared)
        defer { underway.removeLast() }
        let folder = shared.path.split(separator: "/").dropLast(2).joined(separator: "/")
        let bases = bases(value, shared.kind, in: "/" + folder)
        return laid(root.without("extends"), over: bases)
    }

    /// Reports what keeps the profile from being made; what is missing of it for that reason will not be reported.
    func fail(_ value: YAMLValue, _ predicate: String) {
        value.report(predicate)
        isWhole = false
    }

    /// The shared file a value names; nil, and reported, if there is none or it is being laid in already.
    func sharedFile(_ value: YAMLValue, _ kind: SharedFiles.Kind, in folder: String) -> SharedFile? {
        guard let name = value.labelText(kind.noun) else {
            isWhole = false
            return nil
        }
        switch shared.find(name, kind, for: folder) {
        case .file(let found):
            guard let circle = underway.firstIndex(where: { $0 === found }) else { return found }
            let names = (underway[circle...] + [found]).map(\.name).joined(separator: " → ")
            value.report("closes a circle: \(names); take one of them away")
        case .nothing(let advice):
            value.report("names \(quoted(name)), for which there is no \(kind.rawValue)/\(name).yaml; \(advice)")
        case .unreadable:
            break
        }
        isWhole = false
        return nil
    }

    private func bases(_ value: YAMLValue, _ kind: SharedFiles.Kind, in folder: String) -> [Node.Mapping] {
        let example = "\(kind.rawValue) by their names, such as [\(kind == .shape ? "smoke-detector" : "chirpstack")]"
        guard let items = value.oneOrMore(of: example) else {
            isWhole = false
            return []
        }
        return items.compactMap { sharedFile($0, kind, in: folder).flatMap(resolved) }
    }

    /// Later bases lie over earlier ones, and the mapping over all.
    private func laid(_ mapping: Node.Mapping, over bases: [Node.Mapping]) -> Node.Mapping {
        guard isWhole else { return mapping }
        let layers = YAMLLayers(file: file)
        let under = bases.dropFirst().reduce(bases.first ?? Node.Mapping([])) { layers.laid($1, over: $0) }
        return layers.laid(mapping, over: under)
    }

    func member(_ key: String, of mapping: Node.Mapping) -> YAMLValue? {
        YAMLValue(key: "", label: "", keyPlace: file.beginning, node: .mapping(mapping), file: file).member(key)
    }

    private func take(_ part: SourceFile) {
        guard part !== file, !file.parts.contains(where: { $0 === part }) else { return }
        file.parts.append(part)
    }
}

/// Lays mappings over each other: key by key, lists and values replaced, `null` takes away.
struct YAMLLayers {
    let file: SourceFile

    /// `mapping` over `under`; keys keep the order of `under`, new ones follow.
    func laid(_ mapping: Node.Mapping, over under: Node.Mapping) -> Node.Mapping {
        let upper = flat(mapping)
        var pairs = flat(under)
        for (key, value) in upper {
            let index = pairs.firstIndex { isSame($0.key, key) }
            switch (index, value) {
            case (let index?, .scalar(let scalar)) where scalar.isNull:
                pairs.remove(at: index)
            case (nil, .scalar(let scalar)) where scalar.isNull:
                reportNothingTaken(key, pairs)
            case (let index?, .mapping(let inner)):
                let below = pairs[index].value.mapping
                pairs[index] = (key, below.map { .mapping(laid(inner, over: $0)) } ?? value)
            case (let index?, _):
                pairs[index] = (key, value)
            case (nil, _):
                pairs.append((key, value))
            }
        }
        return Node.Mapping(pairs, .implicit, mapping.style, mapping.mark)
    }

    private func isSame(_ left: Node, _ right: Node) -> Bool {
        guard let left = left.scalar, let right = right.scalar else { return false }
        return left.string == right.string
    }

    private func reportNothingTaken(_ key: Node, _ under: [(key: Node, value: Node)]) {
        let name = key.scalar?.string ?? ""
        let meant = suggestion(for: name, among: under.compactMap { $0.key.scalar?.string })
        let advice = meant.map { "did you mean '\($0)'?" } ?? "take the line away"
        file.report(
            "\(quoted(name)): null takes away what a shape says, and none says it; \(advice)",
            at: Place(key.mark) ?? file.beginning)
    }

    /// The pairs, those of merged mappings (`<<`) after the mapping's own, as ``MappingReader`` takes them.
    private func flat(_ mapping: Node.Mapping, depth: Int = 0) -> [(key: Node, value: Node)] {
        var own: [(key: Node, value: Node)] = []
        var merged: [(key: Node, value: Node)] = []
        for (key, value) in mapping {
            let parts = (value.sequence.map(Array.init) ?? [value]).compactMap(\.mapping)
            // What cannot be merged stays, and is reported by who reads it.
            guard let name = key.scalar, name.isPlain, name.string == "<<", !parts.isEmpty, depth < 16 else {
                own.append((key, value))
                continue
            }
            merged += parts.flatMap { flat($0, depth: depth + 1) }
        }
        for pair in merged where !own.contains(where: { isSame($0.key, pair.key) }) { own.append(pair) }
        return own
    }
}

extension Node.Scalar {
    /// Written out as no value: `null` or `~`, not an empty place.
    var isNull: Bool { isNothing && !string.isEmpty }
}

extension Node.Mapping {
    /// The value of a key written in this mapping itself.
    func value(of key: String) -> Node? {
        first { $0.key.scalar?.string == key }?.value
    }

    /// The same without a key.
    func without(_ key: String) -> Node.Mapping {
        Node.Mapping(filter { $0.key.scalar?.string != key }.map { ($0.key, $0.value) }, tag, style, mark)
    }
}
