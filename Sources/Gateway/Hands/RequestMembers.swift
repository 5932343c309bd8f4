import AlarmEngine

/// The members of a request, taken out by name and type.
struct RequestMembers {
    let value: JSONValue
    private let names: [String]

    /// - Parameters:
    ///   - value: the request.
    ///   - frame: the members that every request of its kind has, such as `do`.
    /// - Throws: one sentence, if it is no object.
    init(_ value: JSONValue, frame: Set<String> = ["do"]) throws(ControlRefusal) {
        guard case .object(let members) = value else {
            throw ControlRefusal("A request is a JSON object, such as {\"do\":\"status\"}.")
        }
        self.value = value
        names = members.map(\.name).filter { !frame.contains($0) }
    }

    /// Refuses a member that nobody would read: a misspelt `reason` must not be lost in silence.
    func allow(_ known: Set<String>) throws(ControlRefusal) {
        if let stranger = names.first(where: { !known.contains($0) }) {
            let meant = suggestion(for: stranger, among: Array(known)).map { "did you mean '\($0)'?" }
            let expected = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
            throw ControlRefusal(
                "'\(stranger.prefix(40))' is no member of this request; \(meant ?? "known are: \(expected).")")
        }
    }

    /// Whether it is there and not null.
    func has(_ name: String) -> Bool {
        switch value[name] {
        case nil, .null: false
        case .boolean, .number, .string, .array, .object: true
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

    func required(_ name: String, atMost bound: Int = 200) throws(ControlRefusal) -> String {
        guard let text = try text(name, atMost: bound) else {
            throw ControlRefusal("The request needs '\(name)', a string.")
        }
        return text
    }

    /// Like ``text(_:atMost:)``, and nil if it is empty too.
    func filledText(_ name: String, atMost bound: Int = 200) throws(ControlRefusal) -> String? {
        let text = try text(name, atMost: bound)
        return text?.isEmpty == true ? nil : text
    }

    /// False if it is absent or null.
    func flag(_ name: String) throws(ControlRefusal) -> Bool {
        switch value[name] {
        case nil, .null: return false
        case .boolean(let flag): return flag
        case .number, .string, .array, .object: throw ControlRefusal("'\(name)' must be true or false.")
        }
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

    /// A time as RFC 3339 has it; nil if it is absent or null.
    func moment(_ name: String) throws(ControlRefusal) -> Moment? {
        guard let text = try text(name) else { return nil }
        guard let moment = Timestamp.moment(text) else {
            throw ControlRefusal("'\(name)' must be a time with its zone, such as 2026-11-23T18:00:00+08:00.")
        }
        return moment
    }

    /// A duration as profiles write it, longer than nothing; nil if it is absent or null.
    func span(_ name: String) throws(ControlRefusal) -> Span? {
        guard let text = try text(name) else { return nil }
        guard let span = Span(text), span > .zero else {
            throw ControlRefusal("'\(name)' must be a duration longer than nothing, such as 90s, 30m, 2h or 31d.")
        }
        return span
    }

    /// A string, or an array of them.
    func texts(_ name: String) throws(ControlRefusal) -> [String] {
        guard case .array(let elements) = value[name] else { return try text(name).map { [$0] } ?? [] }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else { throw ControlRefusal("'\(name)' must be strings.") }
            texts.append(text)
        }
        return texts
    }
}
