import AlarmEngine

/// What comes through network servers of LoRaWAN and through zigbee2mqtt from devices that no profile is for, by product.
///
/// Memory is bounded: so many products, with so many devices each.
struct Uplinks {
    enum Envelope: String {
        case chirpstack
        case theThingsStack = "the-things-stack"
        case zigbee2mqtt

        /// What the name is there.
        var nameOfName: String {
            switch self {
            case .chirpstack: "the device profile's name in ChirpStack"
            case .theThingsStack: "the model's id in The Things Stack"
            case .zigbee2mqtt: "the model in zigbee2mqtt's list"
            }
        }
    }

    struct Product: Hashable {
        let envelope: Envelope
        /// What `match: {…, in: products}` finds in each message.
        let name: String
    }

    struct Found {
        var maker = "unknown"
        var messages = 0
        var decoded = 0
        var devices: Set<String> = []
        var ports: Set<Int> = []
        /// What the server's decoder made of the bytes, and how many bytes there were.
        var payload = PayloadShape()

        /// Most of them are.
        var isDecoded: Bool { decoded * 2 > messages }
    }

    /// What a network server says on a topic.
    enum Topic {
        case uplink(Envelope)
        /// Of a join, a battery's state and the like: of devices, but not from them.
        case word
    }

    static let most = 1000
    static let mostDevices = 1000

    private(set) var products: [Product: Found] = [:]
    /// Messages there was no room for.
    private(set) var over = 0

    /// Takes a message, if it is an uplink that says of which product it is.
    ///
    /// - Returns: whether it is.
    mutating func take(_ topic: String, _ payload: [UInt8]) -> Bool {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard case .uplink(let envelope)? = Self.topic(levels), let uplink = try? JSONValue(parsing: payload),
            let name = Self.product(envelope, uplink), Self.isSound(name)
        else { return false }
        hear(Product(envelope: envelope, name: name)) { $0.take(uplink, envelope, device: String(levels[3])) }
        return true
    }

    /// Takes the state of a device in that zigbee2mqtt has listed.
    ///
    /// - Returns: whether it is one that a profile could be for.
    mutating func take(_ payload: [UInt8], of device: String, _ item: Inventory.Item) -> Bool {
        guard Self.isSound(item.model), let state = try? JSONValue(parsing: payload), case .object = state else {
            return false
        }
        hear(Product(envelope: .zigbee2mqtt, name: item.model)) { found in
            if Self.isSound(item.maker) { found.maker = item.maker }
            found.note(device)
            found.decoded += 1
            found.payload.note(size: payload.count)
            found.payload.take(state, from: device.hashValue)
        }
        return true
    }

    private mutating func hear(_ product: Product, _ take: (inout Found) -> Void) {
        guard products[product] != nil || products.count < Self.most else {
            over += 1
            return
        }
        take(&products[product, default: Found()])
    }

    private static func isSound(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 128 && TerminalSafe.escaped(name) == name
    }

    /// Whether a network server speaks on topics of that shape; nil if none does.
    static func topic<Level: StringProtocol>(_ levels: [Level]) -> Topic? {
        if levels.count == 6, levels[0] == "application", levels[2] == "device", levels[4] == "event" {
            return levels[5] == "up" ? .uplink(.chirpstack) : .word
        }
        guard levels.count >= 5, levels[0] == "v3", levels[2] == "devices" else { return nil }
        return levels.count == 5 && levels[4] == "up" ? .uplink(.theThingsStack) : .word
    }

    private static func product(_ envelope: Envelope, _ uplink: JSONValue) -> String? {
        switch envelope {
        case .chirpstack: uplink["deviceInfo"]?["deviceProfileName"]?.string
        case .theThingsStack: uplink["uplink_message"]?["version_ids"]?["model_id"]?.string
        case .zigbee2mqtt: nil
        }
    }
}

extension Uplinks.Found {
    fileprivate mutating func take(_ uplink: JSONValue, _ envelope: Uplinks.Envelope, device: String) {
        let (object, bytes, port): (JSONValue?, JSONValue?, JSONValue?) =
            switch envelope {
            case .chirpstack: (uplink["object"], uplink["data"], uplink["fPort"])
            case .zigbee2mqtt: (uplink, nil, nil)
            case .theThingsStack:
                (
                    uplink["uplink_message"]?["decoded_payload"], uplink["uplink_message"]?["frm_payload"],
                    uplink["uplink_message"]?["f_port"]
                )
            }
        note(device)
        if let object, case .object(let members) = object, !members.isEmpty {
            decoded += 1
            payload.take(object, from: device.hashValue)
        }
        if let bytes = bytes?.string {
            payload.note(size: bytes.utf8.count { $0 != UInt8(ascii: "=") } * 3 / 4)
        }
        if case .number(let number)? = port, let whole = Int(exactly: number), ports.count < Self.mostPorts {
            ports.insert(whole)
        }
    }

    fileprivate mutating func note(_ device: String) {
        messages += 1
        if devices.count < Uplinks.mostDevices { devices.insert(device) }
    }

    private static let mostPorts = 16
}
