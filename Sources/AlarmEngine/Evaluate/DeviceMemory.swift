/// What functions over time remember of one device.
///
/// Times in it are *kept times*: the device's time as it would be had its clock never been set. Where that clock is set,
/// ``moved`` changes and nothing else, so that all that is remembered stays as old as it was.
struct DeviceMemory: Hashable, Sendable {
    /// By how much the device's time is behind the gateway's clock; nil if it never told its time.
    private(set) var lag: Span?
    /// The device's time is a kept time and this.
    private(set) var moved = Span.zero
    /// In the order of the profile's ``MemoryPlan``, as are the others.
    private(set) var windows: [Window] = []
    private(set) var traces: [FieldTrace] = []
    /// When each condition that has an age was last found true.
    private(set) var ages: [Moment?] = []
    /// Of each condition that depends on time.
    private(set) var judgements: [Judgement] = []

    /// Up to when time's changes of a condition are settled.
    struct Judgement: Hashable, Sendable {
        /// When it was last judged; nil if it never was, the distant past if that does not count any more.
        var through: Moment?
        /// When messages began to reach us, until it is judged after that: what passed up to then passed unheard.
        var unheardThrough: Moment?
    }

    /// The last readings of a field.
    struct FieldTrace: Hashable, Sendable {
        /// What it was before the last one; nil is unknown.
        var previous: Value?
        var broughtAt: Moment?
    }

    /// A memory without a place for anything: enough for what has no functions over time.
    static let nothing = DeviceMemory()

    private init() {}

    init(_ plan: MemoryPlan) {
        windows = plan.windows.map { _ in Window() }
        traces = plan.traces.map { _ in FieldTrace() }
        ages = plan.ages.map { _ in nil }
        judgements = plan.judged.map { _ in Judgement() }
    }

    func kept(_ deviceTime: Moment) -> Moment { deviceTime - moved }
    func deviceTime(kept: Moment) -> Moment { kept + moved }
    /// The device's time of a moment on the gateway's clock.
    func deviceTime(_ clock: Moment) -> Moment { clock - (lag ?? .zero) }
    func clock(deviceTime: Moment) -> Moment { deviceTime + (lag ?? .zero) }

    // MARK: Clocks

    /// Takes in that a live reading told its time.
    ///
    /// - Parameters:
    ///   - time: what it told.
    ///   - receipt: on the gateway's clock.
    ///   - isSteppedBack: the device's clock was set back since the last one.
    mutating func hear(_ time: Moment, at receipt: Moment, isSteppedBack: Bool) {
        let lag = receipt - time
        if isSteppedBack, let old = self.lag {
            moved = moved - (lag - old)
        } else if self.lag == nil {
            if isBlank { shiftBeginnings(by: lag) } else { moved = moved - lag }
        }
        self.lag = lag
    }

    /// Takes in how far the device's time is behind now, where it told its time before, and its clock was not set.
    mutating func hear(lag: Span) {
        self.lag = lag
    }

    /// The gateway's clock was set.
    mutating func step(by span: Span) {
        if let lag { self.lag = lag + span } else { moved = moved + span }
    }

    /// Notes that from now on messages can reach us.
    mutating func listen(at clock: Moment) {
        let through = kept(deviceTime(clock))
        for place in judgements.indices { judgements[place].unheardThrough = through }
    }

    /// Nothing was said yet that could grow older.
    private var isBlank: Bool {
        windows.allSatisfy { $0.startedAt == nil } && traces.allSatisfy { $0.broughtAt == nil }
            && ages.allSatisfy { $0 == nil }
    }

    private mutating func shiftBeginnings(by lag: Span) {
        for place in judgements.indices {
            if let through = judgements[place].through, through != .distantPast {
                judgements[place].through = through - lag
            }
            judgements[place].unheardThrough = judgements[place].unheardThrough.map { $0 - lag }
        }
    }

    // MARK: What readings leave

    /// Takes in that a reading brought a field.
    mutating func trace(_ field: Int, before: Value?, at kept: Moment, _ plan: MemoryPlan) {
        guard let place = plan.traces.firstIndex(of: field) else { return }
        traces[place].previous = traces[place].broughtAt == nil ? nil : before
        traces[place].broughtAt = traces[place].broughtAt.map { max($0, kept) } ?? kept
    }

    /// Takes a sample of each window over what a reading brought.
    mutating func sample(
        _ brought: FieldSet, _ plan: MemoryPlan, fields: [Value?], parameters: [Value], at kept: Moment
    ) {
        for (place, window) in plan.windows.enumerated() where window.reads.intersects(brought) {
            let situation = Situation(fields: fields, parameters: parameters, memory: .nothing, deviceTime: kept)
            guard let value = window.operand.result(in: situation).sample else { continue }
            windows[place].take(value, at: kept, window.span)
        }
    }

    /// Notes that a condition that has an age was found true.
    mutating func noteTrue(_ age: Int, at kept: Moment) {
        ages[age] = ages[age].map { max($0, kept) } ?? kept
    }

    // MARK: What judgements leave

    /// Notes up to when a condition was judged.
    mutating func note(judged condition: Condition, at kept: Moment) {
        if let place = condition.judgedPlace { judgements[place] = Judgement(through: kept) }
    }

    /// Has a condition judged at the next opportunity, if it ever was.
    mutating func expire(_ condition: Condition) {
        guard let place = condition.judgedPlace, judgements[place].through != nil else { return }
        judgements[place].through = .distantPast
    }

    // MARK: Restart

    mutating func restoreClock(lag: Span?, moved: Span) {
        self.lag = lag
        self.moved = moved
    }

    mutating func restore(_ window: Window, at place: Int) { windows[place] = window }
    mutating func restore(_ trace: FieldTrace, at place: Int) { traces[place] = trace }
    mutating func restore(judged through: Moment, at place: Int) { judgements[place].through = through }
}
