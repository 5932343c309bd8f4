import AlarmEngine
import Testing

@testable import Gateway

@Suite("Who is told, in words")
struct AudienceTests {
    private static let log = SinkConfiguration(
        route: SinkRoute(name: "log", minimumSeverity: .minor, signals: Set(Signal.allCases), isStandby: false),
        kind: .log(LogConfiguration(file: nil, format: .text, journal: true)))

    private static func webhook(
        _ name: String, from severity: Severity = .minor, fallback: String? = nil, isStandby: Bool = false
    ) -> SinkConfiguration {
        SinkConfiguration(
            route: SinkRoute(
                name: name, minimumSeverity: severity, signals: [.alarm, .trouble], isStandby: isStandby),
            kind: .webhook(
                WebhookConfiguration(
                    url: "https://x.example", caFile: nil, secretFile: nil, deadline: .seconds(10),
                    timeout: .seconds(5),
                    fallback: fallback, carry: Carried(values: false, text: false, place: false), lanes: 4,
                    longestPause: .minutes(5))))
    }

    private func told(
        _ sinks: [SinkConfiguration]?, policies: [EscalationPolicy] = [], desks: [(area: String, sink: String)] = [],
        signal: Signal = .alarm, service: Service = .fireStation
    ) throws -> (en: [String], zh: [String]) {
        let field = FieldDescription(name: "v", path: "/v", type: .number)
        let alarm = AlarmDescription(
            name: "a",
            levels: [
                LevelDescription(when: "v > 5", severity: .severe), LevelDescription(when: "v > 1", severity: .minor),
            ],
            isLevelled: true, signal: signal)
        let profile = ProfileDescription(
            name: "p", service: service, messages: [MessageDescription(topic: "t/{device}", fields: [field])],
            alarms: [alarm])
        let audience = Audience(sinks: sinks, policies: policies, desks: desks)
        let explanation = try #require(Explanation(of: "a", in: profile, for: audience))
        let first = explanation.english.firstIndex { $0.contains("told") || $0.contains("sink hears") } ?? 0
        let erste = explanation.chinese.firstIndex { $0.contains("通知") || $0.contains("去处") } ?? 0
        return (
            explanation.english[first...].map { String($0.dropFirst(2)) },
            explanation.chinese[erste...].map { String($0.dropFirst(2)) }
        )
    }

    @Test("Sinks by severity and signal, standbys left out, fallbacks after them")
    func sinks() throws {
        let sinks = [
            Self.log, Self.webhook("centre", from: .severe, fallback: "backup"),
            Self.webhook("backup", isStandby: true),
            Self.webhook("never", from: .extreme),
        ]
        let alarm = try told(sinks)
        #expect(
            alarm.en == [
                "It is told at once to log and centre (only when severe (orange) or worse).",
                "If centre has not taken it within 10 s, or refuses it, backup is told too.",
                "It is not passed on to anybody else.",
            ])
        #expect(
            alarm.zh == [
                "立即通知：log、centre（仅严重（橙）以上）。", "如果 centre 10 秒内没有送到，或者拒收，就转给 backup。", "不会逐级上报。",
            ])
        let trouble = try told(sinks, signal: .trouble)
        #expect(trouble.en[1] == "If centre refuses it, backup is told too.")
        #expect(trouble.zh[1] == "如果 centre 拒收，就转给 backup。")
        #expect(try told([Self.webhook("centre")], signal: .test).en.first == "No sink hears it.")
    }

    @Test("The shipped steps, by service, with the desks they find")
    func escalation() throws {
        let desks = [(area: "532899", sink: "county"), (area: "532899101", sink: "town")]
        let fire = try told([Self.log], policies: EscalationPolicy.shipped, desks: desks)
        #expect(
            fire.en.suffix(2) == [
                "As long as nobody acknowledges it, it is passed on: after 1 min to the village's duty desk, after 3 min to the township's duty desk and after 5 min to the county's duty desk.",
                "The duty desks are county for 532899, town for 532899101; a level without one asks the next one up.",
            ])
        #expect(
            fire.zh.suffix(2) == [
                "一直没人确认就逐级上报：1 分钟后报村（社区）值班台，3 分钟后报乡镇值班台，5 分钟后报县值班台。",
                "值班台：532899 是 county，532899101 是 town；本级没有的，找上一级。",
            ])
        let care = try told([Self.log], policies: EscalationPolicy.shipped, service: .elderCare)
        #expect(
            care.en.suffix(2) == [
                "As long as nobody acknowledges it, it is passed on: after 1 min to the household group's contact and after 3 min to the village's duty desk.",
                "areas.csv names no duty desk yet, so that only contacts of the registry can be found.",
            ])
        #expect(
            try told([Self.log], policies: EscalationPolicy.shipped, signal: .trouble).en.last
                == "It is not passed on to anybody else.")
    }

    @Test("Policies that take only some severities, name sinks, and go on while it is on")
    func policies() throws {
        let policy = EscalationPolicy(
            signals: [.alarm], minimumSeverity: .severe,
            steps: [
                EscalationStep(after: .seconds(90), unless: .cleared, to: .sink("boss")),
                EscalationStep(after: .hours(1), unless: .cleared, to: .level(.prefecture)),
            ])
        let said = try told([Self.log], policies: [policy], desks: [("53", "p")])
        #expect(
            said.en[1]
                == "As long as it is on, it is passed on when severe (orange): after 90 s to boss and after 1 h to the prefecture's duty desk."
        )
        #expect(said.zh[1] == "级别为严重（橙）时，一直没有恢复就逐级上报：90 秒后报 boss，1 小时后报州（市）值班台。")
    }

    @Test("Without a configuration it says what one would decide, and what ships")
    func unconfigured() throws {
        let said = try told(nil, policies: EscalationPolicy.shipped)
        #expect(
            said.en == [
                "The configuration says who is told: every sink that takes signal alarm at this severity (--config names them).",
                "As long as nobody acknowledges it, it is passed on: after 1 min to the village's duty desk, after 3 min to the township's duty desk and after 5 min to the county's duty desk (as shipped).",
            ])
        #expect(said.zh.first == "通知谁由配置决定：凡是接收 alarm 信号和这个级别的去处都会收到（加 --config 可列出）。")
        #expect(said.zh.last?.hasSuffix("（出厂设置）。") == true)
    }
}
