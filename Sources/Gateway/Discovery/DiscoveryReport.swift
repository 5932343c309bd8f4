import AlarmEngine

/// What was discovered, in words: for people, and for files they go on with.
public struct DiscoveryReport: Sendable {
    private let discovery: Discovery
    private let things: [KnownThings.Thing]
    private let unknown: [TopicShapes.Group]
    private let uplinks: [(product: Uplinks.Product, found: Uplinks.Found)]
    private let drafts: ProfileDrafts

    public init(_ discovery: Discovery) {
        self.discovery = discovery
        let known = KnownThings(discovery)
        things = known.all
        let products = known.lacking(of: discovery.uplinks.products)
        unknown = discovery.unknown(without: known.topics(lacking: products))
        uplinks = products.map { product, found in
            var found = found
            found.payload = found.payload.masked
            return (product, found)
        }.sorted { ($0.product.name, $0.product.envelope.rawValue) < ($1.product.name, $1.product.envelope.rawValue) }
        drafts = ProfileDrafts(unknown, uplinks, beside: discovery.profiles + discovery.shipped)
    }

    /// All of it, for a terminal.
    public var lines: [String] {
        var lines = ["\(discovery.messages) messages, \(discovery.counts.retained) of them retained."]
        lines += section("Profiles", profiles)
        lines += section("Devices that are not in the registry", registryRows)
        lines += section("Products of no profile", uplinks.map(words))
        lines += section("Topics of no profile", unknown.prefix(40).flatMap { words($0) })
        if unknown.count > 40 { lines.append("… and \(unknown.count - 40) more shapes; -o writes them all.") }
        let undrafted = drafts.reasons.count + drafts.productReasons.count
        if undrafted > 0 { lines.append("Of \(undrafted) of these no profile is drafted; unknown-topics.md says why.") }
        lines += section("What gateways say is there", inventoryRows)
        return lines + overflows
    }

    /// What there was no room for.
    private var overflows: [String] {
        let evicted = discovery.shapes.evicted
        return [
            (
                evicted.shapes,
                "\(evicted.messages) messages are on none of these: \(evicted.shapes) times a shape that came seldom made "
                    + "room for another; narrow it with --topic."
            ),
            (discovery.uplinks.over, "\(discovery.uplinks.over) messages more were of products there was no room for."),
            (
                discovery.inventory.over,
                "\(discovery.inventory.over) things more were announced than there was room for."
            ),
        ].filter { $0.0 > 0 }.map(\.1)
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

    /// The rows of a registry for the devices that have none, ready to be completed: those that spoke, and those that
    /// gateways say are there.
    public var registryRows: [String] {
        let heard = discovery.devices
        var rows = heard.filter { !discovery.isRegistered($0.key) }.map { (key: $0.key, zone: $0.zone) }
        var present = Set(heard.map { [$0.key.area, $0.key.device] })
        for thing in things {
            guard let key = thing.device ?? drafted(thing.item), !discovery.isRegistered(key),
                present.insert([key.area, key.device]).inserted
            else { continue }
            rows.append((key, thing.zone))
        }
        guard !rows.isEmpty else { return [] }
        return ["device,profile,area,zone,place,holder"]
            + rows.map { key, zone in
                DraftTable.row([key.device, key.profile, key.area, zone ?? "", "", ""])
            }
    }

    /// The device as the draft for its product has it.
    private func drafted(_ item: Inventory.Item) -> DeviceKey? {
        guard let topic = item.stateTopics.first, let device = discovery.inventory.zigbeeDevice(on: topic),
            let profile = drafts.ofProducts[Uplinks.Product(envelope: .zigbee2mqtt, name: device.item.model)]
        else { return nil }
        return DeviceKey(profile: profile, area: "", device: device.name)
    }

    /// The things that gateways announced: source, maker, model, profile and topic.
    public var inventoryRows: [String] {
        guard !things.isEmpty else { return [] }
        let rows = things.map { thing in
            DraftTable.row([
                thing.item.source.rawValue, thing.item.maker, thing.item.model, thing.profile ?? "",
                thing.item.stateTopics.joined(separator: " "), thing.item.availabilityTopic ?? "",
            ])
        }
        return ["source,maker,model,profile,topics,availability"] + rows
    }

    /// Everything about topics of no profile, as Markdown; nil if there are none.
    public var unknownTopics: String? {
        guard !unknown.isEmpty || !uplinks.isEmpty else { return nil }
        var text = "# Topics of no profile\n\nTypes and ranges only: nothing of what stood in a payload.\n"
        for uplink in uplinks {
            text += "\n## \(uplink.product.envelope.rawValue): `\(uplink.product.name)`\n\n- \(words(uplink))\n"
        }
        for group in unknown {
            text += "\n## `\(TerminalSafe.escaped(group.filter))`\n\n"
            let reason = drafts.reasons[group.filter].map { ["no draft: \(TerminalSafe.escaped($0))"] } ?? []
            text += (words(group).dropFirst() + reason).map { "- \($0.trimmingBlanks)\n" }.joined()
        }
        return text
    }

    /// Drafts of profiles, by name: one for each shape that can have one.
    public var profileDrafts: [(name: String, text: String)] { drafts.all.map { ($0.name, $0.text) } }

    private func words(_ uplink: (product: Uplinks.Product, found: Uplinks.Found)) -> String {
        let (product, found) = uplink
        let devices = "\(found.devices.count)\(found.devices.count >= Uplinks.mostDevices ? " or more" : "") devices"
        let state = found.isDecoded ? "decoded" : "as bytes"
        let reason = drafts.productReasons[product].map { "; no draft: \($0)" } ?? ""
        return
            "\(product.name): \(found.messages) messages of \(devices) by \(product.envelope.rawValue), \(state)\(reason)"
    }

    private func words(_ group: TopicShapes.Group) -> [String] {
        let topics = group.topics.count
        let many =
            topics >= TopicShapes.mostTopics ? "\(topics) topics or more" : "\(topics) topic\(topics == 1 ? "" : "s")"
        let retained = group.retained > 0 ? ", \(group.retained) retained" : ""
        let forms = group.payload.forms.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map(\.key.rawValue).joined(separator: ", ")
        var lines = [
            "\(group.filter): \(group.messages) messages on \(many)\(retained)",
            "  payload: \(forms), \(group.payload.leastBytes) to \(group.payload.mostBytes) bytes",
        ]
        let places = group.payload.places.sorted { $0.key < $1.key }
        lines += places.map { path, place in "  \(path.isEmpty ? "the whole" : path): \(place.words)" }
        if group.payload.isCut { lines.append("  … and more places than \(PayloadShape.mostPlaces)") }
        return lines.map(TerminalSafe.escaped)
    }
}

/// Rows of CSV.
private enum DraftTable {
    static func row(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") }

    /// In quotation marks where it would be read otherwise: blanks around a field without them are taken off.
    private static func field(_ text: String) -> String {
        let safe = TerminalSafe.escaped(text)
        let hasBlankEnds = safe.first?.isWhitespace ?? false || safe.last?.isWhitespace ?? false
        guard hasBlankEnds || safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring { drop { $0 == " " } }
}
