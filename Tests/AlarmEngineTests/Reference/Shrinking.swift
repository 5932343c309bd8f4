/// Makes a course on which model and engine differ as small as it can.
enum Shrinking {
    static func shrink(_ course: Course) throws -> Course {
        var smallest = course
        var before = Int.max
        while size(of: smallest) < before {
            before = size(of: smallest)
            for kind in [stepsDropped, partsDropped, alarmsSimplified, stepsSimplified] {
                smallest = shrink(smallest, kind)
            }
        }
        return smallest
    }

    /// Goes on where it was after each success: to begin again each time would take a quarter of an hour.
    private static func shrink(_ course: Course, _ candidates: (Course) -> [Course]) -> Course {
        var smallest = course
        var left = candidates(smallest)
        var place = 0
        while place < left.count {
            if size(of: left[place]) < size(of: smallest), differs(left[place]) {
                smallest = left[place]
                left = candidates(smallest)
            } else {
                place += 1
            }
        }
        return smallest
    }

    /// What must become less each time, or two forms of one course would take turns for ever.
    private static func size(of course: Course) -> Int { String(describing: course).utf8.count }

    /// A course that the engine will not read is no finding.
    private static func differs(_ course: Course) -> Bool {
        guard let comparison = try? EngineRun.compare(course) else { return false }
        return !comparison.agrees
    }

    /// Steps left out, many at once first; the time they took goes by all the same, or does not.
    private static func stepsDropped(_ course: Course) -> [Course] {
        var found: [Course] = []
        var size = course.steps.count / 2
        while size >= 1 {
            for start in stride(from: 0, to: course.steps.count, by: size) {
                let end = min(start + size, course.steps.count)
                var kept = course
                let time = course.steps[start..<end].reduce(0) { $0 + $1.wait }
                kept.steps.removeSubrange(start..<end)
                var shorter = kept
                if start < kept.steps.count { kept.steps[start].wait += time }
                found.append(kept)
                shorter.steps = kept.steps.enumerated().map { place, step in
                    place == start
                        ? CourseStep(wait: step.wait - time, endsBatch: step.endsBatch, what: step.what) : step
                }
                found.append(shorter)
            }
            size /= 2
        }
        return found
    }

    private static func with(_ course: Course, _ change: (inout Course) -> Void) -> Course {
        var changed = course
        change(&changed)
        return changed
    }

    private static func partsDropped(_ course: Course) -> [Course] {
        var found: [Course] = []
        for index in course.profiles.indices {
            found.append(with(course) { $0.profiles.remove(at: index) })
            for alarm in course.profiles[index].alarms.indices {
                found.append(with(course) { $0.profiles[index].alarms.remove(at: alarm) })
            }
            for field in course.profiles[index].fields.indices {
                found.append(with(course) { $0.profiles[index].fields.remove(at: field) })
                found.append(with(course) { $0.profiles[index].fields[field].start = nil })
            }
            found.append(with(course) { $0.profiles[index].silence = nil })
            found.append(with(course) { $0.profiles[index].hasTime = false })
            found.append(with(course) { $0.profiles[index].hasSequence = false })
            found.append(with(course) { $0.profiles[index].parameters = [] })
            found.append(with(course) { $0.profiles[index].maximumAge = 3_600_000 })
            found.append(with(course) { $0.profiles[index].maximumNotifyAge = 3_600_000 })
        }
        for index in course.registry.indices {
            found.append(with(course) { $0.registry.remove(at: index) })
            found.append(with(course) { $0.registry[index].parameters = [] })
            found.append(with(course) { $0.registry[index].zone = nil })
        }
        for index in course.sinks.indices { found.append(with(course) { $0.sinks.remove(at: index) }) }
        for index in course.policies.indices { found.append(with(course) { $0.policies.remove(at: index) }) }
        for index in course.desks.indices { found.append(with(course) { $0.desks.remove(at: index) }) }
        found.append(with(course) { $0.offsets = [] })
        return found.filter { $0 != course && $0.profiles.allSatisfy { !$0.fields.isEmpty } }
    }

