import Testing

@testable import AlarmEngine

/// The last rows of the table in the design's section 6: every state under every cover with everything that can happen.
@Suite("The table of covers")
struct CoverTableTests {
    /// `shelved …`, `it ends`: normal if off, else unacknowledged.
    private static let afterTheLastCover: [AlarmState: AlarmState] = [
        .normal: .normal, .unacknowledged: .unacknowledged, .acknowledged: .unacknowledged, .returned: .normal,
        .latched: .normal, .latchedAcknowledged: .normal,
    ]

    private static let words: [Cover: (laid: Event.Kind, lifted: Event.Kind)] = [
        .shelved: (.shelved, .unshelved), .suppressed: (.suppressed, .unsuppressed),
        .outOfService: (.outOfService, .inService),
    ]

    /// None, each alone, and every two of them.
    private static let stacks: [[CoverRecord]] =
        [[]] + CoverRecord.samples.map { [$0] }
        + CoverRecord.samples.flatMap { below in
            CoverRecord.samples.filter { $0 != below }.map { [below, $0] }
        }

    private static let plain: [Happening] = [
        .comesOn(.severe), .goesOff, .severityChanges(.severe), .severityChanges(.minor), .occurs, .acknowledged,
        .reset, .noted, .withdrawn, .drillOver, .goesOnForReal(.severe),
    ]

    private static let policies: [LifePolicy] = [false, true].flatMap { latch in
        Acknowledgement.allCases.flatMap { acknowledgement in
            [false, true].map { LifePolicy(latch: latch, acknowledgement: acknowledgement, isMomentary: $0) }
        }
    }

    private let now = Moment(milliseconds: 1000)

    /// Only hands cover an alarm that is normal.
    private static func isPossible(_ state: AlarmState, _ covers: [CoverRecord]) -> Bool {
        state != .normal || covers.allSatisfy { $0.source == .hand }
    }

    private func status(_ state: AlarmState, _ covers: [CoverRecord]) throws -> AlarmStatus {
        let profile = try Profile.sample(.rule("v > 5", severity: .moderate))
        var status = AlarmStatus(try #require(profile.alarms.first { $0.name == "high" }))
        status.state = state
        status.occurrences = 2
        status.beganAt = Moment(milliseconds: 500)
        status.told = 1
        status.covers = covers
        return status
    }

    @Test("A cover is laid over any state, which it leaves as it is", arguments: AlarmState.allCases, stacks)
    func laying(state: AlarmState, below: [CoverRecord]) throws {
        guard Self.isPossible(state, below) else { return }
        for cover in CoverRecord.samples {
            let before = try status(state, below)
            var after = before
            let event = after.apply(.laid(cover), at: now, try #require(Self.policies.first))
            let isThere = below.contains(cover)
            let isLaid = cover.source == .hand || (state != .normal && !isThere)
            #expect(event == (isLaid ? Self.words[cover.cover]?.laid : nil), "\(cover)")
            #expect(after.covers == below + (isLaid && !isThere ? [cover] : []), "\(cover)")
            after.covers = before.covers
            #expect(after == before, "the true state goes on beneath")
        }
    }

    @Test(
        "The last cover that is lifted moves the true state, another does not", arguments: AlarmState.allCases, stacks)
    func lifting(state: AlarmState, covers: [CoverRecord]) throws {
        guard Self.isPossible(state, covers) else { return }
        for cover in CoverRecord.samples {
            let before = try status(state, covers)
            var after = before
            let event = after.apply(.lifted(cover.cover, cover.source), at: now, try #require(Self.policies.last))
            guard covers.contains(cover) else {
                #expect(event == nil && after == before, "\(cover)")
                continue
            }
            let left = covers.filter { $0 != cover }
            #expect(event == Self.words[cover.cover]?.lifted, "\(cover)")
            #expect(after.state == (left.isEmpty ? Self.afterTheLastCover[state] : state), "\(cover)")
            #expect(after.covers == left && after.occurrences == 2 && after.beganAt == before.beganAt, "\(cover)")
        }
    }

    @Test("Beneath any covers the true state goes on as it would without", arguments: AlarmState.allCases, stacks)
    func beneath(state: AlarmState, covers: [CoverRecord]) throws {
        guard Self.isPossible(state, covers) else { return }
        for happening in Self.plain {
            for policy in Self.policies {
                var covered = try status(state, covers)
                var twin = try status(state, [])
                #expect(covered.apply(happening, at: now, policy) == twin.apply(happening, at: now, policy))
                let isOver = state != .normal && twin.state == .normal
                let left = happening == .withdrawn && isOver ? [] : covers.filter { !isOver || $0.source == .hand }
                #expect(covered.covers == left, "\(happening) \(policy)")
                covered.covers = []
                #expect(covered == twin, "\(happening) \(policy)")
            }
        }
    }

    @Test("Of several covers the first of out of service, suppressed, shelved shows")
    func shown() throws {
        for covers in Self.stacks {
            let expected = [Cover.outOfService, .suppressed, .shelved].first { cover in
                covers.contains { $0.cover == cover }
            }
            #expect(try status(.unacknowledged, covers).cover == expected)
        }
    }

    @Test("A shelf laid again is replaced where it lies")
    func again() throws {
        var alarm = try status(.unacknowledged, [CoverRecord.samples[0], CoverRecord.samples[2]])
        let shelf = CoverRecord(cover: .shelved, source: .hand, until: Moment(milliseconds: 5), isOnce: true)
        #expect(alarm.apply(.laid(shelf), at: now, try #require(Self.policies.first)) == .shelved)
        #expect(alarm.covers == [shelf, CoverRecord.samples[2]])
    }
}
