import Testing

@testable import AlarmEngine

/// Detectors, loudspeakers and a desk of some villages, with correlations over them.
enum Village {
    /// `fire` while `on`, a `press` for each message with `press`, silent after 20 s.
    static func detector(_ name: String = "det", silence: Span? = nil) throws -> Profile {
        try Profile(
            ProfileDescription(
                name: name, service: .fireStation,
                messages: [
                    MessageDescription(
                        topic: "\(name)/{area}/{zone}/{device}", fields: [.boolean("on"), .boolean("press")])
                ], silence: silence.map { SilenceDescription(after: $0) },
                alarms: [.rule("on", name: "fire"), .momentary("press", name: "press")]))
    }

    /// Its `playing` is a sign; the desk's `commanded` and the speaker's `chimed` are momentary ones.
    static func broadcast() throws -> [Profile] {
        var speaker = ProfileDescription(
            name: "speaker", service: .emergencyBroadcast,
            messages: [
                MessageDescription(topic: "speaker/{area}/{device}", fields: [.boolean("on"), .boolean("chime")])
            ])
        speaker.signs = [
            SignDescription(name: "playing", when: "on"),
            SignDescription(name: "chimed", when: "chime", isMomentary: true),
        ]
        var desk = ProfileDescription(
            name: "desk", service: .emergencyBroadcast,
            messages: [MessageDescription(topic: "desk/{area}/{device}", fields: [.boolean("go")])])
        desk.signs = [SignDescription(name: "commanded", when: "go", isMomentary: true)]
        return [try Profile(speaker), try Profile(desk)]
    }

    static func configuration(
        _ profiles: [Profile], registry: [RegisteredDevice] = [], sinks: [SinkRoute] = [],
        _ correlations: CorrelationDescription...
    ) throws -> Engine.Configuration {
        var configuration = Engine.Configuration(profiles: profiles, registry: registry, sinks: sinks)
        configuration.correlations = try correlations.map { try Correlation($0, profiles: profiles) }
        return configuration
    }
}

extension CorrelationDescription {
    static func count(
        _ operands: String..., name: String = "many", scope: Scope = .area, atLeast: Int = 1, moreThan: Double? = nil,
        within: Span? = nil
    ) -> Self {
        var description = CorrelationDescription(
            name: name, service: .fireStation, scope: scope,
            .count(Count(operands.compactMap(Operand.init), atLeast: atLeast, moreThan: moreThan, within: within)),
            severity: .extreme, signal: .trouble)
        description.text = Words(en: "{devices} devices, {share} %, last {last}")
        return description
    }

    static func unplayed(
        _ coverage: Expectation.Coverage = .share(90), within: Span = .seconds(60), expect: String = "speaker/playing"
    ) -> Self {
        CorrelationDescription(
            name: "unplayed", service: .emergencyBroadcast, scope: .area,
            .expectation(
                Expectation(
                    after: ["desk/commanded"].compactMap(Operand.init), expect: [expect].compactMap(Operand.init),
                    coverage: coverage, within: within)), severity: .severe, signal: .trouble)
    }

    static func hijacked(_ unexpected: String = "speaker/playing", within: Span = .minutes(10)) -> Self {
        CorrelationDescription(
            name: "hijacked", service: .emergencyBroadcast, scope: .area,
            .intrusion(
                Intrusion(
                    unexpected: [unexpected].compactMap(Operand.init),
                    without: ["desk/commanded"].compactMap(Operand.init), within: within)), severity: .extreme,
            signal: .trouble)
    }

    /// With something changed.
    func with(_ change: (inout CorrelationDescription) -> Void) -> CorrelationDescription {
        var changed = self
        change(&changed)
        return changed
    }
}

extension Watch {
    /// A detector or a speaker says something; the events are those of correlations alone.
    @discardableResult
    mutating func say(_ topic: String, _ payload: String, at moment: Int64) -> [String] {
        send("{\(payload)}", at: moment, on: topic).filter { !$0.hasPrefix("fire ") && !$0.hasPrefix("press ") }
    }

    /// The text of the last event of an alarm.
    func text(of alarm: String = "many") -> String? {
        events.last { $0.life.alarm == alarm }?.text.en
    }
}