    private static func alarmsSimplified(_ course: Course) -> [Course] {
        var found: [Course] = []
        for profile in course.profiles.indices {
            for alarm in course.profiles[profile].alarms.indices {
                for simpler in simplified(course.profiles[profile].alarms[alarm]) {
                    found.append(with(course) { $0.profiles[profile].alarms[alarm] = simpler })
                }
            }
        }
        return found.filter { $0 != course }
    }

    private static func simplified(_ alarm: CourseAlarm) -> [CourseAlarm] {
        func with(_ change: (inout CourseAlarm) -> Void) -> CourseAlarm {
            var changed = alarm
            change(&changed)
            return changed
        }
        var found = [
            with { $0.onDelay = 0 }, with { $0.offDelay = 0 }, with { $0.latch = false }, with { $0.deadband = nil },
            with { $0.clearWhen = nil }, with { $0.suppressWhen = nil }, with { $0.acknowledgement = nil },
            with { $0.isInactivity = false }, with { $0.signal = "trouble" },
        ]
        for level in alarm.levels.indices {
            if alarm.levels.count > 1 {
                found.append(with { $0.levels.remove(at: level) })
            }
            for part in alarm.levels[level].when.simpler { found.append(with { $0.levels[level].when = part }) }
            found.append(with { $0.levels[level].severity = "minor" })
        }
        for part in alarm.clearWhen?.simpler ?? [] { found.append(with { $0.clearWhen = part }) }
        for part in alarm.suppressWhen?.simpler ?? [] { found.append(with { $0.suppressWhen = part }) }
        return found
    }

    private static func stepsSimplified(_ course: Course) -> [Course] {
        var found: [Course] = []
        for index in course.steps.indices {
            let step = course.steps[index]
            if !step.endsBatch { found.append(with(course) { $0.steps[index].endsBatch = true }) }
            if step.wait != 0 { found.append(with(course) { $0.steps[index].wait = 0 }) }
            guard case .message(let message) = step.what else { continue }
            for simpler in simplified(message) {
                found.append(with(course) { $0.steps[index].what = .message(simpler) })
            }
        }
        return found.filter { $0 != course }
    }

    private static func simplified(_ message: CourseMessage) -> [CourseMessage] {
        func with(_ change: (inout CourseMessage) -> Void) -> CourseMessage {
            var changed = message
            change(&changed)
            return changed
        }
        var found = [with { $0.isRetained = false }, with { $0.mayBeRedelivery = false }]
        guard case .reading(let entries, let lag, let sequence) = message.body else { return found }
        for entry in entries.indices {
            var fewer = entries
            fewer.remove(at: entry)
            found.append(with { $0.body = .reading(fewer, lag: lag, sequence: sequence) })
        }
        found.append(with { $0.body = .reading(entries, lag: nil, sequence: sequence) })
        found.append(with { $0.body = .reading(entries, lag: lag, sequence: nil) })
        if lag != nil { found.append(with { $0.body = .reading(entries, lag: 0, sequence: sequence) }) }
        return found
    }
}

extension Phrase {
    /// Each of its parts in its place, and simpler ones of its own form.
    fileprivate var simpler: [Phrase] {
        var found = parts
        switch self {
        case .pair(let sign, let left, let right):
            found += left.simpler.map { .pair(sign, $0, right) } + right.simpler.map { .pair(sign, left, $0) }
        case .not(let part): found += part.simpler.map { .not($0) }
        case .window(let function, let part, let span): found += part.simpler.map { .window(function, $0, span) }
        case .covered(let part, let span): found += part.simpler.map { .covered($0, span) }
        case .age(let part): found += part.simpler.map { .age($0) }
        case .among(let part, let choices) where choices.count > 1: found += choices.map { .among(part, [$0]) }
        case .number, .truth, .text, .span, .name, .minus, .among, .previous, .changed, .between: break
        }
        return found
    }
}
