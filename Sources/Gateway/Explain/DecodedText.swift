import AlarmEngine

/// What a payload reads as, line by line: the document, then each reading with its fields.
public struct DecodedText {
    private let message: DecodedMessage
    private let device: String?

    /// - Parameters:
    ///   - message: what was read.
    ///   - device: what the topic says; nil where no topic is known.
    public init(_ message: DecodedMessage, device: String?) {
        self.message = message
        self.device = device.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Nothing of what came from outside is made safe for a terminal here.
    public var lines: [String] {
        var lines = message.document.isEmpty ? [] : IndentedJSON.lines(message.document)
        if let isOnline = message.isOnline { lines += ["", "availability: \(isOnline ? "online" : "offline")"] }
        guard message.isOnline == nil else { return lines }
        for (index, reading) in message.readings.enumerated() {
            lines += ["", heading(reading, index)] + fields(of: reading)
        }
        if message.overElements > 0 {
            lines += ["", "\(message.overElements) more elements are beyond the bound, and left"]
        }
        return lines
    }

    private func heading(_ reading: DecodedMessage.Reading, _ index: Int) -> String {
        var parts = [message.readings.count == 1 ? "reading" : "reading \(index + 1) of \(message.readings.count)"]
        switch reading.device {
        case ""?: parts.append("no device: no name stands where 'device' looks")
        case let name?: parts.append("device \(name)")
        case nil: parts.append(device.map { "device \($0)" } ?? "the topic's device")
        }
        if let bridge = reading.bridge { parts.append("through \(bridge)") }
        parts.append(reading.time.map { "time \(Timestamp.text($0))" } ?? "no time of its own")
        if let sequence = reading.sequence { parts.append("sequence \(Value.number(sequence).text)") }
        return parts.joined(separator: ", ") + (reading.isPassedOver ? "; passed over" : "")
    }

    private func fields(of reading: DecodedMessage.Reading) -> [String] {
        let width = reading.fields.map(\.field.name.count).max() ?? 0
        return reading.fields.map { field, value in
            let name = field.name + String(repeating: " ", count: width - field.name.count)
            return "  \(name)  \(shown(value, field))\(otherwise(value, field))"
        }
    }

    /// What the field is where this message says nothing of it, and none before did.
    private func otherwise(_ value: DecodedMessage.Field, _ field: FieldDescription) -> String {
        guard let known = field.defaultValue else { return "" }
        switch value {
        case .value, .overflow: return ""
        case .absent, .null, .invalid, .cutAway, .mistyped:
            return "; until it is heard it is \(shown(.value(known), field))"
        }
    }

    private func shown(_ value: DecodedMessage.Field, _ field: FieldDescription) -> String {
        switch value {
        case .value(let value):
            let unit = field.unit.map { " \($0)" } ?? ""
            return field.type == .text ? "'\(value.text)'\(unit)" : value.text + unit
        case .overflow: return "unknown: the number is too large"
        case .mistyped: return "not of its type, which is \(field.type.rawValue)"
        case .absent: return "missing: nothing stands at '\(field.path)'"
        case .null: return "missing: null stands at '\(field.path)'"
        case .invalid: return "missing: what stands there is among 'invalid'"
        case .cutAway: return "missing: nothing is where 'cut' looks"
        }
    }
}
