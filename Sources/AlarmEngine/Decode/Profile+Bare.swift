extension Profile {
    /// Reads a device's own bytes, without what a network server or gateway puts round them.
    ///
    /// - Parameters:
    ///   - bytes: what the `bytes:` description of the message is about.
    ///   - port: what `_port` says there; nil is unknown.
    ///   - index: the message's place in the description.
    ///   - aids: what reading needs from outside.
    /// - Returns: what they read as, places counted from the device's own document and fields of an envelope left out;
    ///   nil where the message has no `bytes:` description.
    public func decoded(bare bytes: [UInt8], port: Int?, message index: Int, _ aids: DecodingAids) -> DecodedMessage? {
        guard messages.indices.contains(index), let place = messages[index].document.bare else { return nil }
        var decoded = DecodedMessage()
        do throws(UndecodableCause) {
            let wrapped = WrappedDocument(try place.document(bytes, port: port, aids), at: place.path)
            try messages[index].explain(wrapped, place, description.messages[index], aids, into: &decoded)
        } catch {
            decoded.refusal = error.text
        }
        return decoded
    }
}

/// Where a message has bytes, and how they are read.
private struct BarePlace {
    /// A JSON Pointer; empty where the whole payload is bytes.
    let path: String
    let plan: BytesPlan
    /// What is wrapped in what the bytes become.
    let rest: ArraySlice<DocumentPlan.Inside>

    func document(_ bytes: [UInt8], port: Int?, _ aids: DecodingAids) throws(UndecodableCause) -> [UInt8] {
        do throws(BytesError) {
            return try bytes.withUnsafeBufferPointer { (bytes) throws(BytesError) in
                try plan.document(bytes, port: port, legacyText: aids.legacyText)
            }
        } catch {
            throw .notBytes(error.description)
        }
    }

    /// Whether a place is in what the bytes become.
    func holds(_ pointer: String) -> Bool { pointer == path || pointer.hasPrefix(path + "/") }
}

/// The device's own document where an envelope would have it.
private struct WrappedDocument {
    var json: [UInt8] = []
    private let ends: (front: Int, back: Int)

    init(_ document: [UInt8], at path: String) {
        let names = JSONPointer(path)?.tokens ?? []
        for name in names {
            json.append(UInt8(ascii: "{"))
            json.append(quoted: name)
            json.append(UInt8(ascii: ":"))
        }
        ends = (json.count, names.count)
        json += document + [UInt8](repeating: UInt8(ascii: "}"), count: names.count)
    }

    /// The device's own document alone.
    var own: [UInt8] { Array(json.dropFirst(ends.front).dropLast(ends.back)) }
}

extension DocumentPlan {
    /// Nil where nothing is bytes.
    fileprivate var bare: BarePlace? {
        if let plan = layer.bytes { return BarePlace(path: "", plan: plan, rest: inside[...]) }
        for (index, part) in inside.enumerated() {
            guard let plan = part.layer.bytes else { continue }
            return BarePlace(path: part.path, plan: plan, rest: inside.dropFirst(index + 1))
        }
        return nil
    }
}

extension MessagePlan {
    fileprivate func explain(
        _ wrapped: WrappedDocument, _ place: BarePlace, _ description: MessageDescription, _ aids: DecodingAids,
        into decoded: inout DecodedMessage
    ) throws(UndecodableCause) {
        var wrapped = wrapped
        decoded.document = wrapped.own
        for part in place.rest where place.holds(part.path) {
            wrapped.json = try part.unwrapped(in: wrapped.json, aids)
        }
        decoded.document = wrapped.own
        var found: [DecodedMessage.Reading] = []
        let count = try wrapped.json.withUnsafeBufferPointer { (bytes) throws(UndecodableCause) -> Int? in
            let outer = CapturedPlaces(tokens: try tokens(bytes), bytes: bytes)
            guard let each else {
                found = [explained(MessageElement(inner: outer, outer: outer), description, aids)]
                return 1
            }
            return try forEachElement(each, outer) { found.append(explained($0, description, aids)) }
        }
        decoded.readings = found.map { reading in
            var reading = reading
            reading.keepOwn(of: place, inEach: each != nil)
            return reading
        }
        decoded.overElements = max(0, (count ?? 0) - Self.maximumElements)
        if count != 0, !fields.isEmpty, decoded.readings.allSatisfy({ !$0.hasValue }) { throw .noDeclaredField }
    }
}

extension DecodedMessage.Reading {
    fileprivate var hasValue: Bool {
        fields.contains { _, outcome in
            switch outcome {
            case .value, .overflow: true
            case .mistyped, .absent, .null, .invalid, .cutAway: false
            }
        }
    }

    /// Leaves out what an envelope would say, and counts places from the device's own document.
    fileprivate mutating func keepOwn(of place: BarePlace, inEach: Bool) {
        fields = fields.compactMap { field, outcome in
            if inEach, !field.isOuter { return (field, outcome) }
            guard place.holds(field.path) else { return nil }
            var field = field
            field.path.removeFirst(place.path.count)
            return (field, outcome)
        }
        // Whose the bytes are is said round them.
        if device == "" { device = nil }
        isPassedOver = inEach && !hasValue
    }
}
