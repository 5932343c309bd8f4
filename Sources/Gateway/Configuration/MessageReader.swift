import AlarmEngine

/// Reads what a device's messages are: `topic` … `fields` at the top, or a list under `messages:`.
struct MessageReader {
    let file: SourceFile

    private static let unitSynonyms: [String: TimeDescription.Unit] = [
        "seconds": .seconds, "sec": .seconds, "milliseconds": .milliseconds, "microseconds": .microseconds,
        "µs": .microseconds, "iso": .iso8601, "rfc3339": .iso8601,
    ]

    /// The messages of a profile; empty, and reported, if there is none that can be used.
    func messages(of keys: MappingReader, ages: inout Ages) -> [MessageDescription] {
        let shared = Shared(
            time: keys.optional("time").flatMap { time($0, ages: &ages) },
            sequence: keys.optional("sequence").flatMap(sequence))
        guard let value = keys.optional("messages") else {
            return message(keys, shared: shared, ages: &ages).map { [$0] } ?? []
        }
        for key in ["topic", "payload", "match", "fields"] {
            guard let stray = keys.optional(key) else { continue }
            let advice = "stands beside 'messages'; write it in each of the messages"
            file.report("\(stray.label) \(advice)", at: stray.keyPlace)
        }
        guard let items = value.list(of: "messages, each with its topic and fields") else { return [] }
        if items.isEmpty { value.report("is empty; write at least one message") }
        var messages: [MessageDescription] = []
        for item in items {
            guard let keys = MappingReader(item, example: "a message with its topic and fields") else { continue }
            var own = shared
            if let value = keys.optional("time") { own.time = time(value, ages: &ages) }
            if let value = keys.optional("sequence") { own.sequence = sequence(value) }
            if let message = message(keys, shared: own, ages: &ages) { messages.append(message) }
            keys.finish()
        }
        reportDisagreements(among: messages, items: items)
        return messages
    }

    /// What messages inherit from the top of the profile.
    private struct Shared {
        var time: TimeDescription?
        var sequence: String?
    }

    private func message(_ keys: MappingReader, shared: Shared, ages: inout Ages) -> MessageDescription? {
        let topic = keys.required("topic", "write it such as community/{area}/fire/{device}/telemetry").flatMap(topic)
        let form = keys.optional("payload").map { $0.choice(of: [PayloadForm.json, .text]) } ?? .json
        let match = keys.optional("match").flatMap(match)
        let fields =
            keys.required("fields", "write at least one, such as smoke: {path: /smoke, type: number}")
            .map { FieldReader(form: form ?? .json).fields(of: $0) } ?? []
        if form == .text {
            for key in ["time", "sequence", "match"] {
                guard let value = keys.optional(key) else { continue }
                let advice =
                    "cannot be read from a text payload, which is one value; take it away, or write payload: json"
                file.report("\(value.label) \(advice)", at: value.keyPlace)
            }
        }
        guard let topic else { return nil }
        let isText = form == .text
        return MessageDescription(
            topic: topic, payload: form ?? .json, time: isText ? nil : shared.time,
            sequence: isText ? nil : shared.sequence, match: match, fields: fields)
    }

    private func topic(_ value: YAMLValue) -> String? {
        guard let text = value.text("a topic such as community/{area}/fire/{device}/telemetry") else { return nil }
        do throws(TopicMistake) {
            _ = try WrittenTopic(text)
            return text
        } catch {
            value.report(error.predicate)
            return nil
        }
    }

    private func time(_ value: YAMLValue, ages: inout Ages) -> TimeDescription? {
        guard let keys = MappingReader(value, example: "a mapping such as {path: /ts, unit: s}") else { return nil }
        let path = keys.required("path", "write where the device's time stands, such as path: /ts")?.pointer()
        let unit = keys.required("unit", "write s, ms, us or iso8601")?.choice(
            of: TimeDescription.Unit.allCases, synonyms: Self.unitSynonyms)
        ages.take(keys)
        keys.finish()
        guard let path, let unit else { return nil }
        return TimeDescription(path: path, unit: unit)
    }

    private func sequence(_ value: YAMLValue) -> String? {
        guard let keys = MappingReader(value, example: "a mapping such as {path: /seq}") else { return nil }
        defer { keys.finish() }
        return keys.required("path", "write where the number stands, such as path: /seq")?.pointer()
    }

    private func match(_ value: YAMLValue) -> MatchDescription? {
        let example = "a mapping such as {path: /model, equals: X}"
        guard let keys = MappingReader(value, example: example) else { return nil }
        let path = keys.required("path", "write where the value stands, such as path: /model")?.pointer()
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
                guard let first = seen.updateValue(field, forKey: field.name) else { continue }
                guard first.type != field.type || first.unit != field.unit else { continue }
                let place = item.member("fields")?.member(field.name)?.keyPlace ?? item.place
                file.report(
                    "the field '\(field.name)' has another type or unit than in a message before; make them the same, "
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
