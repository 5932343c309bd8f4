import Foundation

/// A course on which model and engine differed, as it is shown and kept: a text for people, then the course itself.
struct Finding {
    let course: Course
    let comparison: EngineRun.Comparison

    private static let mark = "--- the course, to be played again ---\n"

    init(_ course: Course) throws {
        self.course = course
        comparison = try EngineRun.compare(course)
    }

    /// The course of a kept text.
    static func course(in text: String) throws -> Course? {
        guard let mark = text.range(of: mark) else { return nil }
        return try JSONDecoder().decode(Course.self, from: Data(text[mark.upperBound...].utf8))
    }

    var text: String {
        var lines = course.profiles.flatMap(\.sketch)
        if !course.registry.isEmpty { lines += ["registry: \(course.registry)"] }
        if !course.offsets.isEmpty { lines += ["offsets: \(course.offsets)"] }
        if !course.policies.isEmpty { lines += ["escalation: \(course.policies)", "desks: \(course.desks)"] }
        lines += ["sinks: \(course.sinks.map(\.name).joined(separator: ", "))", ""]
        var clock = Course.start
        for step in course.steps {
            clock += step.wait
            lines.append("\(step.endsBatch ? " " : "+") @\(clock - Course.start) \(step.what.sketch(at: clock))")
            if case .clockStepped(let span) = step.what { clock += span }
        }
        lines += ["", "the model says:"] + comparison.model.map { "  \($0)" }
        lines += ["the engine says:"] + comparison.engine.map { "  \($0)" }
        lines.append("")
        return lines.joined(separator: "\n")
    }

    /// What is kept in a file.
    func kept() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return text + Self.mark + String(decoding: try encoder.encode(course), as: UTF8.self) + "\n"
    }
}

extension CourseProfile {
    /// As a profile would be written, or nearly.
    fileprivate var sketch: [String] {
        var lines = ["profile: \(name)  # \(service)"]
        lines.append("fields: \(fields.map(\.sketch).joined(separator: ", "))")
        let traits = [hasTime ? "time" : nil, hasSequence ? "sequence" : nil, hasArea ? "area" : nil].compactMap { $0 }
        if !traits.isEmpty { lines.append("has: \(traits.joined(separator: ", "))") }
        for parameter in parameters { lines.append("parameter: \(parameter.name) = \(parameter.number)") }
        if maximumAge != 3_600_000 { lines.append("max_age: \(Phrase.duration(maximumAge))") }
        if maximumNotifyAge != 3_600_000 { lines.append("max_notify_age: \(Phrase.duration(maximumNotifyAge))") }
        if let silence {
            lines.append("silence: {after: \(Phrase.duration(silence.after)), severity: \(silence.severity)}")
        }
        return lines + alarms.flatMap(\.sketch)
    }
}

extension CourseAlarm {
    fileprivate var sketch: [String] {
        var lines = ["  \(name):"]
        for level in levels { lines.append("    when: \(level.when.written)  # \(level.severity)") }
        if let clearWhen { lines.append("    clear_when: \(clearWhen.written)") }
        if let deadband { lines.append("    deadband: \(deadband)") }
        if let suppressWhen { lines.append("    suppress_when: \(suppressWhen.written)") }
        if onDelay > 0 { lines.append("    on_delay: \(Phrase.duration(onDelay))") }
        if offDelay > 0 { lines.append("    off_delay: \(Phrase.duration(offDelay))") }
        var traits = ["signal: \(signal)"]
        if latch { traits.append("latch: true") }
        if isMomentary { traits.append("event: true") }
        if isInactivity { traits.append("inactivity: true") }
        if let acknowledgement { traits.append("ack: \(acknowledgement)") }
        return lines + ["    \(traits.joined(separator: ", "))"]
    }
}

extension CourseStep.What {
    fileprivate func sketch(at clock: Int64) -> String {
        switch self {
        case .message(let message):
            let marks =
                (message.isRetained ? " retained" : "") + (message.mayBeRedelivery ? " may be a redelivery" : "")
            var body = message.payload(at: clock)
            if case .reading(_, let lag?, _) = message.body { body += " (own time @\(clock - lag - Course.start))" }
            return "\(message.profile)/\(message.area)/\(message.device) \(body)\(marks)"
        case .hand(let hand): return "hand \(hand.action) on \(hand.profile)/\(hand.area)/\(hand.device) \(hand.alarm)"
        case .listening(let isListening): return isListening ? "listening" : "not listening"
        case .nothing: return "(time)"
        case .clockStepped(let span): return "clock stepped by \(span)"
        case .restart: return "restart"
        }
    }
}

extension CourseField {
    fileprivate var sketch: String { "\(name) \(type)" + (start.map { " from \($0.written)" } ?? "") }
}
