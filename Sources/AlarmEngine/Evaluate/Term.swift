/// A rule whose names, types and units are checked: the tree it is compiled from, and explained by.
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
    case window(WindowFunction, WindowTerm)
    /// What a field was before its last reading.
    case previous(Int)
    /// In milliseconds; it is the left side of a comparison.
    case age(AgeSubject)
    case between(DayInterval)

    enum Arithmetic: Sendable { case add, subtract, multiply, divide }
    enum Comparison: Sendable { case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual }
}

/// What is asked of the samples of the last while.
enum WindowFunction: String, CaseIterable, Sendable {
    case avg, min, max, sum, count, rate, delta, covered
}

/// Over what, and how far back.
struct WindowTerm: Hashable, Sendable {
    /// Without functions over time.
    let operand: Term
    /// Whether that is true or false.
    let isTruth: Bool
    /// As written, but for the spaces.
    let expression: String
    let span: Span
}

/// Whose age is asked for.
enum AgeSubject: Hashable, Sendable {
    case field(Int)
    /// And how it is written, but for the spaces.
    case condition(Term, expression: String)
}

extension Term {
    /// What it is made of, from left to right; a window's operand and an age's condition among it.
    var parts: [Term] {
        switch self {
        case .constant, .field, .parameter, .previous, .between, .age(.field): []
        case .negative(let term), .converted(let term, _), .not(let term): [term]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            [left, right]
        case .member(let element, let list): [element] + list
        case .window(_, let window): [window.operand]
        case .age(.condition(let condition, expression: _)): [condition]
        }
    }

    /// The fields it reads.
    var fields: Set<Int> {
        switch self {
        case .field(let index), .previous(let index), .age(.field(let index)): [index]
        case .constant, .parameter, .negative, .arithmetic, .converted, .comparison, .member, .not, .and, .or, .window,
            .age, .between:
            parts.reduce(into: []) { $0.formUnion($1.fields) }
        }
    }

    /// Whether time alone can change it.
    var dependsOnTime: Bool {
        switch self {
        case .window, .age, .between: true
        case .constant, .field, .parameter, .negative, .arithmetic, .converted, .comparison, .member, .not, .and, .or,
            .previous:
            parts.contains { $0.dependsOnTime }
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
    func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
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
