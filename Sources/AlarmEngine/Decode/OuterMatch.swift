/// What a `match:` asks for, where it stands outside of everything wrapped: it is found without unwrapping anything.
///
/// A network server's topic is shared by the profiles of all its devices, and all of them ask for the same name.
struct OuterMatch: Sendable {
    let path: String
    let values: [Value]
    /// The one place.
    private let places: PayloadPlan

    /// Nil where the document is no plain JSON, or the place is in something wrapped.
    init?(_ match: MatchDescription?, _ document: DocumentPlan) {
        guard let match, let pointer = JSONPointer(match.path), document.layer.isPlainJSON,
            !document.inside.contains(where: { match.path == $0.path || match.path.hasPrefix($0.path + "/") })
        else { return nil }
        (path, values) = (match.path, match.values)
        var places = PayloadPlan()
        _ = places.addSlot(pointer)
        self.places = places
    }

    /// What stands at a place of a payload.
    enum Found {
        /// The payload is no JSON.
        case unreadable
        case nothing
        case value(RawValue)
    }

    func found(in payload: [UInt8]) -> Found {
        payload.withUnsafeBufferPointer { payload in
            guard let bytes = try? DocumentPlan.text(payload), let tokens = try? places.capture(bytes) else {
                return .unreadable
            }
            return tokens[0].flatMap { RawValue($0, bytes) }.map { .value($0) } ?? .nothing
        }
    }
}

extension DocumentPlan.Layer {
    /// Whether its text is the JSON that is read.
    fileprivate var isPlainJSON: Bool {
        description.form == .json && description.encoding == .raw && description.charset == .utf8
    }
}

/// What a payload has at the places that candidates ask for, each looked for once.
struct OuterValues {
    private var found: [(path: String, value: OuterMatch.Found)] = []

    /// Whether a payload is what a `match:` asks for; nil where it cannot be read.
    mutating func fits(_ match: OuterMatch, _ payload: [UInt8]) -> Bool? {
        switch value(of: match, payload) {
        case .unreadable: nil
        case .nothing: false
        case .value(let value): match.values.contains(where: value.isEqual)
        }
    }

    private mutating func value(of match: OuterMatch, _ payload: [UInt8]) -> OuterMatch.Found {
        if let known = found.first(where: { $0.path.utf8.elementsEqual(match.path.utf8) }) { return known.value }
        let value = match.found(in: payload)
        found.append((match.path, value))
        return value
    }
}
