/// What a payload reads as, for the person who describes a device: with all that is missing, and why.
public struct DecodedMessage: Sendable {
    /// One field of a reading, and what stood at its place.
    public enum Field: Hashable, Sendable {
        case value(Value)
        /// A number too large to be one.
        case overflow
        /// Something else than its type.
        case mistyped
        /// Nothing stands at its place.
        case absent
        case null
        /// One of the values that are no reading.
        case invalid
        /// The part of the text that would count is empty.
        case cutAway
    }

    public struct Reading: Sendable {
        /// As the payload names it, empty where it should and does not; nil: the topic's.
        public var device: String?
        public var bridge: String?
        /// The device's own.
        public var time: Moment?
        public var sequence: Double?
        /// In the order they are declared.
        public var fields: [(field: FieldDescription, value: Field)] = []
        /// One of many, and it has none of its fields, or no device.
        public var isPassedOver = false
    }

    /// The JSON text that the description's places point into; empty where there is none.
    public var document: [UInt8] = []
    /// In the order of the payload, those that are passed over among them.
    public var readings: [Reading] = []
    /// Of a message that says whether its device can be reached.
    public var isOnline: Bool?
    /// Elements beyond the bound.
    public var overElements = 0
    /// Why it is undecodable, as the end of a sentence; nil where it is not.
    public var refusal: String?
}

extension Profile {
    /// The places in ``ProfileDescription/messages`` of those whose topic this is, the most literal only.
    public func messages(on topic: String) -> [Int] {
        TopicRouter([self]).candidates(for: topic).map(\.message)
    }

    /// What the topic says of the device; nil where it is not a topic of that message.
    public func device(on topic: String, message index: Int) -> String? {
        let levels = Array(topic.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return messages.indices.contains(index) ? messages[index].pattern.match(levels)?.device : nil
    }

    /// Whether a payload is what the `match:` of a message asks for.
    public func isMatched(_ payload: [UInt8], message index: Int, _ aids: DecodingAids) -> Bool {
        messages.indices.contains(index) && messages[index].matches(payload, aids)
    }

    /// Reads a payload as one of the profile's messages, by its place in the description.
    public func decoded(_ payload: [UInt8], message index: Int, _ aids: DecodingAids) -> DecodedMessage {
        guard messages.indices.contains(index) else { return DecodedMessage() }
        let plan = messages[index]
        var decoded = DecodedMessage()
        do throws(UndecodableCause) {
            try plan.explain(payload, description.messages[index], aids, into: &decoded)
            if case .availability(let said) = try plan.read(payload, aids) { decoded.isOnline = said.isOnline }
        } catch {
            decoded.refusal = error.text
        }
        return decoded
    }
}

extension MessagePlan {
    fileprivate func explain(
        _ payload: [UInt8], _ description: MessageDescription, _ aids: DecodingAids, into decoded: inout DecodedMessage
    ) throws(UndecodableCause) {
        if plainAvailability(payload) != nil {
            decoded.document.append(quoted: payload[payload.textRange].trimmed)
            return
        }
        var found = DecodedMessage()
        try withDocument(payload, aids) { (bytes) throws(UndecodableCause) in
            if document.isText { found.document.append(quoted: bytes) } else { found.document = Array(bytes) }
            decoded.document = found.document
            let outer = CapturedPlaces(tokens: try tokens(bytes), bytes: bytes)
            guard let each else {
                found.readings = [explained(MessageElement(inner: outer, outer: outer), description, aids)]
                return
            }
            let count = try forEachElement(each, outer) { found.readings.append(explained($0, description, aids)) }
            found.overElements = max(0, (count ?? 0) - Self.maximumElements)
        }
        decoded = found
    }

    func explained(
        _ element: MessageElement, _ description: MessageDescription, _ aids: DecodingAids
    ) -> DecodedMessage.Reading {
        let reading = reading(element, aids)
        var explained = DecodedMessage.Reading(
            device: reading.device, bridge: reading.bridge, time: reading.time, sequence: reading.sequence)
        for (plan, field) in zip(fields, description.fields) {
            let outcome = plan.read(element.token(plan.slot), element.bytes(plan.slot))
            explained.fields.append((field, DecodedMessage.Field(outcome)))
        }
        explained.isPassedOver = each != nil && (!hasOwnField(reading) || reading.device == "")
        return explained
    }
}

extension DecodedMessage.Field {
    fileprivate init(_ outcome: FieldOutcome) {
        self =
            switch outcome {
            case .value(let value): .value(value)
            case .overflow: .overflow
            case .mistyped: .mistyped
            case .missing(.nothingThere): .absent
            case .missing(.null): .null
            case .missing(.invalid): .invalid
            case .missing(.cutAway): .cutAway
            }
    }
}
