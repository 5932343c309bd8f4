import AlarmEngine

/// What gateways say of themselves: the devices that zigbee2mqtt lists, and those announced to Home Assistant.
struct Inventory {
    struct Item: Hashable {
        /// Where it was said.
        var source: Source
        /// What tells it from others of its source.
        var identity: String
        var maker = ""
        var model = ""
        /// The maker's own short name of the model, where it is said apart.
        var modelID = ""
        /// In the order they were said, at most eight.
        var stateTopics: [String] = []
        var availabilityTopic: String?

        /// The names under which a profile may have the model, the shortest of what was said first: `HS1SA-E` of
        /// `Smoke detector (HS1SA-E)`.
        var modelNames: [String] {
            var names = [modelID]
            if let open = model.lastIndex(of: "("), let close = model[open...].firstIndex(of: ")") {
                names.append(String(model[model.index(after: open)..<close]))
                names.append(model)
                names.append(String(model[..<open]))
            } else {
                names.append(model)
            }
            return names.filter { !$0.isEmpty }
        }
    }

    enum Source: String {
        case homeAssistant = "Home Assistant"
        case zigbee2mqtt
    }

    static let most = 10_000
    private static let mostTopics = 8

    private var items: [String: Item] = [:]
    /// By the topics of their states.
    private var zigbee: [String: Item] = [:]
    /// How many there was no room for.
    private(set) var over = 0

    /// By source, maker, model and identity.
    var all: [Item] {
        items.values.sorted { left, right in
            (left.source.rawValue, left.maker, left.model, left.identity)
                < (right.source.rawValue, right.maker, right.model, right.identity)
        }
    }

    /// Takes a message, if it is one about devices.
    ///
    /// - Returns: whether it is.
    mutating func take(_ topic: String, _ payload: [UInt8]) -> Bool {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        if levels.count >= 3, levels.suffix(2) == ["bridge", "devices"] {
            let base = levels.dropLast(2).joined(separator: "/")
            guard case .array(let devices)? = try? JSONValue(parsing: payload) else { return false }
            for device in devices { takeZigbee(device, base) }
            return true
        }
        guard levels.first == "homeassistant", levels.last == "config",
            (4...5).contains(levels.count) || levels.count == 4
        else { return false }
        guard let config = try? JSONValue(parsing: payload), case .object = config else { return payload.isEmpty }
        takeAnnouncement(config, topic: topic)
        return true
    }

    private mutating func takeZigbee(_ device: JSONValue, _ base: String) {
        guard device["type"]?.string != "Coordinator", let address = device["ieee_address"]?.string else { return }
        let definition = device["definition"]
        var item = Item(source: .zigbee2mqtt, identity: address)
        item.maker = definition?["vendor"]?.string ?? device["manufacturer"]?.string ?? ""
        item.model = definition?["model"]?.string ?? device["model_id"]?.string ?? ""
        let name = device["friendly_name"]?.string ?? address
        item.stateTopics = ["\(base)/\(name)"]
        item.availabilityTopic = "\(base)/\(name)/availability"
        keep(item)
        if zigbee.count < Self.most { zigbee["\(base)/\(name)"] = item }
    }

    /// The device of zigbee2mqtt whose state comes on a topic; nil too where the envelope of that name does not read it.
    func zigbeeDevice(on topic: String) -> (name: String, item: Item)? {
        guard let item = zigbee[topic], topic.hasPrefix("zigbee2mqtt/") else { return nil }
        let name = topic.dropFirst("zigbee2mqtt/".count)
        return name.contains("/") ? nil : (String(name), item)
    }

    /// Of one thing, or with `components` of a whole device.
    private mutating func takeAnnouncement(_ config: JSONValue, topic: String) {
        let device = config.member("device", "dev")
        let identity = Self.identity(device) ?? config.member("unique_id", "uniq_id")?.string ?? topic
        var item = items["ha/\(identity)"] ?? Item(source: .homeAssistant, identity: identity)
        item.maker = device?.member("manufacturer", "mf")?.string ?? item.maker
        item.modelID = device?.member("model_id", "mdl_id")?.string ?? item.modelID
        item.model = device?.member("model", "mdl")?.string ?? (item.model.isEmpty ? item.modelID : item.model)
        var parts = [config]
        if case .object(let members)? = config.member("components", "cmps") { parts += members.map(\.value) }
        let base = config["~"]?.string ?? ""
        for part in parts {
            let ownBase = part["~"]?.string ?? base
            if let state = part.member("state_topic", "stat_t")?.string.map({ Self.topic($0, ownBase) }),
                !item.stateTopics.contains(state), item.stateTopics.count < Self.mostTopics
            {
                item.stateTopics.append(state)
            }
            let availability =
                part.member("availability_topic", "avty_t")?.string
                ?? part.member("availability", "avty")?.first?.member("topic", "t")?.string
            if let availability { item.availabilityTopic = Self.topic(availability, ownBase) }
        }
        keep(item)
    }

    private mutating func keep(_ item: Item) {
        let key = (item.source == .zigbee2mqtt ? "z2m/" : "ha/") + item.identity
        guard items[key] != nil || items.count < Self.most else {
            over += 1
            return
        }
        items[key] = item
    }

    /// `~` at the beginning or end of a topic stands for the announcement's base topic.
    private static func topic(_ text: String, _ base: String) -> String {
        if text.hasPrefix("~") { return base + text.dropFirst() }
        return text.hasSuffix("~") ? text.dropLast() + base : text
    }

    private static func identity(_ device: JSONValue?) -> String? {
        let identifiers = device?.member("identifiers", "ids")
        return identifiers?.string ?? identifiers?.first?.string
    }
}

extension JSONValue {
    /// The member by its name, or by the short one Home Assistant allows.
    fileprivate func member(_ name: String, _ short: String) -> JSONValue? { self[name] ?? self[short] }

    /// The first element of an array; of an object itself.
    fileprivate var first: JSONValue? {
        switch self {
        case .array(let elements): elements.first
        case .object: self
        case .null, .boolean, .number, .string: nil
        }
    }
}
