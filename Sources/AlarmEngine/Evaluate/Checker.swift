/// Looks up the names of a rule and checks its types and units.
struct Checker {
    typealias Typed = (term: Term, kind: Kind)

    let vocabulary: Vocabulary

    /// A rule that is true or false.
    func condition(_ text: String) throws(ExpressionError) -> Term {
        try condition(Parser.parse(text))
    }

    func condition(_ syntax: Syntax) throws(ExpressionError) -> Term {
        let (term, kind) = try check(syntax)
        guard kind == .boolean else {
            throw ExpressionError(
                offset: syntax.offset,
                message: "this is \(kind.article); a condition is true or false: compare it, as in 'a > 5'")
        }
        return term
    }

    /// What a part of a rule means, and what kind of value it gives.
    func check(_ syntax: Syntax) throws(ExpressionError) -> Typed {
        switch syntax {
        case .number(let number, _): return (.constant(.number(number)), .number(nil))
        case .duration(let span, _): return (.constant(.number(Double(span.milliseconds))), .number(.duration))
        case .boolean(let value, _): return (.constant(.boolean(value)), .boolean)
        case .text(let text, _): return (.constant(.text(text)), .text)
        case .name(let name, let at): return try lookUp(name, at)
        case .call(let name, let arguments, let at): return try call(name, arguments, at)
        case .negative(let operand, _):
            let (term, kind) = try number(operand)
            if case .constant(.number(let number)) = term { return (.constant(.number(-number)), kind) }
            return (.negative(term), kind)
        case .not(let operand, _): return (.not(try condition(operand)), .boolean)
        case .binary(let operation, let left, let right, let at): return try binary(operation, left, right, at)
        case .member(let element, let list, _): return (try member(element, list), .boolean)
        }
    }

    private func lookUp(_ name: String, _ at: Int) throws(ExpressionError) -> Typed {
        if let index = vocabulary.fields.firstIndex(where: { $0.name == name }) {
            let field = vocabulary.fields[index]
            return (.field(index), Kind(field.type, unit: field.unit))
        }
        if let index = vocabulary.parameters.firstIndex(where: { $0.name == name }) {
            return (.parameter(index), Kind(vocabulary.parameters[index].value.type))
        }
        if let word = ["and", "or", "not", "in", "true", "false"].first(where: { $0 == name.lowercased() }) {
            throw ExpressionError(offset: at, message: "'\(name)' is not known here; write '\(word)'")
        }
        var message = "there is no field or parameter '\(name)'"
        if let meant = suggestion(for: name, among: vocabulary.names) {
            message += "; did you mean '\(meant)'?"
        } else if !vocabulary.names.isEmpty {
            message += "; there are \(vocabulary.names.joined(separator: ", "))"
        }
        throw ExpressionError(offset: at, message: message)
    }

    func number(_ syntax: Syntax) throws(ExpressionError) -> Typed {
        let typed = try check(syntax)
        guard case .number = typed.kind else {
            throw ExpressionError(
                offset: syntax.offset, message: "a number should stand here; this is \(typed.kind.article)")
        }
        return typed
    }

    private func binary(
        _ operation: BinaryOperator, _ left: Syntax, _ right: Syntax, _ at: Int
    ) throws(ExpressionError) -> Typed {
        switch operation {
        case .and: return (.and(try condition(left), try condition(right)), .boolean)
        case .or: return (.or(try condition(left), try condition(right)), .boolean)
        case .add: return try sum(.add, left, right, at)
        case .subtract: return try sum(.subtract, left, right, at)
        case .multiply, .divide: return try product(operation, left, right, at)
        case .less: return (try ordering(.less, left, right, at), .boolean)
        case .lessOrEqual: return (try ordering(.lessOrEqual, left, right, at), .boolean)
        case .greater: return (try ordering(.greater, left, right, at), .boolean)
        case .greaterOrEqual: return (try ordering(.greaterOrEqual, left, right, at), .boolean)
        case .equal: return (try equality(.equal, left, right, at), .boolean)
        case .notEqual: return (try equality(.notEqual, left, right, at), .boolean)
        }
    }

    private func sum(
        _ operation: Term.Arithmetic, _ left: Syntax, _ right: Syntax, _ at: Int
    ) throws(ExpressionError) -> Typed {
        let (left, right) = (try number(left), try number(right))
        if operation == .subtract, left.kind.isDifference { try refuseScale(left, right, at) }
        let (a, b, unit) = try alike(left, right, at, isShifted: !right.kind.isDifference)
        guard let unit, left.kind.hasUnit, right.kind.hasUnit else {
            return (.arithmetic(operation, a, b), .number(unit))
        }
        // Two temperatures differ by so many degrees; a temperature and a difference are a temperature.
        let (isLeft, isRight) = (left.kind.isDifference, right.kind.isDifference)
        let isDifference = isLeft == isRight && (isLeft || operation == .subtract)
        let result = Unit(name: unit.name, isDifference: isDifference, isDuration: unit.isDuration)
        return (.arithmetic(operation, a, b), .number(result))
    }

