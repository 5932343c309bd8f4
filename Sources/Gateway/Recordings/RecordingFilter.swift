import AlarmEngine

/// The messages of a recording that are wanted: of each kind of wish one must fit, and all kinds that are named.
public struct RecordingFilter {
    /// Topic filters as MQTT has them.
    public var topics: [String] = []
    public var devices: Set<String> = []
    public var profiles: Set<String> = []
    /// The beginnings of area codes.
    public var areas: [String] = []
    private let engine: Engine?
    /// Lines of what operators did, which no wish can be about.
    public private(set) var passedHands = 0

    /// - Parameter configuration: the profiles, by which devices and areas are known; nil where only topics are asked for.
    public init(_ configuration: Engine.Configuration?) {
        engine = configuration.map { Engine(configuration: $0) }
    }

    /// Writes the lines that are wanted, as they stand.
    ///
    /// - Parameters:
    ///   - reader: the recording.
    ///   - output: where they go.
    /// - Throws: the one problem, if it cannot be read or written.
    public mutating func run(_ reader: inout RecordingReader, to output: RecordingOutput) throws(Problem) {
        while let entry = try reader.nextEntry() {
            switch entry.line {
            case .message(let message): if isWanted(message) { try output.write(entry.text) }
            case .hand: passedHands += 1
            }
        }
    }

    func isWanted(_ message: RecordedMessage) -> Bool {
        guard topics.isEmpty || topics.contains(where: { MQTTFilter($0).matches(message.topic) }) else { return false }
        if devices.isEmpty, profiles.isEmpty, areas.isEmpty { return true }
        guard let owner = engine?.owner(of: message.message) else { return false }
        let area = owner.area.isEmpty ? owner.row?.area ?? "" : owner.area
        return (devices.isEmpty || devices.contains(owner.device))
            && (profiles.isEmpty || profiles.contains(owner.profile.name))
            && (areas.isEmpty || areas.contains { area.hasPrefix($0) })
    }
}

/// A topic filter with `+` and `#` (MQTT 5, section 4.7).
struct MQTTFilter {
    private let levels: [Substring]

    init(_ text: String) {
        levels = text.split(separator: "/", omittingEmptySubsequences: false)
    }

    func matches(_ topic: String) -> Bool {
        // The broker's own topics must be asked for by name.
        if topic.hasPrefix("$"), let first = levels.first, first == "+" || first == "#" { return false }
        let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
        for (index, level) in levels.enumerated() {
            if level == "#" { return true }
            guard index < parts.count, level == "+" || level == parts[index] else { return false }
        }
        return parts.count == levels.count
    }
}
