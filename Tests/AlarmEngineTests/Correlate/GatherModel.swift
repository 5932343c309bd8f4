@testable import AlarmEngine

/// What correlations should say, found the slow way: everything that ever happened is kept, and all of it is looked at
/// again at each moment at which anything could change.
struct GatherModel {
    /// One operand of one device.
    struct Operand: Hashable {
        let device: Int
        let name: String
    }

    private struct Happened {
        let operand: Operand
        let at: Int64
        let order: Int
    }

    let correlation: CorrelationDescription
    /// The names of the operands that are momentary.
    let momentary: Set<String>
    /// The device whose operands only trigger.
    let desk: Int
    /// The devices in a drill all the time.
    let drilled: Set<Int>
    private var cameOn: [Happened] = []
    private var on: Set<Operand> = []
    private var scopes: [Int: ScopePlace?] = [:]
    private var isOn: [ScopePlace: Bool] = [:]
    /// It would be on without those in a drill.
    private var isReal: [ScopePlace: Bool] = [:]
    private var isTest: [ScopePlace: Bool] = [:]
    private var expectations: [ScopePlace: [(since: Int64, state: Expected)]] = [:]
    private var order = 0

    private enum Expected { case waiting, missed, over }

    /// Such as `a/z raised @7`.
    private(set) var said: [String] = []

    init(_ correlation: CorrelationDescription, momentary: Set<String>, desk: Int, drilled: Set<Int>) {
        self.desk = desk
        self.drilled = drilled
        self.correlation = correlation
        self.momentary = momentary
    }

    // MARK: What happens

    mutating func place(_ device: Int, area: String, zone: String, at now: Int64) {
        let scope = correlation.scope.place(area: area, zone: zone, bridge: nil)
        guard scopes[device] != scope else { return }
        scopes[device] = scope
        look(at: now)
    }

    mutating func comesOn(_ operand: Operand, at now: Int64) {
        order += 1
        cameOn.append(Happened(operand: operand, at: now, order: order))
        if !momentary.contains(operand.name) { on.insert(operand) }
        if case .expectation(let expectation) = correlation.condition, named(operand, expectation.after),
            let scope = scopes[operand.device] ?? nil,
            !(expectations[scope] ?? []).contains(where: { $0.state == .waiting })
        {
            expectations[scope, default: []].append((now, .waiting))
        }
        look(at: now)
    }

    mutating func goesOff(_ operand: Operand, at now: Int64) {
        on.remove(operand)
        look(at: now)
    }

    /// Every moment after `before` and up to `now` at which time alone could change something.
    mutating func pass(from before: Int64, to now: Int64) {
        let within = within
        let ends = cameOn.map { $0.at + within } + expectations.values.flatMap { $0.map { $0.since + within } }
        for end in Set(ends).sorted() where end > before && end <= now { look(at: end, isDeadline: true) }
    }

    // MARK: What is so

    private var within: Int64 {
        switch correlation.condition {
        case .count(let count): count.within?.milliseconds ?? 1
        case .expectation(let expectation): expectation.within.milliseconds
        case .intrusion(let intrusion): intrusion.within.milliseconds
        }
    }

    private func named(_ operand: Operand, _ operands: [CorrelationDescription.Operand]) -> Bool {
        operands.contains { $0.alarm == operand.name }
    }

    private func devices(in scope: ScopePlace) -> [Int] {
        scopes.filter { $0.value == scope && $0.key != desk }.map(\.key)
    }

    private mutating func look(at now: Int64, isDeadline: Bool = false) {
        for scope in Set(scopes.values.compactMap { $0 }).union(isOn.keys).sorted(by: {
            $0.area + ($0.name ?? "") < $1.area + ($1.name ?? "")
        }) {
            let before = isOn[scope] ?? false
            let after = holds(scope, before, now, isDeadline)
            isOn[scope] = after
            let real = after && isReal(scope, isReal[scope] ?? false, now)
            isReal[scope] = real
            let name = scope.area + (scope.name.map { "/\($0)" } ?? "")
            let becomesReal = before && after && real && isTest[scope] == true
            if before && !after || becomesReal {
                said.append("\(name) cleared @\(now)\(isTest[scope] == true ? " test" : "")")
            }
            if !before && after || becomesReal {
                isTest[scope] = !real
                said.append("\(name) raised @\(now)\(real ? "" : " test")")
            }
        }
    }

