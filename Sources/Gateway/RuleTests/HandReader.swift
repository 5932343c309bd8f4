import AlarmEngine

/// Reads a step in which an operator does something: the members of docs/life.md, with `alarm` in place of an id.
struct HandReader {
    let bench: TestBench

    func step(_ keys: MappingReader, at: Moment, line: Int) -> TestStep? {
        let synonyms: [String: HandRequest.Verb] = ["acknowledge": .acknowledge, "acknowledged": .acknowledge]
        guard let written = keys.optional("do"),
            let verb = written.choice(of: HandRequest.Verb.allCases, synonyms: synonyms)
        else { return nil }
        let by = keys.optional("by")?.filledText("who does it")
        let reason = keys.optional("reason")?.filledText("a reason")
        if verb == .note, reason == nil {
            bench.file.report("a note needs its text; write 'reason'", at: keys.place)
        }
        return action(verb, keys, at).map { action, subject in
            TestStep(
                at: at, line: line, action: .hand(TestHand(action: action, by: by, reason: reason)),
                summary: "\(by ?? "somebody") does \(verb.rawValue) \(subject)")
        }
    }

    private func action(
        _ verb: HandRequest.Verb, _ keys: MappingReader, _ at: Moment
    ) -> (action: TestHand.Action, subject: String)? {
        switch verb {
        case .acknowledge: return onAlarm(keys) { named, _ in .acknowledge(named) }
        case .reset: return onAlarm(keys) { named, _ in .reset(named) }
        case .note: return onAlarm(keys) { named, _ in .note(named) }
        case .unshelve: return onAlarm(keys) { .request(.unshelve($1)) }
        case .returnToService: return onAlarm(keys) { .request(.returnToService($1)) }
        case .takeOutOfService:
            let end = ending(keys)
            return onAlarm(keys) { .request(.takeOutOfService($1, end)) }
        case .shelve:
            let (end, isOnce) = (ending(keys), keys.optional("once")?.boolean() ?? false)
            return onAlarm(keys) { .request(.shelve($1, end, isOnce: isOnce)) }
        case .drill: return period(.drill, keys)
        case .maintenance: return period(.maintenance, keys)
        case .absence: return period(.absence, keys)
        }
    }

    private func onAlarm(
        _ keys: MappingReader, _ action: (NamedAlarm, HandRequest.NamedTarget) -> TestHand.Action
    ) -> (action: TestHand.Action, subject: String)? {
        let device = bench.device(keys)
        let alarm = keys.required("alarm", "name the alarm that it is done to")
        guard let device, let name = alarm?.choice(among: device.profile.alarmNames, "alarm") else { return nil }
        let key = device.key
        let target = HandRequest.NamedTarget.alarm(
            name, device: key.device, profile: key.profile, area: key.area.isEmpty ? nil : key.area)
        return (action(NamedAlarm(device: key, alarm: name), target), "\(name) of \(key.device)")
    }

    private func ending(_ keys: MappingReader) -> HandRequest.Ending? {
        let length = keys.optional("for")
        let until = keys.optional("until")
        if let length, let until {
            let later = Swift.max(length.keyPlace, until.keyPlace)
            bench.file.report("'for' and 'until' both say when it ends; leave out one", at: later)
        }
        guard let length else { return until.flatMap(bench.clock.moment).map { .at($0) } }
        guard let span = length.text("a duration such as 2h").flatMap({ Offset($0)?.span }), span > .zero else {
            length.report("must be a duration longer than nothing, such as 2h")
            return nil
        }
        return .after(span)
    }

    private func period(
        _ kind: Period.Kind, _ keys: MappingReader
    ) -> (action: TestHand.Action, subject: String)? {
        let device = keys.optional("device")?.filledText("a device's id")
        let area = keys.optional("area")?.text("an area's code") ?? (device == nil ? bench.usualArea : "")
        let target = Period.Target(area: area, zone: keys.optional("zone")?.filledText("a zone"), device: device)
        let subject = "in \(device ?? target.zone ?? area)"
        if keys.optional("end")?.boolean() == true { return (.request(.end(kind, target)), subject) }
        let from = keys.optional("from").flatMap(bench.clock.moment)
        if let ending = ending(keys) { return (.request(.begin(kind, target, from: from, ending)), subject) }
        if keys.optional("for") == nil, keys.optional("until") == nil {
            bench.file.report("the \(kind.rawValue) does not say when it ends; write 'for' or 'until'", at: keys.place)
        }
        return nil
    }
}
