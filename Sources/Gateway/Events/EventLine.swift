import AlarmEngine

/// What of an event somebody may hear, beyond identity, severity, signal and state.
public struct Carried: Hashable, Sendable {
    public var values: Bool
    public var text: Bool
    /// Zone and place: where a person lives.
    public var place: Bool
    /// Private fields named one by one.
    public var privateFields: Set<String>
    /// Every private field: for the operator's own log and tail.
    public var allPrivateFields: Bool

    public init(values: Bool, text: Bool, place: Bool, privateFields: Set<String> = [], allPrivateFields: Bool = false)
    {
        self.values = values
        self.text = text
        self.place = place
        self.privateFields = privateFields
        self.allPrivateFields = allPrivateFields
    }

    /// All of it: for files and people on the gateway itself.
    public static let everything = Carried(values: true, text: true, place: true, allPrivateFields: true)

    func mayHear(_ value: NamedValue) -> Bool {
        !value.isPrivate || allPrivateFields || privateFields.contains(value.name)
    }
}

/// An event as one line of JSON: the contract of the design's section 7, its keys in that order.
public enum EventLine {
    /// The line, without its line feed.
    public static func json(_ numbered: NumberedEvent) -> String {
        body(of: numbered, carrying: .everything, gateway: nil)
    }

    /// A webhook's body: the line with what the sink may hear, and `gateway` and `recorded` added.
    public static func body(of numbered: NumberedEvent, carrying carried: Carried, gateway: String?) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            let event = numbered.event
            writeIdentity(of: numbered, into: &writer)
            if carried.place {
                writer.member("zone", event.zone)
                writer.member("place", event.place)
            }
            writer.member("severity", event.severity.rawValue)
            writer.member("signal", event.signal.rawValue)
            writer.member("state", event.shownState)
            writer.member("occurrences", Int64(event.occurrences))
            if carried.values { writeValues(event.values.filter(carried.mayHear), into: &writer) }
            if carried.text { writeText(text(of: event, for: carried), into: &writer) }
            // Who and why are free text, and may name anybody.
            if carried.text {
                writer.member("by", event.by)
                writer.member("reason", event.reason)
            }
            writer.member("until", event.until.map(Timestamp.text))
            if event.isLate { writer.member("late", true) }
            if event.isTest { writer.member("test", true) }
            if gateway != nil || !numbered.isRecorded { writer.member("recorded", numbered.isRecorded) }
            writer.member("gateway", gateway)
        }
        return writer.text
    }

    private static func writeIdentity(of numbered: NumberedEvent, into writer: inout JSONWriter) {
        let event = numbered.event
        writer.member("seq", numbered.sequence)
        writer.member("time", Timestamp.text(event.time))
        writer.member("event", event.kind.rawValue)
        writer.member("id", numbered.id)
        writer.member("device", event.life.device.device)
        writer.member("profile", event.life.device.profile)
        writer.member("service", event.service.rawValue)
        writer.member("alarm", event.life.alarm)
        writer.member("area", event.area)
    }

    private static func writeValues(_ values: [NamedValue], into writer: inout JSONWriter) {
        guard !values.isEmpty else { return }
        writer.key("values")
        writer.object { writer in
            for named in values {
                writer.key(named.name)
                switch named.value {
                case .number(let number): writer.number(number)
                case .boolean(let value): writer.boolean(value)
                case .text(let text): writer.string(text)
                }
            }
        }
    }

    private static func writeText(_ words: Words, into writer: inout JSONWriter) {
        guard words.en != nil || words.zh != nil else { return }
        writer.key("text")
        writer.object { writer in
            writer.member("en", words.en)
            writer.member("zh", words.zh)
        }
    }

    /// The whole text only for who may hear the place and every private value it can name.
    private static func text(of event: Event, for carried: Carried) -> Words {
        carried.place && event.values.allSatisfy(carried.mayHear) ? event.text : event.discreetText
    }
}
