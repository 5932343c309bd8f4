@testable import AlarmEngine

extension Profile {
    /// A profile with fields `v`, `w` (numbers), `on` (boolean) and `mode` (text), on `t/{device}`.
    static func sample(
        _ alarms: AlarmDescription..., name: String = "p", topic: String = "t/{device}", time: Bool = false,
        sequence: Bool = false, parameters: [ParameterDescription] = [], silence: SilenceDescription? = nil,
        fields: [FieldDescription] = FieldDescription.usual, maximumAge: Span = .hours(1),
        maximumNotifyAge: Span = .hours(1)
    ) throws(ProfileProblems) -> Profile {
        try Profile(
            ProfileDescription(
                name: name, service: .fireStation,
                messages: [
                    MessageDescription(
                        topic: topic, time: time ? TimeDescription(path: "/ts", unit: .milliseconds) : nil,
                        sequence: sequence ? "/seq" : nil, fields: fields)
                ],
                parameters: parameters, silence: silence, alarms: alarms, maximumAge: maximumAge,
                maximumNotifyAge: maximumNotifyAge))
    }
}

extension FieldDescription {
    static let usual = [number("v"), number("w"), boolean("on"), text("mode")]

    static func number(_ name: String, unit: String? = nil, scale: String? = nil, offset: String? = nil) -> Self {
        FieldDescription(name: name, path: "/\(name)", type: .number, unit: unit, scale: scale, offset: offset)
    }

    static func boolean(_ name: String) -> Self {
        FieldDescription(name: name, path: "/\(name)", type: .boolean)
    }

    static func text(_ name: String) -> Self {
        FieldDescription(name: name, path: "/\(name)", type: .text)
    }
}

extension AlarmDescription {
    /// An alarm that raises and clears by one rule; signal trouble, so that it needs nobody, unless told otherwise.
    static func rule(
        _ when: String, name: String = "high", severity: Severity = .severe, clearWhen: String? = nil,
        deadband: Double? = nil, onDelay: Span? = nil, offDelay: Span? = nil, signal: Signal = .trouble,
        latch: Bool = false, acknowledgement: Acknowledgement? = nil, text: Words = Words()
    ) -> AlarmDescription {
        AlarmDescription(
            name: name, levels: [LevelDescription(when: when, severity: severity)], clearWhen: clearWhen,
            deadband: deadband, onDelay: onDelay, offDelay: offDelay, signal: signal, latch: latch,
            acknowledgement: acknowledgement, text: text)
    }

    static func levels(
        _ levels: (when: String, severity: Severity)..., name: String = "high", deadband: Double? = nil,
        onDelay: Span? = nil, offDelay: Span? = nil, signal: Signal = .trouble, latch: Bool = false
    ) -> AlarmDescription {
        AlarmDescription(
            name: name, levels: levels.map { LevelDescription(when: $0.when, severity: $0.severity) },
            isLevelled: true, deadband: deadband, onDelay: onDelay, offDelay: offDelay, signal: signal, latch: latch)
    }

    static func momentary(_ when: String, name: String = "sos", severity: Severity = .extreme) -> AlarmDescription {
        AlarmDescription(
            name: name, levels: [LevelDescription(when: when, severity: severity)], signal: .alarm, isMomentary: true)
    }
}

extension SinkRoute {
    static func sink(
        _ name: String, from severity: Severity = .minor, signals: Set<Signal> = Set(Signal.allCases),
        isStandby: Bool = false
    ) -> SinkRoute {
        SinkRoute(name: name, minimumSeverity: severity, signals: signals, isStandby: isStandby)
    }

    /// One that hears drills too.
    static func drills(_ name: String, isStandby: Bool = false) -> SinkRoute {
        SinkRoute(
            name: name, minimumSeverity: .minor, signals: Set(Signal.allCases), isStandby: isStandby, takesDrills: true)
    }
}

extension MessageDescription {
    /// Readings in `/all`; by `ts` in each where they are timed, of the device in `id` where they are named.
    static func many(
        _ topic: String = "t/{device}", named: Bool = false, timed: Bool = false,
        order: EachDescription.Order = .oldestFirst,
        spacing: Span? = nil, fields: [FieldDescription] = FieldDescription.usual
    ) -> MessageDescription {
        var message = MessageDescription(
            topic: topic, time: timed ? TimeDescription(path: "/ts", unit: .milliseconds) : nil, fields: fields)
        message.each = EachDescription(path: "/all", order: order, spacing: spacing)
        if named { message.device = .value(MessagePlace(path: "/id")) }
        return message
    }

    /// `online` or `offline` in `/state`.
    static func availability(_ topic: String = "t/{device}/availability") -> MessageDescription {
        var message = MessageDescription(topic: topic)
        message.availability = AvailabilityDescription(path: "/state", offline: [.text("offline")])
        return message
    }

    func with(_ change: (inout MessageDescription) -> Void) -> MessageDescription {
        var changed = self
        change(&changed)
        return changed
    }
}

extension Profile {
    /// A profile of some kinds of message.
    static func of(
        _ messages: MessageDescription..., name: String = "p", alarms: [AlarmDescription] = [.rule("v > 5")],
        silence: Span? = nil, maximumAge: Span = .hours(1), repeats: Span? = nil
    ) throws(ProfileProblems) -> Profile {
        var description = ProfileDescription(
            name: name, service: .fireStation, messages: messages,
            silence: silence.map { SilenceDescription(after: $0) },
            alarms: alarms, maximumAge: maximumAge)
        description.repeats = repeats
        return try Profile(description)
    }
}

extension Watch {
    /// Sends elements of `/all`.
    @discardableResult
    mutating func many(
        _ elements: String..., at moment: Int64, on topic: String = "t/d", retained: Bool = false,
        redelivery: Bool = false
    ) -> [String] {
        send(
            #"{"all":[\#(elements.joined(separator: ","))]}"#, at: moment, on: topic, retained: retained,
            redelivery: redelivery)
    }
}
