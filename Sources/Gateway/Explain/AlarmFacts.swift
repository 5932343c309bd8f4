import AlarmEngine

/// What an explanation says of one alarm, before it is put into words.
struct AlarmFacts {
    enum Trigger {
        case levels([Level])
        case momentary(RulePart)
        case silence(Span)
        case undecodable
        /// A rule over several devices.
        case correlation(CorrelationDescription)
    }

    struct Level {
        let severity: Severity
        let when: RulePart
        /// When it is over, beyond the deadband.
        let beyond: RulePart?
    }

    let name: String
    let profile: ProfileDescription
    let trigger: Trigger
    var onDelay = Span.zero
    var offDelay = Span.zero
    var clearWhen: RulePart?
    var deadband: Double?
    var suppressWhen: RulePart?
    let signal: Signal
    /// The worst first.
    let severities: [Severity]
    var category: Category?
    var latch = false
    let wantsAcknowledgement: Bool
    var isInactivity = false
    /// It is no alarm: only correlations look at it.
    var isSign = false
    /// The correlations that look at it.
    var correlations: [CorrelationDescription] = []
    let text: Words

    /// Nil if the profile has no such alarm, or its rules are not sound.
    init?(_ name: String, of profile: ProfileDescription) {
        if let alarm = profile.alarms.first(where: { $0.name == name }) {
            self.init(alarm, of: profile)
        } else if name == "silence", let silence = profile.silence {
            self.init(
                name: name, profile: profile, trigger: .silence(silence.after), signal: silence.signal,
                severities: [silence.severity],
                wantsAcknowledgement: (silence.acknowledgement ?? silence.signal.usual) == .required, text: silence.text
            )
        } else if name == "payload" {
            self.init(
                name: name, profile: profile, trigger: .undecodable, signal: .trouble, severities: [.minor],
                wantsAcknowledgement: false, text: Words())
        } else if let sign = profile.signs.first(where: { $0.name == name }) {
            self.init(sign, of: profile)
        } else {
            return nil
        }
    }

    /// A rule over several devices.
    init(_ correlation: CorrelationDescription) {
        let profile = ProfileDescription(
            name: Correlation.profileName, service: correlation.service,
            title: Words(en: "Rules over several devices", zh: "多设备规则"), messages: [])
        self.init(
            name: correlation.name, profile: profile, trigger: .correlation(correlation), signal: correlation.signal,
            severities: [correlation.severity],
            wantsAcknowledgement: (correlation.acknowledgement ?? correlation.signal.usual) == .required,
            text: correlation.text)
        (onDelay, offDelay) = (correlation.onDelay ?? .zero, correlation.offDelay ?? .zero)
        (category, latch) = (correlation.category, correlation.latch)
    }

    /// A sign, as the alarm it would be.
    private init?(_ sign: SignDescription, of profile: ProfileDescription) {
        self.init(
            AlarmDescription(
                name: sign.name, levels: [LevelDescription(when: sign.when, severity: .minor)],
                clearWhen: sign.clearWhen, deadband: sign.deadband, onDelay: sign.onDelay, offDelay: sign.offDelay,
                signal: .test, isMomentary: sign.isMomentary), of: profile)
        isSign = true
    }

    private init(
        name: String, profile: ProfileDescription, trigger: Trigger, signal: Signal, severities: [Severity],
        wantsAcknowledgement: Bool, text: Words
    ) {
        self.name = name
        self.profile = profile
        self.trigger = trigger
        self.signal = signal
        self.severities = severities
        self.wantsAcknowledgement = wantsAcknowledgement
        self.text = text
    }

    private init?(_ alarm: AlarmDescription, of profile: ProfileDescription) {
        var levels: [Level] = []
        for level in alarm.levels {
            guard let when = RulePart.read(level.when, of: profile) else { return nil }
            let beyond = alarm.deadband.flatMap { $0 > 0 ? when.beyond($0) : nil }
            levels.append(Level(severity: level.severity, when: when, beyond: beyond))
        }
        guard let first = levels.first else { return nil }
        // Of two levels of one severity the order does not matter; the worst is said first.
        levels = levels.enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
            .map(\.element)
        self.init(
            name: alarm.name, profile: profile, trigger: alarm.isMomentary ? .momentary(first.when) : .levels(levels),
            signal: alarm.signal, severities: Array(Set(levels.map(\.severity))).sorted(by: >),
            wantsAcknowledgement: (alarm.acknowledgement ?? alarm.signal.usual) == .required, text: alarm.text)
        if let rule = alarm.clearWhen {
            guard let part = RulePart.read(rule, of: profile) else { return nil }
            clearWhen = part
        }
        if let rule = alarm.suppressWhen {
            guard let part = RulePart.read(rule, of: profile) else { return nil }
            suppressWhen = part
        }
        (onDelay, offDelay) = (alarm.onDelay ?? .zero, alarm.offDelay ?? .zero)
        (deadband, category) = (alarm.deadband, alarm.category)
        (latch, isInactivity) = (alarm.latch, alarm.isInactivity)
    }

    var isMomentary: Bool {
        switch trigger {
        case .momentary: true
        case .levels, .silence, .undecodable, .correlation: false
        }
    }

    /// The parameters that a registry row may set otherwise for one device.
    var parameters: [String] {
        let rules: [RulePart] =
            switch trigger {
            case .levels(let levels): levels.map(\.when)
            case .momentary(let rule): [rule]
            case .silence, .undecodable, .correlation: []
            }
        var names: [String] = []
        for name in (rules + [clearWhen, suppressWhen].compactMap { $0 }).flatMap({ $0.parameters.map(\.name) })
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }
}

extension Signal {
    /// Whether it waits for a person where the profile does not say.
    fileprivate var usual: Acknowledgement { self == .alarm ? .required : .auto }
}
