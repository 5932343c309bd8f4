import Testing

@testable import AlarmEngine

@Suite("Whom an alarm is passed on to")
struct EscalationPlanTests {
    private typealias Policy = EscalationPolicy
    private let village = "530922101203"

    private func step(_ after: Span, _ level: Level, unless: EscalationStep.Unless = .acknowledged) -> EscalationStep {
        EscalationStep(after: after, unless: unless, to: .level(level))
    }

    private func step(_ after: Span, _ sink: String) -> EscalationStep {
        EscalationStep(after: after, unless: .acknowledged, to: .sink(sink))
    }

    /// Sinks by name; one that begins with `t` takes drills.
    private func plan(_ policies: [Policy], desks: [String: String] = [:], sinks: [String]) -> EscalationPlan {
        let routes = sinks.map { name in
            SinkRoute(
                name: name, minimumSeverity: .minor, signals: [], isStandby: true, takesDrills: name.hasPrefix("t"))
        }
        return EscalationPlan(policies: policies, desks: desks, sinks: routes)
    }

    private func subject(
        _ signal: Signal = .alarm, _ severity: Severity = .severe, _ service: Service = .fireStation,
        area: String? = nil, contact: String? = nil, group: String? = nil, isTest: Bool = false
    ) -> EscalationPlan.Subject {
        EscalationPlan.Subject(
            signal: signal, severity: severity, service: service, area: area, contact: contact, group: group,
            isTest: isTest)
    }

    /// Such as `60000 v`.
    private func said(_ steps: [EscalationStepRecord]) -> [String] {
        steps.map { "\($0.dueAt.milliseconds) \($0.sink)" }
    }

    @Test("A level's sink is that of the longest code the area begins with, no longer than the level")
    func levels() {
        let desks = [
            "53": "pr", "5309": "p", "530922": "c", "530922101": "t", "530922101203": "v", "530922101203004": "g",
        ]
        for (level, area, sink) in [
            (.village, "530922101203", "v"), (.township, "530922101203", "t"), (.county, "530922101203", "c"),
            (.prefecture, "530922101203", "p"), (.village, "530922101203004", "g"),
            (.village, "530922101203004055", "g"),
            (.village, "530922101203005", "v"), (.village, "530922101204", "t"), (.township, "530922102", "c"),
            (.county, "530923101203", "p"), (.prefecture, "5308", "pr"), (.village, "53", "pr"), (.village, "54", nil),
            (.village, "", nil), (.village, nil, nil), (.prefecture, "5", nil),
        ] as [(Level, String?, String?)] {
            let plan = plan(
                [Policy(signals: [.alarm], steps: [step(.seconds(1), level)])], desks: desks,
                sinks: ["pr", "p", "c", "t", "v", "g"])
            let steps = plan.steps(of: subject(area: area), from: Moment(milliseconds: 0))
            #expect(steps.map(\.sink) == [sink].compactMap { $0 }, "\(level) of \(area ?? "nowhere")")
            #expect(steps.map(\.level) == (sink == nil ? [] : [level]), "the level is the policy's")
        }
    }

    @Test("A household's sink and a group's are the registry's; without one, the next level is asked")
    func registry() {
        let desks = [village: "v"]
        for (level, contact, group, sink) in [
            (.household, "h", "g", "h"), (.group, "h", "g", "g"), (.household, nil, "g", "g"), (.group, "h", nil, "v"),
            (.household, nil, nil, "v"), (.household, "gone", "lost", "v"), (.household, "gone", "g", "g"),
            (.village, "h", "g", "v"),
        ] as [(Level, String?, String?, String)] {
            let plan = plan(
                [Policy(signals: [.alarm], steps: [step(.seconds(1), level)])], desks: desks, sinks: ["h", "g", "v"])
            let subject = subject(area: village, contact: contact, group: group)
            #expect(plan.steps(of: subject, from: .distantPast).map(\.sink) == [sink])
        }
    }

    @Test("A desk whose sink is not configured has none; a sink by name that is not is left out")
    func unknownSinks() {
        let plan = plan(
            [
                Policy(
                    signals: [.alarm],
                    steps: [step(.seconds(1), .village), step(.seconds(2), "gone"), step(.seconds(3), "x")])
            ],
            desks: [village: "lost", "530922": "c"], sinks: ["c", "x"])
        #expect(said(plan.steps(of: subject(area: village), from: Moment(milliseconds: 0))) == ["1000 c", "3000 x"])
    }

