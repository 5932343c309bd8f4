/// What happens to an alarm; a new case does not compile until the table of ``AlarmStatus`` has a row for it.
enum Happening: Hashable, Sendable {
    case comesOn(Severity)
    case goesOff
    case severityChanges(Severity)
    /// A momentary alarm.
    case occurs
    case acknowledged
    case reset
    case noted
    case withdrawn
    /// A cover is laid over it.
    case laid(CoverRecord)
    /// A cover is lifted from it.
    case lifted(Cover, CoverRecord.Source)
    /// The drill is over that this life belonged to.
    case drillOver
    /// The drill is over, and what it is about goes on.
    case goesOnForReal(Severity)
    /// It is passed on, as nobody acted on it.
    case escalates
    /// It chatters no more.
    case flappingOver
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

/// One step in an alarm's life: what it was, and what it became.
struct Turn: Sendable {
    let happening: Happening
    let kind: Event.Kind
    let before: AlarmStatus
    let after: AlarmStatus

    /// A life begins.
    var leavesNormal: Bool { before.state == .normal && after.state != .normal }
    /// A life ends.
    var returnsToNormal: Bool { before.state != .normal && after.state == .normal }
    var liftsLastCover: Bool { !before.covers.isEmpty && after.covers.isEmpty }

    /// What it is to the correlations that count the alarm; nil where it is nothing to them.
    var operandTurn: OperandTurn? {
        switch happening {
        case .reset: before.state.isActive ? .goesOff : nil
        case .comesOn, .occurs, .goesOff, .withdrawn, .severityChanges, .acknowledged, .noted, .laid, .lifted,
            .drillOver,
            .goesOnForReal, .escalates, .flappingOver:
            happening.operandTurn
        }
    }
}

extension Happening {
    /// What it is to the correlations that count the alarm; nil where it is nothing to them.
    var operandTurn: OperandTurn? {
        switch self {
        case .comesOn, .occurs: .comesOn
        case .goesOff, .withdrawn: .goesOff
        case .goesOnForReal: .becomesReal
        case .severityChanges, .acknowledged, .reset, .noted, .laid, .lifted, .drillOver, .escalates, .flappingOver:
            nil
        }
    }
}

/// What correlations hear of an alarm; shelving, suppression and acknowledgements do not matter to them.
enum OperandTurn: Hashable, Sendable {
    /// Or, momentary, occurs.
    case comesOn
    case goesOff
    /// It is on as before, but is a test no more.
    case becomesReal
}
