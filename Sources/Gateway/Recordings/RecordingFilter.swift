import AlarmEngine

/// The messages of a recording that are wanted: of each kind of wish one must fit, and all kinds that are named.
public struct RecordingFilter {
    /// Topic filters as MQTT has them.
    public var topics: [String] = []
    public var devices: Set<String> = []
    public var profiles: Set<String> = []
    /// The beginnings of area codes.
    public var areas: [String] = []
    private var owners: MessageOwners?
    private let configuration: Engine.Configuration?
    private let places: [Named: String]
    /// Lines of what operators did, which no wish can be about.
    public private(set) var passedHands = 0

    private struct Named: Hashable {
        let profile: String
        let device: String
    }

    /// - Parameter configuration: the profiles, by which devices and areas are known; nil where only topics are asked for.
    public init(_ configuration: Engine.Configuration?) {
        self.configuration = configuration
        owners = configuration.map { MessageOwners($0) }
        let rows = (configuration?.registry ?? []).filter { !$0.area.isEmpty }
        places = Dictionary(rows.map { (Named(profile: $0.profile, device: $0.device), $0.area) }) { first, _ in first }
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

    /// Takes the message in, as who was heard may say whose a later one is.
    mutating func isWanted(_ message: RecordedMessage) -> Bool {
        let owner = owners?.owner(of: message)
        guard topics.isEmpty || topics.contains(where: { MQTTFilter($0).matches(message.topic) }) else { return false }
        if devices.isEmpty, profiles.isEmpty, areas.isEmpty { return true }
        guard let owner else { return false }
        guard profiles.isEmpty || profiles.contains(owner.profile.name) else { return false }
        if devices.isEmpty, areas.isEmpty { return true }
        return named(in: message, owner).contains { device in
            let known = device == owner.device ? owner.row?.area : nil
            let own = known ?? places[Named(profile: owner.profile.name, device: device)] ?? ""
            let area = owner.area.isEmpty ? own : owner.area
            return (devices.isEmpty || devices.contains(device))
                && (areas.isEmpty || areas.contains { area.hasPrefix($0) })
        }
    }

    /// The devices that a message is about, and the bridges it came through: of the topic, or of the payload where that says.
    private func named(in message: RecordedMessage, _ owner: TopicOwner) -> [String] {
        let description = owner.profile.messages[owner.message]
        let topic = owner.device.isEmpty ? [] : [owner.device]
        guard description.device != nil || description.bridge != nil, let configuration,
            let profile = configuration.profiles.first(where: { $0.name == owner.profile.name })
        else { return topic.isEmpty ? [""] : topic }
        let decoded = profile.decoded(message.payload, message: owner.message, configuration.aids)
        let said = decoded.readings.filter { !$0.isPassedOver }.flatMap { [$0.device, $0.bridge] }
        return topic + said.compactMap { $0 }.filter { !$0.isEmpty }
    }
}

/// A topic filter with `+` and `#` (MQTT 5, section 4.7).
public struct MQTTFilter {
    private let levels: [Substring]

    /// Whether a text is a filter: a wildcard is the whole of its level, and `#` the last (MQTT 5, section 4.7.1).
    public static func isSound(_ text: String) -> Bool {
        let levels = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !text.isEmpty, text.utf8.count <= 65_535, !text.utf8.contains(0) else { return false }
        return levels.enumerated().allSatisfy { index, level in
            if level == "#" { return index == levels.count - 1 }
            return level == "+" || !level.contains { $0 == "+" || $0 == "#" }
        }
    }

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
