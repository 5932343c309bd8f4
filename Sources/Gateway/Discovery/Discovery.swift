import AlarmEngine

/// Looks at a broker's traffic and tells what is known of it, and what is not.
///
/// Memory is bounded, however much and whatever comes; what there was no room for is counted.
public struct Discovery: Sendable {
    struct Profiled {
        var messages = 0
        var undecodable = 0
        /// Why payloads did not decode: a sentence, and how often it was the first of its device.
        var causes: [String: Int] = [:]
    }

    private static let mostCauses = 20

    private var engine: Engine
    let profileNames: [String]
    /// By the letters and digits of a product's names, which gateways and makers write differently: its profile.
    private let profilesOfProducts: [String: String]
    private(set) var profiled: [String: Profiled] = [:]
    private(set) var shapes = TopicShapes()
    private(set) var inventory = Inventory()
    private(set) var counts = Counts()
    public private(set) var messages = 0

    /// - Parameter configuration: the profiles and the registry.
    public init(_ configuration: Engine.Configuration) {
        // Whoever speaks is to be seen, and nobody is to be told.
        var own = configuration
        own.acceptsUnknownDevices = true
        (own.sinks, own.gateway, own.correlations, own.escalation) = ([], nil, [], [])
        engine = Engine(configuration: own)
        profileNames = configuration.profiles.map(\.name)
        let named = configuration.profiles.flatMap { profile in
            profile.description.products.flatMap { [$0.model] + $0.also }.map { (Self.letters($0), profile.name) }
        }
        profilesOfProducts = Dictionary(named) { first, _ in first }
    }

    /// Takes a message in.
    public mutating func take(_ message: Message) {
        messages += 1
        let decision = engine.decide([.message(message)], at: message.receivedAt)
        engine.adopt(decision)
        counts += decision.counts
        let isInventory = inventory.take(message.topic, message.payload)
        guard let owner = engine.owner(of: message) else {
            if !isInventory { shapes.take(message.topic, message.payload, isRetained: message.isRetained) }
            return
        }
        var known = profiled[owner.profile.name] ?? Profiled()
        known.messages += 1
        known.undecodable += decision.counts.undecodable
        for sample in decision.undecodable
        where known.causes[sample.cause] != nil || known.causes.count < Self.mostCauses {
            known.causes[sample.cause, default: 0] += 1
        }
        profiled[owner.profile.name] = known
    }

    /// The devices that spoke, in order.
    var devices: [DeviceRecord] {
        engine.records().filter { $0.heardAt != nil || !$0.fields.isEmpty || $0.undecodableRun > 0 }
            .sorted { $0.key < $1.key }
    }

    /// Those of them that have no row in the registry.
    var newDevices: [DeviceRecord] { devices.filter { !engine.isRegistered($0.key) } }

    /// Topics of no profile, by shape.
    mutating func unknown() -> [TopicShapes.Group] { shapes.all() }

    /// The profile that is likely the one of a thing: made for its model, whose topic it is, or that is named like it.
    func suggestedProfile(_ item: Inventory.Item) -> String? {
        if let profile = profilesOfProducts[Self.letters(item.model)] { return profile }
        for topic in item.stateTopics {
            let message = Message(topic: topic, payload: [], receivedAt: Moment(milliseconds: 0))
            if let owner = engine.owner(of: message) { return owner.profile.name }
        }
        let model = Self.letters(item.model)
        guard model.count >= 4 else { return nil }
        return profileNames.first { Self.letters($0).contains(model) }
    }

    private static func letters(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
