import AlarmEngine

/// Reads `signs:`; the rules themselves are left to the engine.
struct SignReader {
    let file: SourceFile

    func signs(_ value: YAMLValue) -> [SignDescription] {
        guard let keys = MappingReader(value, example: "a mapping such as {playing: {when: state == 5}}") else {
            return []
        }
        return keys.members.compactMap(sign)
    }

    private func sign(_ value: YAMLValue) -> SignDescription? {
        guard value.hasLabelForKey("a sign") else { return nil }
        guard let keys = MappingReader(value, example: "a mapping such as {when: state == 5}") else { return nil }
        let when = keys.required("when", "write a rule such as when: state == 5")?
            .filledText("a rule such as state == 5")
        let clearWhen = keys.optional("clear_when")
        let deadband = keys.optional("deadband")
        let onDelay = keys.optional("on_delay")
        let offDelay = keys.optional("off_delay")
        let isMomentary = keys.optional("event")?.boolean() ?? false
        let sign = SignDescription(
            name: value.key, when: when ?? "", clearWhen: clearWhen?.filledText("a rule such as smoke < 8"),
            deadband: deadband?.number(atLeast: 0), onDelay: onDelay?.span(), offDelay: offDelay?.span(),
            isMomentary: isMomentary)
        if deadband != nil, let clearWhen {
            file.report("'clear_when' and 'deadband' exclude each other; write one of them", at: clearWhen.keyPlace)
        }
        if isMomentary {
            for stray in [clearWhen, deadband, onDelay, offDelay].compactMap({ $0 }) {
                file.report(
                    "\(stray.label) cannot stand with 'event: true': an occurrence has neither duration nor return",
                    at: stray.keyPlace)
            }
        }
        keys.finish(Self.hints)
        return when == nil ? nil : sign
    }

    /// What an alarm may have and a sign may not.
    private static let hints: [String: String] = {
        let advice = "a sign is told to nobody; write it under 'alarms' if people must know"
        let keys = ["severity", "signal", "levels", "latch", "ack", "category", "text", "suppress_when", "inactivity"]
        return Dictionary(uniqueKeysWithValues: keys.map { ($0, advice) })
    }()
}
