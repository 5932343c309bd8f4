import AlarmEngine

/// Plays one test in virtual time and keeps what came of it.
struct RuleTestRun {
    /// Where one alarm stood.
    struct Standing: Hashable {
        var state: String
        /// Nil where it never was raised.
        var severity: Severity?
        var occurrences: Int
    }

    /// What happened, in order.
    enum Happening {
        case step(TestStep)
        case event(NumberedEvent)
    }

    private(set) var story: [(at: Moment, what: Happening)] = []
    private(set) var events: [NumberedEvent] = []
    /// Steps that did nothing, and why.
    private(set) var idle: [(step: TestStep, reason: String)] = []
    private(set) var messageCount = 0
    /// Every change of what stands where, in order of time.
    private var standings: [(at: Moment, all: [NamedAlarm: Standing])] = []

    /// What the replay said since it was last asked.
    private final class Heard {
        private var events: [NumberedEvent] = []

        func add(_ event: NumberedEvent) { events.append(event) }

        func takeAll() -> [NumberedEvent] {
            defer { events = [] }
            return events
        }
    }

    private let heard = Heard()

    init(_ test: RuleTest, _ configuration: Engine.Configuration) {
        var replay = OfflineReplay(configuration, emit: heard.add)
        replay.begin(at: test.clock.start)
        for step in test.steps {
            look(&replay, until: step.at)
            perform(step, &replay)
        }
        look(&replay, until: test.end)
    }

    // MARK: What was

    /// Where an alarm stood at a moment, once everything of that moment was done.
    func standing(of filter: AlarmFilter, at moment: Moment) -> Standing {
        let all = standings.last { $0.at <= moment }?.all ?? [:]
        // The one that is most on, where several devices have it.
        return all.filter { filter.takes($0.key.device, $0.key.alarm) }.map(\.value)
            .max { $0.rank < $1.rank } ?? Standing(state: AlarmState.normal.rawValue, severity: nil, occurrences: 0)
    }

    /// The moments in a span at which something may be otherwise than before.
    func moments(in span: ClosedRange<Moment>, from start: Moment) -> [Moment] {
        let first = max(span.lowerBound, start)
        return [first] + standings.map(\.at).filter { $0 > first && $0 <= span.upperBound }
    }

    // MARK: Playing

    /// Goes from deadline to deadline, so that nothing in between is overlooked.
    private mutating func look(_ replay: inout OfflineReplay, until moment: Moment) {
        while let next = replay.nextDeadline, next < moment {
            replay.advance(to: next)
            note(next, replay)
        }
        replay.advance(to: moment)
        note(moment, replay)
    }

    private mutating func perform(_ step: TestStep, _ replay: inout OfflineReplay) {
        story.append((step.at, .step(step)))
        switch step.action {
        case .message(let message):
            let before = replay.counts
            replay.take(message)
            replay.advance(to: step.at)
            messageCount += 1
            if replay.counts.unknownTopic > before.unknownTopic {
                idle.append((step, "its topic \(quoted(message.topic)) belongs to no profile here"))
            }
        case .broker(let isBack):
            _ = replay.apply(.listening(isBack, at: step.at))
        case .hand(let wanted):
            do throws(HandRefusal) {
                let hand = try wanted.hand(at: step.at, replay.records())
                if let refusal = replay.apply(.hand(hand)) { throw refusal }
            } catch {
                idle.append((step, "it was refused: \(error.rawValue)"))
            }
        }
        note(step.at, replay)
    }

    private mutating func note(_ moment: Moment, _ replay: OfflineReplay) {
        for event in heard.takeAll() {
            story.append((moment, .event(event)))
            events.append(event)
        }
        var all: [NamedAlarm: Standing] = [:]
        for device in replay.records() {
            for alarm in device.alarms where alarm.beganAt != nil || !alarm.covers.isEmpty {
                all[NamedAlarm(device: device.key, alarm: alarm.name)] = Standing(alarm)
            }
        }
        if standings.last?.all != all { standings.append((moment, all)) }
    }
}

extension RuleTestRun.Standing {
    fileprivate init(_ alarm: AlarmRecord) {
        let covers = alarm.covers.map(\.cover)
        state = Cover.allCases.first(where: covers.contains)?.rawValue ?? alarm.state.rawValue
        severity = alarm.severity
        occurrences = alarm.occurrences
    }

    /// An alarm that is on before one that is not.
    fileprivate var rank: Int {
        (AlarmState(rawValue: state)?.isActive ?? false) ? 2 : state == AlarmState.normal.rawValue ? 0 : 1
    }

    /// `unacknowledged, severe`.
    var text: String {
        guard let severity, state != AlarmState.normal.rawValue else { return state }
        return "\(state), \(severity.rawValue)" + (occurrences > 1 ? ", \(occurrences) times" : "")
    }
}

extension RuleTest {
    /// When the clock stops: after the last step, the last moment that is looked at, and `until`.
    fileprivate var end: Moment {
        var end = max(until ?? clock.start, steps.last?.at ?? clock.start)
        for expectation in expectations {
            if expectation.span.upperBound < .distantFuture { end = max(end, expectation.span.upperBound) }
            if case .events(let events, _, _) = expectation.claim {
                for event in events {
                    for member in event.members where member.name == "time" {
                        if case .moment(let moment) = member.value { end = max(end, moment) }
                    }
                }
            }
        }
        return end
    }
}

extension TestHand {
    /// The hand with its alarm's present life.
    fileprivate func hand(at moment: Moment, _ records: [DeviceRecord]) throws(HandRefusal) -> Hand {
        let action: Hand.Action =
            switch self.action {
            case .acknowledge: .acknowledge(try life(records))
            case .reset: .reset(try life(records))
            case .note: .note(try life(records))
            case .shelve(let until, let isOnce): .shelve(try named(), until: until, isOnce: isOnce)
            case .unshelve: .unshelve(try named())
            case .takeOutOfService(let until): .takeOutOfService(try named(), until: until)
            case .returnToService: .returnToService(try named())
            case .begin(let period):
                .begin(
                    Period(
                        kind: period.kind, target: period.target, from: period.from, until: period.until, by: by,
                        reason: reason))
            case .end(let kind, let target): .end(kind, target)
            }
        return Hand(action, by: by, reason: reason, at: moment)
    }

    private func named() throws(HandRefusal) -> NamedAlarm {
        guard let alarm else { throw .noSuchAlarm }
        return alarm
    }

    private func life(_ records: [DeviceRecord]) throws(HandRefusal) -> Life {
        let named = try named()
        let record = records.first { $0.key == named.device }?.alarms.first { $0.name == named.alarm }
        guard let record, let beganAt = record.beganAt else { throw .noSuchLife }
        return Life(device: named.device, alarm: named.alarm, beganAt: beganAt)
    }
}
