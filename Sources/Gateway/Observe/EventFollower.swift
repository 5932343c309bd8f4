import Glibc

/// Hears the daemon's events, through its restarts, each once and in order.
public struct EventFollower {
    /// What happens to the connection, for the person who watches.
    public enum News: Hashable, Sendable {
        /// The daemon is gone; said once until it is back.
        case waiting
        /// It is back.
        case resumed
        /// Its ledger has fewer events than we have seen: it is another one, and is told from its beginning.
        case otherLedger
    }

    private static let shortestPause: UInt32 = 50_000
    private static let longestPause: UInt32 = 2_000_000

    private let path: String
    /// The last event heard; nil before the first connection if only what is to come is wanted.
    public private(set) var sequence: Int64?
    private var hasBegun = false

    /// - Parameters:
    ///   - path: the control socket.
    ///   - sequence: hear what comes after that event; nil hears what happens from now on.
    public init(path: String, after sequence: Int64?) {
        self.path = path
        self.sequence = sequence
    }

    /// Follows until `hear` answers false, or nobody reads `output` any more.
    ///
    /// - Parameters:
    ///   - first: a connection that is there already; nil makes one.
    ///   - output: the descriptor whose reader's end is to be noticed; nil for none.
    ///   - news: told when the connection goes and comes back.
    ///   - hear: takes each event.
    /// - Throws: ``ControlError`` if there is no daemon at the start, or it refuses.
    public mutating func run(
        on first: ControlClient? = nil, output: Int32? = nil, news: (News) -> Void, hear: (EventRecord) -> Bool
    ) throws(ControlError) {
        var client = first
        if client == nil { client = try ControlClient(path: path) }
        while true {
            if let connected = client {
                switch try follow(connected, output, news, hear) {
                case .wanted: return
                case .otherLedger: client = try? ControlClient(path: path)
                case .lost: client = nil
                }
            }
            if client != nil { continue }
            news(.waiting)
            guard let again = reconnected(output) else { return }
            client = again
            news(.resumed)
        }
    }

    private enum Ending {
        /// By our own will.
        case wanted
        case lost
        case otherLedger
    }

    /// Hears one connection to its end.
    private mutating func follow(
        _ client: ControlClient, _ output: Int32?, _ news: (News) -> Void, _ hear: (EventRecord) -> Bool
    ) throws(ControlError) -> Ending {
        guard let last = try begun(client) else { return .lost }
        hasBegun = true
        if let known = sequence, last < known {
            news(.otherLedger)
            sequence = 0
            return .otherLedger
        }
        if sequence == nil { sequence = last }
        client.waitForEver()
        while client.awaitLine(orEndOf: output) {
            guard let line = try? client.nextLine() else { return .lost }
            guard let record = EventRecord(line) else { continue }
            if let known = sequence, record.sequence <= known { continue }
            sequence = record.sequence
            if !hear(record) { return .wanted }
        }
        return .wanted
    }

    /// Asks to follow; nil if the daemon went away meanwhile, else its newest event.
    private func begun(_ client: ControlClient) throws(ControlError) -> Int64? {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("do", "follow")
            writer.member("after", sequence)
        }
        do {
            return try client.ask(writer.text).reply["last"]?.number.flatMap { Int64(exactly: $0) } ?? 0
        } catch {
            // Once begun, a daemon that is back but too busy is waited for as well.
            guard case .refused = error, !hasBegun else { return nil }
            throw error
        }
    }

    /// Tries until somebody listens again; nil if nobody reads `output` any more.
    private func reconnected(_ output: Int32?) -> ControlClient? {
        var pause = EventFollower.shortestPause
        while true {
            usleep(pause)
            if let output, hasEnded(output) { return nil }
            if let client = try? ControlClient(path: path) { return client }
            pause = min(pause * 2, EventFollower.longestPause)
        }
    }

    private func hasEnded(_ output: Int32) -> Bool {
        var state = pollfd(fd: output, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLERR | POLLHUP) != 0
    }
}
