import Testing

@testable import AlarmEngine

/// The table of the design's section 6, every state with every happening under every policy.
@Suite("The life of an alarm")
struct LifeTableTests {
    /// A row of the design's table: from, what happens, under which policy, the event, to.
    private struct Row {
        let from: AlarmState
        let happening: Happening
        var under = Condition.any
        let event: Event.Kind
        let to: AlarmState
    }

    private enum Condition {
        case any, latch, required, auto, momentary

        func fits(_ policy: LifePolicy) -> Bool {
            switch self {
            case .any: true
            case .latch: policy.latch
            case .required: policy.acknowledgement == .required
            case .auto: policy.acknowledgement == .auto
            case .momentary: policy.isMomentary
            }
        }
    }

    /// The first row that fits counts: the design puts the rows with `latch` before the others.
    private static let table: [Row] =
        [
            Row(from: .unacknowledged, happening: .goesOff, under: .latch, event: .returned, to: .latched),
            Row(from: .acknowledged, happening: .goesOff, under: .latch, event: .returned, to: .latchedAcknowledged),
            Row(from: .normal, happening: .comesOn(.severe), event: .raised, to: .unacknowledged),
            Row(from: .normal, happening: .occurs, event: .raised, to: .unacknowledged),
            Row(from: .unacknowledged, happening: .acknowledged, event: .acknowledged, to: .acknowledged),
            Row(
                from: .unacknowledged, happening: .goesOff, under: .required, event: .returned,
                to: .returned),
            Row(
                from: .unacknowledged, happening: .goesOff, under: .auto, event: .cleared, to: .normal),
            Row(from: .acknowledged, happening: .goesOff, event: .cleared, to: .normal),
            Row(from: .returned, happening: .acknowledged, event: .cleared, to: .normal),
            Row(from: .returned, happening: .comesOn(.severe), event: .raised, to: .unacknowledged),
            Row(from: .latched, happening: .comesOn(.severe), event: .raised, to: .unacknowledged),
            Row(from: .latchedAcknowledged, happening: .comesOn(.severe), event: .raised, to: .unacknowledged),
            Row(from: .latched, happening: .acknowledged, event: .acknowledged, to: .latchedAcknowledged),
            Row(from: .latched, happening: .reset, event: .reset, to: .normal),
            Row(from: .latchedAcknowledged, happening: .reset, event: .reset, to: .normal),
            Row(from: .unacknowledged, happening: .reset, under: .momentary, event: .reset, to: .normal),
            Row(from: .acknowledged, happening: .reset, under: .momentary, event: .reset, to: .normal),
            Row(from: .unacknowledged, happening: .occurs, event: .occurred, to: .unacknowledged),
            Row(from: .acknowledged, happening: .occurs, event: .occurred, to: .unacknowledged),
            Row(from: .unacknowledged, happening: .severityChanges(.severe), event: .severity, to: .unacknowledged),
            Row(from: .unacknowledged, happening: .severityChanges(.minor), event: .severity, to: .unacknowledged),
            Row(from: .acknowledged, happening: .severityChanges(.severe), event: .severity, to: .unacknowledged),
            Row(from: .acknowledged, happening: .severityChanges(.minor), event: .severity, to: .acknowledged),
            Row(from: .unacknowledged, happening: .withdrawn, event: .withdrawn, to: .normal),
            Row(from: .acknowledged, happening: .withdrawn, event: .withdrawn, to: .normal),
            Row(from: .returned, happening: .withdrawn, event: .withdrawn, to: .normal),
            Row(from: .latched, happening: .withdrawn, event: .withdrawn, to: .normal),
            Row(from: .latchedAcknowledged, happening: .withdrawn, event: .withdrawn, to: .normal),
            Row(from: .unacknowledged, happening: .noted, event: .note, to: .unacknowledged),
            Row(from: .acknowledged, happening: .noted, event: .note, to: .acknowledged),
            Row(from: .returned, happening: .noted, event: .note, to: .returned),
            Row(from: .latched, happening: .noted, event: .note, to: .latched),
            Row(from: .latchedAcknowledged, happening: .noted, event: .note, to: .latchedAcknowledged),
            Row(from: .unacknowledged, happening: .drillOver, event: .cleared, to: .normal),
            Row(from: .acknowledged, happening: .drillOver, event: .cleared, to: .normal),
            Row(from: .returned, happening: .drillOver, event: .cleared, to: .normal),
            Row(from: .latched, happening: .drillOver, event: .cleared, to: .normal),
            Row(from: .latchedAcknowledged, happening: .drillOver, event: .cleared, to: .normal),
            Row(from: .normal, happening: .goesOnForReal(.severe), event: .raised, to: .unacknowledged),
            Row(from: .unacknowledged, happening: .escalates, event: .escalated, to: .unacknowledged),
            Row(from: .acknowledged, happening: .escalates, event: .escalated, to: .acknowledged),
            Row(from: .returned, happening: .escalates, event: .escalated, to: .returned),
            Row(from: .latched, happening: .escalates, event: .escalated, to: .latched),
            Row(from: .latchedAcknowledged, happening: .escalates, event: .escalated, to: .latchedAcknowledged),
        ] + AlarmState.allCases.map { Row(from: $0, happening: .flappingOver, event: .note, to: $0) }

