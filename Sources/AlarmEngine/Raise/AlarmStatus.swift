/// Where one alarm of one device stands.
struct AlarmStatus: Hashable, Sendable {
    var state = AlarmState.normal
    var severity: Severity
    var occurrences = 0
    /// The beginning of this life or, in `normal`, of the last one.
    var beganAt: Moment?
    var levels: [LevelRecord]
    /// The sinks that were told of this life, a bit each.
    var told: UInt64 = 0
    /// When the timer that was set for it goes off; nil if none is set.
    var timer: Moment?

    init(_ rule: AlarmRule) {
        severity = rule.severity
        levels = [LevelRecord](repeating: LevelRecord(phase: .off), count: rule.levelCount)
    }
}

extension LevelRecord.Phase {
    /// An off-delay that runs included.
    var isOn: Bool {
        switch self {
        case .on, .leaving: true
        case .off, .pending: false
        }
    }
}

/// What happens to an alarm; a new case does not compile until the table below has a row for it.
enum Happening: Hashable, Sendable {
    case comesOn(Severity)
    case goesOff
    case severityChanges(Severity)
    /// A momentary alarm.
    case occurs
    case acknowledged
    case reset
    case withdrawn
}

/// How an alarm lives, as far as the table asks.
struct LifePolicy: Hashable, Sendable {
    let latch: Bool
    let acknowledgement: Acknowledgement
    let isMomentary: Bool
}

extension AlarmRule {
    var policy: LifePolicy {
        let isMomentary: Bool =
            switch trigger {
            case .momentary: true
            case .levels, .silence, .undecodable: false
            }
        return LifePolicy(latch: latch, acknowledgement: acknowledgement, isMomentary: isMomentary)
    }
}

extension AlarmStatus {
    /// Moves the alarm on.
    ///
    /// This is the table of the design's section 6, row by row. Shelving, suppression and escalation will join it.
    ///
    /// - Parameters:
    ///   - happening: what happened.
    ///   - time: the reading's time, the deadline's or the hand's.
    ///   - policy: how this alarm lives.
    /// - Returns: the event to tell; nil where nothing is to be told.
    mutating func apply(_ happening: Happening, at time: Moment, _ policy: LifePolicy) -> Event.Kind? {
        switch (state, happening) {
        case (.normal, .comesOn(let severity)):
            return begin(severity, at: time)
        case (.normal, .occurs):
            return begin(severity, at: time)
        case (.returned, .comesOn(let severity)), (.latched, .comesOn(let severity)),
            (.latchedAcknowledged, .comesOn(let severity)):
            self.severity = severity
            return again(.raised)
        case (.unacknowledged, .occurs), (.acknowledged, .occurs):
            return again(.occurred)

        case (.unacknowledged, .goesOff) where policy.latch: return become(.latched, .returned)
        case (.acknowledged, .goesOff) where policy.latch: return become(.latchedAcknowledged, .returned)
        case (.unacknowledged, .goesOff):
            return policy.acknowledgement == .required ? become(.returned, .returned) : become(.normal, .cleared)
        case (.acknowledged, .goesOff): return become(.normal, .cleared)

        case (.unacknowledged, .acknowledged): return become(.acknowledged, .acknowledged)
        case (.returned, .acknowledged): return become(.normal, .cleared)
        case (.latched, .acknowledged): return become(.latchedAcknowledged, .acknowledged)

        case (.latched, .reset), (.latchedAcknowledged, .reset): return become(.normal, .reset)
        case (.unacknowledged, .reset), (.acknowledged, .reset):
            return policy.isMomentary ? become(.normal, .reset) : nil

        case (.unacknowledged, .severityChanges(let new)), (.acknowledged, .severityChanges(let new)):
            let rose = new > severity
            severity = new
            return become(rose ? .unacknowledged : state, .severity)

        case (.unacknowledged, .withdrawn), (.acknowledged, .withdrawn), (.returned, .withdrawn),
            (.latched, .withdrawn), (.latchedAcknowledged, .withdrawn):
            return become(.normal, .withdrawn)

        case (.normal, .goesOff), (.normal, .severityChanges), (.normal, .acknowledged), (.normal, .reset),
            (.normal, .withdrawn),
            (.unacknowledged, .comesOn), (.acknowledged, .comesOn), (.acknowledged, .acknowledged),
            (.returned, .goesOff), (.returned, .severityChanges), (.returned, .occurs), (.returned, .reset),
            (.latched, .goesOff), (.latched, .severityChanges), (.latched, .occurs),
            (.latchedAcknowledged, .goesOff), (.latchedAcknowledged, .severityChanges),
            (.latchedAcknowledged, .occurs), (.latchedAcknowledged, .acknowledged):
            return nil
        }
    }

    /// A new life: its beginning is later than that of the last one, so that no two have the same id.
    private mutating func begin(_ severity: Severity, at time: Moment) -> Event.Kind {
        beganAt = beganAt.map { max(time, $0 + Span(milliseconds: 1)) } ?? time
        self.severity = severity
        occurrences = 0
        told = 0
        return again(.raised)
    }

    private mutating func again(_ kind: Event.Kind) -> Event.Kind {
        occurrences += 1
        return become(.unacknowledged, kind)
    }

    private mutating func become(_ state: AlarmState, _ kind: Event.Kind) -> Event.Kind {
        self.state = state
        return kind
    }
}
