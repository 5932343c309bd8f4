import AlarmEngine

/// What the daemon's ledger has, read over the control socket a page at a time.
public struct EventHistory {
    private static let page: Int64 = 500
    /// How far back a filter is followed: 20 000 events.
    private static let mostPages = 40

    private let client: ControlClient

    public init(client: ControlClient) {
        self.client = client
    }

    /// The last events that are wanted, at most `count`, the oldest first, and the number of the newest event of all.
    ///
    /// Looks through the last 20 000 events.
    public func last(
        _ count: Int, where isWanted: (EventRecord) -> Bool
    ) throws(ControlError) -> (events: [EventRecord], newest: Int64) {
        var (events, newest) = try request { $0.member("last", count == 0 ? 0 : EventHistory.page) }
        var start = events.first?.sequence ?? 0
        events = events.filter(isWanted)
        var pages = 1
        while events.count < count, start > 1, pages < EventHistory.mostPages {
            let after = max(0, start - 1 - EventHistory.page)
            let older = try self.events(after: after).events.filter { $0.sequence < start }
            events = older.filter(isWanted) + events
            start = after + 1
            pages += 1
        }
        return (Array(events.suffix(count)), newest)
    }

    /// The first page of the events after that number, and the number of the newest event of all.
    public func events(after sequence: Int64) throws(ControlError) -> (events: [EventRecord], newest: Int64) {
        try request { writer in
            writer.member("after", sequence)
            writer.member("limit", EventHistory.page)
        }
    }

    private func request(
        _ members: (inout JSONWriter) -> Void
    ) throws(ControlError) -> (events: [EventRecord], newest: Int64) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("do", "events")
            members(&writer)
        }
        let reply = try client.ask(writer.text).reply
        var events: [EventRecord] = []
        for _ in 0..<(reply["events"]?.number.flatMap { Int(exactly: $0) } ?? 0) {
            guard let line = try client.nextLine() else { throw client.broken("the connection ended amid its answer") }
            if let record = EventRecord(line) { events.append(record) }
        }
        return (events, reply["last"]?.number.flatMap { Int64(exactly: $0) } ?? 0)
    }
}

/// One event's line and what it says.
public struct EventRecord: Sendable {
    public let sequence: Int64
    /// Exactly as the daemon wrote it, without its line feed.
    public let line: [UInt8]
    /// Nil for an event of a kind that this program does not know yet.
    public let event: NumberedEvent?

    /// Nil if the line is no JSON object with a number.
    init?(_ line: [UInt8]) {
        guard let json = try? JSONValue(parsing: line), let number = json["seq"]?.number,
            let sequence = Int64(exactly: number)
        else { return nil }
        self.sequence = sequence
        self.line = line
        event = NumberedEvent(json)
    }
}
