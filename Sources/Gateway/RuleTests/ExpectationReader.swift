import AlarmEngine

/// Reads `expect:`.
struct ExpectationReader {
    let bench: TestBench

    func expectations(_ value: YAMLValue) -> [Expectation] {
        let example = "expectations such as {at: 10s, alarm: smoke-high, state: unacknowledged}"
        guard let items = value.list(of: example) else { return [] }
        if items.isEmpty { bench.file.report("'expect' is empty; a test without it can never fail", at: value.place) }
        return items.compactMap(expectation)
    }

    private func expectation(_ value: YAMLValue) -> Expectation? {
        let example = "an expectation such as {at: 10s, alarm: smoke-high, state: normal}"
        guard let keys = MappingReader(value, example: example) else { return nil }
        let all = ["exactly", "contains", "nothing", "event", "state"]
        guard let kind = all.first(where: { kind in keys.members.contains { $0.key == kind } }) else {
            for kind in all + ["at", "alarm", "device"] { _ = keys.optional(kind) }
            keys.finish()
            bench.file.report(
                "the expectation says nothing; write 'state', 'event', 'nothing', 'exactly' or 'contains'",
                at: value.place)
            return nil
        }
        let line = value.keyPlace.line
        switch kind {
        case "exactly": return events(keys, .exactly, line)
        case "contains": return events(keys, .contains, line)
        case "event": return event(value, keys)
        case "nothing": return nothing(keys, line)
        case _: return state(keys, line)
        }
    }

    // MARK: States

    private func state(_ keys: MappingReader, _ line: Int) -> Expectation? {
        let span = span(keys)
        let filter = filter(keys, needsAlarm: true)
        let word = keys.optional("state").flatMap(stateWord)
        let severity = keys.optional("severity")?.severity()
        let occurrences = keys.optional("occurrences")?.integer(1...Int(Int32.max))
        keys.finish(["signal": "look at it in an event", "values": "look at them in an event"])
        guard let span, let filter, let word else { return nil }
        let claim = AlarmClaim(
            filter: filter, states: (word, AlarmClaim.states(word)), severity: severity, occurrences: occurrences)
        return Expectation(claim: .state(claim), span: span, line: line)
    }

    private func stateWord(_ value: YAMLValue) -> String? {
        let words = AlarmClaim.words
        guard let text = value.text(alternatives(words)) else { return nil }
        if words.contains(text) { return text }
        let synonyms = [
            "raised": "active", "on": "active", "off": "normal", "cleared": "normal", "acked": "acknowledged",
        ]
        let meant = (synonyms[text] ?? suggestion(for: text, among: words)).map { "; did you mean '\($0)'?" } ?? ""
        value.report("must be \(alternatives(words)); here it is \(quoted(text))\(meant)")
        return nil
    }

    /// `at`, or `from` and `until`: from the start where it says no `from`.
    private func span(_ keys: MappingReader, isOpen: Bool = false) -> ClosedRange<Moment>? {
        let (at, from, until) = (keys.optional("at"), keys.optional("from"), keys.optional("until"))
        if let at {
            for stray in [from, until].compactMap({ $0 }) {
                bench.file.report(
                    "\(stray.label) and 'at' exclude each other; write 'at', or 'from' and 'until'", at: stray.keyPlace)
            }
            return bench.clock.moment(at).map { $0...$0 }
        }
        let beginning = from.map(bench.clock.moment) ?? .distantPast
        let end = until.map(bench.clock.moment) ?? (isOpen ? .distantFuture : nil)
        guard let beginning, let end else {
            if until == nil {
                bench.file.report(
                    "the expectation does not say when; write 'at', or 'from' and 'until'", at: keys.place)
            }
            return nil
        }
        guard beginning <= end else {
            until?.report("is before 'from'; the earlier one is 'from'")
            return nil
        }
        return beginning...end
    }

