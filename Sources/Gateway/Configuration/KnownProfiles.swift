import AlarmEngine

/// The profiles that tables may name.
struct KnownProfiles {
    private let byName: [String: ProfileDescription]
    /// Those whose topics name `{area}`: all of a profile's do, or none.
    private let withArea: Set<String>
    /// Profiles that exist but could not be read.
    private let unreadable: Set<String>
    /// What was said of each name that none has: a registry may have it in every row.
    private var advice: [String: String] = [:]

    init(_ profiles: [ProfileDescription], unreadable: Set<String>) {
        byName = Dictionary(profiles.map { ($0.name, $0) }) { first, _ in first }
        withArea = Set(profiles.filter(\.hasArea).map(\.name))
        self.unreadable = unreadable
    }

    func hasArea(_ name: String) -> Bool { withArea.contains(name) }

    /// The profile of that name; nil, and reported unless it only could not be read, where there is none.
    mutating func profile(_ name: String, at place: Place, in file: SourceFile) -> ProfileDescription? {
        if let profile = byName[name] { return profile }
        guard !unreadable.contains(name) else { return nil }
        file.report("unknown profile \(quoted(name)); \(advice(for: name))", at: place)
        return nil
    }

    private mutating func advice(for name: String) -> String {
        if let known = advice[name] { return known }
        let names = byName.keys.sorted()
        let meant = suggestion(for: name, among: names).map { "did you mean '\($0)'?" }
        let said =
            meant ?? (names.count <= 12 ? "there are \(alternatives(names))" : "no device folder has that name")
        if advice.count < 1000 { advice[name] = said }
        return said
    }
}

extension ProfileDescription {
    fileprivate var hasArea: Bool { messages.contains { $0.topic.contains("{area}") } }
}
