/// A correlation as the engine runs it.
struct Gathering: Sendable {
    let description: CorrelationDescription
    /// What `within` says; nil where there is none.
    let within: Span?

    init(_ correlation: Correlation) {
        description = correlation.description
        within =
            switch correlation.description.condition {
            case .count(let count): count.within
            case .expectation(let expectation): expectation.within
            case .intrusion(let intrusion): intrusion.within
            }
    }

    /// Whether the condition is so now; a count that is on stays on while enough devices stand.
    func holds(_ tally: Tally, isOn: Bool) -> Bool {
        switch description.condition {
        case .count(let count):
            return holds(count, tally.all, of: tally.devices, isOn: isOn)
        case .expectation: return tally.missedSince != nil
        case .intrusion: return tally.all.offending > 0
        }
    }

    /// Whether the condition, which is on, would be so without the alarms whose lives are tests.
    func holdsWithoutTests(_ tally: Tally, isOn: Bool) -> Bool {
        switch description.condition {
        case .count(let count): return holds(count, tally.real, of: tally.devices, isOn: isOn)
        case .expectation: return !tally.isMissedTest
        case .intrusion: return tally.real.offending > 0
        }
    }

    private func holds(
        _ count: CorrelationDescription.Count, _ numbers: Tally.Numbers, of devices: Int, isOn: Bool
    ) -> Bool {
        let counted = count.within == nil ? numbers.on : isOn ? numbers.standing : numbers.fresh
        guard counted >= max(1, count.atLeast) else { return false }
        return count.moreThan.map { Self.percent(counted) > $0 * Double(devices) } ?? true
    }

    /// Whether so many answers of so many devices are enough.
    func isMet(_ answers: Int, of devices: Int) -> Bool {
        guard case .expectation(let expectation) = description.condition, answers > 0 else { return false }
        switch expectation.coverage {
        case .share(let percent): return Self.percent(answers) >= percent * Double(devices)
        case .devices(let least): return answers >= least
        }
    }

    /// How many devices count, as its text and values say it; nil while an expectation is met.
    func shown(_ tally: Tally) -> Int? {
        switch description.condition {
        case .count(let count): return count.within == nil ? tally.all.on : tally.all.standing
        case .expectation:
            if tally.missedSince != nil { return tally.missedAnswers }
            return tally.waitingSince == nil ? nil : tally.waitingAnswers
        case .intrusion: return tally.all.offending
        }
    }

    private static func percent(_ count: Int) -> Double { Double(count) * 100 }

    /// What a device is to it now; what is explained, or out of service, is nothing to it.
    func mark(
        _ watched: [Int], of state: DeviceState, _ definition: Profile, excusedAt: Moment?, at now: Moment,
        isExplained: (Int) -> Bool
    ) -> Mark {
        var mark = Mark()
        for alarm in watched {
            let status = state.alarms[alarm]
            let isOn = status.isOn(definition.alarms[alarm])
            guard !status.isOutOfService, !isOn || !isExplained(alarm) else { continue }
            let found = part(status, definition.alarms[alarm], excusedAt: excusedAt, at: now)
            mark.all.merge(found)
            if !status.isTest { mark.real.merge(found) }
        }
        return mark
    }

    /// What one alarm makes of its device.
    private func part(_ status: AlarmStatus, _ rule: AlarmRule, excusedAt: Moment?, at now: Moment) -> Mark.Part {
        var part = Mark.Part()
        let isMomentary = rule.policy.isMomentary
        part.isOn = !isMomentary && status.isOn(rule)
        guard let cameOnAt = status.cameOnAt else { return part }
        part.cameOnAt = cameOnAt
        part.freshUntil = freshUntil(cameOnAt, isMomentary: isMomentary).flatMap { $0 > now ? $0 : nil }
        if part.isOn || part.isFresh, offends(cameOnAt, excusedAt) { part.offence = .init(excusedAt: excusedAt) }
        return part
    }

    /// When what came on then no longer counts by itself; nil where that does not depend on time.
    private func freshUntil(_ cameOnAt: Moment, isMomentary: Bool) -> Moment? {
        switch description.condition {
        case .count: within.map { cameOnAt + $0 }
        case .expectation: nil
        case .intrusion: isMomentary ? within.map { cameOnAt + $0 } : nil
        }
    }

    private func offends(_ cameOnAt: Moment, _ excusedAt: Moment?) -> Bool {
        guard case .intrusion(let intrusion) = description.condition else { return false }
        return excusedAt.map { cameOnAt >= $0 + intrusion.within } ?? true
    }
}

extension Mark.Part {
    /// Together with what another alarm of the device makes of it.
    fileprivate mutating func merge(_ other: Mark.Part) {
        if other.isOn { isOn = true }
        cameOnAt = [cameOnAt, other.cameOnAt].compactMap { $0 }.max()
        freshUntil = [freshUntil, other.freshUntil].compactMap { $0 }.max()
        offence = offence ?? other.offence
    }
}

