/// Random happenings.
extension CourseChance {
    /// Each case of its own kind, so that what is simple is tried alone too.
    static func course(seed: UInt64) -> Course {
        var chance = CourseChance(seed: seed, hasTimeFunctions: seed % 3 != 0, hasCovers: seed % 4 > 1)
        return chance.course()
    }

    private mutating func course() -> Course {
        var course = Course(profiles: [profile("p")], steps: [])
        if one(in: 4) { course.profiles.append(profile("q")) }
        course.sinks = sinks()
        if one(in: 3) {
            course.offsets = [CourseOffset(from: Course.start - 1000, secondsEast: pick([0, 60, -120]))]
            if one(in: 2) {
                course.offsets.append(.init(from: Course.start + 60_000, secondsEast: pick([0, 300, -300])))
            }
        }
        for profile in course.profiles where one(in: 3) {
            var row = CourseRow(
                device: "d0", profile: profile.name, area: pick(["", "532801", "532801"]),
                zone: pick([nil, "hall"]))
            if one(in: 2), !profile.parameters.isEmpty { row.parameters = [.init(name: "limit", number: number())] }
            course.registry.append(row)
        }
        if hasCovers { escalate(&course) }
        steps(of: &course)
        return course
    }

    private mutating func escalate(_ course: inout Course) {
        if one(in: 2) { course.gateway = "gengfu-x" }
        guard one(in: 2) else { return }
        course.desks = [
            CourseDesk(code: "5328", sink: pick(["all", "backup", "nobody"])),
            CourseDesk(code: "532801", sink: pick(["grave", "backup", "drills"])),
        ]
        for _ in 0..<(1 + chance.below(2)) {
            let steps = (0..<(1 + chance.below(3))).map { _ in
                CoursePolicy.Step(
                    after: pick(Self.spans), unless: pick(["acknowledged", "acknowledged", "cleared"]),
                    to: pick(["household", "group", "village", "township", "county", "prefecture", "backup", "alarms"]))
            }
            course.policies.append(
                CoursePolicy(
                    signals: pick([["alarm"], ["alarm", "trouble"]]),
                    services: pick([nil, ["elder-care"], ["fire-station"]]), severity: pick(["minor", "severe"]),
                    steps: steps.sorted { $0.after < $1.after }))
        }
        for row in course.registry.indices {
            course.registry[row].contact = pick([nil, "backup", "drills"])
            course.registry[row].group = pick([nil, "all", "nobody"])
        }
    }

    private mutating func sinks() -> [CourseSink] {
        var sinks = [CourseSink(name: "all")]
        if one(in: 2) { sinks.append(CourseSink(name: "grave", severity: "severe")) }
        if one(in: 2) { sinks.insert(CourseSink(name: "alarms", signals: ["alarm"]), at: 0) }
        if one(in: 3) { sinks.append(CourseSink(name: "backup", isStandby: true)) }
        if one(in: 3) { sinks.append(CourseSink(name: "drills", severity: "moderate", takesDrills: true)) }
        return sinks
    }

    private mutating func steps(of course: inout Course) {
        var traffic = Traffic()
        if !one(in: 20) { course.steps.append(CourseStep(wait: 0, what: .listening(true))) }
        // A tenth of them long enough for floods.
        let isLong = one(in: 12)
        traffic.isCrowded = hasTimeFunctions && one(in: 30)
        if traffic.isCrowded { course.profiles[0].alarms[0] = crowded(course.profiles[0].alarms[0]) }
        let count = traffic.isCrowded ? 350 : isLong ? 250 : 10 + chance.below(50)
        let pace: [Int64] = pick(
            traffic.isCrowded
                ? [[0, 1, 100], [1, 100, 150]]
                : isLong
                    ? [[0, 1, 100], [100, 500, 1000]]
                    : [[0, 1, 100, 500], [0, 500, 1000, 1000, 4000], [1000, 10_000, 30_000]])
        for _ in 0..<count {
            let wait = !traffic.isCrowded && one(in: 40) ? pick(Self.spans) : pick(pace)
            traffic.clock += wait
            let what = happening(course, &traffic)
            course.steps.append(CourseStep(wait: wait, endsBatch: !one(in: 3), what: what))
            if what == .restart && !one(in: 8) {
                let down: Int64 = pick([0, 0, 1000, 40_000])
                traffic.clock += down
                course.steps.append(CourseStep(wait: down, what: .listening(true)))
            }
        }
        for wait in [10_000, 300_000, 900_000] as [Int64] {
            course.steps.append(CourseStep(wait: wait, what: .nothing))
        }
    }

    /// The same alarm, over a window that many samples are in.
    private mutating func crowded(_ alarm: CourseAlarm) -> CourseAlarm {
        let function = pick(["avg", "min", "max", "sum", "count", "rate", "delta"])
        let window = Phrase.window(function, .name("v"), pick([10_000, 30_000, 60_000]))
        let rule = Phrase.pair(pick([">=", "<"]), window, .number(pick([1, 5, 100])))
        var alarm = alarm
        alarm.levels = [.init(when: rule, severity: alarm.levels[0].severity)]
        alarm.isLevelled = false
        alarm.isMomentary = false
        alarm.deadband = nil
        return alarm
    }

    /// What the devices remember of what they sent.
    private struct Traffic {
        var clock = Course.start
        var sequence = 10
        /// Sent before, with the time of the sending.
        var sent: [(message: CourseMessage, at: Int64)] = []
        /// A device's clock is behind by so much.
        var lag: Int64 = 0
        var last: [String: Double] = [:]
        /// One device says so much that its windows fold.
        var isCrowded = false
    }

