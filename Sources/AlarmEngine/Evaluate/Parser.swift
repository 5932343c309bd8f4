/// Reads a rule.
///
/// Its operators, weakest first: `or`, `and`, `not`, comparisons and `in`, `+ -`, `* /`, the sign.
struct Parser {
    /// Parentheses and signs within each other; a deeper rule is refused rather than recursed into.
    private static let maximumDepth = 50
    /// Operators in one rule, so that a chain of them cannot exhaust the stack when it is evaluated.
    private static let maximumOperators = 500

    private var lexer: Lexer
    private var lexeme: Lexeme = .end
    private var offset = 0
    private var depth = 0
    private var operators = 0

    /// Reads the whole of `text`.
    static func parse(_ text: String) throws(ExpressionError) -> Syntax {
        var parser = Parser(lexer: Lexer(text))
        try parser.advance()
        if parser.lexeme == .end { throw ExpressionError(offset: 0, message: "the rule is empty") }
        let syntax = try parser.disjunction()
        guard parser.lexeme == .end else {
            throw parser.unexpected("the rule should end here, or go on with 'and' or 'or'")
        }
        return syntax
    }

    private init(lexer: Lexer) {
        self.lexer = lexer
    }

    private mutating func advance() throws(ExpressionError) {
        (lexeme, offset) = try lexer.next()
    }

    private mutating func skip(_ wanted: Lexeme) throws(ExpressionError) -> Bool {
        guard lexeme == wanted else { return false }
        try advance()
        return true
    }

    private func unexpected(_ message: String) -> ExpressionError {
        ExpressionError(offset: offset, message: message)
    }

    private mutating func count() throws(ExpressionError) {
        operators += 1
        if operators > Self.maximumOperators {
            throw unexpected("more than \(Self.maximumOperators) operators in one rule")
        }
    }

    private mutating func disjunction() throws(ExpressionError) -> Syntax {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth { throw unexpected("more than \(Self.maximumDepth) levels of parentheses") }
        var left = try conjunction()
        while case let at = offset, try skip(.word("or")) {
            try count()
            left = .binary(.or, left, try conjunction(), at: at)
        }
        return left
    }

    private mutating func conjunction() throws(ExpressionError) -> Syntax {
        var left = try negation()
        while case let at = offset, try skip(.word("and")) {
            try count()
            left = .binary(.and, left, try negation(), at: at)
        }
        return left
    }

    private mutating func negation() throws(ExpressionError) -> Syntax {
        let at = offset
        guard try skip(.word("not")) else { return try comparison() }
        try count()
        return .not(try negation(), at: at)
    }

    private mutating func comparison() throws(ExpressionError) -> Syntax {
        let left = try sum()
        let at = offset
        if try skip(.word("not")) {
            guard try skip(.word("in")) else { throw unexpected("'in' should follow 'not' here") }
            return .not(.member(left, of: try list(), at: at), at: at)
        }
        if try skip(.word("in")) { return .member(left, of: try list(), at: at) }
        guard let comparison = comparisonSign else { return left }
        try advance()
        try count()
        let right = try sum()
        if comparisonSign != nil { throw unexpected("comparisons do not chain; write 'a < b and b < c'") }
        return .binary(comparison, left, right, at: at)
    }

    private var comparisonSign: BinaryOperator? {
        guard case .sign(let sign) = lexeme, ["<", "<=", ">", ">=", "==", "!="].contains(sign) else { return nil }
        return BinaryOperator(rawValue: sign)
    }

    private mutating func sum() throws(ExpressionError) -> Syntax {
        var left = try product()
        while case .sign(let sign) = lexeme, sign == "+" || sign == "-", let operation = BinaryOperator(rawValue: sign)
        {
            let at = offset
            try advance()
            try count()
            left = .binary(operation, left, try product(), at: at)
        }
        return left
    }

    private mutating func product() throws(ExpressionError) -> Syntax {
        var left = try operand()
        while case .sign(let sign) = lexeme, sign == "*" || sign == "/", let operation = BinaryOperator(rawValue: sign)
        {
            let at = offset
            try advance()
            try count()
            left = .binary(operation, left, try operand(), at: at)
        }
        return left
    }

    private mutating func operand() throws(ExpressionError) -> Syntax {
        let at = offset
        switch lexeme {
        case .number(let number):
            try advance()
            return .number(number, at: at)
        case .duration(let span):
            try advance()
            return .duration(span, at: at)
        case .text(let text):
            try advance()
            return .text(text, at: at)
        case .word(let word):
            return try name(word, at: at)
        case .sign("-"):
            try advance()
            try count()
            return .negative(try operand(), at: at)
        case .sign("("):
            try advance()
            let inner = try disjunction()
            guard try skip(.sign(")")) else { throw unexpected("a ')' is missing here") }
            return inner
        case .sign, .end:
            throw unexpected("a field, a parameter or a value is missing here")
        }
    }

    private mutating func name(_ word: String, at: Int) throws(ExpressionError) -> Syntax {
        switch word {
        case "true", "false":
            try advance()
            return .boolean(word == "true", at: at)
        case "and", "or", "in", "not":
            throw unexpected("a field, a parameter or a value is missing before '\(word)'")
        case _:
            try advance()
            guard try skip(.sign("(")) else { return .name(word, at: at) }
            return .call(word, try arguments(endingWith: ")"), at: at)
        }
    }

    private mutating func list() throws(ExpressionError) -> [Syntax] {
        let closing: String
        if try skip(.sign("(")) {
            closing = ")"
        } else if try skip(.sign("[")) {
            closing = "]"
        } else {
            throw unexpected("a list such as ('a', 'b') should follow 'in'")
        }
        let elements = try arguments(endingWith: closing)
        if elements.isEmpty { throw unexpected("the list after 'in' is empty") }
        return elements
    }

    private mutating func arguments(endingWith closing: String) throws(ExpressionError) -> [Syntax] {
        var elements: [Syntax] = []
        if try skip(.sign(closing)) { return elements }
        repeat {
            try count()
            elements.append(try disjunction())
        } while try skip(.sign(","))
        guard try skip(.sign(closing)) else { throw unexpected("a '\(closing)' is missing here") }
        return elements
    }
}
