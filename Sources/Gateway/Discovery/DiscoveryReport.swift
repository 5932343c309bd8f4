import AlarmEngine

/// What was discovered, in words: for people, and for files they go on with.
public struct DiscoveryReport: Sendable {
    private let discovery: Discovery
    private let unknown: [TopicShapes.Group]

    public init(_ discovery: Discovery) {
        var discovery = discovery
        unknown = discovery.unknown()
        self.discovery = discovery
    }

    /// All of it, for a terminal.
    public var lines: [String] {
        var lines = ["\(discovery.messages) messages, \(discovery.counts.retained) of them retained."]
        lines += section("Profiles", profiles)
        lines += section("Devices that are not in the registry", registryRows)
        lines += section("Topics of no profile", unknown.prefix(40).flatMap { Self.words($0) })
        if unknown.count > 40 { lines.append("… and \(unknown.count - 40) more shapes; -o writes them all.") }
        if discovery.shapes.ungrouped > 0 {
            lines.append("\(discovery.shapes.ungrouped) messages more came on topics there was no room for.")
        }
        lines += section("What gateways say is there", inventoryRows)
        if discovery.inventory.over > 0 {
            lines.append("\(discovery.inventory.over) things more were announced than there was room for.")
        }
        return lines
    }

    private func section(_ heading: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", "\(heading):"] + lines.map { "  " + $0 }
    }

    private var profiles: [String] {
        let devices = discovery.devices.reduce(into: [:]) { $0[$1.key.profile, default: 0] += 1 }
        return discovery.profiled.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { name, found in
            let fate = found.undecodable == 0 ? "all decodable" : "\(found.undecodable) undecodable"
            let head = "\(name): \(found.messages) messages of \(devices[name] ?? 0) devices, \(fate)"
            let causes = found.causes.sorted { $0.key < $1.key }.map { "    \($0.key) (\($0.value) devices)" }
            return [head] + causes
        }
    }

    /// The rows of a registry for the devices that have none, ready to be completed.
    public var registryRows: [String] {
        let devices = discovery.newDevices
        guard !devices.isEmpty else { return [] }
        let rows = devices.map { record in
            [record.key.device, record.key.profile, record.key.area, record.zone ?? "", "", ""].map(Self.csv)
                .joined(separator: ",")
        }
        return ["device,profile,area,zone,place,holder"] + rows
    }

    /// The things that gateways announced: source, maker, model, profile and topic.
    public var inventoryRows: [String] {
        let items = discovery.inventory.all
        guard !items.isEmpty else { return [] }
        let rows = items.map { item in
            [
                item.source.rawValue, item.maker, item.model, discovery.suggestedProfile(item) ?? "",
                item.stateTopics.joined(separator: " "), item.availabilityTopic ?? "",
            ].map(Self.csv).joined(separator: ",")
        }
        return ["source,maker,model,profile,topics,availability"] + rows
    }

    /// Everything about topics of no profile, as Markdown; nil if there are none.
    public var unknownTopics: String? {
        guard !unknown.isEmpty else { return nil }
        var text = "# Topics of no profile\n\nTypes and ranges only: nothing of what stood in a payload.\n"
        for group in unknown {
            text += "\n## `\(TerminalSafe.escaped(group.filter))`\n\n"
            text += Self.words(group).dropFirst().map { "- " + $0.trimmingBlanks + "\n" }.joined()
        }
        return text
    }

    /// Drafts of profiles, by name: one for each shape that has fields.
    public var profileDrafts: [(name: String, text: String)] {
        var names: Set<String> = []
        return unknown.compactMap { group in
            guard let draft = ProfileDraft(group, taken: names.union(discovery.profileNames)) else { return nil }
            names.insert(draft.name)
            return (draft.name, draft.text)
        }
    }

    private static func words(_ group: TopicShapes.Group) -> [String] {
        let topics = group.topics.count
        let many =
            topics >= TopicShapes.mostTopics ? "\(topics) topics or more" : "\(topics) topic\(topics == 1 ? "" : "s")"
        let retained = group.retained > 0 ? ", \(group.retained) retained" : ""
        let forms = group.payload.forms.sorted { $0.value > $1.value }.map(\.key.rawValue).joined(separator: ", ")
        var lines = [
            "\(group.filter): \(group.messages) messages on \(many)\(retained)",
            "  for example \(group.example)",
            "  payload: \(forms), \(group.payload.leastBytes) to \(group.payload.mostBytes) bytes",
        ]
        let places = group.payload.places.sorted { $0.key < $1.key }
        lines += places.map { path, place in "  \(path.isEmpty ? "the whole" : path): \(place.words)" }
        if group.payload.isCut { lines.append("  … and more places than \(PayloadShape.mostPlaces)") }
        return lines.map(TerminalSafe.escaped)
    }

    private static func csv(_ text: String) -> String {
        let safe = TerminalSafe.escaped(text)
        return safe.contains { ",\"\n\r".contains($0) } ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring { drop { $0 == " " } }
}
