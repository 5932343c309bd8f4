import AlarmEngine

extension NumberedEvent {
    /// Reads an event's line, or the object in it; nil if it is not one that we know.
    ///
    /// The beginning of its life is not in it: ``id`` is what the line says, and `life.beganAt` is the event's own time. Of a
    /// covered alarm the line says the cover and not the state beneath; it is taken to be unacknowledged.
    public init?(_ json: JSONValue) {
        guard let number = json["seq"]?.number, let sequence = Int64(exactly: number), let id = json["id"]?.string,
            let event = Event(json)
        else { return nil }
        self.init(sequence: sequence, event: event, isRecorded: json["recorded"]?.boolean ?? true, readID: id)
    }
}

extension Event {
    fileprivate init?(_ json: JSONValue) {
        func word<Word: RawRepresentable>(_ name: String) -> Word? where Word.RawValue == String {
            json[name]?.string.flatMap { Word(rawValue: $0) }
        }
        guard let time = json["time"]?.string.flatMap(Timestamp.moment), let kind: Kind = word("event"),
            let service: Service = word("service"), let severity: Severity = word("severity"),
            let signal: Signal = word("signal"), let shownState = json["state"]?.string,
            let profile = json["profile"]?.string, let device = json["device"]?.string,
            let alarm = json["alarm"]?.string
        else { return nil }
        let cover = Cover(rawValue: shownState)
        guard let state = AlarmState(rawValue: shownState) ?? (cover == nil ? nil : .unacknowledged) else { return nil }
        let area = json["area"]?.string
        let key = DeviceKey(profile: profile, area: area ?? "", device: device)
        self.init(
            time: time, kind: kind, life: Life(device: key, alarm: alarm, beganAt: time), service: service, area: area,
            zone: json["zone"]?.string, place: json["place"]?.string, severity: severity, signal: signal, state: state,
            cover: cover, occurrences: json["occurrences"]?.number.flatMap { Int(exactly: $0) } ?? 1,
            values: namedValues(in: json["values"]),
            text: Words(en: json["text"]?["en"]?.string, zh: json["text"]?["zh"]?.string), by: json["by"]?.string,
            reason: json["reason"]?.string, until: json["until"]?.string.flatMap(Timestamp.moment),
            isTest: json["test"]?.boolean ?? false, isLate: json["late"]?.boolean ?? false)
    }
}

private func namedValues(in json: JSONValue?) -> [NamedValue] {
    guard case .object(let members) = json else { return [] }
    return members.compactMap { member in
        switch member.value {
        case .number(let number): NamedValue(name: member.name, value: .number(number))
        case .boolean(let value): NamedValue(name: member.name, value: .boolean(value))
        case .string(let text): NamedValue(name: member.name, value: .text(text))
        case .null, .array, .object: nil
        }
    }
}
