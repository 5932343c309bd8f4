/// Reads an expression of a `bytes:` description into a program.
///
/// Its operators, weakest first: `or`, `and`, `not`, comparisons and `in`, `|`, `^`, `&`, `<< >>`, `+ -`, `* / %`, the
/// sign.
struct BytesParser {
    /// Parentheses and signs within each other; a deeper expression is refused rather than recursed into.
    private static let maximumDepth = 50
    private static let maximumSteps = 500

    private var lexer: BytesLexer
    private var lexeme: BytesLexer.Lexeme = .end
    private var offset = 0
    private var depth = 0
    private var program = BytesProgram()
    /// The slot of a name; nil where there is none of that name.
    private let slot: (String) -> Int?
    private let names: () -> [String]

    /// Reads the whole of `text`; `slot` answers for a name, `names` are what could have been meant.
    static func parse(
        _ text: String, slot: @escaping (String) -> Int?, names: @escaping () -> [String]
    ) throws(ExpressionError) -> BytesProgram {
        var parser = BytesParser(lexer: BytesLexer(text), slot: slot, names: names)
        try parser.advance()
        if parser.lexeme == .end { throw ExpressionError(offset: 0, message: "the expression is empty") }
        try parser.chain(0)
        guard parser.lexeme == .end else { throw parser.error("the expression should end here") }
        return parser.program
    }

    private init(lexer: BytesLexer, slot: @escaping (String) -> Int?, names: @escaping () -> [String]) {
        self.lexer = lexer
        self.slot = slot
        self.names = names
    }

    private mutating func advance() throws(ExpressionError) {
        (lexeme, offset) = try lexer.next()
    }

    private mutating func skip(_ sign: String) throws(ExpressionError) -> Bool {
        guard lexeme == .sign(sign) || lexeme == .word(sign) else { return false }
        try advance()
        return true
    }

    private func error(_ message: String) -> ExpressionError {
        ExpressionError(offset: offset, message: message)
    }

    private mutating func add(_ step: BytesProgram.Step) throws(ExpressionError) {
        program.steps.append(step)
        if program.steps.count > Self.maximumSteps {
            throw error("more than \(Self.maximumSteps) parts in one expression")
        }
    }

    /// The operators of each strength, the weakest first; `not`, comparisons and `in` stand between the second and third.
    private static let strengths: [[BytesProgram.Binary]] = [
        [.or], [.and], [], [.bitOr], [.bitXor], [.bitAnd], [.shiftLeft, .shiftRight], [.add, .subtract],
        [.multiply, .divide, .remainder],
    ]

    private mutating func chain(_ strength: Int) throws(ExpressionError) {
        guard strength < Self.strengths.count else { return try sign() }
        if strength == 2 { return try negation() }
        if strength == 0 {
            depth += 1
            if depth > Self.maximumDepth { throw error("more than \(Self.maximumDepth) levels of parentheses") }
        }
        try chain(strength + 1)
        while let found = Self.strengths[strength].first(where: { isHere($0) }) {
            try advance()
            try chain(strength + 1)
            try add(.binary(found))
        }
        if strength == 0 { depth -= 1 }
    }

    private func isHere(_ operation: BytesProgram.Binary) -> Bool {
        lexeme == .sign(operation.rawValue) || lexeme == .word(operation.rawValue)
    }

    private mutating func negation() throws(ExpressionError) {
        guard try skip("not") else { return try comparison() }
        depth += 1
        if depth > Self.maximumDepth { throw error("more than \(Self.maximumDepth) times 'not'") }
        try negation()
        depth -= 1
        try add(.unary(.not))
    }

    private mutating func comparison() throws(ExpressionError) {
        let start = program.steps.count
        try chain(3)
        let comparisons: [BytesProgram.Binary] = [
            .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual,
        ]
        if let found = comparisons.first(where: { isHere($0) }) {
            try advance()
            try chain(3)
            try add(.binary(found))
            if comparisons.contains(where: { isHere($0) }) { throw error("write 'and' between two comparisons") }
        } else if try skip("in") {
            try membership(of: Array(program.steps[start...]), from: start)
        }
    }