    @Test("A step that finds the sink of an earlier one is left out, by time and not as they are written")
    func doubles() {
        let plan = plan(
            [
                Policy(
                    signals: [.alarm],
                    steps: [step(.minutes(5), .county), step(.minutes(1), .village), step(.minutes(3), .township)])
            ],
            desks: [village: "v", "530922": "c"], sinks: ["v", "c"])
        let steps = plan.steps(of: subject(area: village), from: Moment(milliseconds: 7))
        #expect(said(steps) == ["60007 v", "180007 c"])
        #expect(steps.map(\.reason) == ["1m: village, v", "3m: township, c"])
    }

    @Test("The first policy that fits signal, severity and service is taken, and no other")
    func policies() {
        let plan = plan(
            [
                Policy(signals: [.alarm], services: [.elderCare], steps: [step(.seconds(60), "care")]),
                Policy(
                    signals: [.alarm, .supervisory], minimumSeverity: .severe, steps: [step(.seconds(10), "grave")]),
                Policy(signals: [.alarm], services: [], steps: [step(.seconds(1), "none")]),
                Policy(signals: [.supervisory], minimumSeverity: .moderate, steps: []),
                Policy(signals: [.supervisory, .trouble], steps: [step(.seconds(20), "rest")]),
            ], sinks: ["care", "grave", "none", "rest"])
        for (signal, severity, service, sink) in [
            (.alarm, .minor, .elderCare, "care"), (.alarm, .extreme, .elderCare, "care"),
            (.alarm, .severe, .fireStation, "grave"), (.alarm, .moderate, .fireStation, nil),
            (.supervisory, .extreme, .elderCare, "grave"), (.supervisory, .moderate, .elderCare, nil),
            (.supervisory, .minor, .elderCare, "rest"), (.trouble, .minor, .gateway, "rest"),
            (.test, .extreme, .fireStation, nil),
        ] as [(Signal, Severity, Service, String?)] {
            let steps = plan.steps(of: subject(signal, severity, service), from: .distantPast)
            #expect(steps.map(\.sink) == [sink].compactMap { $0 }, "\(signal) \(severity) \(service)")
        }
    }

    @Test("A drill passes on only to sinks that take drills")
    func drill() {
        let plan = plan(
            [Policy(signals: [.alarm], steps: [step(.minutes(1), .village), step(.minutes(3), .township)])],
            desks: [village: "v", "530922101": "t"], sinks: ["v", "t"])
        #expect(plan.steps(of: subject(area: village, isTest: true), from: .distantPast).map(\.sink) == ["t"])
        #expect(plan.steps(of: subject(area: village), from: .distantPast).map(\.sink) == ["v", "t"])
    }

    @Test("What ships: fire after 1, 3 and 5 minutes, telecare after 60 and 180 seconds, nothing else")
    func shipped() {
        let desks = [village: "v", "530922101": "t", "530922": "c"]
        let plan = plan(EscalationPolicy.shipped, desks: desks, sinks: ["v", "t", "c", "g"])
        func steps(_ signal: Signal, _ service: Service) -> [String] {
            said(
                plan.steps(
                    of: subject(signal, .minor, service, area: village, group: "g"), from: Moment(milliseconds: 0)))
        }
        #expect(steps(.alarm, .fireStation) == ["60000 v", "180000 t", "300000 c"])
        #expect(steps(.alarm, .emergencyBroadcast) == ["60000 v", "180000 t", "300000 c"])
        #expect(steps(.alarm, .elderCare) == ["60000 g", "180000 v"])
        #expect(steps(.alarm, .gateway).isEmpty && steps(.supervisory, .fireStation).isEmpty)
    }

    @Test("A step applies while nobody acknowledged, or while it is on")
    func applies() {
        #expect(
            AlarmState.allCases.filter(EscalationStep.Unless.acknowledged.applies) == [
                .unacknowledged, .returned, .latched,
            ])
        #expect(AlarmState.allCases.filter(EscalationStep.Unless.cleared.applies) == [.unacknowledged, .acknowledged])
    }

    @Test("A step's reason says when, which level and which sink")
    func reasons() {
        func reason(_ after: Span, _ level: Level?) -> String {
            EscalationStepRecord(after: after, dueAt: .distantPast, unless: .cleared, level: level, sink: "s").reason
        }
        #expect(reason(.minutes(1), .village) == "1m: village, s")
        #expect(reason(.seconds(90), .group) == "90s: group, s")
        #expect(reason(.seconds(180), nil) == "3m: s")
    }

    @Test("An area's code of any length is looked up in no more steps than the longest code has digits")
    func longAreas() {
        let plan = plan(
            [Policy(signals: [.alarm], steps: [step(.seconds(1), .village)])], desks: [village: "v"], sinks: ["v"])
        let area = village + String(repeating: "9", count: 60_000)
        for _ in 0..<1000 { #expect(plan.steps(of: subject(area: area), from: .distantPast).map(\.sink) == ["v"]) }
    }
}
