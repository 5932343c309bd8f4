import AlarmEngine

/// Reads `alarms:` and `silence:`; the rules themselves are left to the engine.
struct AlarmReader {
    let file: SourceFile

    func alarms(_ value: YAMLValue) -> [AlarmDescription] {
        guard let keys = MappingReader(value, example: "a mapping of alarms by their names") else { return [] }
        return keys.members.compactMap(alarm)
    }

    private func alarm(_ value: YAMLValue) -> AlarmDescription? {
        guard value.hasLabelForKey("an alarm") else { return nil }
        if value.key == "silence" || value.key == "payload" {
            let advice = value.key == "silence" ? "write 'silence:' at the top instead" : "choose another name"
            file.report(
                "an alarm cannot be called '\(value.key)', which is one of the gateway's own; \(advice)",
                at: value.keyPlace)
        }
        guard let keys = MappingReader(value, example: "a mapping with when, severity and signal") else { return nil }
        let parts = Parts(keys)
        let levels = parts.levels.map(levels) ?? level(keys).map { [$0] }
        let signal = keys.requiredSignal()
        var description = AlarmDescription(
            name: value.key, levels: levels ?? [], isLevelled: parts.levels != nil,
            clearWhen: parts.clearWhen?.filledText("a rule such as smoke < 8"),
            deadband: parts.deadband?.number(atLeast: 0), onDelay: parts.onDelay?.span(),
            offDelay: parts.offDelay?.span(),
            signal: signal ?? .trouble, category: keys.category(),
            latch: parts.latch?.boolean() ?? false, isMomentary: parts.event?.boolean() ?? false,
            acknowledgement: keys.acknowledgement(),
            text: keys.words())
        description.suppressWhen = keys.optional("suppress_when")?.filledText("a rule such as door == 'open'")
        description.isInactivity = keys.optional("inactivity")?.boolean() ?? false
        reportContradictions(parts, isMomentary: description.isMomentary)
        keys.finish()
        return levels == nil ? nil : description
    }

    /// What may stand in an alarm and may contradict something else in it.
    private struct Parts {
        let when, severity, levels, clearWhen, deadband, onDelay, offDelay, latch, event: YAMLValue?

        init(_ keys: MappingReader) {
            when = keys.optional("when")
            levels = keys.optional("levels")
            clearWhen = keys.optional("clear_when")
            deadband = keys.optional("deadband")
            onDelay = keys.optional("on_delay")
            offDelay = keys.optional("off_delay")
            severity = keys.optional("severity")
            latch = keys.optional("latch")
            event = keys.optional("event")
        }
    }

    private func level(_ keys: MappingReader) -> LevelDescription? {
        let when = keys.required("when", "write a rule such as when: smoke >= 10")?
            .filledText("a rule such as smoke >= 10")
        let severity = keys.requiredSeverity()
        guard let when, let severity else { return nil }
        return LevelDescription(when: when, severity: severity)
    }

    private func levels(_ value: YAMLValue) -> [LevelDescription]? {
        guard let items = value.list(of: "levels such as {when: battery < 5, severity: moderate}") else { return nil }
        if items.isEmpty { value.report("is empty; write at least one level") }
        let levels = items.map { item -> LevelDescription? in
            let example = "a mapping such as {when: battery < 5, severity: moderate}"
            guard let keys = MappingReader(item, example: example) else { return nil }
            defer { keys.finish() }
            return level(keys)
        }
        let read = levels.compactMap { $0 }
        return read.count == items.count && !items.isEmpty ? read : nil
    }

    /// The errors at load of the design's section 4.
    private func reportContradictions(_ parts: Parts, isMomentary: Bool) {
        if parts.levels != nil {
            file.forbid([parts.when, parts.severity], "stands beside 'levels'; write it in each level")
            file.forbid([parts.clearWhen], "cannot stand with 'levels'; use 'deadband' or 'off_delay'")
        }
        if parts.deadband != nil, parts.levels == nil {
            file.forbid([parts.clearWhen], "and 'deadband' exclude each other; write one of them")
        }
        if isMomentary {
            file.forbid(
                [parts.levels, parts.clearWhen, parts.deadband, parts.onDelay, parts.offDelay, parts.latch],
                "cannot stand with 'event: true': an occurrence has neither duration nor return")
        }
    }

    /// `silence:`, whose severity and signal default to minor and trouble.
    func silence(_ value: YAMLValue) -> SilenceDescription? {
        guard let keys = MappingReader(value, example: "a mapping such as {after: 15m}") else { return nil }
        let after = keys.required("after", "write how long the device may be quiet, such as after: 15m")?
            .span(atLeast: .seconds(1))
        let severity = keys.optional("severity")?.severity()
        let signal = keys.optional("signal")?.choice(of: Signal.allCases.reversed())
        let acknowledgement = keys.acknowledgement()
        let text = keys.words()
        keys.finish()
        return after.map {
            SilenceDescription(
                after: $0, severity: severity ?? .minor, signal: signal ?? .trouble, acknowledgement: acknowledgement,
                text: text)
        }
    }
}