extension AlarmStatus {
    /// By a hand, or in maintenance.
    var isOutOfService: Bool { covers.contains { $0.cover == .outOfService } }

    /// Of a correlation: whether its condition is so, delays aside.
    var isConditionOn: Bool {
        switch levels.first?.phase {
        case .on, .pending: true
        case .off, .leaving, nil: false
        }
    }

    /// Whether what it is about goes on, whatever people make of it.
    func isOn(_ rule: AlarmRule) -> Bool {
        switch rule.trigger {
        case .levels: levels.contains { $0.phase.isOn }
        case .silence, .undecodable: state.isActive
        case .momentary: false
        }
    }
}

/// All correlations, and which alarms of which profiles they look at.
struct GatheringPlan: Sendable {
    /// What one profile's devices are to one correlation.
    struct Role: Sendable {
        let correlation: Int
        /// Places of alarms in the profile, in their order.
        let watched: [Int]
        let triggers: [Int]
        /// What the correlation suppresses while it is active.
        let suppressed: [Int]
        /// Whether it is counted and suppressed one by one, by lists of their own.
        let isListed: Bool
        /// What it suppresses and does not count: while it is active, that follows from it and counts nowhere.
        let explained: [Int]

        /// Whether a device counts in the scope.
        var counts: Bool { !watched.isEmpty }
    }

    /// By name, as their alarms in the profile that stands for them.
    let gatherings: [Gathering]
    /// By profile, in the order of the correlations' names.
    let roles: [[Role]]
    /// By profile and alarm: the places of the roles that look at it.
    let rolesOfAlarm: [[[Int]]]
    /// By profile: the alarms that some correlation explains.
    let explainable: [[Int]]
    /// The place in the engine of the profile that correlations are alarms of; nil where there are none.
    let profile: Int?
    /// The gateway as a device, where the scope is all there is.
    let gateway: String

    /// - Parameters:
    ///   - correlations: by name.
    ///   - profiles: the engine's; that of the correlations is the last, where there are any.
    ///   - gateway: its name as a device.
    init(_ correlations: [Correlation], _ profiles: [Profile], gateway: String) {
        gatherings = correlations.map(Gathering.init)
        profile = correlations.isEmpty ? nil : profiles.count - 1
        self.gateway = gateway
        roles = profiles.map { profile in
            correlations.enumerated().compactMap { index, correlation in
                let watched = profile.places(of: correlation.watched)
                let listed = correlation.suppressed.map { profile.places(of: $0) }
                let children = correlation.description.suppresses == .children ? watched : []
                let suppressed = (listed ?? children).filter { !profile.alarms[$0].isSign }
                let role = Role(
                    correlation: index, watched: watched, triggers: profile.places(of: correlation.triggers),
                    suppressed: suppressed, isListed: listed != nil,
                    explained: suppressed.filter { !watched.contains($0) })
                return role.isIdle ? nil : role
            }
        }
        let explaining = Set(roles.flatMap { $0.filter { !$0.explained.isEmpty }.map(\.correlation) })
        rolesOfAlarm = zip(profiles, roles).map { profile, roles in
            profile.alarms.indices.map { alarm in
                let looking = roles.indices.filter { roles[$0].looks(at: alarm) }
                // What follows from another counts no more once that one is judged.
                return looking.filter { explaining.contains(roles[$0].correlation) }
                    + looking.filter { !explaining.contains(roles[$0].correlation) }
            }
        }
        explainable = zip(profiles, roles).map { profile, roles in
            profile.alarms.indices.filter { alarm in roles.contains { $0.explained.contains(alarm) } }
        }
    }

    /// The device that a correlation is an alarm of.
    func key(of place: ScopePlace) -> DeviceKey {
        DeviceKey(
            profile: Correlation.profileName, area: place.area,
            device: place.name ?? (place.area.isEmpty ? gateway : place.area))
    }

    /// The scope that a device stands for in a correlation; nil if it is none of this correlation's.
    func place(of scope: DeviceState, in correlation: Int) -> ScopePlace? {
        let area = scope.key.area.isEmpty ? nil : scope.key.area
        let kind = gatherings[correlation].description.scope
        guard let place = kind.place(area: area, zone: scope.zone, bridge: scope.bridge), key(of: place) == scope.key
        else { return nil }
        return place
    }
}

extension Profile {
    fileprivate func places(of operands: [Correlation.Operand]) -> [Int] {
        alarms.indices.filter { index in
            operands.contains { $0.profile == name && $0.alarm == alarms[index].name }
        }
    }
}

extension GatheringPlan.Role {
    fileprivate var isIdle: Bool { watched.isEmpty && triggers.isEmpty && suppressed.isEmpty }

    fileprivate func looks(at alarm: Int) -> Bool {
        watched.contains(alarm) || triggers.contains(alarm) || suppressed.contains(alarm)
    }
}
