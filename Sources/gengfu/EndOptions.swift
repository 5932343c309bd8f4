import AlarmEngine
import ArgumentParser
import Gateway

/// When something ends by itself.
struct EndOptions: ParsableArguments {
    @Option(name: .customLong("for"), help: ArgumentHelp("For how long: 30m, 2h, 14d.", valueName: "duration"))
    var span: String?

    @Option(
        help: ArgumentHelp(
            "Until when: 18:30 is the next half past six, or a time such as 2026-11-24T18:30:00+08:00.",
            valueName: "time"))
    var until: String?

    var isSaid: Bool { span != nil || until != nil }

    func validate() throws {
        if let span, (Span(span) ?? .zero) <= .zero {
            throw ValidationError("--for '\(span)' is no duration; write it as 90s, 30m, 2h or 14d.")
        }
        if let until, ClockTime(until) == nil {
            throw ValidationError("--until '\(until)' is no time; write it as 18:30 or 2026-11-24T18:30:00+08:00.")
        }
        if span != nil, until != nil { throw ValidationError("--for and --until both say when it ends; give one.") }
    }

    /// Times of day are those of the configuration's zone, else of the daemon's.
    ///
    /// - Parameter control: knows the zone.
    /// - Throws: an exit code, if the configuration cannot be read.
    /// - Returns: writes them as members of a request.
    func writer(_ control: ControlOptions) throws -> (inout JSONWriter) -> Void {
        let moment = try until.flatMap(ClockTime.init).map { try control.moment(of: $0) }
        let span = span
        return { writer in
            writer.member("for", span)
            writer.member("until", moment.map(Timestamp.text))
        }
    }
}

/// A time as an operator says it.
enum ClockTime: Hashable {
    /// Its zone and date included.
    case exact(Moment)
    /// Minutes since midnight, the next time the clock shows them.
    case next(minutes: Int)

    init?(_ text: String) {
        if let moment = Timestamp.moment(text) {
            self = .exact(moment)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        self = .next(minutes: hour * 60 + minute)
    }

    /// - Parameters:
    ///   - now: the time.
    ///   - secondsEast: of the zone, at a moment.
    /// - Returns: a moment after `now` where it is a time of day.
    func moment(now: Moment, secondsEast: (Moment) -> Int) -> Moment {
        switch self {
        case .exact(let moment): return moment
        case .next(let minutes):
            let day: Int64 = 86_400_000
            let east = Int64(secondsEast(now)) * 1000
            let local = now.milliseconds + east
            let midnight = local - ((local % day) + day) % day
            var wanted = midnight + Int64(minutes) * 60_000
            if wanted <= local { wanted += day }
            // Where summer time begins or ends in between, the zone's offset then decides.
            let guess = Moment(milliseconds: wanted - east)
            return Moment(milliseconds: wanted - Int64(secondsEast(guess)) * 1000)
        }
    }
}

extension ControlOptions {
    func moment(of time: ClockTime) throws -> Moment {
        _ = try text(.en)
        return time.moment(now: GatewayClock.utc(), secondsEast: LocalTime.secondsEast)
    }
}
