extension Profile {
    /// Why the `match:` of a message does not take a payload, as a clause; nil where it does, or where the payload is undecodable.
    public func mismatch(_ payload: [UInt8], message index: Int, _ aids: DecodingAids) -> String? {
        guard messages.indices.contains(index), let match = description.messages[index].match else { return nil }
        let plan = messages[index]
        guard !plan.matches(payload, aids), let found = try? plan.atMatch(payload, aids) else { return nil }
        let wanted = match.values.map(Self.quoted)
        let more = wanted.count > 5 ? " or one of \(wanted.count - 5) others" : ""
        let asked = "'match' asks for \(wanted.prefix(5).joined(separator: " or "))\(more) at '\(match.path)'"
        return "\(asked), where \(found) stands"
    }

    private static func quoted(_ value: Value) -> String {
        switch value {
        case .text(let text): "'\(text)'"
        case .number, .boolean: value.text
        }
    }
}

extension MessagePlan {
    /// What stands where `match:` looks, in words.
    fileprivate func atMatch(_ payload: [UInt8], _ aids: DecodingAids) throws(UndecodableCause) -> String {
        try withDocument(payload, aids) { (bytes) throws(UndecodableCause) in
            guard let match, let token = try tokens(bytes)[match.slot] else { return "nothing" }
            switch RawValue(token, bytes) {
            case .number(let figures)?: return String(decoding: figures, as: UTF8.self)
            case .boolean(let value)?: return "\(value)"
            case .text(let text)?: return "'\(text.prefix(100))'"
            case nil: return token == .null ? "null" : "an object or array"
            }
        }
    }
}
