import AlarmEngine

/// The things that gateways announced, with the profile each likely is of, and what the registry lacks of them.
struct KnownThings {
    struct Thing {
        let item: Inventory.Item
        /// Made for its model, whose topic it is, or that is named like it; nil if none is.
        let profile: String?
        /// The device in the profile's eyes; nil where the profile does not read its topics.
        let device: DeviceKey?
        let zone: String?
        /// Those of its topics that the profile reads, once the registry says whose they are.
        let topics: [String]
    }

    private(set) var all: [Thing] = []

    init(_ discovery: Discovery) {
        let names = ProductIndex(discovery.profiles)
        var patterns: [String: [WrittenTopic]] = [:]
        for profile in discovery.profiles {
            patterns[profile.name] = profile.messages.compactMap { try? WrittenTopic($0.topic, mustNameDevice: false) }
        }
        all = discovery.inventory.all.map { item in
            let profile =
                names.profile(madeFor: item) ?? item.stateTopics.lazy.compactMap(discovery.owner).first
                ?? names.profile(namedLike: item)
            return Self.thing(item, profile, profile.flatMap { patterns[$0] } ?? [])
        }
    }

    private static func thing(_ item: Inventory.Item, _ profile: String?, _ patterns: [WrittenTopic]) -> Thing {
        var (device, zone): (DeviceKey?, String?) = (nil, nil)
        let read = (item.stateTopics + [item.availabilityTopic].compactMap { $0 }).filter { topic in
            guard let values = patterns.lazy.compactMap({ $0.values(in: topic) }).first else { return false }
            if device == nil, let profile, let name = values["device"], item.stateTopics.contains(topic) {
                device = DeviceKey(profile: profile, area: values["area"] ?? "", device: name)
                zone = values["zone"]
            }
            return true
        }
        return Thing(item: item, profile: profile, device: device, zone: zone, topics: device == nil ? [] : read)
    }

    /// The products that lack a profile.
    func lacking(of products: [Uplinks.Product: Uplinks.Found]) -> [Uplinks.Product: Uplinks.Found] {
        let known = Set(all.filter { $0.device != nil && $0.item.source == .zigbee2mqtt }.map(\.item.model))
        return products.filter { $0.key.envelope != .zigbee2mqtt || !known.contains($0.key.name) }
    }

    /// Topics that a row of the registry is enough for, once the profiles of these products are written.
    func topics(lacking products: [Uplinks.Product: Uplinks.Found]) -> Set<String> {
        let models = Set(products.keys.filter { $0.envelope == .zigbee2mqtt }.map(\.name))
        let drafted = all.filter { $0.item.source == .zigbee2mqtt && models.contains($0.item.model) }.flatMap { thing in
            thing.item.stateTopics + [thing.item.availabilityTopic].compactMap { $0 }
        }
        return Set(all.flatMap(\.topics) + drafted)
    }
}

/// Profiles by the letters and digits of products' names, which gateways and makers write differently.
private struct ProductIndex {
    private let byProduct: [String: String]
    private let byName: [(letters: String, name: String)]

    init(_ profiles: [ProfileDescription]) {
        let named = profiles.flatMap { profile in
            profile.products.flatMap { [$0.model] + $0.also }.map { (Self.letters($0), profile.name) }
        }
        byProduct = Dictionary(named) { first, _ in first }
        byName = profiles.map { (Self.letters($0.name), $0.name) }
    }

    func profile(madeFor item: Inventory.Item) -> String? {
        item.modelNames.lazy.compactMap { byProduct[Self.letters($0)] }.first
    }

    func profile(namedLike item: Inventory.Item) -> String? {
        for model in item.modelNames.map(Self.letters) where model.count >= 4 {
            if let known = byName.first(where: { $0.letters.contains(model) }) { return known.name }
        }
        return nil
    }

    private static func letters(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
