import AlarmEngine
import ArgumentParser
import Gateway

struct Alarms: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the alarms that go on, wait for somebody or are covered, the most urgent first.",
        discussion: """
            Covered are those that are shelved, suppressed or out of service: they are judged, and nobody is told. They come \
            last; their state shows what covers them and until when, and behind it how they stand.
            """)

    @OptionGroup var filters: FilterOptions

    @Flag(help: "Only those that are shelved, suppressed or out of service.")
    var covered = false

    @Flag(help: "Print the daemon's answer as it is.")
    var json = false

    @Option(help: "The language of the text.")
    var lang = EventText.Language.zh

    @OptionGroup var control: ControlOptions

    func run() throws {
        let (line, reply) = try control.ask { writer in
            writer.member("do", "alarms")
            filters.write(into: &writer)
            if covered { writer.member("covered", true) }
        }
        if json {
            Terminal.say(line)
            return
        }
        guard case .array(let alarms) = reply["alarms"], !alarms.isEmpty else {
            Terminal.say("No alarm.")
            return
        }
        let text = try control.text(lang)
        var table = TextTable(heading: [
            "SEVERITY", "SIGNAL", "STATE", "SINCE", "DEVICE", "ALARM", "PLACE", "TEXT", "ID",
        ])
        for alarm in alarms {
            guard let event = alarm["event"].flatMap({ NumberedEvent($0) }) else { continue }
            table.append(row(event, state(of: alarm, event, text), since: moment(alarm["since"]), text))
        }
        table.lines.forEach { Terminal.say($0) }
        let total = reply["total"]?.number.flatMap { Int(exactly: $0) } ?? alarms.count
        if total > alarms.count { Terminal.complain("\(total - alarms.count) more; narrow the filter to see them.") }
    }

    private func moment(_ value: JSONValue?) -> Moment? { value?.string.flatMap(Timestamp.moment) }

    /// Such as `unacknowledged ×2`, or `shelved until 2026-11-24 18:30:00.000 +08:00 (returned)`.
    private func state(of alarm: JSONValue, _ numbered: NumberedEvent, _ text: EventText) -> String {
        let event = numbered.event
        let occurrences = event.occurrences > 1 ? " ×\(event.occurrences)" : ""
        let drill = event.isTest ? " \(text.drillMark)" : ""
        guard let beneath = alarm["beneath"]?.string, case .array(let covers) = alarm["covers"] else {
            return event.shownState + occurrences + drill
        }
        let shown = covers.map { cover in
            let until = moment(cover["until"]).map { " until \(text.localTime($0))" } ?? ""
            return (cover["cover"]?.string ?? "") + (cover["once"]?.boolean == true ? " once" : "") + until
        }
        return "\(shown.joined(separator: ", ")) (\(beneath)\(occurrences))\(drill)"
    }

    private func row(_ numbered: NumberedEvent, _ state: String, since: Moment?, _ text: EventText) -> [String] {
        var event = numbered.event
        // The state says already when a cover ends.
        if event.cover != nil { event.until = nil }
        let place = [event.area, event.place ?? event.zone].compactMap { $0 }.joined(separator: " ")
        return [
            event.severity.shown, event.signal.rawValue, state,
            since.map(text.localTime) ?? "", event.life.device.device, event.life.alarm, place,
            ([text.words(of: event)] + text.remarks(onStanding: event)).compactMap { $0 }.joined(separator: "; "),
            numbered.id,
        ]
    }
}

extension Severity {
    /// With China's colour for it: `severe 橙`.
    var shown: String {
        switch self {
        case .extreme: "extreme 红"
        case .severe: "severe 橙"
        case .moderate: "moderate 黄"
        case .minor: "minor 蓝"
        }
    }
}
