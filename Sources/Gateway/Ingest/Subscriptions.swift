/// The topic filters we want from the broker, and what it said to each.
struct Subscriptions {
    enum Answer: Equatable {
        case granted
        /// Below QoS 1: what is published while we are away, or die, does not come again.
        case weakened(filter: String)
        case refused(filter: String)
        /// To a question that was not ours.
        case stray
    }

    private(set) var wanted: [String]
    /// Unsubscribed from as soon as there is a connection: a kept session would send them for ever.
    private(set) var unwanted: [String] = []
    private(set) var refused: [String] = []
    private var granted: Set<String> = []
    private var asked: [Int32: String] = [:]

    init(wanted: [String]) {
        self.wanted = wanted
    }

    var isAnswered: Bool { asked.isEmpty }

    /// Whether anything can reach us; with nothing wanted, nothing is missing.
    var isListening: Bool { wanted.isEmpty || !granted.isEmpty }

    /// A new connection: what the last one was asked is void.
    mutating func connectionBegan() {
        asked = [:]
        refused = []
        granted = []
    }

    mutating func askedFor(_ filter: String, packetID: Int32) {
        asked[packetID] = filter
        refused.removeAll { $0 == filter }
    }

    mutating func answered(packetID: Int32, grants: [Int32]) -> Answer {
        guard let filter = asked.removeValue(forKey: packetID) else { return .stray }
        guard let grant = grants.first, grant < 0x80 else {
            refused.append(filter)
            return .refused(filter: filter)
        }
        granted.insert(filter)
        return grant == 0 ? .weakened(filter: filter) : .granted
    }

    /// Changes what is wanted, and answers the filters that are new.
    mutating func want(_ filters: [String]) -> [String] {
        let added = filters.filter { !wanted.contains($0) }
        let gone = wanted.filter { !filters.contains($0) }
        unwanted.removeAll { filters.contains($0) }
        unwanted.append(contentsOf: gone)
        refused.removeAll { !filters.contains($0) }
        granted.subtract(gone)
        wanted = filters
        return added
    }

    /// The filters to unsubscribe from now; each is answered once.
    mutating func takeUnwanted() -> [String] {
        defer { unwanted = [] }
        return unwanted
    }
}
