import AlarmEngine

/// The members of a request, taken out by name and type.
struct RequestMembers {
    private let value: JSONValue
    private let names: [String]

    init(_ value: JSONValue) throws(ControlRefusal) {
        guard case .object(let members) = value else {
            throw ControlRefusal("A request is a JSON object, such as {\"do\":\"status\"}.")
        }
        self.value = value
        names = members.map(\.name)
    }

    /// Refuses a member that nobody would read: a misspelt `reason` must not be lost in silence.
    func allow(_ known: Set<String>) throws(ControlRefusal) {
        if let stranger = names.first(where: { $0 != "do" && !known.contains($0) }) {
            let expected = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
            throw ControlRefusal("'\(stranger.prefix(40))' is no member of this request; known are: \(expected).")
        }
    }

    /// Nil if it is absent or null.
    func text(_ name: String, atMost bound: Int = 200) throws(ControlRefusal) -> String? {
        switch value[name] {
        case nil, .null: return nil
        case .string(let text):
            guard text.utf8.count <= bound else { throw ControlRefusal("'\(name)' may have at most \(bound) bytes.") }
            return text
        case .boolean, .number, .array, .object: throw ControlRefusal("'\(name)' must be a string.")
        }
    }

    func required(_ name: String) throws(ControlRefusal) -> String {
        guard let text = try text(name) else { throw ControlRefusal("The request needs '\(name)', a string.") }
        return text
    }

    /// A whole number that is not negative; nil if it is absent or null.
    func whole(_ name: String) throws(ControlRefusal) -> Int64? {
        switch value[name] {
        case nil, .null: return nil
        case .number(let number):
            guard let whole = Int64(exactly: number), whole >= 0 else { fallthrough }
            return whole
        case .boolean, .string, .array, .object:
            throw ControlRefusal("'\(name)' must be a whole number, 0 or more.")
        }
    }

    func limit() throws(ControlRefusal) -> Int {
        Int(min(max(try whole("limit") ?? Int64(ControlLine.mostRows), 1), Int64(ControlLine.mostRows)))
    }

    func filter() throws(ControlRefusal) -> EventFilter {
        var filter = EventFilter(
            areaPrefix: try text("area"), device: try text("device", atMost: 65_535), alarm: try text("alarm"))
        if let name = try text("severity") {
            guard let severity = Severity(rawValue: name) else {
                throw ControlRefusal(
                    "'severity' must be one of \(Severity.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            filter.minimumSeverity = severity
        }
        for name in try texts("signal") {
            guard let signal = Signal(rawValue: name) else {
                throw ControlRefusal("'signal' must be of \(Signal.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            filter.signals.insert(signal)
        }
        return filter
    }

    func hand(by peer: Peer) throws(ControlRefusal) -> HandRequest {
        try allow(["id", "by", "reason"])
        let id = try required("id").lowercased()
        guard (4...16).contains(id.utf8.count), id.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw ControlRefusal("'id' must be an alarm's id or its beginning: 4 to 16 hex digits.")
        }
        let by = try text("by") ?? ""
        return HandRequest(id: id, by: by.isEmpty ? peer.user : by, reason: try text("reason", atMost: 2000))
    }

    func deliveries() throws(ControlRefusal) -> ControlRequest {
        try allow(["sink", "state", "limit", "retry"])
        switch value["retry"] {
        case nil, .null, .boolean(false):
            return .deliveries(sink: try text("sink"), state: try text("state"), limit: try limit())
        case .boolean(true): return .retry(sink: try text("sink"))
        case .number, .string, .array, .object: throw ControlRefusal("'retry' must be true or false.")
        }
    }

    /// A string, or an array of them.
    private func texts(_ name: String) throws(ControlRefusal) -> [String] {
        guard case .array(let elements) = value[name] else { return try text(name).map { [$0] } ?? [] }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else { throw ControlRefusal("'\(name)' must be strings.") }
            texts.append(text)
        }
        return texts
    }
}
