import AlarmEngine
import Testing

@testable import Gateway

@Suite("Rules over several devices explained")
struct CorrelationExplanationTests {
    private static let audience = Audience(sinks: [], policies: [], desks: [])

    private static func operand(_ text: String) -> CorrelationDescription.Operand {
        CorrelationDescription.Operand(text) ?? CorrelationDescription.Operand(profile: nil, alarm: text)
    }

    private static func correlation(
        _ condition: CorrelationDescription.Condition, scope: CorrelationDescription.Scope = .area
    ) -> CorrelationDescription {
        CorrelationDescription(
            name: "c", service: .fireStation, scope: scope, condition, severity: .extreme, signal: .alarm)
    }

    private static let smoke = [operand("smoke-detector/fire"), operand("heat-detector/heat")]
    private static let silence = [operand("*/silence")]

    @Test(
        "What raises and what ends each kind",
        arguments: [
            (
                correlation(.count(.init(smoke, atLeast: 2, within: .seconds(60))), scope: .zone),
                "It is raised for a zone (room, floor or household) when in at least 2 devices of it one of these came on within 1 min: smoke-detector’s fire or heat-detector’s heat.",
                "It is over once those where one came on lately, or still is on, are no longer so many.",
                "发生条件：同一区域（房间、楼层或住户）内，至少 2 台设备在 1 分钟内先后发生“smoke-detector 的 fire”或“heat-detector 的 heat”。",
                "恢复条件：近期发生过或仍在发生的设备不再有这么多。"
            ),
            (
                correlation(.count(.init(silence, atLeast: 3, moreThan: 30)), scope: .township),
                "It is raised for a township when at least 3 devices of it, and more than 30 % of those there are, have one of these on at the same time: any device’s silence.",
                "It is over once so many no longer have one on.",
                "发生条件：同一乡镇内，至少 3 台设备（并且超过其中的 30 %）同时处于“任何设备的 silence”。",
                "恢复条件：处于这些状态的设备不再有这么多。"
            ),
            (
                correlation(
                    .expectation(
                        .init(
                            after: [operand("desk/commanded")], expect: [operand("loudspeaker/playing")],
                            coverage: .share(90), within: .seconds(60)))),
                "It is raised for an area when 1 min after desk’s commanded came on, loudspeaker’s playing came on in fewer than 90 % of its devices that should answer.",
                "It is over once so many have answered after all, or answer a later time.",
                "发生条件：同一区划内，“desk 的 commanded”发生后 1 分钟，以“loudspeaker 的 playing”应答的设备不到应答设备的 90 %。",
                "恢复条件：应答的设备补足，或者下一次按时应答。"
            ),
            (
                correlation(
                    .intrusion(
                        .init(
                            unexpected: [operand("loudspeaker/playing")], without: [operand("desk/commanded")],
                            within: .minutes(10)))),
                "It is raised for an area when loudspeaker’s playing comes on although desk’s commanded did not come on in the 10 min before.",
                "It is over once loudspeaker’s playing is on no longer, or desk’s commanded comes on and excuses it.",
                "发生条件：同一区划内，“loudspeaker 的 playing”发生，而之前 10 分钟内没有“desk 的 commanded”。",
                "恢复条件：“loudspeaker 的 playing”结束，或者出现“desk 的 commanded”。"
            ),
        ])
    func kinds(correlation: CorrelationDescription, raised: String, over: String, zhRaised: String, zhOver: String) {
        let explanation = Explanation(of: correlation, for: Self.audience)
        #expect(
            explanation.english[0...2] == [
                "c of correlations (Rules over several devices)", "  \(raised)", "  \(over)",
            ])
        #expect(explanation.chinese[0...2] == ["correlations（多设备规则）的 c", "  \(zhRaised)", "  \(zhOver)"])
        #expect(
            explanation.english[3...4] == [
                "  It wants an acknowledgement, and waits for one even when it is over by itself.",
                "  It is extreme (red); its signal is alarm (life or property, now).",
            ])
    }

    @Test("Delays, and children that are suppressed")
    func delays() {
        var correlation = Self.correlation(.count(.init(Self.silence, within: .minutes(5))))
        (correlation.onDelay, correlation.offDelay, correlation.suppresses) = (.seconds(5), .seconds(7), .children)
        let explanation = Explanation(of: correlation, for: Self.audience)
        #expect(explanation.english[1].hasSuffix("any device’s silence, and that lasts for 5 s without a break."))
        #expect(explanation.english[2].hasSuffix("no longer so many, and that has lasted for 7 s without a break."))
        #expect(
            explanation.english[3]
                == "  While it is active, the alarms that it counts are suppressed: judged and recorded, and told to nobody."
        )
        #expect(explanation.chinese[3] == "  它发生期间，计入的那些告警被抑制：照样判断、照样记录，但不通知任何人。")
    }

    @Test("A bridge, and a list of what is suppressed")
    func bridge() throws {
        var correlation = Self.correlation(.count(.init([Self.operand("z2m/silence")])), scope: .bridge)
        correlation.suppresses = .operands(Self.silence)
        let explanation = Explanation(of: correlation, for: Self.audience)
        #expect(
            explanation.english[1]
                == "  It is raised for a bridge and what speaks through it when a device of it has one of these on at the same time: z2m’s silence."
        )
        #expect(
            explanation.english[3]
                == "  While it is active, in the same scope any device’s silence is suppressed: judged and recorded, and told to nobody."
        )
        #expect(explanation.chinese[1] == "  发生条件：同一网桥（协议网关）及经它接入的设备中，至少 1 台设备同时处于“z2m 的 silence”。")
        #expect(explanation.chinese[3] == "  它发生期间，同一范围内“任何设备的 silence”被抑制：照样判断、照样记录，但不通知任何人。")

        let profile = ProfileDescription(
            name: "sensor", service: .fireStation, messages: [], silence: SilenceDescription(after: .minutes(5)))
        let silence = try #require(
            Explanation(of: "silence", in: profile, for: Self.audience, correlations: [correlation]))
        #expect(
            silence.english.contains(
                "  A rule over several devices looks at it: c (which suppresses it while it is active)."))
    }

    @Test("An alarm says which of them look at it, and a sign that nobody hears of it")
    func related() throws {
        let field = FieldDescription(name: "on", path: "/on", type: .boolean)
        var profile = ProfileDescription(
            name: "smoke-detector", service: .fireStation,
            messages: [MessageDescription(topic: "t/{device}", fields: [field])],
            silence: SilenceDescription(after: .minutes(5)),
            alarms: [
                AlarmDescription(
                    name: "fire", levels: [LevelDescription(when: "on", severity: .severe)], signal: .alarm)
            ])
        profile.signs = [SignDescription(name: "seen", when: "on", isMomentary: false)]
        var parent = Self.correlation(.count(.init(Self.silence)))
        parent.suppresses = .children
        let all = [Self.correlation(.count(.init(Self.smoke))), parent]
        func explained(_ alarm: String) throws -> Explanation {
            try #require(Explanation(of: alarm, in: profile, for: Self.audience, correlations: all))
        }
        #expect(try explained("fire").english.contains("  A rule over several devices looks at it: c."))
        #expect(
            try explained("silence").english.contains(
                "  A rule over several devices looks at it: c (which suppresses it while it is active)."))
        #expect(try explained("silence").chinese.contains("  多设备规则 c（它发生期间，本告警被抑制）会用到它。"))
        #expect(try explained("payload").english.allSatisfy { !$0.contains("several devices") })
        #expect(
            try explained("seen").english.dropFirst() == [
                "  It is raised when on is true.", "  It is over as soon as that no longer holds.",
                "  It is a sign: nobody is told of it.",
            ])
        #expect(try explained("seen").chinese.last == "  它只是一个迹象（sign），不通知任何人。")
    }
}
