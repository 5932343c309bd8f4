import AlarmEngine

/// Reads where something stands in a message: `path`, or `outer` where the message has elements.
struct PlaceReader {
    let file: SourceFile
    /// Whether the message has `each:`; nil where that is not known yet, as for what several messages share.
    let hasElements: Bool?

    /// The place that `keys` name; nil, and reported, if they name none or two.
    func place(_ keys: MappingReader, _ advice: String) -> MessagePlace? {
        guard let outer = keys.optional("outer") else {
            return keys.required("path", advice)?.pointer().map { MessagePlace(path: $0) }
        }
        if let path = keys.optional("path") {
            file.report("'path' and 'outer' exclude each other; write one of them", at: path.keyPlace)
            return nil
        }
        if hasElements == false {
            file.report("'outer' means something only in a message with 'each'; write 'path'", at: outer.keyPlace)
        }
        return outer.pointer().map { MessagePlace(path: $0, isOuter: true) }
    }

    /// The place that a mapping of nothing else names.
    func place(_ value: YAMLValue, example: String) -> MessagePlace? {
        guard let keys = MappingReader(value, example: "a mapping such as {path: \(example)}") else { return nil }
        defer { keys.finish() }
        return place(keys, "write where it stands, such as path: \(example)")
    }

    /// What devices speak through: where the payload says it, or its name.
    func bridge(_ value: YAMLValue, into message: inout MessageDescription) {
        guard let name = value.member("name") else {
            message.bridge = place(value, example: "/gateway")
            return
        }
        guard let keys = MappingReader(value, example: "a mapping such as {path: /gateway}") else { return }
        for key in ["path", "outer"] {
            guard let stray = keys.optional(key) else { continue }
            file.report("\(stray.label) and 'name' exclude each other; write one of them", at: stray.keyPlace)
        }
        _ = keys.optional("name")
        keys.finish()
        guard let text = name.filledText("a name such as zigbee2mqtt") else { return }
        guard text.utf8.count <= 256, !text.unicodeScalars.contains(where: isControl) else {
            return name.report("is no name; write at most 256 bytes without control characters")
        }
        message.bridgeName = text
    }

    /// Whose a reading is.
    func device(_ value: YAMLValue) -> DevicePlace? {
        guard let keys = MappingReader(value, example: "a mapping such as {path: /id}") else { return nil }
        defer { keys.finish() }
        guard let member = keys.optional("member") else {
            return place(keys, "write where the name stands, such as path: /id").map { .value($0) }
        }
        for key in ["path", "outer"] {
            guard let stray = keys.optional(key) else { continue }
            file.report("\(stray.label) and 'member' exclude each other; write one of them", at: stray.keyPlace)
        }
        if hasElements == false {
            file.report("'member' needs 'each': it is the name of the member that a reading is", at: member.keyPlace)
        }
        guard let isMember = member.boolean() else { return nil }
        if !isMember { member.report("can only be true; take it away, and write 'path'") }
        return .member
    }
}

/// Reads `each:` and what says how its elements stand.
struct EachReader {
    let file: SourceFile

    func each(_ keys: MappingReader) -> EachDescription? {
        let value = keys.optional("each")
        let order = keys.optional("order")
        let spacing = keys.optional("spacing")
        guard let value else {
            for stray in [order, spacing].compactMap({ $0 }) {
                file.report(
                    "\(stray.label) says how the elements of 'each' stand; write 'each', or take it away",
                    at: stray.keyPlace)
            }
            return nil
        }
        let chosen = order?.choice(of: EachDescription.Order.allCases)
        let span = spacing?.span(atLeast: Span(milliseconds: 1))
        return value.pointer().map { EachDescription(path: $0, order: chosen ?? .oldestFirst, spacing: span) }
    }
}

/// Reads `availability:`.
struct AvailabilityReader {
    let file: SourceFile

    func availability(_ value: YAMLValue) -> AvailabilityDescription? {
        let example = "a mapping such as {path: /state, offline: [offline]}"
        guard let keys = MappingReader(value, example: example) else { return nil }
        defer { keys.finish() }
        let path = keys.optional("path").map { $0.pointer() } ?? ""
        let offline = keys.required(
            "offline", "write what is said of a device that cannot be reached, such as [offline]"
        )
        .flatMap { $0.codes("offline") }
        let online = keys.optional("online").flatMap { $0.codes("online") }
        if let online, let both = online.first(where: { offline?.contains($0) ?? false }) {
            keys.optional("online")?.report("has \(both.shown), which is 'offline' too; write it in one of them")
        }
        guard let path, let offline else { return nil }
        return AvailabilityDescription(path: path, online: online, offline: offline)
    }
}

extension YAMLValue {
    /// A list of values, or one in its place: at least one.
    func codes(_ example: String) -> [Value]? {
        guard let items = oneOrMore(of: "values such as [\(example)]") else { return nil }
        if items.isEmpty {
            report("is empty; write at least one value, such as [\(example)]")
            return nil
        }
        return items.compactMap { $0.code() }
    }

    /// A value as ``value()`` reads it, or a whole number in hexadecimal, such as 0x1F.
    ///
    /// Among codes ON and OFF, YES and NO are the texts that devices send.
    func code() -> Value? {
        guard let scalar = node.scalar, scalar.isPlain else { return value() }
        if ["on", "off", "yes", "no"].contains(scalar.string.lowercased()) { return .text(scalar.string) }
        guard scalar.string.hasPrefix("0x"), let number = UInt64(scalar.string.dropFirst(2), radix: 16) else {
            return value()
        }
        return .number(Double(number))
    }
}
