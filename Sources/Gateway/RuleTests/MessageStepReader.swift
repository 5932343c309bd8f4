import AlarmEngine

/// Reads one step that sends messages: fields of a device, or a payload as it is.
struct MessageStepReader {
    let bench: TestBench
    let device: TestBench.Device
    let at: Moment
    /// The device's last sequence number.
    private(set) var sequence: Int64

    struct Draft {
        let message: RecordedMessage
        let summary: String
    }

    init(bench: TestBench, device: TestBench.Device, at: Moment, sequence: Int64) {
        self.bench = bench
        self.device = device
        self.at = at
        self.sequence = sequence
    }

    mutating func messages(_ keys: MappingReader) -> [Draft] {
        guard let manner = MessageManner(keys, bench.clock) else { return [] }
        if let says = keys.optional("says") { return fields(says, manner) }
        if let encoded = keys.optional("payload_b64"), let text = encoded.text("Base64") {
            guard let bytes = Base64.bytes(of: text[...]) else {
                encoded.report("is not Base64")
                return []
            }
            return raw(bytes, "\(bytes.count) bytes", encoded, manner)
        }
        guard let payload = keys.optional("payload") else { return [] }
        if payload.node.scalar == nil { return json(payload, manner) }
        let text = payload.node.scalar.map { $0.isNothing ? "" : $0.string } ?? ""
        return raw(Array(text.utf8), quoted(text), payload, manner)
    }

    // MARK: Fields

    private mutating func fields(_ value: YAMLValue, _ manner: MessageManner) -> [Draft] {
        guard let keys = MappingReader(value, example: "fields with their values, such as {smoke: 12}") else {
            return []
        }
        if keys.members.isEmpty { value.report("is empty; write at least one field, such as {smoke: 12}") }
        var patterns: [(field: FieldDescription, pattern: SamplePattern)] = []
        for member in keys.members {
            guard let field = field(member),
                let pattern = SamplePattern(member, type: field.type, every: manner.every)
            else { return [] }
            patterns.append((field, pattern))
        }
        guard let message = message(for: patterns.map(\.field.name), value, manner), canSay(message, value) else {
            return []
        }
        return slices(patterns, manner).compactMap { slice in
            var draft = PayloadDraft.object([])
            for (field, sample) in slice.samples {
                guard let drafted = drafted(sample, field, value) else { return nil }
                draft.put(drafted, at: field.path)
            }
            let summary = slice.samples.map { "\($0.field.name)=\($0.sample.shown)" }.joined(separator: " ")
            return self.draft(draft, message, summary, after: slice.after, manner)
        }
    }

    private func field(_ member: YAMLValue) -> FieldDescription? {
        let fields = device.profile.messages.flatMap(\.fields)
        if let field = fields.first(where: { $0.name == member.key }) { return field }
        let names = fields.map(\.name)
        let meant = suggestion(for: member.key, among: names).map { "did you mean '\($0)'?" }
        bench.file.report(
            "'\(device.profile.name)' has no field \(quoted(member.key)); \(meant ?? "there are \(names.joined(separator: ", "))")",
            at: member.keyPlace)
        return nil
    }

    /// The device's kind of message that has all these fields.
    private func message(for names: [String], _ value: YAMLValue, _ manner: MessageManner) -> MessageDescription? {
        let able = device.profile.messages.filter { message in
            names.allSatisfy { name in message.fields.contains { $0.name == name } }
        }
        guard let topic = manner.topic else {
            if let first = able.first { return first }
            value.report("names fields that no single message of '\(device.profile.name)' has; make two steps of them")
            return nil
        }
        return able.first { $0.topic == topic || filled($0.topic) == topic } ?? able.first
    }