    /// Which alarms are meant: of the usual device, unless the expectation names another, or is about all.
    private func filter(_ keys: MappingReader, needsAlarm: Bool) -> AlarmFilter? {
        let named = keys.optional("device")
        let alarm =
            needsAlarm ? keys.required("alarm", "name the alarm that it is about") : keys.optional("alarm")
        let profile = keys.optional("profile")
        let area = keys.optional("area")?.text("an area's code")
        var filter = AlarmFilter(
            alarm: alarm?.filledText("an alarm's name"), device: named?.filledText("a device's id"),
            profile: profile?.filledText("a profile's name"), area: area)
        if filter.device == nil, needsAlarm {
            if let name = filter.alarm, bench.isGateways(name, filter) {
                filter.profile = OwnAlarms.profileName
            } else {
                filter.device = bench.usualDevice
            }
        }
        guard !needsAlarm || filter.alarm != nil else { return nil }
        if let alarm, let name = filter.alarm, !bench.mayHave(name, filter) {
            alarm.report("names the alarm \(quoted(name)), which there is not\(bench.advice(for: name, filter))")
            return nil
        }
        return filter
    }

    // MARK: Events

    private func nothing(_ keys: MappingReader, _ line: Int) -> Expectation? {
        let occurrence = keys.optional("nothing")?.choice(of: Expectation.Occurrence.allCases)
        let span = span(keys, isOpen: true)
        let filter = filter(keys, needsAlarm: false)
        keys.finish()
        guard let occurrence, let span, let filter else { return nil }
        return Expectation(claim: .nothing(occurrence, filter), span: span, line: line)
    }

    private func events(_ keys: MappingReader, _ extent: Expectation.Extent, _ line: Int) -> Expectation? {
        let list = keys.optional(extent == .exactly ? "exactly" : "contains")
        let filter = filter(keys, needsAlarm: false)
        let span = span(keys, isOpen: true)
        keys.finish()
        let example = "events such as {at: 10s, alarm: smoke-high, event: raised}"
        guard let list, let items = list.list(of: example), let filter, let span else { return nil }
        if items.isEmpty, extent == .contains {
            list.report("is empty, and so always true; write an event")
        }
        let events = items.compactMap { item -> ExpectedEvent? in
            guard
                let keys = MappingReader(item, example: "an event such as {at: 10s, alarm: smoke-high, event: raised}")
            else { return nil }
            return ExpectedEventReader(bench: bench).event(item, keys)
        }
        return Expectation(claim: .events(events, extent, filter), span: span, line: line)
    }

    /// One event among others.
    private func event(_ value: YAMLValue, _ keys: MappingReader) -> Expectation? {
        ExpectedEventReader(bench: bench).event(value, keys).map { event in
            Expectation(
                claim: .events([event], .contains, AlarmFilter()), span: .distantPast ... .distantFuture,
                line: value.keyPlace.line)
        }
    }
}

extension TestBench {
    /// Whether some device that a filter may mean could have the alarm.
    func mayHave(_ alarm: String, _ filter: AlarmFilter) -> Bool {
        names(filter).map { $0.contains(alarm) } ?? true || isGateways(alarm, filter)
    }

    /// Whether it is a flood or a period: alarms of the gateway's own, which no file here describes.
    func isGateways(_ alarm: String, _ filter: AlarmFilter) -> Bool {
        guard [nil, OwnAlarms.profileName].contains(filter.profile), filter.device == nil else { return false }
        return (Period.Kind.allCases.map(\.rawValue) + ["flood"]).contains(alarm)
            && names(filter)?.contains(alarm) != true
    }

    func advice(for alarm: String, _ filter: AlarmFilter) -> String {
        let names = names(filter) ?? []
        return suggestion(for: alarm, among: names).map { "; did you mean '\($0)'?" }
            ?? "; there are \(names.joined(separator: ", "))"
    }

    /// The alarms that the filter's device may have; nil where it may be one the files do not describe.
    private func names(_ filter: AlarmFilter) -> [String]? {
        let profile = filter.profile ?? registry.first { $0.device == filter.device }?.profile ?? soleProfile
        guard let profile else { return nil }
        if profile == Correlation.profileName { return correlations }
        return profiles.first { $0.name == profile }?.alarmAndSignNames
    }

    private var soleProfile: String? { profiles.count == 1 ? profiles.first?.name : nil }
}
