import AlarmEngine

/// Reads what a device's messages are: `topic` … `fields` at the top, or a list under `messages:`.
struct MessageReader {
    let file: SourceFile

    /// What each message of several has for itself, so that it means nothing beside them.
    private static let ownKeys = [
        "topic", "payload", "encoding", "charset", "csv", "pairs", "bytes", "inside", "each", "order", "spacing",
        "device", "bridge", "availability", "match", "fields",
    ]

    /// The messages of a profile; empty, and reported, if there is none that can be used.
    func messages(of keys: MappingReader, ages: inout Ages) -> [MessageDescription] {
        let hasMessages = keys.optional("messages") != nil
        let shared = shared(
            keys, from: Shared(), hasElements: hasMessages ? nil : keys.optional("each") != nil, ages: &ages)
        guard let value = keys.optional("messages") else {
            return message(keys, shared: shared, ages: &ages).map { [$0] } ?? []
        }
        for key in Self.ownKeys {
            guard let stray = keys.optional(key) else { continue }
            let advice = "stands beside 'messages'; write it in each of the messages"
            file.report("\(stray.label) \(advice)", at: stray.keyPlace)
        }
        guard let items = value.list(of: "messages, each with its topic and fields") else { return [] }
        if items.isEmpty { value.report("is empty; write at least one message") }
        var messages: [MessageDescription] = []
        for item in items {
            guard let keys = MappingReader(item, example: "a message with its topic and fields") else { continue }
            let own = self.shared(keys, from: shared, hasElements: keys.optional("each") != nil, ages: &ages)
            if let message = message(keys, shared: own, ages: &ages) { messages.append(message) }
            keys.finish()
        }
        reportDisagreements(among: messages, items: items)
        return messages
    }

    /// What messages inherit from the top of the profile.
    private struct Shared {
        var times: [TimeDescription] = []
        var clock = ClockPolicy.device
        var sequence: MessagePlace?
    }

    private func shared(
        _ keys: MappingReader, from outer: Shared, hasElements: Bool?, ages: inout Ages
    ) -> Shared {
        var shared = outer
        let places = PlaceReader(file: file, hasElements: hasElements)
        if let value = keys.optional("time") {
            shared.times = TimeReader(file: file, places: places).times(value, ages: &ages)
        }
        if let clock = keys.optional("clock")?.choice(of: ClockPolicy.allCases) { shared.clock = clock }
        if let value = keys.optional("sequence") { shared.sequence = places.place(value, example: "/seq") }
        return shared
    }

    private func message(_ keys: MappingReader, shared: Shared, ages: inout Ages) -> MessageDescription? {
        let device = keys.optional("device")
        let bridge = keys.optional("bridge")
        let topic = keys.required("topic", "write it such as community/{area}/fire/{device}/telemetry")
            .flatMap { self.topic($0, namesDevice: device == nil && bridge?.member("name") == nil) }
        let payloads = PayloadReader(file: file)
        let body = payloads.payload(keys)
        let inside = keys.optional("inside").map(payloads.inside) ?? []
        let isOneValue = body.form == .text && inside.isEmpty
        let each = EachReader(file: file).each(keys)
        let places = PlaceReader(file: file, hasElements: keys.optional("each") != nil)
        let match = keys.optional("match").flatMap(match)
        if isOneValue { reportPlacesInText(keys) }
        var message = MessageDescription(topic: topic ?? "", payload: body.form, match: match)
        message.body = body
        message.inside = inside
        message.each = each
        message.device = device.flatMap(places.device)
        if let bridge { places.bridge(bridge, into: &message) }
        message.availability = availability(keys)
        message.fields = fields(
            keys, isOneValue ? .oneValue : .places(places), isAvailability: message.availability != nil)
        message.clock = shared.clock
        if !isOneValue {
            message.times = shared.times
            message.sequence = shared.sequence?.path
            message.isSequenceOuter = shared.sequence?.isOuter ?? false
        }
        return topic == nil ? nil : message
    }

    private func reportPlacesInText(_ keys: MappingReader) {
        for key in ["time", "sequence", "match", "each", "device", "bridge"] {
            guard let value = keys.optional(key), key != "bridge" || value.member("name") == nil else { continue }
            let advice = "cannot be read from a text payload, which is one value; take it away, or write payload: json"
            file.report("\(value.label) \(advice)", at: value.keyPlace)
        }
    }

