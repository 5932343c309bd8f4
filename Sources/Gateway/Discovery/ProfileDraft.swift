/// A `profile.yaml` to begin with: it can be read as it is, and raises nothing yet.
struct ProfileDraft {
    let name: String
    let text: String

    /// Of a shape of topics.
    ///
    /// - Parameters:
    ///   - group: the shape.
    ///   - topic: as profiles write it.
    ///   - fields: what its payloads have; some at least.
    ///   - taken: names of other profiles.
    init(_ group: TopicShapes.Group, topic: String, _ fields: DraftFields, taken: Set<String>) {
        name = DraftText.label(group.levels.filter { $0 != "+" && $0 != "#" }, taken)
        var lines = Self.head(name, "Drafted from \(group.messages) messages.")
        lines += [
            "topic: \(DraftText.quoted(topic))",
            "payload: \(group.payload.forms[.json] != nil ? "json" : "text")",
        ]
        if let time = fields.time { lines.append("time: {path: \(DraftText.quoted(time.path)), unit: \(time.unit)}") }
        text = (lines + Self.tail(fields)).joined(separator: "\n")
    }

    /// Of a product behind a network server, or zigbee2mqtt.
    init(_ product: Uplinks.Product, _ found: Uplinks.Found, taken: Set<String>) {
        name = DraftText.label([product.name], taken)
        let devices = "\(found.devices.count)\(found.devices.count >= Uplinks.mostDevices ? " or more" : "") devices"
        var lines = Self.head(name, "Drafted from \(found.messages) messages of \(devices).")
        lines += [
            "products:",
            "  - {maker: \(DraftText.quoted(found.maker)), model: \(DraftText.quoted(product.name))}   # \(product.envelope.nameOfName)",
        ]
        let fields = DraftFields(found.payload)
        if found.isDecoded, !fields.lines.isEmpty {
            switch product.envelope {
            case .zigbee2mqtt: lines.append("via: [zigbee2mqtt]")
            case .chirpstack, .theThingsStack:
                lines.append("via: [\(product.envelope.rawValue)-decoded]   # what its decoder there made of the bytes")
            }
            text = (lines + Self.tail(fields)).joined(separator: "\n")
            return
        }
        lines += ["via: [\(product.envelope.rawValue)]", "payload: bytes"] + Self.stub(found)
        text = (lines + Self.end).joined(separator: "\n")
    }

    private static func head(_ name: String, _ origin: String) -> [String] {
        [
            "# \(origin) Check every line: names, units, what is an alarm, what is private.", "profile: \(name)",
            "service: fire-station             # or emergency-broadcast, elder-care",
        ]
    }

    private static let end = ["silence: {after: 1d}                # set it to what the device promises", ""]

    private static func tail(_ fields: DraftFields) -> [String] {
        let open = fields.open.prefix(8).map { "#   \(TerminalSafe.escaped($0))" }
        let note = "# Not drafted, for it is of arrays or of members whose names are data; 'each:' reads them:"
        return ["fields:"] + fields.lines + (open.isEmpty ? [] : [note] + open) + end
    }

    private static func stub(_ found: Uplinks.Found) -> [String] {
        let ports = found.ports.sorted().map { String($0) }.joined(separator: ", ")
        let sizes = found.payload.mostBytes == 0 ? "" : "\(found.payload.leastBytes) to \(found.payload.mostBytes) "
        return [
            "bytes:",
            "  # \(sizes)bytes\(ports.isEmpty ? "" : ", on port \(ports)"). Put what they mean in place of this line: docs/bytes.md.",
            "  read:", "    - {name: raw, type: \"hex:rest\"}", "fields:",
            "  raw: {path: /raw, type: text, private: true}   # and its fields in place of this",
        ]
    }
}
