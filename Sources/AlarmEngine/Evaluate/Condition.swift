/// A compiled rule that is true, false or unknown, and knows when time alone could change it.
struct Condition: Sendable {
    let program: Program
    /// The fields it reads.
    let fields: Set<Int>
    let reads: FieldSet
    /// Empty where only readings change it.
    let dependences: [TimeDependence]
    /// Where a ``DeviceMemory`` notes up to when it was judged; nil where only readings change it.
    let judgedPlace: Int?

    init(program: Program, fields: Set<Int>, dependences: [TimeDependence], judgedPlace: Int?) {
        self.program = program
        self.fields = fields
        reads = FieldSet(fields)
        self.dependences = dependences
        self.judgedPlace = judgedPlace
    }

    /// Whether a field that is true or false is true.
    static func field(_ field: Int) -> Condition {
        Condition(program: Program(reading: field), fields: [field], dependences: [], judgedPlace: nil)
    }

    /// Whether time alone can change it.
    var isTimed: Bool { judgedPlace != nil }

    func truth(in situation: Situation) -> Truth {
        program.truth(in: situation)
    }

    /// Whether a step of the gateway's clock can change it.
    var asksForTimeOfDay: Bool {
        dependences.contains {
            switch $0 {
            case .between: true
            case .leaving, .covering, .age: false
            }
        }
    }
}

/// Something by which time alone can change a condition.
enum TimeDependence: Sendable {
    /// A sample or a cell of a window leaves it.
    case leaving(Int, Span)
    /// A window has been filling for all of its duration.
    case covering(Int, Span)
    /// An age reaches what it is compared with, in milliseconds.
    case age(AgeSource, Term.Comparison, Program)
    case between(DayInterval)

    enum AgeSource: Sendable {
        case field(Int), condition(Int)
    }
}

extension Condition {
    /// The next time on the device's clock at which time alone could change it.
    ///
    /// - Parameter situation: the device as it is known now; its time is the one after which to look.
    /// - Returns: a moment after that; nil if there is none.
    func nextChange(in situation: Situation) -> Moment? {
        var next: Moment?
        for place in dependences.indices {
            next = Moment.earliest(next, dependences[place].nextChange(in: situation))
        }
        return next
    }
}

extension TimeDependence {
    fileprivate func nextChange(in situation: Situation) -> Moment? {
        let memory = situation.memory
        switch self {
        case .leaving(let window, let span):
            guard let at = memory.windows[window].leaving(after: situation.kept, span) else { return nil }
            return memory.deviceTime(kept: at)
        case .covering(let window, let span):
            guard let at = memory.windows[window].coveredAt(span), at > situation.kept else { return nil }
            return memory.deviceTime(kept: at)
        case .age(let source, let comparison, let threshold):
            guard let since = source.since(memory), let limit = threshold.number(in: situation),
                let at = comparison.crossing(of: limit, since: since, after: situation.kept)
            else { return nil }
            return memory.deviceTime(kept: at)
        case .between(let interval):
            if situation.deviceTime == .distantPast { return .distantPast }
            return interval.boundary(after: situation.deviceTime, situation.localClock)
        }
    }
}

extension TimeDependence.AgeSource {
    fileprivate func since(_ memory: DeviceMemory) -> Moment? {
        switch self {
        case .field(let trace): memory.traces[trace].broughtAt
        case .condition(let age): memory.ages[age]
        }
    }
}

extension Term.Comparison {
    /// When an age that began at `since` comes to differ in how it compares with a limit of so many milliseconds.
    ///
    /// Ages are whole milliseconds.
    fileprivate func crossing(of limit: Double, since: Moment, after moment: Moment) -> Moment? {
        guard limit >= 0, limit < 1e15 else { return nil }
        let reached = since + Span(milliseconds: Int64(limit.rounded(.up)))
        let passed = since + Span(milliseconds: Int64(limit.rounded(.down)) + 1)
        switch self {
        case .greaterOrEqual, .less: return reached > moment ? reached : nil
        case .greater, .lessOrEqual: return passed > moment ? passed : nil
        case .equal, .notEqual: return reached > moment ? reached : passed > moment ? passed : nil
        }
    }
}
