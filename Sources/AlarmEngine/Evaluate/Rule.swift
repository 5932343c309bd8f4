/// One condition that raises, and the one that clears.
struct Rule: Sendable {
    let severity: Severity
    let when: Condition
    private let off: Off
    /// The fields that make it judged.
    let fields: Set<Int>
    let reads: FieldSet
    /// Those of its conditions that time alone can change.
    let timed: [Condition]

    private enum Off: Sendable {
        /// Off when `when` is false.
        case opposite
        /// Off when `when` is false and this is true.
        case clearWhen(Condition)
        /// Off beyond the deadband.
        case beyond(Condition)
    }

    /// Whether what it watches for is so, and whether it is over; within a deadband it is neither.
    func judgement(in situation: Situation) -> (isOn: Truth, isOff: Truth) {
        let isOn = when.truth(in: situation)
        return switch off {
        case .opposite: (isOn, !isOn)
        case .clearWhen(let clear): (isOn, .and(!isOn, clear.truth(in: situation)))
        case .beyond(let beyond): (isOn, beyond.truth(in: situation))
        }
    }

    init(severity: Severity, when: Condition, clearWhen: Condition? = nil) {
        self.init(severity: severity, when: when, off: clearWhen.map { .clearWhen($0) } ?? .opposite, clearWhen)
    }

    private init(severity: Severity, when: Condition, off: Off, _ second: Condition?) {
        self.severity = severity
        self.when = when
        self.off = off
        fields = when.fields.union(second?.fields ?? [])
        reads = FieldSet(fields)
        timed = [when, second].compactMap { $0 }.filter(\.isTimed)
    }

    /// A rule with a deadband: on at `v >= H`, off at `v < H - deadband`; likewise for `>` and mirrored for low limits.
    ///
    /// - Parameters:
    ///   - severity: how bad it is.
    ///   - term: nothing but a comparison of a field with a constant or a parameter has a deadband.
    ///   - deadband: at least 0.
    ///   - plan: what the profile remembers.
    ///   - place: where `term` stands in the profile.
    /// - Throws: what keeps `term` from being compiled.
    init?(
        severity: Severity, when term: Term, deadband: Double, _ plan: inout MemoryPlan, at place: String
    ) throws(ExpressionError) {
        guard let beyond = Threshold(term)?.beyond(deadband) else { return nil }
        let when = try plan.condition(term, at: place)
        self.init(severity: severity, when: when, off: .beyond(try plan.condition(beyond, at: place)), nil)
    }
}

/// A comparison with the field on its left.
private struct Threshold {
    let field: Term
    let comparison: Term.Comparison
    let limit: Term

    init?(_ term: Term) {
        guard case .comparison(let comparison, let left, let right) = term else { return nil }
        if case .field = left, right.isFixed {
            (field, self.comparison, limit) = (left, comparison, right)
        } else if case .field = right, left.isFixed {
            (field, self.comparison, limit) = (right, comparison.mirrored, left)
        } else {
            return nil
        }
    }

    /// When the field has left the limit by more than the deadband; nil for `==` and `!=`.
    func beyond(_ deadband: Double) -> Term? {
        let band = Term.constant(.number(deadband))
        return switch comparison {
        case .greaterOrEqual: .comparison(.less, field, .arithmetic(.subtract, limit, band))
        case .greater: .comparison(.lessOrEqual, field, .arithmetic(.subtract, limit, band))
        case .lessOrEqual: .comparison(.greater, field, .arithmetic(.add, limit, band))
        case .less: .comparison(.greaterOrEqual, field, .arithmetic(.add, limit, band))
        case .equal, .notEqual: nil
        }
    }
}

extension Term {
    /// Whether it is a constant or a parameter.
    fileprivate var isFixed: Bool {
        switch self {
        case .constant, .parameter: true
        case .field, .negative, .arithmetic, .converted, .comparison, .member, .not, .and, .or, .window, .previous,
            .age, .between:
            false
        }
    }
}
