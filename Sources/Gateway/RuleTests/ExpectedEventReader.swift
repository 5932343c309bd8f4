import AlarmEngine

/// Reads one expected event: `at`, `alarm`, `event` and any other member of an event's line.
struct ExpectedEventReader {
    let bench: TestBench

    private enum Member: String, CaseIterable {
        case event, device, profile, service, alarm, area, zone, place, severity, signal, state, occurrences, values
        case text, by, reason, until, late, test, id
    }

    func event(_ value: YAMLValue, _ keys: MappingReader) -> ExpectedEvent? {
        guard let kind = keys.required("event", "write raised, cleared or another word for what happens") else {
            return nil
        }
        var members: [(name: String, value: ExpectedValue)] = []
        if let at = keys.optional("at").flatMap(bench.clock.moment) { members.append(("time", .moment(at))) }
        if let word = kind.choice(of: Event.Kind.allCases) { members.append(("event", .scalar(word.rawValue))) }
        for member in Member.allCases where member != .event {
            guard let written = keys.optional(member.rawValue), let wanted = expected(member, written, keys) else {
                continue
            }
            members.append((member.rawValue, wanted))
        }
        keys.finish(["time": "write it as 'at'"])
        return ExpectedEvent(members: members, line: value.keyPlace.line)
    }

    private func expected(_ member: Member, _ value: YAMLValue, _ keys: MappingReader) -> ExpectedValue? {
        switch member {
        case .severity: return value.severity().map { .scalar($0.rawValue) }
        case .signal: return value.choice(of: Signal.allCases.reversed()).map { .scalar($0.rawValue) }
        case .occurrences: return value.integer(1...Int(Int32.max)).map { .number(Double($0)) }
        case .late, .test: return value.boolean().map { $0 ? .boolean(true) : .null }
        case .until: return bench.clock.moment(value).map { .moment($0) }
        case .values: return object(value, example: "{smoke: 12}")
        case .text: return object(value, example: "{zh: …}")
        case .alarm: return alarm(value, keys).map { .scalar($0) }
        case .state:
            let words = AlarmClaim.words.filter { $0 != "active" }
            guard let text = value.text(alternatives(words)) else { return nil }
            guard words.contains(text) else {
                let meant = suggestion(for: text, among: words).map { "; did you mean '\($0)'?" } ?? ""
                value.report("must be \(alternatives(words)); here it is \(quoted(text))\(meant)")
                return nil
            }
            return .scalar(text)
        case .event, .device, .profile, .service, .area, .zone, .place, .by, .reason, .id:
            return value.text().map { .scalar($0) }
        }
    }

    private func alarm(_ value: YAMLValue, _ keys: MappingReader) -> String? {
        guard let name = value.filledText("an alarm's name") else { return nil }
        let filter = AlarmFilter(
            alarm: name, device: keys.optional("device")?.node.scalar?.string,
            profile: keys.optional("profile")?.node.scalar?.string)
        guard !bench.mayHave(name, filter), keys.optional("service") == nil else { return name }
        value.report("names the alarm \(quoted(name)), which there is not\(bench.advice(for: name, filter))")
        return nil
    }

    private func object(_ value: YAMLValue, example: String) -> ExpectedValue? {
        guard let keys = MappingReader(value, example: "a mapping such as \(example)") else { return nil }
        return .object(keys.members.compactMap { member in scalar(member).map { (member.key, $0) } })
    }

    private func scalar(_ value: YAMLValue) -> ExpectedValue? {
        guard let scalar = value.node.scalar else {
            value.report("must be a single value; here it is \(value.kind)")
            return nil
        }
        if scalar.isNothing { return .null }
        if scalar.isPlain, let boolean = Bool(scalar.string) { return .boolean(boolean) }
        if scalar.isPlain, isDecimal(scalar.string), let number = Double(scalar.string) { return .number(number) }
        return .scalar(scalar.string)
    }
}
