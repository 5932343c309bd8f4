import AlarmEngine

/// What is in a recording: counts, spans and rates, by profile.
public struct RecordingStatistics {
    /// So many topics of no profile are told apart; the messages of the others are counted all the same.
    private static let mostTopics = 10_000

    struct Share: Hashable {
        var messages = 0
        var bytes = 0
        var undecodable = 0
        var retained = 0
        var first = Moment.distantFuture
        var last = Moment.distantPast
    }

    private var engine: Engine
    private(set) var total = Share()
    private(set) var shares: [String: Share] = [:]
    private(set) var unknown = Share()
    private(set) var unknownTopics: Set<String> = []
    private(set) var hands = 0
    private(set) var counts = Counts()
    /// The minute that runs, and the one with the most messages.
    private var minute: (number: Int64, messages: Int) = (.min, 0)
    private(set) var busiest: (number: Int64, messages: Int) = (.min, 0)

    /// - Parameter configuration: the profiles, by which topics are known and payloads decoded.
    public init(_ configuration: Engine.Configuration) {
        engine = Engine(configuration: configuration)
    }

    /// Counts all lines of a recording.
    ///
    /// - Parameter reader: the recording.
    /// - Throws: the one problem, if it cannot be read.
    public mutating func read(_ reader: inout RecordingReader) throws(Problem) {
        while let entry = try reader.nextEntry() {
            switch entry.line {
            case .message(var message):
                message.at = entry.at
                count(message)
            case .hand: hands += 1
            }
        }
    }

    private mutating func count(_ message: RecordedMessage) {
        let decision = engine.decide([.message(message.message)], at: message.at)
        let isUndecodable = decision.counts.undecodable > 0
        engine.adopt(decision)
        counts += decision.counts
        total.count(message, isUndecodable)
        if let owner = engine.owner(of: message.message) {
            shares[owner.profile.name, default: Share()].count(message, isUndecodable)
        } else {
            unknown.count(message, false)
            if unknownTopics.count < Self.mostTopics { unknownTopics.insert(message.topic) }
        }
        let number = message.at.milliseconds / 60_000
        minute = number == minute.number ? (number, minute.messages + 1) : (number, 1)
        if minute.messages > busiest.messages { busiest = minute }
    }

    /// How many devices of each profile were heard, or spoken for by the broker.
    var devices: [String: Int] {
        engine.records().filter { $0.heardAt != nil || !$0.fields.isEmpty }.reduce(into: [:]) { devices, record in
            devices[record.key.profile, default: 0] += 1
        }
    }

    /// Whether there are topics of no profile that were not told apart.
    var hasMoreTopics: Bool { unknownTopics.count >= Self.mostTopics }
}

extension RecordingStatistics.Share {
    fileprivate mutating func count(_ message: RecordedMessage, _ isUndecodable: Bool) {
        messages += 1
        bytes += message.payload.count
        if isUndecodable { undecodable += 1 }
        if message.isRetained { retained += 1 }
        first = min(first, message.at)
        last = max(last, message.at)
    }
}

extension RecordingStatistics {
    /// All of it in words and tables, for people.
    public var lines: [String] {
        guard total.messages > 0 else { return ["no messages" + (hands > 0 ? ", \(hands) hands" : "")] }
        let span = total.last - total.first
        var lines = [
            "messages     \(total.messages) in \(Self.duration(span)), \(total.bytes) bytes of payload",
            "from         \(Timestamp.text(total.first))",
            "to           \(Timestamp.text(total.last))",
            "rate         \(Self.rate(total.messages, span)) a second on average; \(busiest.messages) in the busiest minute, \(Timestamp.text(Moment(milliseconds: busiest.number * 60_000)).prefix(16))Z",
        ]
        for (count, what) in [
            (total.retained, "retained     "), (hands, "hands        "), (total.undecodable, "undecodable  "),
            (counts.redelivered, "repeated     "), (counts.incredibleTime, "no credible time of their own  "),
        ] where count > 0 {
            lines.append("\(what)\(count)")
        }
        let devices = devices
        let names = shares.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var rows = [["profile", "messages", "devices", "undecodable", "bytes"]]
        for name in names {
            guard let share = shares[name] else { continue }
            rows.append(
                [name] + [share.messages, devices[name] ?? 0, share.undecodable, share.bytes].map { String($0) })
        }
        if rows.count > 1 { lines += [""] + Self.table(rows) }
        if unknown.messages > 0 {
            let topics = "\(hasMoreTopics ? "more than " : "")\(Self.count(unknownTopics.count, "topic"))"
            let messages = Self.count(unknown.messages, "message")
            lines += ["", "\(messages) came on \(topics) of no profile (gengfu discover drafts them)"]
        }
        return lines
    }

    private static func duration(_ span: Span) -> String {
        let seconds = span.milliseconds / 1000
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
        ]
        let shown = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
        return shown.isEmpty ? "\(span.milliseconds)ms" : shown.joined()
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// With two decimals.
    private static func rate(_ count: Int, _ span: Span) -> String {
        guard span.milliseconds > 0 else { return "\(count)" }
        let hundredths = Int64(count) * 100_000 / span.milliseconds
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Columns, the first to the left, the others to the right.
    static func table(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + padding : padding + text
            }.joined(separator: "  ")
        }
    }
}
