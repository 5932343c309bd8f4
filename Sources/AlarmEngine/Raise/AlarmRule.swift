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

    let name: String
    let trigger: Trigger
    let onDelay: Span
    let offDelay: Span
    let signal: Signal
    /// The severity while no level says another.
    let severity: Severity
    let latch: Bool
    let acknowledgement: Acknowledgement
    let texts: Texts
    /// While it is true, nobody is told.
    let suppressWhen: Condition?
    /// Its conditions that time alone can change; a momentary alarm's own is judged by messages only.
    let timed: [Condition]
    /// It is about nothing happening: a planned absence suppresses it.
    let isInactivity: Bool
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
        self.name = name
        self.trigger = trigger
        self.onDelay = onDelay
        self.offDelay = offDelay
        self.signal = signal
        self.severity = severity
        self.latch = latch
        self.acknowledgement = acknowledgement ?? (signal == .alarm ? .required : .auto)
        self.texts = texts
        self.suppressWhen = suppressWhen
        let judged: [Condition] =
            switch trigger {
            case .levels(let rules): rules.flatMap(\.timed)
            case .momentary, .silence, .undecodable: []
            }
        timed = judged + [suppressWhen].compactMap { $0 }.filter(\.isTimed)
        self.isInactivity = isInactivity
        fields =
            switch trigger {
            case .levels(let rules): rules.reduce(Set()) { $0.union($1.fields) }.sorted()
            case .momentary(let rule): rule.fields.sorted()
            case .silence, .undecodable: []
            }
    }

    var levelCount: Int {
        switch trigger {
        case .levels(let rules): rules.count
        case .momentary, .silence, .undecodable: 0
        }
    }
}
