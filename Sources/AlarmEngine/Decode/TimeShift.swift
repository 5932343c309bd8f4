/// Moves the times that devices put into their payloads, so that a recording can be played as if it were now.
public struct TimeShift: Sendable {
    /// What became of one payload.
    public enum Outcome: Hashable, Sendable {
        case moved([UInt8])
        /// It tells no time.
        case timeless
        /// It tells a time that cannot be written anew: within something wrapped, in a list, or by a format of its own.
        case stuck(profile: String)
    }

    /// It hears nothing: it knows whose a topic may be.
    private let engine: Engine

    /// - Parameters:
    ///   - profiles: they name the times in payloads.
    ///   - registry: whose devices are their profile's whatever their payloads say.
    public init(_ profiles: [Profile], registry: [RegisteredDevice] = []) {
        engine = Engine(
            configuration: Engine.Configuration(profiles: profiles, registry: registry, maximumDevices: 1))
    }

    /// The payload with its time moved, in the unit and precision it was written in.
    public func outcome(_ payload: [UInt8], topic: String, by span: Span) -> Outcome {
        let owners = Deliberation(engine, through: .distantPast)
        for candidate in engine.router.candidates(for: topic) {
            let profile = engine.profiles[candidate.profile]
            let plan = profile.messages[candidate.message]
            guard !plan.times.isEmpty,
                engine.isRegistered(owners.key(of: candidate)) || plan.matches(payload, engine.aids)
            else { continue }
            guard plan.each == nil, plan.document.isPlain, !plan.document.isText else {
                return .stuck(profile: profile.name)
            }
            guard let (range, time, old) = plan.timeText(in: payload) else { continue }
            guard let text = time.text(old + span, like: String(decoding: payload[range], as: UTF8.self)) else {
                return .stuck(profile: profile.name)
            }
            return .moved(Array(payload[..<range.lowerBound]) + Array(text.utf8) + Array(payload[range.upperBound...]))
        }
        return .timeless
    }

    /// The payload with its time moved; unchanged where that cannot be done.
    public func moved(_ payload: [UInt8], topic: String, by span: Span) -> [UInt8] {
        switch outcome(payload, topic: topic, by: span) {
        case .moved(let moved): moved
        case .timeless, .stuck: payload
        }
    }
}

extension MessagePlan {
    /// Where the time stands in a plain JSON payload, and which it is.
    fileprivate func timeText(in payload: [UInt8]) -> (range: Range<Int>, plan: TimePlan, moment: Moment)? {
        payload.withUnsafeBufferPointer { bytes in
            let start = bytes.textRange.lowerBound
            guard let text = try? DocumentPlan.text(bytes), let tokens = try? whole.capture(text) else { return nil }
            for plan in times {
                guard let token = tokens[plan.slot.index], let moment = plan.moment(token, text, DecodingAids()) else {
                    continue
                }
                switch token {
                case .number(let range), .string(let range, isEscaped: _):
                    return (start + range.lowerBound..<start + range.upperBound, plan, moment)
                case .null, .boolean, .structure: continue
                }
            }
            return nil
        }
    }
}

extension TimePlan {
    /// A moment as it is written here, with a fraction if the old text had one; nil where it is not known how.
    fileprivate func text(_ moment: Moment, like old: String) -> String? {
        guard format == nil else { return nil }
        let milliseconds = (moment - (epoch ?? Moment(milliseconds: 0))).milliseconds
        switch unit {
        case .milliseconds: return String(milliseconds)
        case .microseconds: return "\(milliseconds)000"
        case .iso8601: return ISO8601.moment(Array(old.utf8)[...]) == nil ? nil : ISO8601.text(moment)
        case .seconds:
            guard old.contains(".") else { return String(milliseconds / 1000) }
            let fraction = String(milliseconds % 1000 + 1000).dropFirst()
            return "\(milliseconds / 1000).\(fraction)"
        }
    }
}
