import AlarmEngine

/// Reads the `fields:` of one message.
struct FieldReader {
    /// Where fields stand.
    enum Places {
        /// The payload is one value.
        case oneValue
        case places(PlaceReader)
    }

    let places: Places

    private static let synonyms: [String: ValueType] = [
        "bool": .boolean, "string": .text, "str": .text, "int": .number, "integer": .number, "float": .number,
        "double": .number,
    ]

    func fields(of value: YAMLValue) -> [FieldDescription] {
        guard let keys = MappingReader(value, example: "a mapping such as {smoke: {path: /smoke, type: number}}") else {
            return []
        }
        if keys.members.isEmpty { value.report("is empty; write at least one field") }
        if case .oneValue = places { reportSecondValue(keys.members) }
        return keys.members.compactMap(field)
    }

    /// One text is one value, unless each field takes its part of it.
    private func reportSecondValue(_ members: [YAMLValue]) {
        let parts = ["cut", "bits", "true_for", "false_for", "words"]
        let whole = members.filter { member in !parts.contains { member.member($0) != nil } }
        guard whole.count > 1 else { return }
        let message = "a text payload is one value; write one field, give each its part with 'cut', or payload: json"
        whole[1].file.report(message, at: whole[1].keyPlace)
    }

    private func field(_ value: YAMLValue) -> FieldDescription? {
        guard value.hasIdentifierForKey("a field") else { return nil }
        if Names.placeholders.contains(value.key) {
            let message = "a field cannot be called '\(value.key)', which texts use for the device's own"
            value.file.report(message, at: value.keyPlace)
        }
        guard let keys = MappingReader(value, example: "a mapping such as {path: /smoke, type: number}") else {
            return nil
        }
        let place = place(keys)
        let type = keys.required("type", "write number, boolean or text")?.choice(
            of: ValueType.allCases, synonyms: Self.synonyms)
        let unit = keys.optional("unit")?.filledText("a unit such as °C")
        let scale = keys.optional("scale")
        let offset = keys.optional("offset")
        let isPrivate = keys.optional("private")?.boolean() ?? false
        let title = keys.optional("title")?.words() ?? Words()
        let scaleText = scale?.decimal()
        let offsetText = offset?.decimal()
        if let scale, let scaleText, Double(scaleText) == 0 {
            scale.report("is 0, which makes every value the same; write another, such as 0.1")
        }
        if let type, type != .number {
            for stray in [scale, offset].compactMap({ $0 }) {
                value.file.report(
                    "\(stray.label) needs 'type: number'; the type is '\(type.rawValue)'", at: stray.keyPlace)
            }
        }
        var field = FieldDescription(
            name: value.key, path: place?.path ?? "", type: type ?? .text, unit: unit, scale: scaleText,
            offset: offsetText, isPrivate: isPrivate)
        field.isOuter = place?.isOuter ?? false
        field.title = title
        ConversionReader(file: value.file, type: type).read(keys, into: &field)
        keys.finish()
        return place == nil || type == nil ? nil : field
    }

    private func place(_ keys: MappingReader) -> MessagePlace? {
        switch places {
        case .places(let reader):
            return reader.place(keys, "write where the value stands, such as path: /smoke")
        case .oneValue:
            guard let value = keys.optional("path") else { return MessagePlace(path: "") }
            guard value.text() != "" else { return MessagePlace(path: "") }
            value.report("means nothing in a text payload, which is one value; take it away")
            return nil
        }
    }
}
