import AlarmEngine

/// What of one kind of payload may be shown: what the profile declares and does not call private, with pseudonyms for names
/// and free text.
///
/// Everything else is left out: what nobody described may be anything.
struct PayloadMask {
    private let message: MessageDescription
    private var places = MaskedPlaces()
    /// Texts that say nothing of anybody, as the profile itself has them.
    private let words: Set<String>

    init(_ message: MessageDescription, of profile: ProfileDescription) {
        self.message = message
        words = Self.words(of: profile)
        if let match = message.match { places.set(.text, match.path) }
        if let availability = message.availability { places.set(.plain, availability.path) }
        let each = message.each?.path
        for time in message.times { places.set(.kept, time.path, in: time.isOuter ? nil : each) }
        if let sequence = message.sequence { places.set(.kept, sequence, in: message.isSequenceOuter ? nil : each) }
        for field in message.fields {
            let place = field.isOuter ? nil : each
            switch field.type {
            // A part of a text is declared, and the rest of it may be anything.
            case _ where field.cut != nil: places.set(.dropped, field.path, in: place)
            case .text: places.set(field.isPrivate ? .hidden : .text, field.path, in: place)
            case .number, .boolean: places.set(field.isPrivate ? .dropped : .plain, field.path, in: place)
            }
        }
        switch message.device {
        case .value(let device): places.set(.device, device.path, in: device.isOuter ? nil : each)
        case .member: if let each { places.nameMembers(of: each) }
        case nil: break
        }
        if let bridge = message.bridge { places.set(.device, bridge.path, in: bridge.isOuter ? nil : each) }
    }

    /// The payload as it may be shown; nil if it cannot be told what is in it.
    ///
    /// Of wrapped payloads, and of forms that are not written as they are read, nobody can tell.
    func masked(_ payload: [UInt8], _ pseudonyms: Pseudonyms) -> [UInt8]? {
        guard message.body.encoding == .raw, message.body.charset == .utf8, message.inside.isEmpty else { return nil }
        if message.availability != nil, let word = String(validating: payload, as: UTF8.self), words.contains(word) {
            return payload
        }
        switch message.payload {
        case .json:
            guard let value = try? JSONValue(parsing: payload) else { return nil }
            var writer = JSONWriter()
            write(value, raw: payload[...], payload, places.root, pseudonyms, to: &writer)
            return writer.bytes
        case .text:
            guard let text = String(validating: payload, as: UTF8.self) else { return nil }
            return shown(text, places.root, pseudonyms).map { Array($0.utf8) }
        case .looseJSON, .csv, .pairs, .bytes, .gb26875: return nil
        }
    }

    private func write(
        _ value: JSONValue, raw: ArraySlice<UInt8>?, _ payload: [UInt8], _ node: MaskedPlaces.Node,
        _ pseudonyms: Pseudonyms, to writer: inout JSONWriter
    ) {
        switch value {
        case .object(let members):
            writer.object { writer in
                for member in members {
                    guard let child = node.child(member.name) else { continue }
                    writer.key(node.namesMembers ? pseudonyms.name(.device, member.name) : member.name)
                    write(member.value, raw: payload[member.range], payload, child, pseudonyms, to: &writer)
                }
            }
        case .array(let elements):
            writer.array { writer in
                for (index, element) in elements.prefix(node.elementCount).enumerated() {
                    let child = node.child(String(index)) ?? MaskedPlaces.Node()
                    write(element, raw: nil, payload, child, pseudonyms, to: &writer)
                }
            }
        case .string(let text): writer.write(shown(text, node, pseudonyms))
        case .number(let number):
            let written = raw.map { String(decoding: $0, as: UTF8.self) } ?? Value.shortest(number)
            switch node.treatment {
            case .plain, .kept: writer.raw(number.isFinite ? written : "null")
            case .text where words.contains(written): writer.raw(written)
            case .device: writer.string(pseudonyms.name(.device, written))
            case .text, .hidden, .dropped, nil: writer.null()
            }
        case .boolean(let boolean):
            switch node.treatment {
            case .plain, .kept: writer.boolean(boolean)
            case .text, .hidden, .dropped, .device, nil: writer.null()
            }
        case .null: writer.null()
        }
    }

    private func shown(_ text: String, _ node: MaskedPlaces.Node, _ pseudonyms: Pseudonyms) -> String? {
        switch node.treatment {
        case .text: words.contains(text) ? text : pseudonyms.name(.text, text)
        case .hidden: pseudonyms.name(.text, text)
        case .device: pseudonyms.name(.device, text)
        case .kept: text.utf8.count <= 40 ? text : nil
        case .plain: Self.isPlain(text) || words.contains(text) ? text : nil
        case .dropped, nil: nil
        }
    }

    /// Whether a text is a number or a boolean, however it is written; nothing longer than those are.
    private static func isPlain(_ text: String) -> Bool {
        if ["true", "false"].contains(text.lowercased()) { return true }
        let digits = text.replacing(",", with: ".").replacing("_", with: ".")
        return text.utf8.count <= 24 && (Double(digits) != nil || Int(text, radix: 16) != nil)
    }

    /// The texts a profile itself has: between `'…'` in its rules, in `match:`, `true_for:`, `words:` and the like.
    private static func words(of profile: ProfileDescription) -> Set<String> {
        let alarms = profile.alarms.flatMap { alarm in
            alarm.levels.map(\.when) + [alarm.clearWhen, alarm.suppressWhen].compactMap { $0 }
        }
        let signs = profile.signs.flatMap { [$0.when, $0.clearWhen].compactMap { $0 } }
        var words: Set<String> = []
        for rule in alarms + signs {
            let parts = rule.split(separator: "'", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() where index % 2 == 1 { words.insert(String(part)) }
        }
        for message in profile.messages {
            var values = message.match?.values ?? []
            values += (message.availability?.offline ?? []) + (message.availability?.online ?? [])
            for field in message.fields {
                values += field.trueFor + field.falseFor + field.invalid + field.words.map(\.code)
            }
            words.formUnion(values.map(\.plainText))
            if message.availability != nil { words.formUnion(["online", "offline", "Online", "Offline"]) }
        }
        return words
    }
}

extension Value {
    /// As a payload would have it.
    fileprivate var plainText: String {
        switch self {
        case .text(let text): text
        case .number(let number): Value.shortest(number)
        case .boolean(let boolean): boolean ? "true" : "false"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ text: String?) {
        guard let text else { return null() }
        string(text)
    }
}
