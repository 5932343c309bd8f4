import AlarmEngine

/// Reads `time:`, one place of the device's own time or a list of them.
struct TimeReader {
    let file: SourceFile
    let places: PlaceReader

    private static let synonyms: [String: TimeDescription.Unit] = [
        "seconds": .seconds, "sec": .seconds, "milliseconds": .milliseconds, "microseconds": .microseconds,
        "µs": .microseconds, "iso": .iso8601, "rfc3339": .iso8601,
    ]

    func times(_ value: YAMLValue, ages: inout Ages) -> [TimeDescription] {
        guard value.node.sequence != nil else { return time(value, &ages).map { [$0] } ?? [] }
        let items = value.list(of: "mappings such as {path: /ts, unit: s}") ?? []
        if items.isEmpty { value.report("is empty; write at least one, such as {path: /ts, unit: s}") }
        return items.compactMap { time($0, &ages) }
    }

    private func time(_ value: YAMLValue, _ ages: inout Ages) -> TimeDescription? {
        guard let keys = MappingReader(value, example: "a mapping such as {path: /ts, unit: s}") else { return nil }
        let place = places.place(keys, "write where the device's time stands, such as path: /ts")
        let format = keys.optional("format")
        let formatText = format?.filledText("a format such as \"dd/MM/yyyy HH:mm:ss\"")
        let unit = unit(keys, format)
        let epoch = keys.optional("epoch").flatMap { self.epoch($0, unit) }
        let zone = keys.optional("zone").flatMap { self.zone($0, unit) }
        ages.take(keys)
        keys.finish([
            "clock": "write it beside 'time', not in it", "timezone": "a zone is written 'zone: +08:00'",
        ])
        guard let place, let unit, format == nil || formatText != nil else { return nil }
        var time = TimeDescription(path: place.path, unit: unit)
        time.isOuter = place.isOuter
        time.epoch = epoch
        time.format = formatText
        time.secondsEast = zone
        return time
    }

    private func unit(_ keys: MappingReader, _ format: YAMLValue?) -> TimeDescription.Unit? {
        guard let format else {
            return keys.required("unit", "write s, ms, us or iso8601")?.choice(
                of: TimeDescription.Unit.allCases, synonyms: Self.synonyms)
        }
        if keys.optional("unit") != nil {
            file.report("'format' and 'unit' exclude each other; write one of them", at: format.keyPlace)
        }
        return .iso8601
    }

    private func epoch(_ value: YAMLValue, _ unit: TimeDescription.Unit?) -> Moment? {
        if unit == .iso8601 {
            file.report("\(value.label) is where numbers count from; here the time is no number", at: value.keyPlace)
            return nil
        }
        guard let text = value.text("a time such as 2018-09-10T00:00:00+08:00") else { return nil }
        guard let moment = ISO8601.moment(Array(text.utf8)[...]) else {
            value.report("must be a time with its zone, such as 2018-09-10T00:00:00+08:00; here it is \(quoted(text))")
            return nil
        }
        return moment
    }

    private func zone(_ value: YAMLValue, _ unit: TimeDescription.Unit?) -> Int? {
        if let unit, unit != .iso8601 {
            file.report("\(value.label) is for times written as text; a number needs none", at: value.keyPlace)
            return nil
        }
        guard let text = value.text("a zone such as +08:00") else { return nil }
        for end in ["", ":00"] {
            let local = "1970-01-01T00:00:00\(text)\(end)"
            guard let moment = ISO8601.moment(Array(local.utf8)[...]) else { continue }
            return Int(-moment.milliseconds / 1000)
        }
        value.report("must be Z or hours and minutes east of Greenwich, such as +08:00; here it is \(quoted(text))")
        return nil
    }
}
