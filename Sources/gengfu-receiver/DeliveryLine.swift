import Foundation

/// A delivery as one line, without its line feed.
struct DeliveryLine {
    let delivery: Delivery
    let isRepeat: Bool
    let received: Date

    /// For people: time, severity, event, alarm, device, whether it is a drill, text, id.
    var text: String {
        let event = delivery.event
        var columns = [
            padded(event.time ?? timestamp, 24), padded(event.severity ?? "-", 8), padded(event.event ?? "-", 14),
            padded(event.alarm ?? "-", 16), padded(event.device ?? "-", 12),
        ]
        if event.isTest { columns.append("[DRILL]") }
        if let text = event.text { columns.append(escaped(text)) }
        columns.append(delivery.id)
        if isRepeat { columns.append("repeat") }
        return columns.joined(separator: "  ")
    }

    /// For programs: `{"received":…,"id":…,"repeat":…,"path":…,"body":{…}}`, the body as it was received.
    var json: String {
        "{\"received\":\"\(timestamp)\",\"id\":\(quoted(delivery.id)),\"repeat\":\(isRepeat),"
            + "\"path\":\(quoted(delivery.path)),\"body\":\(oneLine(delivery.json))}"
    }

    private var timestamp: String {
        received.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private func padded(_ text: String, _ width: Int) -> String {
        let shown = escaped(text)
        return shown + String(repeating: " ", count: max(0, width - shown.count))
    }
}

/// Text that cannot drive a terminal: whatever moves a cursor, ends a line or turns the writing round is spelled out.
func escaped(_ text: String) -> String {
    rewritten(text) { $0.drivesTerminal ? "\\u{\(String($0.value, radix: 16))}" : nil }
}

/// A JSON string, on one line and as harmless to a terminal as ``escaped(_:)``.
func quoted(_ text: String) -> String {
    let inside = rewritten(text) { scalar in
        switch scalar {
        case "\"", "\\": "\\\(scalar)"
        default: scalar.drivesTerminal ? scalar.jsonEscape : nil
        }
    }
    return "\"\(inside)\""
}

/// JSON text on one line: in valid JSON a control character below U+0020 is white space between tokens, and one above
/// U+007E stands in a string, where it can be written as an escape with the same meaning.
private func oneLine(_ json: String) -> String {
    rewritten(json) { scalar in
        guard scalar.drivesTerminal else { return nil }
        return scalar.value < 0x20 ? " " : scalar.jsonEscape
    }
}

private func rewritten(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if let other = replacement(scalar) {
            result.append(contentsOf: other.unicodeScalars)
        } else {
            result.append(scalar)
        }
    }
    return String(result)
}

extension Unicode.Scalar {
    /// Control characters (C0, DEL, C1), the line and paragraph separators, and the marks that reorder writing.
    fileprivate var drivesTerminal: Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// As JSON writes it; all that ``drivesTerminal`` names fit four digits.
    fileprivate var jsonEscape: String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
