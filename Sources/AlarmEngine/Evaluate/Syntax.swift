/// A rule as it is written, its names not yet looked up.
indirect enum Syntax: Hashable, Sendable {
    case number(Double, at: Int)
    case duration(Span, at: Int)
    case boolean(Bool, at: Int)
    case text(String, at: Int)
    case name(String, at: Int)
    case call(String, [Syntax], at: Int)
    case negative(Syntax, at: Int)
    case not(Syntax, at: Int)
    case binary(BinaryOperator, Syntax, Syntax, at: Int)
    case member(Syntax, of: [Syntax], at: Int)

    /// The offset in UTF-8 bytes of what should be pointed at.
    var offset: Int {
        switch self {
        case .number(_, let at), .duration(_, let at), .boolean(_, let at), .text(_, let at), .name(_, let at),
            .call(_, _, let at), .negative(_, let at), .not(_, let at), .binary(_, _, _, let at), .member(_, _, let at):
            at
        }
    }
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case and
    case or
}

/// What is wrong with a rule, and at which of its bytes.
struct ExpressionError: Error, Hashable {
    let offset: Int
    let message: String
}
