import AlarmEngine

/// What of one kind of payload may be shown: what the profile declares and does not call private, with pseudonyms for names
/// and free text.
///
/// Everything else is left out: what nobody described may be anything.
struct PayloadMask {
    private let message: MessageDescription
    private var places = MaskedPlaces()
    /// Texts that say nothing of anybody, as the profile itself has them.
    private let words: Set<String>
    private let aids: DecodingAids

    init(_ message: MessageDescription, of profile: ProfileDescription, _ aids: DecodingAids) {
        self.message = message
        self.aids = aids
        words = Self.words(of: profile)
        if let match = message.match { places.set(.text, match.path) }
        if let availability = message.availability { places.set(.plain, availability.path) }
        let each = message.each?.path
        for time in message.times { places.set(time, in: time.isOuter ? nil : each) }
        if let sequence = message.sequence { places.set(.sequence, sequence, in: message.isSequenceOuter ? nil : each) }
        for field in message.fields {
            let place = field.isOuter ? nil : each
            switch field.type {
            // A part of a text is declared, and the rest of it may be anything.
            case _ where field.cut != nil: places.set(.dropped, field.path, in: place)
            case .text: places.set(field.isPrivate ? .hidden : .text, field.path, in: place)
            case .number, .boolean: places.set(field.isPrivate ? .dropped : .plain, field.path, in: place)
            }
        }
        switch message.device {
        case .value(let device): places.set(.device, device.path, in: device.isOuter ? nil : each)
        case .member: if let each { places.nameMembers(of: each) }
        case nil: break
        }
        if let bridge = message.bridge { places.set(.device, bridge.path, in: bridge.isOuter ? nil : each) }
        for part in message.inside {
            places.wrap(part.path, in: part.payload)
            if let port = part.port { places.set(.plain, port) }
        }
    }

    /// Unwraps a payload, masks it and wraps it again.
    ///
    /// - Parameters:
    ///   - payload: as it came.
    ///   - pseudonyms: for names and free text.
    ///   - names: what the topic calls the device and its like.
    ///   - keepsBinary: whether binary payloads may be shown as they are, if none of the names is in them.
    /// - Returns: the payload as it may be shown.
    /// - Throws: why it cannot be shown.
    func masked(
        _ payload: [UInt8], _ pseudonyms: Pseudonyms, names: [String] = [], keepsBinary: Bool = false
    ) throws(MaskedPayload.Refusal) -> [UInt8] {
        if message.availability != nil, let word = String(validating: payload, as: UTF8.self), words.contains(word) {
            return payload
        }
        var masking = MaskedPayload(words: words, pseudonyms: pseudonyms, keepsBinary: keepsBinary, aids: aids)
        let shown = masking.masked(payload, [message.body] + places.root.layers[...], places.root)
        if let refusal = masking.refusal { throw refusal }
        if !masking.binaries.isEmpty {
            let kept = KeptBinary(names: names + masking.names, saysNothingPrivate: saysNothingPrivate)
            guard masking.binaries.allSatisfy(kept.mayBeShown) else { throw .named }
        }
        return shown
    }

    private var saysNothingPrivate: Bool { !message.fields.contains(where: \.isPrivate) }

    /// The texts a profile itself has: between `'…'` in its rules, in `match:`, `true_for:`, `words:` and the like.
    private static func words(of profile: ProfileDescription) -> Set<String> {
        let alarms = profile.alarms.flatMap { alarm in
            alarm.levels.map(\.when) + [alarm.clearWhen, alarm.suppressWhen].compactMap { $0 }
        }
        let signs = profile.signs.flatMap { [$0.when, $0.clearWhen].compactMap { $0 } }
        var words: Set<String> = []
        for rule in alarms + signs {
            let parts = rule.split(separator: "'", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() where index % 2 == 1 { words.insert(String(part)) }
        }
        for message in profile.messages {
            var values = message.match?.values ?? []
            values += (message.availability?.offline ?? []) + (message.availability?.online ?? [])
            for field in message.fields {
                values += field.trueFor + field.falseFor + field.invalid + field.words.map(\.code)
            }
            words.formUnion(values.map(\.plainText))
            if message.availability != nil { words.formUnion(["online", "offline", "Online", "Offline"]) }
        }
        return words
    }
}

extension Value {
    /// As a payload would have it.
    fileprivate var plainText: String {
        switch self {
        case .text(let text): text
        case .number(let number): Value.shortest(number)
        case .boolean(let boolean): boolean ? "true" : "false"
        }
    }
}
