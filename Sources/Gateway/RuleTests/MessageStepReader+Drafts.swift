import AlarmEngine

/// What a device must send so that a field reads as a test says.
extension MessageStepReader {
    /// Whether a payload of the message's form can be put together from fields; reported if it cannot.
    func canSay(_ message: MessageDescription, _ value: YAMLValue) -> Bool {
        let reason: String? =
            switch message.payload {
            case _ where message.each != nil: "has many readings"
            case _ where !message.inside.isEmpty: "has something wrapped in it"
            case _ where message.body.encoding != .raw: "is wrapped in \(message.body.encoding.rawValue)"
            case _ where message.body.charset != .utf8: "is written in \(message.body.charset.rawValue)"
            case .json, .looseJSON, .text: nil
            case .csv, .pairs, .bytes, .gb26875: "is of the form \(message.payload.rawValue)"
            }
        guard let reason else { return true }
        value.report("cannot be put into a payload that \(reason); write the whole of it as 'payload' or 'payload_b64'")
        return false
    }

    func drafted(_ sample: SamplePattern.Sample, _ field: FieldDescription, _ value: YAMLValue) -> PayloadDraft? {
        let wanted: Value
        let shown: String
        switch sample {
        case .null: return .raw("null")
        case .boolean(let boolean): (wanted, shown) = (.boolean(boolean), "\(boolean)")
        case .text(let text): (wanted, shown) = (.text(text), quoted(text))
        case .number(let digits):
            if !field.isConverted {
                guard let raw = field.rawFigures(for: digits) else {
                    let scale = field.scale.map { " with the scale \($0)" } ?? ""
                    value.report(
                        "says \(field.name) \(digits), which no payload can give\(scale); write another value")
                    return nil
                }
                return .raw(raw)
            }
            (wanted, shown) = (.number(Double(digits) ?? .nan), digits)
        }
        guard field.isConverted else { return wanted.draft }
        guard let raw = field.rawText(for: wanted) else {
            value.report(
                "says \(field.name) \(shown), and what a device sends for it is not known; write the payload as 'payload'"
            )
            return nil
        }
        // A text without its quotation marks, as a payload that is one plain text has none.
        return (try? JSONValue(parsing: Array(raw.utf8)))?.string.map { .string($0) } ?? .raw(raw)
    }
}
