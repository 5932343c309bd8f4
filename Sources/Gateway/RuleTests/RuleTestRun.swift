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
            replay.listen(isBack, at: step.at)
        case .hand(let hand):
            do throws(ControlRefusal) {
                try replay.take(RecordedHand(at: step.at, request: hand.request(replay.records())))
            } catch {
                idle.append((step, "it was refused. \(error)"))
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
    /// The request, an alarm's present life in place of its name.
    fileprivate func request(_ records: [DeviceRecord]) -> HandRequest {
        func id(_ alarm: NamedAlarm) -> String {
            let record = records.first { $0.key == alarm.device }?.alarms.first { $0.name == alarm.alarm }
            // Of an alarm that never was raised there is no life, and the answer will say so.
            let beganAt = record?.beganAt ?? Moment(milliseconds: 0)
            return AlarmID.of(Life(device: alarm.device, alarm: alarm.alarm, beganAt: beganAt))
        }
        let action: HandRequest.Action =
            switch self.action {
            case .acknowledge(let alarm): .acknowledge(id: id(alarm))
            case .reset(let alarm): .reset(id: id(alarm))
            case .note(let alarm): .note(id: id(alarm))
            case .request(let action): action
            }
        return HandRequest(action, by: by, reason: reason)
    }
}
