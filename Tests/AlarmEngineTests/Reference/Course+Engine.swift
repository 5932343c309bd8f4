@testable import AlarmEngine

/// The course as the engine is told it.
extension Course {
    func configuration() throws -> Engine.Configuration {
        var configuration = Engine.Configuration(
            profiles: try profiles.map { try Profile($0.description()) },
            registry: registry.map { row in
                RegisteredDevice(
                    device: row.device, profile: row.profile, area: row.area, zone: row.zone, contact: row.contact,
                    group: row.group,
                    parameters: row.parameters.map { ParameterDescription(name: $0.name, value: .number($0.number)) })
            },
            sinks: sinks.map { sink in
                SinkRoute(
                    name: sink.name, minimumSeverity: Severity(rawValue: sink.severity) ?? .minor,
                    signals: Set(sink.signals.compactMap { Signal(rawValue: $0) }), isStandby: sink.isStandby,
                    takesDrills: sink.takesDrills)
            })
        if let gateway { configuration.gateway = (try Course.gatewayProfile(), gateway) }
        configuration.localClock = LocalClock(
            offsets: offsets.map { .init(from: Moment(milliseconds: $0.from), secondsEast: $0.secondsEast) })
        configuration.desks = Dictionary(desks.map { ($0.code, $0.sink) }) { first, _ in first }
        configuration.escalation = policies.map(\.policy)
        configuration.longestShelf = Span(milliseconds: longestShelf)
        return configuration
    }
}

extension Course {
    fileprivate static func gatewayProfile() throws -> Profile {
        try Profile(
            ProfileDescription(
                name: "gengfu", service: .gateway, messages: [MessageDescription(topic: "gengfu/{device}")]))
    }
}

extension CoursePolicy {
    fileprivate var policy: EscalationPolicy {
        EscalationPolicy(
            signals: Set(signals.compactMap { Signal(rawValue: $0) }),
            services: services.map { Set($0.compactMap { Service(rawValue: $0) }) },
            minimumSeverity: Severity(rawValue: severity) ?? .minor,
            steps: steps.map { step in
                EscalationStep(
                    after: Span(milliseconds: step.after), unless: .init(rawValue: step.unless) ?? .acknowledged,
                    to: Level(rawValue: step.to).map { .level($0) } ?? .sink(step.to))
            })
    }
}

extension CourseProfile {
    /// With `{area}` where the profile has one.
    fileprivate var topic: String { hasArea ? "\(name)/{area}/{device}" : "\(name)/{device}" }

    func description() -> ProfileDescription {
        ProfileDescription(
            name: name, service: Service(rawValue: service) ?? .fireStation,
            messages: [
                MessageDescription(
                    topic: topic, time: hasTime ? TimeDescription(path: "/ts", unit: .milliseconds) : nil,
                    sequence: hasSequence ? "/seq" : nil,
                    fields: fields.map(\.description))
            ],
            parameters: parameters.map { ParameterDescription(name: $0.name, value: .number($0.number)) },
            silence: silence.map {
                SilenceDescription(
                    after: Span(milliseconds: $0.after), severity: Severity(rawValue: $0.severity) ?? .minor,
                    signal: Signal(rawValue: $0.signal) ?? .trouble,
                    acknowledgement: $0.acknowledgement.flatMap { Acknowledgement(rawValue: $0) })
            },
            alarms: alarms.map { $0.description() }, maximumAge: Span(milliseconds: maximumAge),
            maximumNotifyAge: Span(milliseconds: maximumNotifyAge))
    }
}

extension CourseAlarm {
    func description() -> AlarmDescription {
        var description = AlarmDescription(
            name: name,
            levels: levels.map {
                LevelDescription(when: $0.when.written, severity: Severity(rawValue: $0.severity) ?? .minor)
            },
            isLevelled: isLevelled, clearWhen: clearWhen?.written, deadband: deadband,
            onDelay: onDelay > 0 ? Span(milliseconds: onDelay) : nil,
            offDelay: offDelay > 0 ? Span(milliseconds: offDelay) : nil,
            signal: Signal(rawValue: signal) ?? .trouble, latch: latch, isMomentary: isMomentary,
            acknowledgement: acknowledgement.flatMap { Acknowledgement(rawValue: $0) })
        description.suppressWhen = suppressWhen?.written
        description.isInactivity = isInactivity
        return description
    }
}

extension CourseField {
    fileprivate var description: FieldDescription {
        var field = FieldDescription(name: name, path: "/\(name)", type: ValueType(rawValue: type) ?? .number)
        switch start {
        case .number(let number)?: field.defaultValue = .number(number)
        case .truth(let truth)?: field.defaultValue = .boolean(truth)
        case .text(let text)?: field.defaultValue = .text(text)
        case .null?, .huge?, nil: break
        }
        return field
    }
}
