import AlarmEngine

/// Which sinks escalation can ever find: what areas, registry and policies say together.
struct EscalationReach {
    let policies: [EscalationPolicy]
    private let areas: [Area]
    /// The sinks of households and of their groups.
    private let contacts, groups: Set<String>

    init(policies: [EscalationPolicy], areas: [Area], registry: [RegisteredDevice]) {
        self.policies = policies
        self.areas = areas
        contacts = Set(registry.lazy.compactMap(\.contact))
        groups = Set(registry.lazy.compactMap(\.group))
    }

    /// The sinks that a level may find, from whatever device; the next level up is asked where it has none.
    func sinks(at level: Level) -> Set<String> {
        var found = Set(areas.filter { $0.isAsked(by: level) }.compactMap(\.sink))
        if level == .household { found.formUnion(contacts) }
        if level <= .group { found.formUnion(groups) }
        return found
    }

    func sinks(of step: EscalationStep) -> Set<String> {
        switch step.to {
        case .level(let level): sinks(at: level)
        case .sink(let name): [name]
        }
    }

    /// Every sink that anything is passed on to.
    var sinks: Set<String> {
        policies.reduce(into: []) { all, policy in policy.steps.forEach { all.formUnion(sinks(of: $0)) } }
    }

    /// The sinks that such an alarm is passed on to while nobody acts on it.
    func sinks(hearing signal: Signal, _ severity: Severity, _ service: Service) -> Set<String> {
        let policy = policies.first { $0.fits(signal, severity, service) }
        return policy?.steps.reduce(into: []) { $0.formUnion(sinks(of: $1)) } ?? []
    }

    private var levels: [Level] {
        policies.flatMap { policy in
            policy.steps.compactMap { step in
                switch step.to {
                case .level(let level): level
                case .sink: nil
                }
            }
        }
    }
}

// What is written and can never happen.
extension EscalationReach {
    /// Warns of the duty desks that no policy ever calls: once for each length of code, as they have one cause.
    func reportDesks(_ desks: [(area: Area, place: Place)], in file: SourceFile) {
        let idle = desks.filter { desk in !levels.contains(where: desk.area.isAsked) }
        for length in Set(idle.map(\.area.code.utf8.count)).sorted() {
            let alike = idle.filter { $0.area.code.utf8.count == length }
            let codes = alike.prefix(3).map(\.area.code).joined(separator: ", ")
            let (whose, them) =
                alike.count == 1
                ? ("desk of \(codes) is", "its level; add one, or take the sink away")
                : (
                    "desks of \(alike.count) areas (\(codes)\(alike.count > 3 ? ", …" : "")) are",
                    "their level; add one, or take the sinks away"
                )
            file.report(
                "the \(whose) never called: no step of 'escalation' goes to \(them)", at: alike[0].place,
                weight: .warning)
        }
    }

    /// Warns of a column of contacts that no policy ever calls.
    func reportContacts(household: Place?, group: Place?, in file: SourceFile) {
        if let household, !levels.contains(.household) {
            let message = "nobody in 'contact' is ever called: no step of 'escalation' goes to household"
            file.report(message, at: household, weight: .warning)
        }
        if let group, !levels.contains(where: { $0 <= .group }) {
            let message = "nobody in 'group' is ever called: no step of 'escalation' goes to group or household"
            file.report(message, at: group, weight: .warning)
        }
    }

    /// Warns of each step as it is written that finds no sink, whatever the device.
    func reportSteps(_ value: YAMLValue) {
        for (policy, item) in zip(policies, value.list(of: "policies") ?? []) {
            for (step, item) in zip(policy.steps, item.member("steps")?.list(of: "steps") ?? []) {
                guard sinks(of: step).isEmpty, let to = item.member("to") else { continue }
                to.report(
                    "never finds a sink: neither areas.csv nor the registry names one for it; give an area a 'sink'",
                    weight: .warning)
            }
        }
    }
}

extension Area {
    /// Whether its desk may be found by a step to that level: its code is no longer than the level's.
    fileprivate func isAsked(by level: Level) -> Bool {
        switch level {
        case .household, .group, .village: true
        case .township: code.utf8.count <= 9
        case .county: code.utf8.count <= 6
        case .prefecture: code.utf8.count <= 4
        }
    }
}

extension Level {
    fileprivate static func <= (left: Level, right: Level) -> Bool {
        allCases.prefix { $0 != right }.contains(left) || left == right
    }
}
