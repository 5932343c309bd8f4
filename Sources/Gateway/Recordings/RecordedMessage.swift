import AlarmEngine

/// One line of a recording.
public struct RecordedMessage: Hashable, Sendable {
    /// When it came, to the millisecond.
    public var at: Moment
    public var topic: String
    public var payload: [UInt8]
    /// 0 to 2.
    public var qos: Int
    public var isRetained: Bool

    public init(at: Moment, topic: String, payload: [UInt8], qos: Int = 1, isRetained: Bool = false) {
        self.at = at
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
    }

    /// The line of our own format, without its line feed: text as `payload`, anything else as `payload_b64`.
    public var line: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("t", Timestamp.text(at))
            writer.member("topic", topic)
            if let text = String(validating: payload, as: UTF8.self) {
                writer.member("payload", text)
            } else {
                writer.member("payload_b64", Base64.text(of: payload))
            }
            writer.member("qos", Int64(qos))
            writer.member("retain", isRetained)
        }
        return writer.text
    }

    /// As the engine takes it.
    public var message: Message {
        Message(topic: topic, payload: payload, isRetained: isRetained, receivedAt: at)
    }
}

extension RecordedMessage {
    /// Reads a line of our own format, or one that `mosquitto_sub -F %j` or `%J` printed.
    ///
    /// - Parameters:
    ///   - value: the line, parsed.
    ///   - members: its members.
    ///   - line: its bytes.
    ///   - at: its time.
    /// - Throws: why it is none.
    init(_ value: JSONValue, _ members: [JSONMember], _ line: [UInt8], at: Moment) throws(RecordedLine.LineError) {
        guard let topic = value["topic"]?.string, !topic.isEmpty else {
            throw RecordedLine.LineError(offset: 0, reason: "the topic is missing")
        }
        self.at = at
        self.topic = topic
        payload = try Self.payload(value, members, line)
        qos = value["qos"]?.number.flatMap { Int(exactly: $0) } ?? 0
        guard (0...2).contains(qos) else { throw RecordedLine.LineError(offset: 0, reason: "'qos' is 0, 1 or 2") }
        isRetained = value["retain"]?.boolean ?? (value["retain"]?.number == 1)
    }

    /// A text as it is; any other JSON value by the very bytes it was written with.
    private static func payload(
        _ value: JSONValue, _ members: [JSONMember], _ line: [UInt8]
    ) throws(RecordedLine.LineError) -> [UInt8] {
        if let text = value["payload_b64"]?.string {
            guard let bytes = Base64.bytes(of: text[...]) else {
                throw RecordedLine.LineError(offset: 0, reason: "'payload_b64' is not Base64")
            }
            return bytes
        }
        guard let member = members.last(where: { $0.name == "payload" }) else {
            if value["payloadlen"]?.number == 0 { return [] }
            throw RecordedLine.LineError(offset: 0, reason: "the payload is missing; an empty one is \"payload\":\"\"")
        }
        return member.value.string.map { Array($0.utf8) } ?? Array(line[member.range])
    }
}
