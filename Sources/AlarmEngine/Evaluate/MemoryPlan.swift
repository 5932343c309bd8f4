/// What must be remembered of each device of a profile for its functions over time; rules are compiled against it.
struct MemoryPlan: Sendable {
    struct WindowPlan: Sendable {
        let expression: String
        let span: Span
        let operand: Program
        let reads: FieldSet
    }

    struct AgePlan: Sendable {
        let expression: String
        let condition: Program
        let reads: FieldSet
    }

    private(set) var windows: [WindowPlan] = []
    private(set) var ages: [AgePlan] = []
    /// The fields whose last readings count.
    private(set) var traces: [Int] = []
    /// Where in the profile the conditions stand that time can change.
    private(set) var judged: [String] = []

    /// Whether no rule has a function over time.
    var isEmpty: Bool { windows.isEmpty && ages.isEmpty && traces.isEmpty && judged.isEmpty }

    /// Compiles a condition.
    ///
    /// - Parameters:
    ///   - term: what is true or false.
    ///   - place: where it stands in the profile, which nothing else does.
    /// - Returns: the condition, with its place in what is remembered.
    /// - Throws: an error at its beginning if it is nested too deeply.
    mutating func condition(_ term: Term, at place: String) throws(ExpressionError) -> Condition {
        let program = try program(term)
        let dependences = try dependences(of: term)
        if !dependences.isEmpty { judged.append(place) }
        return Condition(
            program: program, fields: term.fields, dependences: dependences,
            judgedPlace: dependences.isEmpty ? nil : judged.count - 1)
    }

    private mutating func program(_ term: Term) throws(ExpressionError) -> Program {
        guard term.depth <= Program.maximumDepth else {
            throw ExpressionError(
                offset: 0, message: "lists after 'in' stand too deep within each other; split the rule")
        }
        var program = Program()
        try emit(term, into: &program)
        return program
    }

    // MARK: Places

    private mutating func place(of window: WindowTerm) throws(ExpressionError) -> Int {
        if let known = windows.firstIndex(where: { $0.expression == window.expression && $0.span == window.span }) {
            return known
        }
        let operand = try program(window.operand)
        windows.append(
            WindowPlan(
                expression: window.expression, span: window.span, operand: operand,
                reads: FieldSet(window.operand.fields)))
        return windows.count - 1
    }

    private mutating func place(ofAge expression: String, _ condition: Term) throws(ExpressionError) -> Int {
        if let known = ages.firstIndex(where: { $0.expression == expression }) { return known }
        let program = try program(condition)
        ages.append(AgePlan(expression: expression, condition: program, reads: FieldSet(condition.fields)))
        return ages.count - 1
    }

    private mutating func place(ofTrace field: Int) -> Int {
        if let known = traces.firstIndex(of: field) { return known }
        traces.append(field)
        return traces.count - 1
    }

    // MARK: Steps

    private mutating func emit(_ term: Term, into program: inout Program) throws(ExpressionError) {
        switch term {
        case .constant(.number(let number)): program.append(.number(number))
        case .constant(.boolean(let value)): program.append(.boolean(value))
        case .constant(.text(let text)): program.append(text: text)
        case .field(let index): program.append(.field(index))
        case .parameter(let index): program.append(.parameter(index))
        case .previous(let field): program.append(.previous(place(ofTrace: field)))
        case .between(let interval): program.append(.between(interval))
        case .age(.field(let field)): program.append(.ageOfField(place(ofTrace: field)))
        case .age(.condition(let condition, let expression)):
            program.append(.ageOfCondition(try place(ofAge: expression, condition)))
        case .window(let function, let window):
            program.append(Self.step(function, try place(of: window), window))
        case .negative(let operand):
            try emit(operand, into: &program)
            program.append(.negative)
        case .converted(let operand, let conversion):
            try emit(operand, into: &program)
            program.append(.converted(conversion))
        case .not(let operand):
            try emit(operand, into: &program)
            program.append(.not)
        case .arithmetic(let operation, let left, let right):
            program.append(.arithmetic(operation, isReversed: try emitBoth(left, right, into: &program)))
        case .comparison(let comparison, let left, let right):
            program.append(.comparison(comparison, isReversed: try emitBoth(left, right, into: &program)))
        case .and(let left, let right): try emitLogic(.and, decidedBy: false, left, right, into: &program)
        case .or(let left, let right): try emitLogic(.or, decidedBy: true, left, right, into: &program)
        case .member(let element, let list): try emitMember(element, list, into: &program)
        }
    }

    private static func step(_ function: WindowFunction, _ place: Int, _ window: WindowTerm) -> Program.Step {
        switch function {
        case .avg, .min, .max, .sum, .rate, .delta: .window(function, place, window.span)
        case .count: window.isTruth ? .trueCount(place, window.span) : .window(.count, place, window.span)
        case .covered: .covered(place, window.span)
        }
    }

    /// The deeper one first, so that few values wait; answers whether that is the right one.
    private mutating func emitBoth(_ left: Term, _ right: Term, into program: inout Program) throws(ExpressionError)
        -> Bool
    {
        let isReversed = right.depth > left.depth
        try emit(isReversed ? right : left, into: &program)
        try emit(isReversed ? left : right, into: &program)
        return isReversed
    }

    private mutating func emitLogic(
        _ step: Program.Step, decidedBy value: Bool, _ left: Term, _ right: Term, into program: inout Program
    ) throws(ExpressionError) {
        let isReversed = right.depth > left.depth
        try emit(isReversed ? right : left, into: &program)
        let jump = program.steps.count
        program.append(.jump(ifTopIs: value, to: jump))
        try emit(isReversed ? left : right, into: &program)
        program.append(step)
        program.land(jump, ifTopIs: value)
    }

    private mutating func emitMember(
        _ element: Term, _ list: [Term], into program: inout Program
    ) throws(ExpressionError) {
        try emit(element, into: &program)
        program.append(.beginList)
        for term in list {
            try emit(term, into: &program)
            program.append(.listed)
        }
        program.append(.endList)
    }

    // MARK: Time

    /// All by which time alone can change a term.
    private mutating func dependences(of term: Term) throws(ExpressionError) -> [TimeDependence] {
        switch term {
        case .window(.covered, let window): return [.covering(try place(of: window), window.span)]
        case .window(_, let window): return [.leaving(try place(of: window), window.span)]
        case .between(let interval): return [.between(interval)]
        case .comparison(let comparison, .age(let subject), let threshold):
            return [.age(try ageSource(subject), comparison, try program(threshold))]
        case .constant, .field, .parameter, .previous, .age, .negative, .arithmetic, .converted, .comparison, .member,
            .not, .and, .or:
            var all: [TimeDependence] = []
            for part in term.parts { all += try dependences(of: part) }
            return all
        }
    }

    private mutating func ageSource(_ subject: AgeSubject) throws(ExpressionError) -> TimeDependence.AgeSource {
        switch subject {
        case .field(let field): .field(place(ofTrace: field))
        case .condition(let condition, let expression): .condition(try place(ofAge: expression, condition))
        }
    }
}

extension Term {
    /// How many values wait at most when it is computed, the deeper of two first.
    fileprivate var depth: Int {
        switch self {
        case .constant, .field, .parameter, .previous, .window, .age, .between: return 1
        case .negative(let operand), .converted(let operand, _), .not(let operand): return operand.depth
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            let (left, right) = (left.depth, right.depth)
            return left == right ? left + 1 : max(left, right)
        case .member(let element, let list): return max(element.depth, 2 + (list.map(\.depth).max() ?? 0))
        }
    }
}
