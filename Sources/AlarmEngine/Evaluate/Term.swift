/// A rule whose names and types are checked, ready to be evaluated.
///
/// The flat form that allocates nothing comes with the functions over time.
indirect enum Term: Hashable, Sendable {
    case constant(Value)
    case field(Int)
    case parameter(Int)
    case negative(Term)
    case arithmetic(Arithmetic, Term, Term)
    case converted(Term, Conversion)
    case comparison(Comparison, Term, Term)
    case member(Term, of: [Term])
    case not(Term)
    case and(Term, Term)
    case or(Term, Term)

    enum Arithmetic: Sendable { case add, subtract, multiply, divide }
    enum Comparison: Sendable { case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual }
}

/// What a rule is evaluated over; a field that is nil is unknown.
struct Scope {
    let fields: [Value?]
    let parameters: [Value]
}

extension Term {
    /// True, false, or nil for unknown (Kleene's three-valued logic).
    func holds(in scope: Scope) -> Bool? {
        switch self {
        case .not(let term):
            return term.holds(in: scope).map { !$0 }
        case .and(let left, let right):
            guard let left = left.holds(in: scope) else { return right.holds(in: scope) == false ? false : nil }
            return left ? right.holds(in: scope) : false
        case .or(let left, let right):
            guard let left = left.holds(in: scope) else { return right.holds(in: scope) == true ? true : nil }
            return left ? true : right.holds(in: scope)
        case .comparison(let comparison, let left, let right):
            guard let left = left.value(in: scope), let right = right.value(in: scope) else { return nil }
            return comparison.holds(left, right)
        case .member(let element, let list):
            return element.isMember(of: list, in: scope)
        case .constant, .field, .parameter, .negative, .arithmetic, .converted:
            guard case .boolean(let value) = value(in: scope) else { return nil }
            return value
        }
    }

    /// The value, or nil for unknown.
    func value(in scope: Scope) -> Value? {
        switch self {
        case .constant(let value): return value
        case .field(let index): return scope.fields[index]
        case .parameter(let index): return scope.parameters[index]
        case .negative(let term): return term.number(in: scope).map { .number(-$0) }
        case .arithmetic(let operation, let left, let right):
            guard let left = left.number(in: scope), let right = right.number(in: scope) else { return nil }
            return .number(operation.result(left, right))
        case .converted(let term, let conversion):
            return term.number(in: scope).map { .number(conversion.applied(to: $0)) }
        case .comparison, .member, .not, .and, .or:
            return holds(in: scope).map { .boolean($0) }
        }
    }

    private func number(in scope: Scope) -> Double? {
        guard case .number(let number) = value(in: scope) else { return nil }
        return number
    }

    private func isMember(of list: [Term], in scope: Scope) -> Bool? {
        guard let element = value(in: scope) else { return nil }
        var isUnknown = false
        for term in list {
            guard let other = term.value(in: scope) else {
                isUnknown = true
                continue
            }
            if element == other { return true }
        }
        return isUnknown ? nil : false
    }

    /// The fields it reads.
    var fields: Set<Int> {
        switch self {
        case .field(let index): [index]
        case .constant, .parameter: []
        case .negative(let term), .converted(let term, _), .not(let term): term.fields
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            left.fields.union(right.fields)
        case .member(let element, let list): list.reduce(element.fields) { $0.union($1.fields) }
        }
    }
}

extension Term.Arithmetic {
    /// In IEEE doubles; a division by zero is an infinity or NaN, and traps nowhere.
    func result(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        }
    }
}

extension Term.Comparison {
    func holds(_ left: Value, _ right: Value) -> Bool {
        switch (self, left, right) {
        case (.equal, _, _): left == right
        case (.notEqual, _, _): left != right
        case (.less, .number(let left), .number(let right)): left < right
        case (.lessOrEqual, .number(let left), .number(let right)): left <= right
        case (.greater, .number(let left), .number(let right)): left > right
        case (.greaterOrEqual, .number(let left), .number(let right)): left >= right
        case (.less, _, _), (.lessOrEqual, _, _), (.greater, _, _), (.greaterOrEqual, _, _): false
        }
    }

    /// The same said from the other side: `a < b` is `b > a`.
    var mirrored: Term.Comparison {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        }
    }
}
