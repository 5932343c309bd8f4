import AlarmEngine

/// Reads a step in which an operator does something: the members of docs/life.md, with `alarm` in place of an id.
struct HandReader {
    let bench: TestBench

    private enum Verb: String, CaseIterable {
        case acknowledge = "ack"
        case reset, note, shelve, unshelve
        case takeOutOfService = "out-of-service"
        case returnToService = "in-service"
        case drill, maintenance, absence
    }

    func step(_ keys: MappingReader, at: Moment, line: Int) -> TestStep? {
        let synonyms: [String: Verb] = ["acknowledge": .acknowledge, "acknowledged": .acknowledge]
        guard let written = keys.optional("do"),
            let verb = written.choice(of: Verb.allCases, synonyms: synonyms)
        else { return nil }
        let by = keys.optional("by")?.filledText("who does it")
        let reason = keys.optional("reason")?.filledText("a reason")
        var hand: TestHand?
        switch verb {
        case .drill: hand = period(.drill, keys, at)
        case .maintenance: hand = period(.maintenance, keys, at)
        case .absence: hand = period(.absence, keys, at)
        case .acknowledge: hand = onAlarm(keys) { _ in .acknowledge }
        case .reset: hand = onAlarm(keys) { _ in .reset }
        case .note: hand = onAlarm(keys) { _ in .note }
        case .unshelve: hand = onAlarm(keys) { _ in .unshelve }
        case .returnToService: hand = onAlarm(keys) { _ in .returnToService }
        case .takeOutOfService: hand = onAlarm(keys) { .takeOutOfService(until: ending($0, at)) }
        case .shelve:
            hand = onAlarm(keys) { keys in
                .shelve(until: ending(keys, at), isOnce: keys.optional("once")?.boolean() ?? false)
            }
        }
        hand?.by = by
        hand?.reason = reason
        let subject = hand?.alarm.map { " \($0.alarm) of \($0.device.device)" } ?? ""
        return hand.map {
            TestStep(
                at: at, line: line, action: .hand($0), summary: "\(by ?? "somebody") does \(verb.rawValue)\(subject)")
        }
    }

    private func onAlarm(_ keys: MappingReader, _ action: (MappingReader) -> TestHand.Action) -> TestHand? {
        let device = bench.device(keys)
        let alarm = keys.required("alarm", "name the alarm that it is done to")
        guard let device, let alarm else { return nil }
        guard let name = alarm.choice(among: device.profile.alarmNames, "alarm") else { return nil }
        return TestHand(action: action(keys), alarm: NamedAlarm(device: device.key, alarm: name))
    }

    private func ending(_ keys: MappingReader, _ beginning: Moment) -> Moment? {
        let length = keys.optional("for")
        let until = keys.optional("until")
        if let length, let until {
            bench.file.report("'for' and 'until' both say when it ends; leave out one", at: max(length, until))
        }
        if let length {
            guard let span = length.text("a duration such as 2h").flatMap({ Offset($0)?.span }), span > .zero else {
                length.report("must be a duration longer than nothing, such as 2h")
                return nil
            }
            return beginning + span
        }
        return until.flatMap(bench.clock.moment)
    }

    private func max(_ left: YAMLValue, _ right: YAMLValue) -> Place { Swift.max(left.keyPlace, right.keyPlace) }

    private func period(_ kind: Period.Kind, _ keys: MappingReader, _ at: Moment) -> TestHand? {
        let target = Period.Target(
            area: keys.optional("area")?.text("an area's code")
                ?? (keys.optional("device") == nil ? bench.usualArea : ""),
            zone: keys.optional("zone")?.filledText("a zone"),
            device: keys.optional("device")?.filledText("a device's id"))
        if keys.optional("end")?.boolean() == true { return TestHand(action: .end(kind, target)) }
        let from = keys.optional("from").flatMap(bench.clock.moment) ?? at
        guard let until = ending(keys, from) else {
            if keys.optional("for") == nil, keys.optional("until") == nil {
                bench.file.report(
                    "the \(kind.rawValue) does not say when it ends; write 'for' or 'until'", at: keys.place)
            }
            return nil
        }
        // Who and why are the hand's, which the engine takes over.
        return TestHand(
            action: .begin(Period(kind: kind, target: target, from: from, until: until, by: nil, reason: nil)))
    }
}
