import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Alarms explained")
struct ExplanationTests {
    private static func profile(_ alarm: AlarmDescription) -> ProfileDescription {
        let fields = [
            FieldDescription(name: "smoke", path: "/smoke", type: .number, unit: "%/m"),
            FieldDescription(name: "press", path: "/press", type: .boolean),
        ]
        return ProfileDescription(
            name: "p", service: .fireStation, title: Words(en: "Thing", zh: "东西"),
            messages: [MessageDescription(topic: "t/{device}", fields: fields)],
            parameters: [ParameterDescription(name: "limit", value: .number(10))],
            silence: SilenceDescription(after: .minutes(35), severity: .moderate), alarms: [alarm])
    }

    private static let unconfigured = Audience(sinks: [], policies: [], desks: [])

    private func explanation(_ alarm: AlarmDescription, name: String? = nil) throws -> Explanation {
        try #require(Explanation(of: name ?? alarm.name, in: Self.profile(alarm), for: Self.unconfigured))
    }

    private static func alarm(
        _ levels: [LevelDescription], signal: Signal = .alarm, _ change: (inout AlarmDescription) -> Void = { _ in }
    ) -> AlarmDescription {
        var alarm = AlarmDescription(name: "a", levels: levels, isLevelled: levels.count > 1, signal: signal)
        change(&alarm)
        return alarm
    }

    private static let smoke = [LevelDescription(when: "smoke >= limit", severity: .severe)]

    @Test(
        "An alarm whose end waits for readings says so, in both languages; beside a young age it need not",
        arguments: [
            ("delta(smoke, 60s) >= 8", nil, true), ("smoke > 5 and avg(smoke, 5m) > 5", nil, true),
            ("smoke > 5 or rate(smoke, 5m) * 60 > 5", nil, true), ("smoke > 5", "max(smoke, 5m) < 3", true),
            ("age(smoke) < 5m and min(smoke, 5m) > 5", nil, false), ("count(smoke > 5, 5m) >= 3", nil, false),
            ("age(smoke) >= 5m and sum(smoke, 5m) > 5", nil, true), ("smoke > 5", nil, false),
            ("5m > age(smoke) and avg(smoke, 5m) > 5", nil, false),
        ] as [(String, String?, Bool)])
    func unheard(when: String, clearWhen: String?, stays: Bool) throws {
        let explanation = try explanation(
            Self.alarm([LevelDescription(when: when, severity: .severe)]) { $0.clearWhen = clearWhen })
        let english = "  While nothing is heard it stays as it is: of an empty window nothing is known."
        #expect(explanation.english.contains(english) == stays)
        #expect(explanation.chinese.contains("  收不到新数据期间维持原状：时间窗里没有数据，就无从判断。") == stays)
    }

