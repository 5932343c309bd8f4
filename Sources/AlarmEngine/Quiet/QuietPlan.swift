/// How one kind of message is judged where it changes no alarm, which is almost always.
///
/// Such a message is *quiet*: it brings values, and none of the conditions that could begin something is true. To find that
/// out takes one walk over the payload and the rules' own steps over numbers on the stack: no copy of the device, no
/// allocation. Whatever is not quiet is judged as if nothing had been tried: see ``Deliberation/judgeQuietly(_:)``.
///
/// A class, so that handing it around counts one reference and not those of all its parts.
final class QuietPlan: Sendable {
    /// A field that a message may bring.
    struct Field: BitwiseCopyable, Sendable {
        enum Kind: BitwiseCopyable, Sendable {
            case number, boolean
            /// By its ``FieldPlan``, which may allocate.
            case other
        }

        let kind: Kind
        let slot: Int
        /// The field's place in its profile.
        let field: Int
        let scaling: QuickScaling
    }

    /// What must not be true.
    struct Check: BitwiseCopyable, Sendable {
        enum Kind: BitwiseCopyable, Sendable {
            /// A field that is true or false.
            case flag(Int)
            /// A field and a constant.
            case limit(Int, Term.Comparison, Double)
            /// A field and a parameter.
            case parameter(Int, Term.Comparison, Int)
            /// Any other, from one of ``steps`` up to another.
            case steps(Int, Int)
        }

        /// The fields that make it judged, a bit each.
        let reads: UInt64
        let kind: Kind
    }

    let places: PayloadPlan
    let fields: [Field]
    /// As ``fields``, with all that may have to be done.
    let plans: [FieldPlan]
    let times: [TimePlan]
    let manner: ReadingManner
    let sequence: Int?
    let steps: [Program.Step]
    let checks: [Check]
    let texts: [String]
    /// How many fields the profile has: 1 to 64.
    let fieldCount: Int
    let maximumAge: Span

    /// Nil where messages of this kind must be judged with all that they may do: functions over time, several readings,
    /// devices or bridges that the payload names, texts of other forms than JSON.
    init?(_ profile: Profile, message: Int) {
        let plan = profile.messages[message]
        guard profile.isQuietable, plan.isQuietable else { return nil }
        places = plan.whole
        plans = plan.fields
        fields = plan.fields.map { Field($0) }
        times = plan.times
        manner = profile.manners[message]
        sequence = plan.sequence?.index
        fieldCount = profile.fields.count
        maximumAge = profile.description.maximumAge
        var all = Checks()
        for rule in profile.alarms {
            if let suppress = rule.suppressWhen { all.append(suppress, reads: suppress.reads) }
            switch rule.trigger {
            case .levels(let rules): for level in rules { all.append(level.when, reads: level.reads) }
            case .momentary(let momentary): all.append(momentary.when, reads: momentary.reads)
            case .silence, .undecodable: continue
            }
        }
        (steps, checks, texts) = (all.steps, all.checks, all.texts)
    }

    /// The conditions of all rules, one behind the other.
    private struct Checks {
        var steps: [Program.Step] = []
        var checks: [Check] = []
        var texts: [String] = []

        mutating func append(_ condition: Condition, reads: FieldSet) {
            if let kind = Check.Kind(condition.program.steps) {
                checks.append(Check(reads: reads.firstWord, kind: kind))
                return
            }
            let start = steps.count
            for step in condition.program.steps {
                if case .text(let place) = step { steps.append(.text(place + texts.count)) } else { steps.append(step) }
            }
            texts += condition.program.texts
            checks.append(Check(reads: reads.firstWord, kind: .steps(start, steps.count)))
        }
    }
}

extension QuietPlan.Check.Kind {
    /// Most rules are so short that running them would take longer than judging them.
    fileprivate init?(_ steps: [Program.Step]) {
        if steps.count == 1, case .field(let field) = steps[0] {
            self = .flag(field)
            return
        }
        guard steps.count == 3, case .field(let field) = steps[0],
            case .comparison(let comparison, isReversed: false) = steps[2]
        else { return nil }
        switch steps[1] {
        case .number(let limit): self = .limit(field, comparison, limit)
        case .parameter(let parameter): self = .parameter(field, comparison, parameter)
        case _: return nil
        }
    }
}

extension QuietPlan.Field {
    fileprivate init(_ plan: FieldPlan) {
        slot = plan.slot.index
        field = plan.field
        scaling =
            plan.scaling.quick
            ?? QuickScaling(
                scale: QuickDecimal(mantissa: 1, decimals: 0), offset: QuickDecimal(mantissa: 0, decimals: 0))
        kind =
            switch plan.type {
            case _ where plan.conversion != nil || plan.scaling.quick == nil: .other
            case .number: .number
            case .boolean: .boolean
            case .text: .other
            }
    }
}

extension Profile {
    fileprivate var isQuietable: Bool {
        memory.isEmpty && (1...64).contains(fields.count) && description.repeats == nil
    }
}

extension MessagePlan {
    fileprivate var isQuietable: Bool {
        document.isPlain && !document.isText && each == nil && device == nil && bridge == nil && availability == nil
            && !fields.isEmpty && whole.nodeCount <= 64
    }
}
