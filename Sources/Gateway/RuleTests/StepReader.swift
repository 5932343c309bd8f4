import AlarmEngine

/// Reads `given:`, one step after the other; a device's sequence numbers go on from step to step.
struct StepReader {
    let bench: TestBench
    /// The last sequence number of each device.
    private var sequences: [DeviceKey: Int64] = [:]

    init(bench: TestBench) { self.bench = bench }

    /// The steps, in order of time.
    mutating func steps(_ value: YAMLValue) -> [TestStep] {
        guard let items = value.list(of: "steps such as {at: 0s, says: {smoke: 12}}") else { return [] }
        var steps: [TestStep] = []
        for item in items { steps += step(item) }
        // Stable: what comes at one time keeps the order it was written in.
        return steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private mutating func step(_ value: YAMLValue) -> [TestStep] {
        guard let keys = MappingReader(value, example: "a step such as {at: 0s, says: {smoke: 12}}") else { return [] }
        let at = keys.required("at", "write when it happens, such as at: 90s").flatMap(bench.clock.moment)
        let moment = at ?? bench.clock.start
        let all = ["says", "payload", "payload_b64", "do", "broker"]
        let kinds = all.filter { kind in keys.members.contains { $0.key == kind } }
        defer { keys.finish(["text": "write a text payload as 'payload'", "fields": "write 'says'"]) }
        guard kinds.count == 1, let kind = kinds.first else {
            for kind in all { _ = keys.optional(kind) }
            bench.file.report(
                kinds.isEmpty
                    ? "the step says nothing; write 'says' with fields, 'payload', 'do' or 'broker'"
                    : "'\(kinds[0])' and '\(kinds[1])' exclude each other; make two steps of them", at: value.place)
            return []
        }
        switch kind {
        case "do": return HandReader(bench: bench).step(keys, at: moment, line: value.keyPlace.line).map { [$0] } ?? []
        case "broker": return broker(keys, at: moment, line: value.keyPlace.line)
        case _: return messages(keys, at: moment, line: value.keyPlace.line)
        }
    }

    private enum Link: String, CaseIterable {
        case lost, back
    }

    private func broker(_ keys: MappingReader, at: Moment, line: Int) -> [TestStep] {
        guard let link = keys.optional("broker")?.choice(of: Link.allCases) else { return [] }
        let summary = link == .back ? "the broker is back" : "the broker is lost"
        return [TestStep(at: at, line: line, action: .broker(isBack: link == .back), summary: summary)]
    }

    private mutating func messages(_ keys: MappingReader, at: Moment, line: Int) -> [TestStep] {
        guard let device = bench.device(keys) else {
            MessageManner.keys.forEach { _ = keys.optional($0) }
            return []
        }
        var reader = MessageStepReader(bench: bench, device: device, at: at, sequence: sequences[device.key] ?? 0)
        let drafts = reader.messages(keys)
        sequences[device.key] = reader.sequence
        return drafts.map { draft in
            TestStep(at: draft.message.at, line: line, action: .message(draft.message), summary: draft.summary)
        }
    }
}