    private func isReal(_ scope: ScopePlace, _ before: Bool, _ now: Int64) -> Bool {
        let devices = devices(in: scope)
        let others = devices.filter { !drilled.contains($0) }
        switch correlation.condition {
        case .count(let count): return counts(others, count, of: devices.count, before, now)
        case .expectation: return !drilled.contains(desk)
        case .intrusion(let intrusion): return others.contains { offends($0, intrusion, scope, now) }
        }
    }

    private func counts(
        _ devices: [Int], _ count: CorrelationDescription.Count, of all: Int, _ before: Bool, _ now: Int64
    ) -> Bool {
        let counted = devices.filter { device in
            let isOn = on.contains { $0.device == device && named($0, count.operands) }
            guard count.within != nil else { return isOn }
            let isFresh = cameOn.contains {
                $0.operand.device == device && named($0.operand, count.operands) && now - within < $0.at
                    && $0.at <= now
            }
            return isFresh || before && isOn
        }.count
        let isShare = count.moreThan.map { Double(100 * counted) > $0 * Double(all) } ?? true
        return counted >= count.atLeast && isShare
    }

    private mutating func holds(_ scope: ScopePlace, _ before: Bool, _ now: Int64, _ isDeadline: Bool) -> Bool {
        let devices = devices(in: scope)
        switch correlation.condition {
        case .count(let count): return counts(devices, count, of: devices.count, before, now)
        case .expectation(let expectation): return misses(expectation, scope, devices, now, isDeadline)
        case .intrusion(let intrusion): return devices.contains { offends($0, intrusion, scope, now) }
        }
    }

    private mutating func misses(
        _ expectation: CorrelationDescription.Expectation, _ scope: ScopePlace, _ devices: [Int], _ now: Int64,
        _ isDeadline: Bool
    ) -> Bool {
        var list = expectations[scope] ?? []
        func isMet(_ since: Int64) -> Bool {
            let answers = devices.filter { device in
                on.contains { $0.device == device && named($0, expectation.expected) }
                    || cameOn.contains {
                        $0.operand.device == device && named($0.operand, expectation.expected) && $0.at >= since
                    }
            }.count
            guard answers > 0 else { return false }
            switch expectation.coverage {
            case .share(let percent): return Double(100 * answers) >= percent * Double(devices.count)
            case .devices(let least): return answers >= least
            }
        }
        for index in list.indices where list[index].state != .over {
            if isMet(list[index].since) {
                list[index].state = .over
            } else if isDeadline, list[index].state == .waiting, now >= list[index].since + within {
                for earlier in list.indices where list[earlier].state == .missed { list[earlier].state = .over }
                list[index].state = .missed
            }
        }
        expectations[scope] = list
        return list.contains { $0.state == .missed }
    }

    private func offends(
        _ device: Int, _ intrusion: CorrelationDescription.Intrusion, _ scope: ScopePlace, _ now: Int64
    ) -> Bool {
        let excuses = cameOn.filter { named($0.operand, intrusion.without) && scopes[$0.operand.device] == scope }
        return cameOn.contains { happened in
            guard happened.operand.device == device, named(happened.operand, intrusion.unexpected) else { return false }
            let isLast = !cameOn.contains { $0.operand == happened.operand && $0.order > happened.order }
            let isStill =
                momentary.contains(happened.operand.name)
                ? now - within < happened.at : isLast && on.contains(happened.operand)
            let isExcused = excuses.contains {
                $0.order > happened.order || happened.at - within < $0.at && $0.order < happened.order
            }
            return isStill && !isExcused
        }
    }
}
