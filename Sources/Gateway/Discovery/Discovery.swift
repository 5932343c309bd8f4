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
    let profiles: [ProfileDescription]
    /// Profiles that come with the program and are not used here: drafts do not stand in their way.
    let shipped: [ProfileDescription]
    private(set) var profiled: [String: Profiled] = [:]
    private(set) var shapes = TopicShapes()
    private(set) var uplinks = Uplinks()
    private(set) var inventory = Inventory()
    private(set) var counts = Counts()
    public private(set) var messages = 0

    /// - Parameters:
    ///   - configuration: the profiles and the registry.
    ///   - shipped: further profiles that a folder of drafts may be used with.
    public init(_ configuration: Engine.Configuration, shipped: [ProfileDescription] = []) {
        // Whoever speaks is to be seen, and nobody is to be told.
        var own = configuration
        own.acceptsUnknownDevices = true
        (own.sinks, own.gateway, own.correlations, own.escalation) = ([], nil, [], [])
        engine = Engine(configuration: own)
        profiles = configuration.profiles.map(\.description)
        let names = Set(profiles.map(\.name))
        self.shipped = shipped.filter { !names.contains($0.name) }
    }

    /// Takes a message in.
    public mutating func take(_ message: Message) {
        messages += 1
        let decision = engine.decide([.message(message)], at: message.receivedAt)
        engine.adopt(decision)
        counts += decision.counts
        let isInventory = inventory.take(message.topic, message.payload)
        guard let owner = engine.owner(of: message) else {
            if !isInventory, !takeProduct(message) {
                shapes.take(message.topic, message.payload, isRetained: message.isRetained)
            }
            return
        }
        var known = profiled.removeValue(forKey: owner.profile.name) ?? Profiled()
        known.messages += 1
        known.undecodable += decision.counts.undecodable
        for sample in decision.undecodable
        where known.causes[sample.cause] != nil || known.causes.count < Self.mostCauses {
            known.causes[sample.cause, default: 0] += 1
        }
        profiled[owner.profile.name] = known
    }

    /// Answers whether a gateway says of which product the message is.
    private mutating func takeProduct(_ message: Message) -> Bool {
        guard let device = inventory.zigbeeDevice(on: message.topic) else {
            return uplinks.take(message.topic, message.payload)
        }
        return uplinks.take(message.payload, of: device.name, device.item)
    }

    /// The devices that spoke, in order.
    var devices: [DeviceRecord] {
        engine.records().filter { $0.heardAt != nil || !$0.fields.isEmpty || $0.undecodableRun > 0 }
            .sorted { $0.key < $1.key }
    }

    func isRegistered(_ key: DeviceKey) -> Bool { engine.isRegistered(key) }

    /// The profile whose topic it is, whatever the payload.
    func owner(of topic: String) -> String? {
        engine.owner(of: Message(topic: topic, payload: [], receivedAt: Moment(milliseconds: 0)))?.profile.name
    }

    /// Topics of no profile by shape, without those of things that a row of the registry is enough for.
    func unknown(without known: Set<String> = []) -> [TopicShapes.Group] { shapes.all(without: known) }
}
