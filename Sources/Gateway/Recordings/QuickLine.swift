import AlarmEngine

/// Reads the lines that `gengfu record` writes, as long as they are as plain as they mostly are, in a tenth of the time that a
/// tree of JSON takes.
///
/// It answers nil for anything else, which is then read in full: it decides nothing, and need not say why.
struct QuickLine: Sendable {
    /// The last minute that was read, `2026-11-23T08:00:`, and when it begins.
    private var minute: [UInt8] = []
    private var beginning = Moment.distantPast

    private static let minuteLength = 17

    /// The message of a line with its line feed, or without one at the end of the file.
    mutating func message(_ line: [UInt8]) -> RecordedMessage? {
        line.withUnsafeBufferPointer { bytes in
            var reader = Reader(bytes: bytes)
            guard reader.skip(#"{"t":""#), let at = time(&reader), reader.skip(#"","topic":""#),
                let topic = reader.plainText(), !topic.isEmpty, reader.skip(#"","payload":""#),
                let payload = reader.text(), reader.skip(#"","qos":"#), let qos = reader.digit(upTo: 2),
                reader.skip(#","retain":"#), let isRetained = reader.boolean(), reader.skip("}"), reader.isAtEnd,
                let valid = String(validating: topic, as: UTF8.self), String(validating: payload, as: UTF8.self) != nil
            else { return nil }
            return RecordedMessage(at: at, topic: valid, payload: payload, qos: qos, isRetained: isRetained)
        }
    }

    /// `2026-11-23T08:00:00.250Z`; the minute is read in full where it is another than the last.
    private mutating func time(_ reader: inout Reader) -> Moment? {
        guard let text = reader.take(24), text[19] == UInt8(ascii: "."), text[23] == UInt8(ascii: "Z"),
            let seconds = Self.number(text[17..<19]), seconds < 60, let thousandths = Self.number(text[20..<23])
        else { return nil }
        if !text[..<Self.minuteLength].elementsEqual(minute) {
            guard let moment = ISO8601.moment(Array(text)[...]) else { return nil }
            minute = Array(text[..<Self.minuteLength])
            beginning = moment - Span(milliseconds: seconds * 1000 + thousandths)
        }
        return beginning + Span(milliseconds: seconds * 1000 + thousandths)
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var number: Int64 = 0
        for digit in digits {
            guard digit &- 0x30 < 10 else { return nil }
            number = number * 10 + Int64(digit - 0x30)
        }
        return number
    }
}

/// Steps over a line.
private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func skip(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        for place in 0..<length where bytes[position + place] != text.utf8Start[place] { return false }
        position += length
        return true
    }

    mutating func take(_ count: Int) -> UnsafeBufferPointer<UInt8>? {
        guard position + count <= bytes.count else { return nil }
        defer { position += count }
        return UnsafeBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// A string up to its closing quote; nil where it has escapes.
    mutating func plainText() -> UnsafeBufferPointer<UInt8>? {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    /// A string up to its closing quote, with no other escapes than those of a quote and a backslash.
    mutating func text() -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(min(bytes.count - position, 1024))
        var start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20 else { return nil }
            if bytes[position] == UInt8(ascii: "\\") {
                guard position + 1 < bytes.count,
                    bytes[position + 1] == UInt8(ascii: "\"") || bytes[position + 1] == UInt8(ascii: "\\")
                else { return nil }
                text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
                start = position + 1
                position += 1
            }
            position += 1
        }
        guard position < bytes.count else { return nil }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
        return text
    }

    mutating func digit(upTo most: UInt8) -> Int? {
        guard position < bytes.count, bytes[position] &- 0x30 <= most else { return nil }
        defer { position += 1 }
        return Int(bytes[position] - 0x30)
    }

    mutating func boolean() -> Bool? {
        skip("true") ? true : skip("false") ? false : nil
    }

    /// Whether nothing follows but the line's end.
    var isAtEnd: Bool {
        bytes[position...].allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }
}
