import AlarmEngine
import ArgumentParser
import Gateway

/// Where and when a drill, a maintenance or an absence is.
struct PeriodOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The area's code: it and everything beneath it.", valueName: "code"))
    var area: String?

    @Option(help: ArgumentHelp("Only this zone of the area: a room, a floor, a household.", valueName: "name"))
    var zone: String?

    @Option(help: ArgumentHelp("Only this device.", valueName: "id"))
    var device: String?

    @Option(help: ArgumentHelp("When it begins, as --until has it; at once if left out.", valueName: "time"))
    var from: String?

    @OptionGroup var end: EndOptions

    @Flag(name: .customLong("end"), help: "End the one that was begun for the same area, zone and device.")
    var isEnd = false

    @OptionGroup var hand: HandOptions

    func validate() throws {
        if area == nil, device == nil {
            throw ValidationError("Say where: --area CODE, perhaps with --zone, or --device ID.")
        }
        if zone != nil, device != nil { throw ValidationError("--zone and --device exclude each other.") }
        if zone != nil, area == nil { throw ValidationError("--zone needs its --area.") }
        if let from, ClockTime(from) == nil {
            throw ValidationError("--from '\(from)' is no time; write it as 18:30 or 2026-11-24T18:30:00+08:00.")
        }
        if isEnd, end.isSaid || from != nil {
            throw ValidationError("--end ends it at once; leave out --from, --for and --until.")
        }
        if !isEnd, !end.isSaid {
            throw ValidationError("Say when it ends: --for 30m or --until 18:30; or --end to end one.")
        }
    }

    /// Begins or ends it, and says what came of it.
    func act(_ verb: HandRequest.Verb) throws {
        let writeEnd = try end.writer(hand.control)
        let beginning = try from.flatMap(ClockTime.init).map { try hand.control.moment(of: $0) }
        let reply = try hand.ask(verb) { writer in
            writer.member("area", area)
            writer.member("zone", zone)
            writer.member("device", device)
            writer.member("from", beginning.map(Timestamp.text))
            writeEnd(&writer)
            if isEnd { writer.member("end", true) }
        }
        guard let reply else { return }
        guard !isEnd else {
            Terminal.say("The \(verb.rawValue) \(reply["event"] == nil ? "to come is taken back" : "is over").")
            return
        }
        try tell(reply, verb)
    }

    private func tell(_ reply: JSONValue, _ verb: HandRequest.Verb) throws {
        let text = try hand.control.text(.en)
        let period = reply["period"]
        func time(_ name: String) -> String {
            period?[name]?.string.flatMap(Timestamp.moment).map(text.localTime) ?? ""
        }
        let devices = reply["devices"]?.number.flatMap { Int(exactly: $0) } ?? 0
        let beginning = reply["event"] == nil ? "will begin at \(time("from"))" : "has begun"
        Terminal.say(
            "The \(verb.rawValue) \(beginning) and will end at \(time("until")); \(devices) known device\(devices == 1 ? " is" : "s are") in it."
        )
        if devices == 0 { Terminal.complain("No device is known there now; is the area or the zone misspelt?") }
    }
}
