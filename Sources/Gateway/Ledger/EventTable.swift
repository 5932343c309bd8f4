import AlarmEngine

/// How an event lies in the table `events`, and which event of a life is its newest in `standing`, where those are that are not
/// normal or are covered.
enum EventTable {
    private static let names = [
        "seq", "alarm_id", "time", "event", "profile", "topic_area", "device", "alarm", "began_at", "service", "area",
        "zone", "place", "severity", "signal", "state", "occurrences", "values_json", "values_exact", "text_en",
        "text_zh", "discreet_en", "discreet_zh", "by_whom", "reason", "late",
        "cover", "until", "test",
    ]
    /// For a query that calls the table `e`; ``event(_:)`` reads them.
    static let columns = names.map { "e." + $0 }.joined(separator: ", ")

    private static let insertion =
        "INSERT INTO events (\(names.joined(separator: ", ")), told) "
        + "VALUES (\(names.map { _ in "?" }.joined(separator: ", ")), ?) ON CONFLICT (seq) DO NOTHING"

    /// Adds an event and makes it its alarm's newest; one that is there already is left alone.
    ///
    /// - Parameters:
    ///   - numbered: the event.
    ///   - sinks: the names of those that must be told; nil if that is not known.
    ///   - database: the ledger.
    /// - Throws: what SQLite says.
    static func insert(
        _ numbered: NumberedEvent, told sinks: [String]?, into database: Database
    ) throws(DatabaseError) {
        let id = numbered.id
        let statement = try database.statement(insertion)
        bind(numbered, id: id, to: statement)
        try statement.bind(sinks.map { " \($0.joined(separator: " ")) " }).run()
        guard database.changedRows == 1 else { return try confirm(numbered, id: id, in: database) }
        try remember(numbered, id: id, in: database)
    }

    private static func bind(_ numbered: NumberedEvent, id: String, to statement: Statement) {
        let event = numbered.event
        let device = event.life.device
        statement
            .bind(numbered.sequence).bind(id).bind(event.time.milliseconds).bind(event.kind.rawValue)
            .bind(device.profile).bind(device.area).bind(device.device).bind(event.life.alarm)
            .bind(event.life.beganAt.milliseconds)
            .bind(event.service.rawValue).bind(event.area).bind(event.zone).bind(event.place)
            .bind(event.severity.rawValue).bind(event.signal.rawValue).bind(event.state.rawValue)
            .bind(Int64(event.occurrences))
        if event.values.isEmpty {
            statement.bind(String?.none).bind([UInt8]?.none)
        } else {
            statement.bind(json(event.values)).bind(NamedValuesCoding.bytes(of: event.values))
        }
        statement
            .bind(event.text.en).bind(event.text.zh).bind(event.discreetText.en).bind(event.discreetText.zh)
            .bind(event.by).bind(event.reason).bind(event.isLate ? 1 : 0)
            .bind(event.cover?.rawValue).bind(event.until?.milliseconds).bind(event.isTest ? 1 : 0)
    }

    /// For whoever opens the ledger with `sqlite3`.
    private static func json(_ values: [NamedValue]) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            for named in values {
                writer.key(named.name)
                switch named.value {
                case .number(let number): writer.number(number)
                case .boolean(let boolean): writer.boolean(boolean)
                case .text(let text): writer.string(text)
                }
            }
        }
        return writer.text
    }

    /// An event whose number is taken must be the one that took it.
    private static func confirm(_ numbered: NumberedEvent, id: String, in database: Database) throws(DatabaseError) {
        let known = try database.statement(
            "SELECT 1 FROM events WHERE seq = ? AND alarm_id = ? AND time = ? AND event = ?"
        )
        .bind(numbered.sequence).bind(id).bind(numbered.event.time.milliseconds).bind(numbered.event.kind.rawValue)
        .first { $0.integer() }
        guard known != nil else {
            throw .unreadable(what: "event \(numbered.sequence)", reason: "another event has that number")
        }
    }

    /// Keeps what stands: an alarm's newest life in place of any before it; a drill's beside others.
    private static func remember(_ numbered: NumberedEvent, id: String, in database: Database) throws(DatabaseError) {
        let event = numbered.event
        let device = event.life.device
        if event.livesAlone {
            try database.statement(
                """
                DELETE FROM standing WHERE profile = ? AND topic_area = ? AND device = ? AND alarm = ? AND seq < ?
                """
            )
            .bind(device.profile).bind(device.area).bind(device.device).bind(event.life.alarm).bind(numbered.sequence)
            .run()
        } else {
            try database.statement("DELETE FROM standing WHERE alarm_id = ? AND seq < ?").bind(id)
                .bind(numbered.sequence).run()
        }
        guard event.state != .normal || event.cover != nil else { return }
        try database.statement(
            """
            INSERT INTO standing (alarm_id, profile, topic_area, device, alarm, seq) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """
        )
        .bind(id).bind(device.profile).bind(device.area).bind(device.device).bind(event.life.alarm)
        .bind(numbered.sequence).run()
    }

    /// The event of the row, which is recorded, whatever it was before it came here.
    static func event(_ row: Statement) throws(DatabaseError) -> NumberedEvent {
        let sequence = row.integer()
        let what = "event \(sequence)"
        _ = row.text()
        let time = Moment(milliseconds: row.integer())
        let kind = try row.word(Event.Kind.self, of: what)
        let device = DeviceKey(profile: row.text(), area: row.text(), device: row.text())
        let life = Life(device: device, alarm: row.text(), beganAt: Moment(milliseconds: row.integer()))
        var event = Event(
            time: time, kind: kind, life: life, service: try row.word(Service.self, of: what),
            area: row.optionalText(), zone: row.optionalText(), place: row.optionalText(),
            severity: try row.word(Severity.self, of: what), signal: try row.word(Signal.self, of: what),
            state: try row.word(AlarmState.self, of: what), occurrences: Int(row.integer()))
        _ = row.optionalText()
        event.values = try values(row.bytes(), of: what)
        event.text = Words(en: row.optionalText(), zh: row.optionalText())
        event.discreetText = Words(en: row.optionalText(), zh: row.optionalText())
        event.by = row.optionalText()
        event.reason = row.optionalText()
        event.isLate = row.integer() != 0
        event.cover = try row.optionalWord(Cover.self, of: what)
        event.until = row.optionalInteger().map(Moment.init(milliseconds:))
        event.isTest = row.integer() != 0
        return NumberedEvent(sequence: sequence, event: event)
    }

    private static func values(_ bytes: [UInt8], of what: String) throws(DatabaseError) -> [NamedValue] {
        guard !bytes.isEmpty else { return [] }
        do throws(RecordError) {
            return try NamedValuesCoding.values(from: bytes)
        } catch {
            throw .unreadable(what: what, reason: error.description)
        }
    }
}

extension Event {
    /// The kind of period it tells of, if it is one.
    var period: Period.Kind? { service == .gateway ? Period.Kind(rawValue: life.alarm) : nil }

    /// Whether its alarm has one life at a time.
    fileprivate var livesAlone: Bool { period == nil }
}