    /// `x in [1, 4..6]` is `x == 1 or (x >= 4 and x <= 6)`.
    private mutating func membership(of value: [BytesProgram.Step], from start: Int) throws(ExpressionError) {
        program.steps.removeSubrange(start...)
        guard try skip("[") else { throw error("a list such as [1, 4..6] should stand here") }
        var isFirst = true
        repeat {
            try append(value)
            let first = try constant()
            try add(.constant(first))
            if try skip("..") {
                try add(.binary(.greaterOrEqual))
                try append(value)
                try add(.constant(try constant()))
                try add(.binary(.lessOrEqual))
                try add(.binary(.and))
            } else {
                try add(.binary(.equal))
            }
            if !isFirst { try add(.binary(.or)) }
            isFirst = false
        } while try skip(",")
        guard try skip("]") else { throw error("']' should stand here") }
    }

    private mutating func append(_ steps: [BytesProgram.Step]) throws(ExpressionError) {
        for step in steps { try add(step) }
    }

    private mutating func constant() throws(ExpressionError) -> BytesValue {
        let isNegative = try skip("-")
        let value: BytesValue
        switch lexeme {
        case .number(let number): value = .number(.exact(number))
        case .text(let text): value = .text(Array(text.utf8))
        case .word, .sign, .end: throw error("a number or a text in single quotes should stand here")
        }
        try advance()
        return isNegative ? BytesProgram.Unary.negate.applied(value) : value
    }

    private mutating func sign() throws(ExpressionError) {
        guard try skip("-") else { return try operand() }
        depth += 1
        if depth > Self.maximumDepth { throw error("more than \(Self.maximumDepth) signs") }
        try sign()
        depth -= 1
        try add(.unary(.negate))
    }

    private mutating func operand() throws(ExpressionError) {
        switch lexeme {
        case .number, .text: try add(.constant(try constant()))
        case .word(let word):
            let start = offset
            try advance()
            try named(word, at: start)
        case .sign("("):
            try advance()
            try chain(0)
            guard try skip(")") else { throw error("')' should stand here") }
        case .sign, .end:
            throw error("a number, a name or '(' should stand here")
        }
    }

    private mutating func named(_ word: String, at start: Int) throws(ExpressionError) {
        if lexeme == .sign("("), let function = BytesProgram.Function(rawValue: word) { return try call(function) }
        if word == "true" || word == "false" { return try add(.constant(.boolean(word == "true"))) }
        if let known = BytesProgram.Known(rawValue: word) { return try add(.known(known)) }
        if let slot = slot(word) { return try add(.slot(slot)) }
        let candidates = names() + BytesProgram.Known.allCases.map(\.rawValue)
        let advice =
            if lexeme == .sign("(") {
                "the functions are \(BytesProgram.Function.allCases.map(\.rawValue).joined(separator: ", "))"
            } else if let meant = suggestion(for: word, among: candidates) {
                "did you mean '\(meant)'?"
            } else {
                "only a value that is read under that name can stand here"
            }
        throw ExpressionError(offset: start, message: "nothing is called '\(word)'; \(advice)")
    }

    private mutating func call(_ function: BytesProgram.Function) throws(ExpressionError) {
        let start = offset
        _ = try skip("(")
        var count = 0
        repeat {
            try chain(0)
            count += 1
        } while try skip(",")
        guard try skip(")") else { throw error("')' should stand here") }
        guard count == function.arity else {
            let wanted = function.arity == 1 ? "one value" : "\(function.arity) values"
            throw ExpressionError(offset: start, message: "'\(function.rawValue)' takes \(wanted); here are \(count)")
        }
        try add(.call(function))
    }
}