    private mutating func happening(_ course: Course, _ traffic: inout Traffic) -> CourseStep.What {
        if traffic.isCrowded && !one(in: 40) { return .message(message(course, &traffic)) }
        switch chance.below(60) {
        case 0: return .restart
        case 1: return .listening(one(in: 2))
        case 2: return .listening(true)
        case 3:
            let span: Int64 = pick([1000, -1000, 5000, -5000, 3_600_000, -3_600_000])
            traffic.clock += span
            traffic.sent = traffic.sent.map { ($0.message, $0.at + span) }
            return .clockStepped(span)
        case 4: return .nothing
        case 5...12: return .hand(hand(course))
        case 13 where hasCovers: return .hand(periodHand(course))
        case _: return .message(message(course, &traffic))
        }
    }

    private mutating func hand(_ course: Course) -> CourseHand {
        let profile = pick(course.profiles)
        var names = profile.alarms.map(\.name) + ["payload"]
        if profile.silence != nil { names.append("silence") }
        var hand = CourseHand(
            profile: profile.name, area: profile.hasArea ? pick(["532801", "532802"]) : "",
            device: pick(["d0", "d0", "d1"]), alarm: pick(names),
            action: pick([.acknowledge, .acknowledge, .acknowledge, .reset, .reset]))
        if hasCovers && one(in: 2) { hand.action = covering() }
        if one(in: 20) { hand.staleBy = pick([1, 1000]) }
        if one(in: 2) { hand.reason = "seen" }
        return hand
    }

    private mutating func covering() -> CourseHand.Action {
        switch chance.below(8) {
        case 0, 1: .shelve(until: one(in: 3) ? nil : pick(Self.spans + [0, 100_000]), isOnce: one(in: 2))
        case 2, 3: .unshelve
        case 4: .takeOutOfService(until: one(in: 2) ? nil : pick(Self.spans + [-1]))
        case 5, 6: .returnToService
        case _: .note
        }
    }

    private mutating func periodHand(_ course: Course) -> CourseHand {
        let kind = pick(["drill", "drill", "maintenance", "absence"])
        let zone: String? = one(in: 5) ? "hall" : nil
        let device: String? = one(in: 5) ? "d0" : nil
        var hand = CourseHand(
            area: pick(["", "", "5328", "532801"]), action: .end(kind: kind, zone: zone, device: device))
        if !one(in: 4) {
            let from: Int64 = one(in: 3) ? pick(Self.spans) : 0
            hand.action = .begin(
                kind: kind, zone: zone, device: device, from: from,
                until: from + pick(Self.spans + [0, 86_400_000, 86_400_001]))
        }
        if one(in: 3) { hand.reason = "exercise" }
        return hand
    }

    private mutating func message(_ course: Course, _ traffic: inout Traffic) -> CourseMessage {
        if !traffic.isCrowded, one(in: 8), let (again, at) = traffic.sent.last(where: { _ in chance.below(2) == 0 }) {
            return again.again(after: traffic.clock - at, mayBeRedelivery: one(in: 2))
        }
        let profile = traffic.isCrowded ? course.profiles[0] : pick(course.profiles)
        var message = CourseMessage(
            profile: profile.name, area: profile.hasArea ? pick(["532801", "532801", "532801", "532802"]) : "",
            device: pick(["d0", "d0", "d0", "d1"]), body: .broken)
        if traffic.isCrowded {
            message.device = "d0"
            if profile.hasArea { message.area = "532801" }
        }
        message.isRetained = one(in: 15)
        message.mayBeRedelivery = one(in: 15)
        if one(in: 30) { message.body = .empty }
        if message.body == .broken && (!one(in: 12)) { message.body = body(profile, &traffic) }
        traffic.sent.append((message, traffic.clock))
        return message
    }

    private mutating func body(_ profile: CourseProfile, _ traffic: inout Traffic) -> CourseMessage.Body {
        var entries: [CourseMessage.Entry] = []
        for field in profile.fields where !one(in: traffic.isCrowded ? 40 : 4) {
            entries.append(.init(field: field.name, value: raw(field, &traffic)))
        }
        traffic.sequence += !traffic.isCrowded && one(in: 15) ? -8 : 1
        if traffic.isCrowded { return .reading(entries, lag: one(in: 40) ? 150 : 0, sequence: traffic.sequence) }
        if one(in: 25) { traffic.lag += pick([-20_000, -5000, 5000, 20_000]) }
        var lag: Int64? = traffic.lag + pick([0, 0, 0, 100, 100, 2000])
        if one(in: 12) { lag = traffic.lag + pick([15_000, 40_000, 100_000, 4_000_000, -400_000]) }
        if one(in: 12) { lag = nil }
        return .reading(entries, lag: lag, sequence: one(in: 15) ? nil : traffic.sequence)
    }

    private mutating func raw(_ field: CourseField, _ traffic: inout Traffic) -> CourseMessage.Raw {
        switch chance.below(40) {
        case 0: return .null
        case 1: return .huge
        case 2: return .text("odd")
        case 3: return .truth(true)
        case _: break
        }
        switch field.type {
        case "number":
            if !one(in: 3), let last = traffic.last[field.name] { return .number(last) }
            let next = number()
            traffic.last[field.name] = next
            return .number(next)
        case "boolean": return .truth(one(in: 2))
        case _: return .text(pick(["a", "b", "c"]))
        }
    }
}

extension CourseMessage {
    /// The same message once more, so much later.
    fileprivate func again(after span: Int64, mayBeRedelivery: Bool) -> CourseMessage {
        var again = self
        again.mayBeRedelivery = mayBeRedelivery
        if case .reading(let entries, let lag?, let sequence) = body {
            again.body = .reading(entries, lag: lag + span, sequence: sequence)
        }
        return again
    }
}
