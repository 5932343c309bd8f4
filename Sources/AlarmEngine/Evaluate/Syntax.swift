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

    /// The first function called in it.
    var firstCall: (name: String, offset: Int)? {
        switch self {
        case .call(let name, _, let at): (name, at)
        case .number, .duration, .boolean, .text, .name: nil
        case .negative(let operand, _), .not(let operand, _): operand.firstCall
        case .binary(_, let left, let right, _): left.firstCall ?? right.firstCall
        case .member(let element, let list, _):
            element.firstCall ?? list.lazy.compactMap(\.firstCall).first
        }
    }
}

extension Syntax {
    /// The same however it is spaced: what windows and ages are known by.
    var canonical: String {
        switch self {
        case .number(let number, _): Value.shortest(number)
        case .duration(let span, _): span.description
        case .boolean(let value, _): value ? "true" : "false"
        case .text(let text, _):
            "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        case .name(let name, _): name
        case .call(let name, let arguments, _): "\(name)(\(Self.listed(arguments)))"
        case .negative(let operand, _): "-\(operand.enclosed)"
        case .not(let operand, _): "not \(operand.enclosed)"
        case .binary(let operation, let left, let right, _):
            "\(left.enclosed) \(operation.rawValue) \(right.enclosed)"
        case .member(let element, let list, _): "\(element.enclosed) in (\(Self.listed(list)))"
        }
    }

    private static func listed(_ list: [Syntax]) -> String {
        list.map(\.canonical).joined(separator: ", ")
    }

    private var enclosed: String {
        switch self {
        case .number, .duration, .boolean, .text, .name, .call: canonical
        case .negative, .not, .binary, .member: "(\(canonical))"
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
