/// One condition that raises, and the one that clears.
struct Rule: Sendable {
    let severity: Severity
    let when: Term
    private let off: Off
    /// The fields that make it judged.
    let fields: Set<Int>

    private enum Off: Sendable {
        /// Off when `when` is false.
        case opposite
        /// Off when `when` is false and this is true.
        case clearWhen(Term)
        /// Off beyond the deadband.
        case beyond(Term)
    }

    /// Whether what it watches for is so; nil for unknown.
    func isOn(in scope: Scope) -> Bool? {
        when.holds(in: scope)
    }

    /// Whether it is over; nil for unknown.
    ///
    /// Within a deadband neither this nor ``isOn(in:)`` is true.
    func isOff(in scope: Scope) -> Bool? {
        switch off {
        case .opposite: when.holds(in: scope).map { !$0 }
        case .clearWhen(let term): Term.and(.not(when), term).holds(in: scope)
        case .beyond(let term): term.holds(in: scope)
        }
    }

    init(severity: Severity, when: Term, clearWhen: Term? = nil) {
        self.severity = severity
        self.when = when
        off = clearWhen.map { .clearWhen($0) } ?? .opposite
        fields = when.fields.union(clearWhen?.fields ?? [])
    }

    /// A rule with a deadband: on at `v >= H`, off at `v < H - deadband`; likewise for `>` and mirrored for low limits.
    ///
    /// Nil unless `when` is one comparison of a field with a constant or a parameter, other than `==` and `!=`.
    init?(severity: Severity, when: Term, deadband: Double) {
        guard let threshold = Threshold(when), let beyond = threshold.beyond(deadband) else { return nil }
        self.severity = severity
        self.when = when
        off = .beyond(beyond)
        fields = when.fields
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
        case .field, .negative, .arithmetic, .converted, .comparison, .member, .not, .and, .or: false
        }
    }
}
