/// Moves the times that devices put into their payloads, so that a recording can be played as if it were now.
public struct TimeShift: Sendable {
    private let profiles: [Profile]
    private let router: TopicRouter

    public init(_ profiles: [Profile]) {
        self.profiles = profiles
        router = TopicRouter(profiles)
    }

    /// The payload with its time moved, in the unit and precision it was written in; unchanged where there is none.
    public func moved(_ payload: [UInt8], topic: String, by span: Span) -> [UInt8] {
        for candidate in router.candidates(for: topic) {
            let plan = profiles[candidate.profile].messages[candidate.message]
            guard let time = plan.time, plan.matches(payload),
                let (range, old) = plan.timeText(in: payload, time)
            else { continue }
            let text = time.unit.text(old + span, like: String(decoding: payload[range], as: UTF8.self))
            return Array(payload[..<range.lowerBound]) + Array(text.utf8) + Array(payload[range.upperBound...])
        }
        return payload
    }
}

extension MessagePlan {
    /// Where the time stands in a JSON payload, and which it is.
    fileprivate func timeText(
        in payload: [UInt8], _ time: (slot: Int, unit: TimeDescription.Unit)
    ) -> (range: Range<Int>, moment: Moment)? {
        guard form == .json else { return nil }
        return payload.withUnsafeBufferPointer { bytes in
            guard UTF8Check.isValid(bytes), let tokens = try? places.capture(bytes), let token = tokens[time.slot],
                let moment = time.unit.moment(token, bytes)
            else { return nil }
            switch token {
            case .number(let range), .string(let range, isEscaped: _): return (range, moment)
            case .null, .boolean, .structure: return nil
            }
        }
    }
}

extension TimeDescription.Unit {
    /// A moment in this unit, with a fraction if the old text had one.
    fileprivate func text(_ moment: Moment, like old: String) -> String {
        let milliseconds = moment.milliseconds
        switch self {
        case .milliseconds: return String(milliseconds)
        case .microseconds: return "\(milliseconds)000"
        case .iso8601: return ISO8601.text(moment)
        case .seconds:
            guard old.contains(".") else { return String(milliseconds / 1000) }
            let fraction = String(milliseconds % 1000 + 1000).dropFirst()
            return "\(milliseconds / 1000).\(fraction)"
        }
    }
}
