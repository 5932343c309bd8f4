import AlarmEngine

/// Reads the `fields:` of one message.
struct FieldReader {
    let form: PayloadForm

    private static let synonyms: [String: ValueType] = [
        "bool": .boolean, "string": .text, "str": .text, "int": .number, "integer": .number, "float": .number,
        "double": .number,
    ]

    func fields(of value: YAMLValue) -> [FieldDescription] {
        guard let keys = MappingReader(value, example: "a mapping such as {smoke: {path: /smoke, type: number}}") else {
            return []
        }
        if keys.members.isEmpty { value.report("is empty; write at least one field") }
        if form == .text, keys.members.count > 1 {
            let message = "a text payload is one value; write one field, or payload: json"
            value.file.report(message, at: keys.members[1].keyPlace)
        }
        return keys.members.compactMap(field)
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
        let path = path(keys)
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
        keys.finish()
        guard let path, let type else { return nil }
        var field = FieldDescription(
            name: value.key, path: path, type: type, unit: unit, scale: scaleText, offset: offsetText,
            isPrivate: isPrivate)
        field.title = title
        return field
    }

    private func path(_ keys: MappingReader) -> String? {
        switch form {
        case .json, .looseJSON, .csv, .pairs, .bytes, .gb26875:
            return keys.required("path", "write where the value stands, such as path: /smoke")?.pointer()
        case .text:
            guard let value = keys.optional("path") else { return "" }
            guard value.text() != "" else { return "" }
            value.report("means nothing in a text payload, which is one value; take it away")
            return nil
        }
    }
}
