@testable import AlarmEngine

/// The engine, led through a course beside the model.
struct EngineRun {
    private let configuration: Engine.Configuration
    private var engine: Engine
    private var batch: [Input] = []
    private(set) var lines: [String] = []
    private(set) var refusals: [String] = []

    /// What both say of a course.
    struct Comparison {
        var model: [String]
        var engine: [String]
        var events: Int
        var features: [String: Int]

        var agrees: Bool { model == engine }
    }

    init(_ course: Course) throws {
        configuration = try course.configuration()
        engine = Engine(configuration: configuration)
    }

    static func compare(_ course: Course) throws -> Comparison {
        let course = course.inTime
        let model = Model(course)
        var run = try EngineRun(course)
        for step in course.steps {
            run.take(step, model)
            model.take(step)
            if step.isBatchOver { run.decide(at: model.clock) }
        }
        run.decide(at: model.clock)
        model.run(through: model.clock)
        return Comparison(
            model: model.lines + model.refusals.map { "hand: \($0)" },
            engine: run.lines + run.refusals.map { "hand: \($0)" }, events: model.lines.count, features: model.features)
    }

    /// Before the model takes it: a hand means the life that the model knows then.
    private mutating func take(_ step: CourseStep, _ model: Model) {
        let now = model.clock + step.wait
        let moment = Moment(milliseconds: now)
        switch step.what {
        case .message(let message): batch.append(.message(message.input(at: now)))
        case .hand(let hand):
            model.run(through: now)
            batch.append(.hand(hand.input(model, at: now)))
        case .listening(let isListening): batch.append(.listening(isListening, at: moment))
        case .nothing: break
        case .clockStepped(let span): batch.append(.clockStepped(by: Span(milliseconds: span), at: moment))
        case .restart:
            decide(at: model.clock)
            engine = Engine(configuration: configuration, restoring: engine.records())
        }
    }

    private mutating func decide(at now: Int64) {
        let decision = engine.decide(batch, at: Moment(milliseconds: now))
        batch = []
        for (place, event) in decision.events.enumerated() {
            lines.append(event.line(told: decision.deliveries.filter { $0.event == place }.map(\.sink)))
        }
        refusals += decision.refusals.map { $0.map { "\($0)" } ?? "done" }
        engine.adopt(decision)
    }
}

extension CourseMessage {
    func input(at now: Int64) -> Message {
        Message(
            topic: area.isEmpty ? "\(profile)/\(device)" : "\(profile)/\(area)/\(device)",
            payload: Array(payload(at: now).utf8), isRetained: isRetained, mayBeRedelivery: mayBeRedelivery,
            receivedAt: Moment(milliseconds: now))
    }
}

extension CourseHand {
    fileprivate func input(_ model: Model, at now: Int64) -> Hand {
        let key = DeviceKey(profile: profile, area: area, device: device)
        let began = model.target(of: self)?.1.beganAt ?? 0
        let life = Life(device: key, alarm: alarm, beganAt: Moment(milliseconds: began - staleBy))
        return Hand(action(on: life, at: now), by: by, reason: reason, at: Moment(milliseconds: now))
    }

    private func action(on life: Life, at now: Int64) -> Hand.Action {
        let named = NamedAlarm(device: life.device, alarm: life.alarm)
        func moment(_ span: Int64?) -> Moment? { span.map { Moment(milliseconds: now + $0) } }
        switch action {
        case .acknowledge: return .acknowledge(life)
        case .reset: return .reset(life)
        case .note: return .note(life)
        case .shelve(let until, let isOnce): return .shelve(named, until: moment(until), isOnce: isOnce)
        case .unshelve: return .unshelve(named)
        case .takeOutOfService(let until): return .takeOutOfService(named, until: moment(until))
        case .returnToService: return .returnToService(named)
        case .begin(let kind, let zone, let device, let from, let until):
            return .begin(
                Period(
                    kind: .init(rawValue: kind) ?? .drill, target: .init(area: area, zone: zone, device: device),
                    from: Moment(milliseconds: now + from), until: Moment(milliseconds: now + until), by: by,
                    reason: reason))
        case .end(let kind, let zone, let device):
            return .end(.init(rawValue: kind) ?? .drill, .init(area: area, zone: zone, device: device))
        }
    }
}

extension Event {
    /// As the model tells it.
    fileprivate func line(told sinks: [String]) -> String {
        func since(_ moment: Moment) -> Int64 { moment.milliseconds - Course.start }
        let key = life.device
        var words = ["@\(since(time))", kind.rawValue, "\(key.profile)/\(key.area)/\(key.device)", life.alarm]
        words += [severity.rawValue, signal.rawValue]
        words.append(cover.map { "\(state.rawValue)/\($0.rawValue)" } ?? state.rawValue)
        words += ["×\(occurrences)", "began \(since(life.beganAt))"]
        words.append("{\(values.map { "\($0.name)=\($0.value.shown)" }.joined(separator: " "))}")
        if let area, !area.isEmpty { words.append("area \(area)") }
        if let zone { words.append("zone \(zone)") }
        if isTest { words.append("test") }
        if isLate { words.append("late") }
        if let until { words.append("until \(since(until))") }
        if let by { words.append("by \(by)") }
        if let reason { words.append("because \(reason)") }
        words.append("→ \(sinks.joined(separator: ","))")
        return words.joined(separator: " ")
    }
}

extension Value {
    fileprivate var shown: String {
        switch self {
        case .number(let number): "\(number)"
        case .boolean(let truth): truth ? "true" : "false"
        case .text(let text): text
        }
    }
}