    /// The unit of a product or quotient of two units is not followed further, but for a rate times a time.
    private func product(
        _ operation: BinaryOperator, _ left: Syntax, _ right: Syntax, _ at: Int
    ) throws(ExpressionError) -> Typed {
        let (a, kindA) = try number(left)
        let (b, kindB) = try number(right)
        if operation == .divide, kindA.isDuration || kindB.isDuration {
            return try quotient((a, kindA), (b, kindB), at)
        }
        let isProduct = operation == .multiply
        let arithmetic: Term.Arithmetic = isProduct ? .multiply : .divide
        guard case .number(let unitA) = kindA, case .number(let unitB) = kindB else {
            return (.arithmetic(arithmetic, a, b), .number(nil))
        }
        guard let unitA else { return (.arithmetic(arithmetic, a, b), .number(isProduct ? unitB : nil)) }
        guard let unitB else { return (.arithmetic(arithmetic, a, b), .number(unitA)) }
        if isProduct, let (unit, conversion) = unitA.cancelled(by: unitB) {
            return (.arithmetic(.multiply, a, b.converted(conversion)), .number(unit))
        }
        if isProduct, let (unit, conversion) = unitB.cancelled(by: unitA) {
            return (.arithmetic(.multiply, a.converted(conversion), b), .number(unit))
        }
        if isProduct, unitA.isDuration || unitB.isDuration { throw DurationMistake.product(of: unitA, unitB, at) }
        return (.arithmetic(arithmetic, a, b), .number(nil))
    }

    private func ordering(
        _ comparison: Term.Comparison, _ left: Syntax, _ right: Syntax, _ at: Int
    ) throws(ExpressionError) -> Term {
        if let term = try age(comparison, left, right, at) { return term }
        let (a, b) = try comparable(try number(left), try number(right), at)
        return .comparison(comparison, a, b)
    }

    private func equality(
        _ comparison: Term.Comparison, _ left: Syntax, _ right: Syntax, _ at: Int
    ) throws(ExpressionError) -> Term {
        if let term = try age(comparison, left, right, at) { return term }
        let (a, b) = try comparable(try check(left), try check(right), at)
        return .comparison(comparison, a, b)
    }

    private func member(_ element: Syntax, _ list: [Syntax]) throws(ExpressionError) -> Term {
        let typed = try check(element)
        var terms: [Term] = []
        for syntax in list {
            terms.append(try listed(try check(syntax), beside: typed, syntax.offset))
        }
        return .member(typed.term, of: terms)
    }

    /// A list's element, brought to the unit of what is sought in it.
    private func listed(_ right: Typed, beside left: Typed, _ at: Int) throws(ExpressionError) -> Term {
        let term = try comparable(left, right, at).1
        guard case .number(let unit?) = left.kind, case .number(let other?) = right.kind, term == right.term,
            let conversion = other.conversion(to: unit)
        else { return term }
        return term.converted(right.kind.isDifference || left.kind.isDifference ? conversion.withoutShift : conversion)
    }

    /// Brings two values of one kind to one unit.
    func comparable(_ left: Typed, _ right: Typed, _ at: Int) throws(ExpressionError) -> (Term, Term) {
        if case .number = left.kind, case .number = right.kind {
            if left.kind.isDifference != right.kind.isDifference { try refuseScale(left, right, at) }
            let (a, b, _) = try alike(left, right, at, isShifted: !left.kind.isDifference && !right.kind.isDifference)
            return (a, b)
        }
        guard left.kind == right.kind else {
            throw ExpressionError(
                offset: at, message: "\(left.kind.article) cannot be compared with \(right.kind.article)")
        }
        return (left.term, right.term)
    }

    /// Brings the right one to the left one's unit.
    private func alike(
        _ left: Typed, _ right: Typed, _ at: Int, isShifted: Bool
    ) throws(ExpressionError) -> (Term, Term, Unit?) {
        try refuseBareNumber(left, right, at)
        guard case .number(let unit?) = left.kind else {
            guard case .number(let unit) = right.kind else { return (left.term, right.term, nil) }
            return (left.term, right.term, unit)
        }
        guard case .number(let other?) = right.kind else { return (left.term, right.term, unit) }
        guard let whole = other.conversion(to: unit) else {
            throw ExpressionError(offset: at, message: "\(unit.name) cannot be compared or added to \(other.name)")
        }
        let conversion = isShifted ? whole : whole.withoutShift
        if case .constant(.number) = right.term { return (left.term, right.term.converted(conversion), unit) }
        if case .constant(.number) = left.term, let back = unit.conversion(to: other) {
            return (left.term.converted(back), right.term, other)
        }
        return (left.term, right.term.converted(conversion), unit)
    }
}