    @Test("A limit with deadband, delays and a latch")
    func limit() throws {
        let explanation = try explanation(
            Self.alarm(Self.smoke) {
                ($0.deadband, $0.onDelay, $0.offDelay) = (2, .seconds(10), .seconds(30))
                ($0.latch, $0.category, $0.text) = (true, .fire, Words(en: "Smoke {smoke}", zh: "烟雾 {smoke}"))
            })
        #expect(
            explanation.english == [
                "a of p (Thing)",
                "  It is raised when smoke is at least limit (10 %/m) and stays so for 10 s without a break.",
                "  With a deadband of 2 %/m, it is over once smoke is below 8 %/m and stays so for 30 s without a break.",
                "  Then it latches: however well things are, it stays until somebody resets it.",
                "  It wants an acknowledgement.",
                "  It is severe (orange); its signal is alarm (life or property, now), its category Fire.",
                "  It says: “Smoke {smoke}”.", "  The registry may set limit otherwise for one device.",
                "  No sink hears it.", "  It is not passed on to anybody else.",
            ])
        #expect(
            explanation.chinese == [
                "p（东西）的 a", "  发生条件：smoke 不低于 limit（10 %/m），并且连续保持 10 秒。",
                "  恢复条件：smoke 低于 8 %/m（回差 2 %/m），并且连续保持 30 秒。", "  恢复后仍然保持（锁定），要等人到场看过并复位才算结束。",
                "  需要人工确认。", "  级别：严重（橙）；信号：报警（alarm，人命财产，就是现在）；类别：火灾（Fire）。",
                "  limit 可以在登记表里按设备另设。", "  没有任何去处会收到它。", "  不会逐级上报。", "  告警内容：“烟雾 {smoke}”",
            ])
    }

    @Test("The plainest alarm")
    func plain() throws {
        let explanation = try explanation(
            Self.alarm([LevelDescription(when: "press", severity: .minor)], signal: .trouble))
        #expect(
            explanation.english.dropFirst().prefix(4) == [
                "  It is raised when press is true.", "  It is over as soon as that no longer holds.",
                "  It asks nobody for an acknowledgement.",
                "  It is minor (blue); its signal is trouble (a device or a link is faulty).",
            ])
        #expect(
            explanation.chinese.dropFirst().prefix(4) == [
                "  发生条件：press 为真。", "  恢复条件：上述条件不再成立。", "  不需要人工确认。",
                "  级别：一般（蓝）；信号：故障（trouble，设备或线路坏了）。",
            ])
    }

    @Test("Levels, the worst first however they are written, each with its own end")
    func levels() throws {
        let explanation = try explanation(
            Self.alarm([
                LevelDescription(when: "smoke < 20", severity: .minor),
                LevelDescription(when: "smoke < 5", severity: .moderate),
            ]) { ($0.deadband, $0.offDelay) = (2, .seconds(60)) })
        #expect(
            explanation.english.dropFirst().prefix(6) == [
                "  It is raised when one of these holds; the worst that does is its severity:",
                "    - moderate (yellow): when smoke is below 5 %/m", "    - minor (blue): when smoke is below 20 %/m",
                "  A level is over only beyond a deadband of 2 %/m, and once that was so for 1 min without a break:",
                "    - moderate (yellow): once smoke is at least 7 %/m",
                "    - minor (blue): once smoke is at least 22 %/m",
            ])
        #expect(
            explanation.chinese.dropFirst().prefix(6) == [
                "  发生条件：以下任何一条成立；同时成立的，级别取最高的：", "    - 较重（黄）：smoke 低于 5 %/m",
                "    - 一般（蓝）：smoke 低于 20 %/m", "  恢复条件（回差 2 %/m），各级分别解除，并且连续保持 1 分钟：",
                "    - 较重（黄）：smoke 不低于 7 %/m", "    - 一般（蓝）：smoke 不低于 22 %/m",
            ])
        #expect(
            explanation.english.contains(
                "  It wants an acknowledgement, and waits for one even when it is over by itself."))
        #expect(explanation.chinese.contains("  需要人工确认；没确认就自己恢复的，也要等人确认才算结束。"))
    }

    @Test("A condition of its own for the end")
    func clearWhen() throws {
        let explanation = try explanation(
            Self.alarm(Self.smoke) { ($0.clearWhen, $0.offDelay) = ("press or smoke < 1", .seconds(5)) })
        #expect(
            explanation.english[2]
                == "  It is over once that no longer holds and, besides, either press is true or smoke is below 1 %/m, and both have been so for 5 s without a break."
        )
        #expect(explanation.chinese[2] == "  恢复条件：上述条件不再成立，而且（press 为真，或者 smoke 低于 1 %/m），并且连续保持 5 秒。")
    }

    @Test("Delays around a condition of several parts")
    func composite() throws {
        let rule = LevelDescription(when: "press and smoke > 5", severity: .severe)
        let explanation = try explanation(
            Self.alarm([rule]) { ($0.onDelay, $0.offDelay) = (.minutes(1), .minutes(2)) })
        #expect(
            explanation.english[1...2] == [
                "  It is raised when press is true and smoke is above 5 %/m, and that lasts for 1 min without a break.",
                "  It is over once that has not held for 2 min without a break.",
            ])
        #expect(
            explanation.chinese[1...2] == [
                "  发生条件：press 为真，并且 smoke 高于 5 %/m，上述情况连续保持 1 分钟。", "  恢复条件：上述条件不再成立，并且连续保持 2 分钟。",
            ])
    }

    @Test("An occurrence")
    func momentary() throws {
        let explanation = try explanation(
            Self.alarm([LevelDescription(when: "press", severity: .extreme)]) { $0.isMomentary = true })
        #expect(
            explanation.english[1...4] == [
                "  Every message in which press is true raises it, or says it again; each is told, the tenth as well as the first.",
                "  It has no end of its own: it stays until somebody resets it.", "  It wants an acknowledgement.",
                "  It is momentary and extreme (red); its signal is alarm (life or property, now).",
            ])
        #expect(
            explanation.chinese[1...4] == [
                "  每收到一条 press 为真的消息就算发生一次，第十次和第一次一样报。", "  它不会自己恢复，要等人复位。", "  需要人工确认。",
                "  级别：特别严重（红）；信号：报警（alarm，人命财产，就是现在）；瞬时告警。",
            ])
    }

    @Test("What suppresses it")
    func suppression() throws {
        let explanation = try explanation(
            Self.alarm(Self.smoke) { ($0.suppressWhen, $0.isInactivity) = ("press", true) })
        #expect(
            explanation.english.contains(
                "  While press is true, it is suppressed: it is judged and recorded, and nobody is told."))
        #expect(
            explanation.english.contains(
                "  A planned absence (holiday, hospital) suppresses it: that nothing moves is expected then."))
        #expect(explanation.chinese.contains("  press 为真时被抑制：照样判断、照样记录，但不通知任何人。"))
        #expect(explanation.chinese.contains("  家里登记了外出（度假、住院）期间被抑制：没有动静是正常的。"))
    }

    @Test("Silence and unreadable payloads")
    func own() throws {
        let silence = try explanation(Self.alarm(Self.smoke), name: "silence")
        #expect(silence.english[1] == "  It is raised when nothing has been heard from the device for 35 min.")
        #expect(
            silence.english[3...5] == [
                "  The next message ends it.", "  It asks nobody for an acknowledgement.",
                "  It is moderate (yellow); its signal is trouble (a device or a link is faulty).",
            ])
        #expect(silence.chinese[1] == "  发生条件：35 分钟没有收到这台设备的任何消息。")
        let payload = try explanation(Self.alarm(Self.smoke), name: "payload")
        #expect(
            payload.english[1...2] == [
                "  It is raised when five payloads in a row could not be read.",
                "  The next payload that can be read ends it.",
            ])
        #expect(payload.chinese[1...2] == ["  发生条件：连续五条数据无法解析。", "  恢复条件：收到下一条能解析的数据。"])
        #expect(Explanation(of: "b", in: Self.profile(Self.alarm(Self.smoke)), for: Self.unconfigured) == nil)
    }
}
