/// One alarm definition: what raises it, and how it lives.
struct AlarmRule: Sendable {
    enum Trigger: Sendable {
        /// One rule, or one a severity.
        case levels([Rule])
        case momentary(Rule)
        /// Nothing heard for so long.
        case silence(Span)
        /// Payloads that do not decode, five in a row.
        case undecodable
    }

    struct Texts: Sendable {
        let en: TextTemplate?
        let zh: TextTemplate?
    }

    /// What never changes of it, held once: a rule is handed on for every message, and a copy must cost next to nothing.
    private final class Definition: Sendable {
        let name: String
        let trigger: Trigger
        let onDelay: Span
        let offDelay: Span
        let signal: Signal
        let severity: Severity
        let latch: Bool
        let acknowledgement: Acknowledgement
        let texts: Texts
        let suppressWhen: Condition?
        let timed: [Condition]
        let isInactivity: Bool

        init(
            name: String, trigger: Trigger, onDelay: Span, offDelay: Span, signal: Signal, severity: Severity,
            latch: Bool, acknowledgement: Acknowledgement, texts: Texts, suppressWhen: Condition?, timed: [Condition],
            isInactivity: Bool
        ) {
            self.name = name
            self.trigger = trigger
            self.onDelay = onDelay
            self.offDelay = offDelay
            self.signal = signal
            self.severity = severity
            self.latch = latch
            self.acknowledgement = acknowledgement
            self.texts = texts
            self.suppressWhen = suppressWhen
            self.timed = timed
            self.isInactivity = isInactivity
        }
    }

    private let definition: Definition
    /// Its own service, where that is not its profile's.
    var service: Service?
    /// A sign: judged, and told to nobody.
    var isSign = false
    /// The fields its events show, in the order the profile declares them: those its rules read.
    var fields: [Int]

    init(
        name: String, trigger: Trigger, onDelay: Span = .zero, offDelay: Span = .zero, signal: Signal,
        severity: Severity, latch: Bool = false, acknowledgement: Acknowledgement? = nil, texts: Texts,
        suppressWhen: Condition? = nil, isInactivity: Bool = false
    ) {
        let judged: [Condition] =
            switch trigger {
            case .levels(let rules): rules.flatMap(\.timed)
            case .momentary, .silence, .undecodable: []
            }
        definition = Definition(
            name: name, trigger: trigger, onDelay: onDelay, offDelay: offDelay, signal: signal, severity: severity,
            latch: latch, acknowledgement: acknowledgement ?? (signal == .alarm ? .required : .auto), texts: texts,
            suppressWhen: suppressWhen, timed: judged + [suppressWhen].compactMap { $0 }.filter(\.isTimed),
            isInactivity: isInactivity)
        fields =
            switch trigger {
            case .levels(let rules): rules.reduce(Set()) { $0.union($1.fields) }.sorted()
            case .momentary(let rule): rule.fields.sorted()
            case .silence, .undecodable: []
            }
    }

    var name: String { definition.name }
    var trigger: Trigger { definition.trigger }
    var onDelay: Span { definition.onDelay }
    var offDelay: Span { definition.offDelay }
    var signal: Signal { definition.signal }
    /// The severity while no level says another.
    var severity: Severity { definition.severity }
    var latch: Bool { definition.latch }
    var acknowledgement: Acknowledgement { definition.acknowledgement }
    var texts: Texts { definition.texts }
    /// While it is true, nobody is told.
    var suppressWhen: Condition? { definition.suppressWhen }
    /// Its conditions that time alone can change; a momentary alarm's own is judged by messages only.
    var timed: [Condition] { definition.timed }
    /// It is about nothing happening: a planned absence suppresses it.
    var isInactivity: Bool { definition.isInactivity }

    var levelCount: Int {
        switch trigger {
        case .levels(let rules): rules.count
        case .momentary, .silence, .undecodable: 0
        }
    }
}