    private static let happenings: [Happening] = [
        .comesOn(.severe), .goesOff, .severityChanges(.severe), .severityChanges(.minor), .occurs, .acknowledged,
        .reset, .noted, .withdrawn, .drillOver, .goesOnForReal(.severe), .escalates, .flappingOver,
    ]

    private static let policies: [LifePolicy] = [false, true].flatMap { latch in
        Acknowledgement.allCases.flatMap { acknowledgement in
            [false, true].map { LifePolicy(latch: latch, acknowledgement: acknowledgement, isMomentary: $0) }
        }
    }

    /// A status at moderate severity, with two occurrences, begun at 500.
    private func status(_ state: AlarmState) throws -> AlarmStatus {
        let profile = try Profile.sample(.rule("v > 5", severity: .moderate))
        var status = AlarmStatus(try #require(profile.alarms.first { $0.name == "high" }))
        status.state = state
        status.occurrences = 2
        status.beganAt = Moment(milliseconds: 500)
        status.told = 1
        return status
    }

    @Test("Every state meets every happening as the table says", arguments: AlarmState.allCases, happenings)
    func table(state: AlarmState, happening: Happening) throws {
        for policy in Self.policies {
            let row = Self.table.first { $0.from == state && $0.happening == happening && $0.under.fits(policy) }
            let before = try status(state)
            var after = before
            let event = after.apply(happening, at: Moment(milliseconds: 1000), policy)
            #expect(event == row?.event, "\(policy)")
            #expect(after.state == row?.to ?? state, "\(policy)")
            if row == nil { #expect(after == before, "what is told to nobody changes nothing") }
        }
    }

    @Test("Occurrences begin at 1 with a life, and rise with each time it comes on or occurs")
    func occurrences() throws {
        for state in AlarmState.allCases {
            for happening in Self.happenings {
                var alarm = try status(state)
                let event = alarm.apply(
                    happening, at: Moment(milliseconds: 1000),
                    LifePolicy(latch: true, acknowledgement: .required, isMomentary: true))
                let expected =
                    switch event {
                    case .raised?: state == .normal ? 1 : 3
                    case .occurred?: 3
                    case .acknowledged?, .returned?, .cleared?, .severity?, .reset?, .withdrawn?, .shelved?,
                        .unshelved?,
                        .suppressed?, .unsuppressed?, .outOfService?, .inService?, .escalated?, .note?, nil:
                        2
                    }
                #expect(alarm.occurrences == expected)
                let isNewLife = state == .normal && event == .raised
                #expect(alarm.beganAt == Moment(milliseconds: isNewLife ? 1000 : 500))
                #expect(alarm.told == (isNewLife ? 0 : 1))
            }
        }
    }

    @Test("A life begins at its raised event, one millisecond after the last where that is not earlier")
    func beginnings() throws {
        for (time, beginning) in [(1000, 1000), (501, 501), (500, 501), (499, 501), (0, 501)] as [(Int64, Int64)] {
            var alarm = try status(.normal)
            _ = alarm.apply(
                .comesOn(.severe), at: Moment(milliseconds: time),
                LifePolicy(latch: false, acknowledgement: .auto, isMomentary: false))
            #expect(alarm.beganAt == Moment(milliseconds: beginning))
        }
    }

    @Test("Severity is that of coming on, and kept by all that is no change of severity")
    func severity() throws {
        for state in AlarmState.allCases {
            for happening in Self.happenings {
                var alarm = try status(state)
                let event = alarm.apply(
                    happening, at: Moment(milliseconds: 1000),
                    LifePolicy(latch: false, acknowledgement: .required, isMomentary: false))
                switch happening {
                case .comesOn(let severity), .severityChanges(let severity), .goesOnForReal(let severity):
                    #expect(alarm.severity == (event == nil ? .moderate : severity))
                case .goesOff, .occurs, .acknowledged, .reset, .withdrawn, .noted, .laid, .lifted, .drillOver,
                    .escalates, .flappingOver:
                    #expect(alarm.severity == .moderate)
                }
            }
        }
    }

    @Test(
        "'ack' is required for signal alarm and automatic for the others, unless it says otherwise",
        arguments: Signal.allCases)
    func defaults(signal: Signal) throws {
        for (written, expected) in [
            (nil, signal == .alarm ? .required : .auto), (.required, .required), (.auto, .auto),
        ] as [(Acknowledgement?, Acknowledgement)] {
            let profile = try Profile.sample(.rule("v > 5", signal: signal, acknowledgement: written))
            #expect(profile.alarms.first { $0.name == "high" }?.policy.acknowledgement == expected)
        }
    }

    @Test("Only unacknowledged and acknowledged are active")
    func active() {
        #expect(AlarmState.allCases.filter(\.isActive) == [.unacknowledged, .acknowledged])
        #expect(
            AlarmState.allCases.map(\.rawValue) == [
                "normal", "unacknowledged", "acknowledged", "returned", "latched", "latched-acknowledged",
            ])
    }
}