    /// The moments of the patterns, each with the fields that come then; single values come with every message.
    private func slices(_ patterns: [(field: FieldDescription, pattern: SamplePattern)], _ manner: MessageManner) -> [(
        after: Span, samples: [(field: FieldDescription, sample: SamplePattern.Sample)]
    )] {
        var moments: Set<Int64> = []
        for (_, pattern) in patterns {
            guard let interval = pattern.interval?.milliseconds else { continue }
            for index in pattern.samples.indices { moments.insert(Int64(index) * interval) }
        }
        if moments.isEmpty {
            moments = Set((0..<Int64(manner.times)).map { $0 * (manner.every?.milliseconds ?? 0) })
        }
        return moments.sorted().map { after in
            let samples = patterns.compactMap { field, pattern -> (FieldDescription, SamplePattern.Sample)? in
                guard let interval = pattern.interval?.milliseconds else { return (field, pattern.samples[0]) }
                let (index, rest) = after.quotientAndRemainder(dividingBy: interval)
                guard rest == 0, index < pattern.samples.count else { return nil }
                return (field, pattern.samples[Int(index)])
            }
            return (Span(milliseconds: after), samples)
        }
    }

    // MARK: Payloads

    private mutating func json(_ value: YAMLValue, _ manner: MessageManner) -> [Draft] {
        guard let draft = PayloadDraft(value), let message = message(value, manner) else { return [] }
        return (0..<manner.times).compactMap { index in
            self.draft(draft, message, draft.json, after: after(index, manner), manner)
        }
    }

    private mutating func raw(_ payload: [UInt8], _ summary: String, _ value: YAMLValue, _ manner: MessageManner)
        -> [Draft]
    {
        guard let topic = manner.topic ?? message(value, manner)?.topic else { return [] }
        return (0..<manner.times).map { index in
            Draft(
                message: RecordedMessage(
                    at: at + after(index, manner), topic: filled(topic), payload: payload,
                    isRetained: manner.isRetained), summary: "\(device.key.device) sends \(summary)")
        }
    }

    private func after(_ index: Int, _ manner: MessageManner) -> Span {
        Span(milliseconds: Int64(index) * (manner.every?.milliseconds ?? 0))
    }

    /// The device's kind of message on the step's topic, or its only one.
    private func message(_ value: YAMLValue, _ manner: MessageManner) -> MessageDescription? {
        let messages = device.profile.messages
        if let topic = manner.topic {
            return messages.first { $0.topic == topic || filled($0.topic) == topic }
                ?? MessageDescription(topic: topic)
        }
        guard messages.count == 1 else {
            value.report(
                "does not say on which topic it comes; write 'topic: \(messages.first?.topic ?? "…")' or another of its topics"
            )
            return nil
        }
        return messages[0]
    }

    /// Finishes a JSON payload: the device's time and number, and what its `match` asks for, where the test leaves them out.
    private mutating func draft(
        _ payload: PayloadDraft, _ message: MessageDescription, _ summary: String, after: Span, _ manner: MessageManner
    ) -> Draft? {
        let moment = at + after
        var payload = payload
        if manner.tellsTime, let time = message.time, !payload.has(time.path) {
            if let draft = time.draft(manner.time.map { $0 + after } ?? moment) { payload.put(draft, at: time.path) }
        }
        if manner.tellsSequence, let path = message.sequence, !payload.has(path) {
            sequence = manner.sequence.map { max($0, after == .zero ? 0 : sequence + 1) } ?? (sequence + 1)
            payload.put(.raw("\(sequence)"), at: path)
        }
        if let match = message.match, !payload.has(match.path), let wanted = match.values.first {
            payload.put(wanted.draft, at: match.path)
        }
        if case .value(let place)? = message.device, !payload.has(place.path) {
            payload.put(.string(device.key.device), at: place.path)
        }
        let text = message.payload == .text ? payload.plainText : payload.json
        return Draft(
            message: RecordedMessage(
                at: moment, topic: filled(manner.topic ?? message.topic), payload: Array(text.utf8),
                isRetained: manner.isRetained), summary: "\(device.key.device) says \(summary)")
    }

    /// A topic with everything in braces filled in.
    private func filled(_ topic: String) -> String {
        let known = ["device": device.key.device, "area": device.key.area, "zone": device.zone ?? "zone"]
        var filled = ""
        var rest = Substring(topic)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            filled += rest[..<open] + (known[name] ?? name)
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

extension PayloadDraft {
    /// A payload that is one plain value.
    fileprivate var plainText: String {
        switch self {
        case .raw(let text), .string(let text): text
        case .array, .object: json
        }
    }
}

extension Value {
    var draft: PayloadDraft {
        switch self {
        case .text(let text): .string(text)
        case .number, .boolean: .raw(text)
        }
    }
}
