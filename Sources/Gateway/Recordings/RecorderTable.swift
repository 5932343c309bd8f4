import AlarmEngine

/// What mqtt-recorder writes: CSV, a message a row.
///
/// The Python program of that name (PyPI) writes no header: topic, payload, QoS, retain, seconds since 1970, seconds since the
/// row before. The Rust program writes the header `timestamp,topic,payload,qos,retain`. With a header the columns may stand in any order.
struct RecorderTable {
    private struct Columns {
        var topic = 0
        var payload = 1
        var qos: Int? = 2
        var retain: Int? = 3
        var time = 4

        static let minimum = 5
    }

    /// Whether every payload is Base64, as the Python program's `--encode_b64` writes it; nothing in its rows says so.
    let isBase64: Bool
    private var columns: Columns?
    private var hasHeader = false

    init(isBase64: Bool) {
        self.isBase64 = isBase64
    }

    /// The message of a row; nil for the header.
    ///
    /// - Parameter record: the row, perhaps of several lines where something is quoted.
    /// - Returns: the message.
    /// - Throws: why it is none.
    mutating func message(_ record: [UInt8]) throws(RecordedLine.LineError) -> RecordedMessage? {
        guard !Self.isOpen(record) else { throw refusal("a quotation mark is opened and never closed") }
        let fields = try Self.fields(of: record)
        guard let columns else {
            if let header = Self.header(fields) {
                columns = header
                hasHeader = true
                return nil
            }
            columns = Columns()
            return try message(fields, Columns())
        }
        return try message(fields, columns)
    }

    private static func header(_ fields: [[UInt8]]) -> Columns? {
        let names = fields.map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard let topic = names.firstIndex(of: "topic"), let payload = names.firstIndex(of: "payload"),
            let time = names.firstIndex(where: ["timestamp", "time", "t"].contains)
        else { return nil }
        return Columns(
            topic: topic, payload: payload, qos: names.firstIndex(of: "qos"), retain: names.firstIndex(of: "retain"),
            time: time)
    }

    private func message(
        _ fields: [[UInt8]], _ columns: Columns
    ) throws(RecordedLine.LineError) -> RecordedMessage {
        func text(_ column: Int?) -> String? {
            column.flatMap { fields.indices.contains($0) ? String(decoding: fields[$0], as: UTF8.self) : nil }
        }
        guard fields.indices.contains(columns.payload), let topic = text(columns.topic), !topic.isEmpty,
            hasHeader || fields.count >= Columns.minimum
        else {
            throw refusal("a row is topic,payload,qos,retain,time, or is named so by a header; or a line is JSON")
        }
        guard let at = text(columns.time).flatMap(Self.moment) else {
            throw refusal("the time is none; it is seconds since 1970, or as 2026-11-23T08:00:00.250Z")
        }
        let qos = text(columns.qos).flatMap { Int($0) } ?? 0
        guard (0...2).contains(qos) else { throw refusal("'qos' is 0, 1 or 2") }
        let retain = text(columns.retain)?.lowercased()
        return RecordedMessage(
            at: at, topic: topic, payload: try payload(fields[columns.payload]), qos: qos,
            isRetained: retain == "true" || retain == "1")
    }

    private func payload(_ field: [UInt8]) throws(RecordedLine.LineError) -> [UInt8] {
        let mark = Array("b64:".utf8)
        let isMarked = hasHeader && field.starts(with: mark)
        guard isBase64 || isMarked else { return field }
        let digits = String(decoding: isMarked ? field.dropFirst(mark.count) : field[...], as: UTF8.self)
        guard let bytes = Base64.bytes(of: digits[...]) else { throw refusal("the payload is not Base64") }
        return bytes
    }

    private func refusal(_ reason: String) -> RecordedLine.LineError {
        RecordedLine.LineError(offset: 0, reason: reason)
    }

    /// Seconds since 1970 or ISO 8601, to the millisecond, what is finer cut; a time without a zone is UTC.
    static func moment(_ text: String) -> Moment? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) {
            let fraction = parts.count == 2 ? String((parts[1] + "000").prefix(3)) : "000"
            guard let seconds = Int64(parts[0]), seconds < 1 << 40, let thousandths = Int64(fraction) else {
                return nil
            }
            return Moment(milliseconds: seconds * 1000 + thousandths)
        }
        let written = text.replacing(" ", with: "T", maxReplacements: 1)
        return Timestamp.moment(written) ?? Timestamp.moment(written + "Z")
    }

    // MARK: RFC 4180

    /// Whether a quoted field goes on in the next line.
    static func isOpen(_ record: [UInt8]) -> Bool {
        record.count { $0 == UInt8(ascii: "\"") } % 2 == 1
    }

    /// The fields of a row, as they are; the line's end is left out.
    private static func fields(of record: [UInt8]) throws(RecordedLine.LineError) -> [[UInt8]] {
        var end = record.count
        while end > 0, record[end - 1] == UInt8(ascii: "\n") || record[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        var fields: [[UInt8]] = []
        var cursor = 0
        while true {
            var field: [UInt8] = []
            if cursor < end, record[cursor] == UInt8(ascii: "\"") {
                cursor += 1
                while cursor < end {
                    if record[cursor] == UInt8(ascii: "\"") {
                        cursor += 1
                        guard cursor < end, record[cursor] == UInt8(ascii: "\"") else { break }
                    }
                    field.append(record[cursor])
                    cursor += 1
                }
                guard cursor >= end || record[cursor] == UInt8(ascii: ",") else {
                    throw RecordedLine.LineError(
                        offset: cursor, reason: "after the closing quotation mark a ',' or the line's end must follow")
                }
            } else {
                let start = cursor
                while cursor < end, record[cursor] != UInt8(ascii: ",") { cursor += 1 }
                field = Array(record[start..<cursor])
            }
            fields.append(field)
            guard cursor < end else { return fields }
            cursor += 1
        }
    }
}