    private func fields(_ keys: MappingReader, _ places: FieldReader.Places, isAvailability: Bool) -> [FieldDescription]
    {
        if isAvailability || keys.optional("availability") != nil {
            guard let stray = keys.optional("fields") else { return [] }
            let advice =
                "cannot stand beside 'availability', which a message says in place of fields; make two messages"
            file.report("\(stray.label) \(advice)", at: stray.keyPlace)
            return []
        }
        return keys.required("fields", "write at least one, such as smoke: {path: /smoke, type: number}")
            .map { FieldReader(places: places).fields(of: $0) } ?? []
    }

    private func availability(_ keys: MappingReader) -> AvailabilityDescription? {
        guard let value = keys.optional("availability") else { return nil }
        if keys.optional("each") != nil {
            file.report(
                "\(value.label) is of one device; it cannot stand beside 'each'", at: value.keyPlace)
        }
        return AvailabilityReader(file: file).availability(value)
    }

    private func topic(_ value: YAMLValue, namesDevice: Bool) -> String? {
        guard let text = value.text("a topic such as community/{area}/fire/{device}/telemetry") else { return nil }
        do throws(TopicMistake) {
            _ = try WrittenTopic(text, mustNameDevice: namesDevice)
            return text
        } catch {
            value.report(error.predicate)
            return nil
        }
    }

    private func match(_ value: YAMLValue) -> MatchDescription? {
        let example = "a mapping such as {path: /model, equals: X}"
        guard let keys = MappingReader(value, example: example) else { return nil }
        // It is asked of the whole document, whatever 'each' says.
        let path = PlaceReader(file: file, hasElements: nil)
            .place(keys, "write where the value stands, such as path: /model")?.path
        let equals = keys.optional("equals")
        let oneOf = keys.optional("in")
        keys.finish()
        switch (equals, oneOf) {
        case (let single?, nil):
            guard let path, let wanted = single.value() else { return nil }
            return MatchDescription(path: path, values: [wanted])
        case (nil, let several?):
            guard let items = several.list(of: "values such as [X, Y]") else { return nil }
            if items.isEmpty { several.report("is empty, so that nothing matches; write at least one value") }
            let values = items.compactMap { $0.value() }
            return path.map { MatchDescription(path: $0, values: values) }
        case (nil, nil):
            file.report("'match' says nothing to look for; write 'equals' or 'in'", at: keys.place)
        case (.some, let oneOf?):
            file.report("'equals' and 'in' exclude each other; write one of them", at: oneOf.keyPlace)
        }
        return nil
    }

    /// One name must be one thing, and one device one device, in all messages of a profile.
    private func reportDisagreements(among messages: [MessageDescription], items: [YAMLValue]) {
        guard messages.count == items.count else { return }
        var seen: [String: FieldDescription] = [:]
        for (message, item) in zip(messages, items) {
            for field in message.fields {
                guard var first = seen[field.name] else {
                    seen[field.name] = field
                    continue
                }
                let other =
                    first.type != field.type || first.unit != field.unit
                    ? "type or unit" : first.hasOtherDefault(than: field) ? "default" : nil
                first.defaultValue = first.defaultValue ?? field.defaultValue
                seen[field.name] = first
                guard let other else { continue }
                let place = item.member("fields")?.member(field.name)?.keyPlace ?? item.place
                file.report(
                    "the field '\(field.name)' has another \(other) than in a message before; make them the same, "
                        + "or rename it", at: place)
            }
        }
        let haveArea = messages.map { $0.topic.contains("{area}") }
        if let odd = haveArea.firstIndex(where: { $0 != haveArea.first }) {
            let place = items[odd].member("topic")?.place ?? items[odd].place
            file.report(
                "one topic of this profile names {area} and another does not, so that one device would be two; "
                    + "name it in all or in none", at: place)
        }
    }
}

extension FieldDescription {
    /// Whether both say a default, and not the same.
    fileprivate func hasOtherDefault(than other: FieldDescription) -> Bool {
        guard let mine = defaultValue, let its = other.defaultValue else { return false }
        return mine != its
    }
}
