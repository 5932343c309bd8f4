/// A rule as a tree to be put into words: its names looked up, `and` and `or` flattened, `not` carried down to the leaves.
public indirect enum RulePart: Hashable, Sendable {
    // Values.
    case number(Double)
    case duration(Span)
    case text(String)
    case truth(Bool)
    case field(FieldDescription)
    case parameter(ParameterDescription)
    case negative(RulePart)
    case arithmetic(Arithmetic, RulePart, RulePart)
    case window(Window, RulePart, Span)
    case previous(FieldDescription)
    case age(RulePart)

    // Conditions.
    case comparison(Comparison, RulePart, RulePart)
    case oneOf(RulePart, [RulePart])
    case noneOf(RulePart, [RulePart])
    /// A field, parameter or value that is true or false by itself.
    case holds(RulePart, Bool)
    case changed(FieldDescription, Bool)
    case covered(RulePart, Span, Bool)
    /// Local times as they are written.
    case between(String, String, Bool)
    case all([RulePart])
    case any([RulePart])

    public enum Arithmetic: Sendable {
        case plus, minus, times, dividedBy
    }

    public enum Comparison: Sendable {
        case less, atMost, greater, atLeast, equal, unequal

        /// What holds where this does not.
        public var opposite: Comparison {
            switch self {
            case .less: .atLeast
            case .atMost: .greater
            case .greater: .atMost
            case .atLeast: .less
            case .equal: .unequal
            case .unequal: .equal
            }
        }

        /// The same said with the sides changed.
        public var mirrored: Comparison {
            switch self {
            case .less: .greater
            case .atMost: .atLeast
            case .greater: .less
            case .atLeast: .atMost
            case .equal, .unequal: self
            }
        }
    }

    /// The windows that give a number.
    public enum Window: String, CaseIterable, Sendable {
        case avg, min, max, sum, count, rate, delta
    }
}

extension RulePart {
    /// Whether it is written in the rule or the profile, and the same at all times.
    public var isFixed: Bool {
        switch self {
        case .number, .duration, .text, .truth, .parameter: true
        case .negative(let part): part.isFixed
        case .arithmetic(_, let left, let right): left.isFixed && right.isFixed
        case .field, .window, .previous, .age, .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between, .all,
            .any:
            false
        }
    }

    /// Its unit, as numbers beside it bear it; nil where it has none.
    public var unit: String? {
        switch self {
        case .field(let field), .previous(let field): field.unit
        case .negative(let part): part.unit
        case .arithmetic(_, let left, let right): left.unit ?? right.unit
        case .window(let window, let part, _):
            switch window {
            // Words say of a rate that it is per second.
            case .avg, .min, .max, .sum, .delta, .rate: part.unit
            case .count: nil
            }
        case .number, .duration, .text, .truth, .parameter, .age, .comparison, .oneOf, .noneOf, .holds, .changed,
            .covered, .between, .all, .any:
            nil
        }
    }

    /// The parameters it names, each once, in the order of the rule.
    public var parameters: [ParameterDescription] {
        var found: [ParameterDescription] = []
        collect(into: &found)
        return found
    }

    private func collect(into found: inout [ParameterDescription]) {
        switch self {
        case .parameter(let parameter):
            if !found.contains(parameter) { found.append(parameter) }
        case .negative(let part), .window(_, let part, _), .age(let part), .holds(let part, _),
            .covered(let part, _, _):
            part.collect(into: &found)
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right):
            left.collect(into: &found)
            right.collect(into: &found)
        case .oneOf(let part, let list), .noneOf(let part, let list):
            for part in [part] + list { part.collect(into: &found) }
        case .all(let parts), .any(let parts):
            for part in parts { part.collect(into: &found) }
        case .number, .duration, .text, .truth, .field, .previous, .changed, .between: break
        }
    }
}
