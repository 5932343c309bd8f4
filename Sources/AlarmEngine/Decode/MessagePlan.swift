/// One kind of message, ready to be read: what to look for, and what becomes of it.
struct MessagePlan: Sendable {
    /// Where the readings of a message that has many are.
    struct Each: Sendable {
        /// In ``MessagePlan/whole``.
        let slot: Int
        /// The places in each element.
        let element: PayloadPlan
        let description: EachDescription
    }

    /// Whose a reading is, where the payload says it.
    enum DeviceName: Sendable {
        case value(Slot)
        /// The name of the member that the element is.
        case member
    }

    let pattern: TopicPattern
    let document: DocumentPlan
    /// The places in the whole document.
    let whole: PayloadPlan
    let each: Each?
    /// The first that reads as a time counts.
    let times: [TimePlan]
    /// What the device's own time is worth.
    let clock: ClockPolicy
    let sequence: Slot?
    let match: (slot: Int, values: [Value])?
    /// The same where it can be asked first.
    let outerMatch: OuterMatch?
    let fields: [FieldPlan]
    let device: DeviceName?
    let bridge: Slot?
    let availability: (slot: Slot, description: AvailabilityDescription)?

    /// At most so many elements are read; the rest is counted and left.
    static let maximumElements = 1000

    /// The first place of the device's own time.
    var time: TimePlan? { times.first }
}

/// What was captured of a document, or of one element of it.
struct CapturedPlaces {
    let tokens: [JSONToken?]
    let bytes: UnsafeBufferPointer<UInt8>
}

/// One element of a message, or the whole of it, with all that is said around it.
struct MessageElement {
    let inner: CapturedPlaces
    /// The whole document; `inner` where it has no elements.
    let outer: CapturedPlaces
    /// The name of the member it is; nil for elements of an array.
    var member: [UInt8]?

    /// What stands in a slot; nil for nothing.
    func token(_ slot: Slot) -> JSONToken? { slot.isOuter ? outer.tokens[slot.index] : inner.tokens[slot.index] }

    /// The text that a slot's token points into.
    func bytes(_ slot: Slot) -> UnsafeBufferPointer<UInt8> { slot.isOuter ? outer.bytes : inner.bytes }
}

extension MessagePlan {
    /// What a payload says.
    ///
    /// - Throws: why it says nothing.
    func read(_ payload: [UInt8], _ aids: DecodingAids = DecodingAids()) throws(UndecodableCause) -> MessageContents {
        if let said = plainAvailability(payload) { return said }
        return try withDocument(payload, aids) { (bytes) throws(UndecodableCause) in try read(bytes, aids) }
    }

    /// Runs `body` on the payload's document: the payload's own bytes where it is plain.
    func withDocument<Answer>(
        _ payload: [UInt8], _ aids: DecodingAids,
        _ body: (UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> Answer
    ) throws(UndecodableCause) -> Answer {
        try payload.withUnsafeBufferPointer { (bytes) throws(UndecodableCause) in
            if document.isPlain { return try body(try DocumentPlan.text(bytes)) }
            return try document.document(bytes, aids).withUnsafeBufferPointer(body)
        }
    }

    private func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ aids: DecodingAids
    ) throws(UndecodableCause) -> MessageContents {
        let outer = CapturedPlaces(tokens: try tokens(bytes), bytes: bytes)
        if let each { return .readings(try readings(each, outer, aids)) }
        let element = MessageElement(inner: outer, outer: outer)
        if availability != nil { return .availability(try availability(element)) }
        let reading = reading(element, aids)
        if reading.values.isEmpty, !fields.isEmpty { throw .noDeclaredField }
        if reading.device == "" { throw .noDevice }
        return .reading(reading)
    }

    /// What stands in the slots of the whole document.
    func tokens(_ bytes: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> [JSONToken?] {
        guard !document.isText else {
            return (0..<whole.slotCount).map { slot in
                let field = fields.first { $0.slot.index == slot && $0.conversion == nil }
                return field?.type.token(ofPlainText: bytes) ?? .string(bytes.indices, isEscaped: false)
            }
        }
        do throws(JSONError) {
            return try whole.capture(bytes)
        } catch {
            throw .notJSON(error)
        }
    }

    /// What one element says; its device is empty where it should be named and is not.
    func reading(_ element: MessageElement, _ aids: DecodingAids) -> Reading {
        var reading = Reading()
        for plan in fields {
            switch plan.read(element.token(plan.slot), element.bytes(plan.slot)) {
            case .value(let value): reading.values.append((plan.field, value))
            case .overflow: reading.values.append((plan.field, nil))
            case .mistyped: reading.mistypedFields += 1
            case .missing: continue
            }
        }
        reading.time = time(element, aids)?.moment
        if let sequence { reading.sequence = number(sequence, element) }
        reading.device = deviceName(element)
        if let bridge { reading.bridge = name(bridge, element) }
        return reading
    }

    /// The device's own time, and whether it stands outside of the element.
    func time(_ element: MessageElement, _ aids: DecodingAids) -> (moment: Moment, isOuter: Bool)? {
        for plan in times {
            if let token = element.token(plan.slot), let moment = plan.moment(token, element.bytes(plan.slot), aids) {
                return (moment, plan.slot.isOuter)
            }
        }
        return nil
    }

    private func number(_ slot: Slot, _ element: MessageElement) -> Double? {
        let bytes = element.bytes(slot)
        switch element.token(slot) {
        case .number(let range)?: return Scaling().double(bytes, range)
        case .string(let range, _)? where document.layer.description.form.knowsOnlyTexts:
            return NumberWriting.text.figures(Array(bytes[range])[...]).flatMap { Scaling().exact($0)?.double }
        case .string?, nil, .null?, .boolean?, .structure?: return nil
        }
    }

    // MARK: Names

    /// Nil: the topic's; empty where the payload should say it and does not.
    private func deviceName(_ element: MessageElement) -> String? {
        switch device {
        case nil: return nil
        case .value(let slot)?: return name(slot, element) ?? ""
        case .member?: return element.member.map { String(decoding: $0, as: UTF8.self) }.flatMap(Self.sound) ?? ""
        }
    }

    /// A text, or a number as it is written.
    private func name(_ slot: Slot, _ element: MessageElement) -> String? {
        let bytes = element.bytes(slot)
        switch element.token(slot) {
        case .string(let range, let isEscaped)?:
            return Self.sound(JSONString.decode(bytes, range, isEscaped: isEscaped))
        case .number(let range)?: return Self.sound(String(decoding: bytes[range], as: UTF8.self))
        case nil, .null?, .boolean?, .structure?: return nil
        }
    }

    /// A name of at most 256 bytes without control characters; nil for another.
    private static func sound(_ name: String) -> String? {
        let hasControl = name.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
        return name.isEmpty || name.utf8.count > 256 || hasControl ? nil : name
    }

    /// Whether the payload is the kind that this profile's `match:` asks for.
    func matches(_ payload: [UInt8], _ aids: DecodingAids = DecodingAids()) -> Bool { takes(payload, aids) ?? false }

    /// The same; nil where the payload cannot be read, so that it says neither.
    func takes(_ payload: [UInt8], _ aids: DecodingAids) -> Bool? {
        guard let match else { return true }
        return try? withDocument(payload, aids) { (bytes) throws(UndecodableCause) in
            guard let token = try tokens(bytes)[match.slot], let raw = RawValue(token, bytes) else { return false }
            return match.values.contains(where: raw.isEqual)
        }
    }
}
