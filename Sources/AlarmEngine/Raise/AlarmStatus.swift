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
    /// What lies over the true state, in the order it was laid.
    var covers: [CoverRecord] = []
    /// What its `suppress_when` was last known to be.
    var isSuppressing = false
    /// This life is a drill's.
    var isTest = false
    /// This life began in a flood, and nobody was told of it yet.
    var isHeldBack = false
    /// When it last came on or occurred, on the gateway's clock.
    var cameOnAt: Moment?
    var chatter = Chatter()
    /// The steps of escalation still to come, the next first.
    var steps: [EscalationStepRecord] = []

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

extension AlarmStatus {
    /// Moves the alarm on.
    ///
    /// This is the table of the design's section 6, row by row; whom it is told is decided elsewhere.
    ///
    /// - Parameters:
    ///   - happening: what happened.
    ///   - time: the reading's time, the deadline's or the hand's.
    ///   - policy: how this alarm lives.
    /// - Returns: the event; nil where nothing changes.
    mutating func apply(_ happening: Happening, at time: Moment, _ policy: LifePolicy) -> Event.Kind? {
        switch (state, happening) {
        case (.normal, .comesOn(let severity)), (.normal, .goesOnForReal(let severity)):
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

        case (.unacknowledged, .noted), (.acknowledged, .noted), (.returned, .noted), (.latched, .noted),
            (.latchedAcknowledged, .noted):
            return .note
        case (.unacknowledged, .withdrawn), (.acknowledged, .withdrawn), (.returned, .withdrawn),
            (.latched, .withdrawn), (.latchedAcknowledged, .withdrawn):
            covers = []
            return become(.normal, .withdrawn)
        case (.unacknowledged, .drillOver), (.acknowledged, .drillOver), (.returned, .drillOver),
            (.latched, .drillOver), (.latchedAcknowledged, .drillOver):
            return become(.normal, .cleared)

        case (.unacknowledged, .escalates), (.acknowledged, .escalates), (.returned, .escalates),
            (.latched, .escalates), (.latchedAcknowledged, .escalates):
            return .escalated
        case (_, .flappingOver): return .note

        case (_, .laid(let cover)): return lay(cover)
        case (_, .lifted(let cover, let source)): return lift(cover, source)

        case (.normal, .goesOff), (.normal, .severityChanges), (.normal, .acknowledged), (.normal, .reset),
            (.normal, .noted), (.normal, .withdrawn), (.normal, .drillOver), (.normal, .escalates),
            (.unacknowledged, .comesOn), (.acknowledged, .comesOn), (.acknowledged, .acknowledged),
            (.returned, .goesOff), (.returned, .severityChanges), (.returned, .occurs), (.returned, .reset),
            (.latched, .goesOff), (.latched, .severityChanges), (.latched, .occurs),
            (.latchedAcknowledged, .goesOff), (.latchedAcknowledged, .severityChanges),
            (.latchedAcknowledged, .occurs), (.latchedAcknowledged, .acknowledged),
            (.unacknowledged, .goesOnForReal), (.acknowledged, .goesOnForReal), (.returned, .goesOnForReal),
            (.latched, .goesOnForReal), (.latchedAcknowledged, .goesOnForReal):
            return nil
        }
    }

    /// A new life: its beginning is later than that of the last one, so that no two have the same id.
    private mutating func begin(_ severity: Severity, at time: Moment) -> Event.Kind {
        beganAt = beganAt.map { max(time, $0 + Span(milliseconds: 1)) } ?? time
        self.severity = severity
        occurrences = 0
        told = 0
        isTest = false
        return again(.raised)
    }

    private mutating func again(_ kind: Event.Kind) -> Event.Kind {
        occurrences += 1
        return become(.unacknowledged, kind)
    }

    /// What belongs to a life ends with it, and so does every cover that no hand laid.
    mutating func become(_ state: AlarmState, _ kind: Event.Kind) -> Event.Kind {
        self.state = state
        if state == .normal {
            covers.removeAll { $0.source != .hand }
            isHeldBack = false
            steps = []
        }
        return kind
    }
}
