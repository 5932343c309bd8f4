extension Checker {
    /// The functions there are: those over time, and the one of the clock.
    private static let functions = WindowFunction.allCases.map(\.rawValue) + ["previous", "changed", "age", "between"]

    /// A window lasts from one second to the longest year.
    private static let spans = Span.seconds(1)...Span.hours(366 * 24)

    func call(_ name: String, _ arguments: [Syntax], _ at: Int) throws(ExpressionError) -> Typed {
        if let function = WindowFunction(rawValue: name) { return try window(function, arguments, at) }
        switch name {
        case "previous":
            let (field, kind) = try field(of: name, arguments, at)
            return (.previous(field), kind)
        case "changed":
            let (field, _) = try field(of: name, arguments, at)
            return (.comparison(.notEqual, .field(field), .previous(field)), .boolean)
        case "between": return (.between(try interval(arguments, at)), .boolean)
        case "age":
            throw ExpressionError(
                offset: at, message: "'age' stands alone on one side of a comparison, as in age(x) > 30m")
        case _: throw unknownFunction(name, at)
        }
    }

    private func unknownFunction(_ name: String, _ at: Int) -> ExpressionError {
        let advice = suggestion(for: name, among: Self.functions).map { "; did you mean '\($0)'?" } ?? ""
        return ExpressionError(offset: at, message: "there is no function '\(name)'\(advice)")
    }

    // MARK: Windows

    private func window(
        _ function: WindowFunction, _ arguments: [Syntax], _ at: Int
    ) throws(ExpressionError) -> Typed {
        guard arguments.count == 2 else {
            throw ExpressionError(
                offset: at,
                message:
                    "'\(function.rawValue)' takes what to look at and for how long, as in \(function.rawValue)(x, 5m)")
        }
        let (term, kind) = try operand(arguments[0], of: function)
        let window = WindowTerm(
            operand: term, isTruth: kind == .boolean, expression: arguments[0].canonical,
            span: try span(arguments[1]))
        return (.window(function, window), result(of: function, over: kind))
    }

    private func operand(_ syntax: Syntax, of function: WindowFunction) throws(ExpressionError) -> Typed {
        if let (inner, at) = syntax.firstCall {
            guard Self.functions.contains(inner) else { throw unknownFunction(inner, at) }
            throw ExpressionError(
                offset: at,
                message: "'\(inner)' cannot stand within '\(function.rawValue)', which takes fields and parameters only"
            )
        }
        let typed = try needsNumber(function) ? number(syntax) : check(syntax)
        if typed.term.fields.isEmpty { throw unread(function.rawValue, syntax.offset) }
        return typed
    }

    private func unread(_ function: String, _ at: Int) -> ExpressionError {
        ExpressionError(offset: at, message: "'\(function)' reads no field here, so nothing would ever come; name one")
    }

    private func needsNumber(_ function: WindowFunction) -> Bool {
        switch function {
        case .avg, .min, .max, .sum, .rate, .delta: true
        case .count, .covered: false
        }
    }

    private func result(of function: WindowFunction, over kind: Kind) -> Kind {
        guard case .number(let unit) = kind else { return function == .covered ? .boolean : .number(nil) }
        return switch function {
        case .avg, .min, .max, .sum: .number(unit)
        case .delta: .number(unit?.difference)
        case .rate: .number(unit?.perSecond)
        case .count: .number(nil)
        case .covered: .boolean
        }
    }

    private func span(_ syntax: Syntax) throws(ExpressionError) -> Span {
        guard case .duration(let span, let at) = syntax else {
            var message = "a duration should stand here, such as 5m"
            if case .number(let number, _) = syntax { message += "; did you mean '\(Value.shortest(number))s'?" }
            throw ExpressionError(offset: syntax.offset, message: message)
        }
        guard Self.spans.contains(span) else {
            throw ExpressionError(offset: at, message: "\(span) is no length of a window; it is from 1s to 366d")
        }
        return span
    }

    // MARK: previous, changed, age

    private func field(
        of function: String, _ arguments: [Syntax], _ at: Int
    ) throws(ExpressionError) -> (field: Int, kind: Kind) {
        guard arguments.count == 1 else { throw wantsField(function, at) }
        guard case .name = arguments[0] else { throw wantsField(function, arguments[0].offset) }
        let (term, kind) = try check(arguments[0])
        guard case .field(let field) = term else { throw wantsField(function, arguments[0].offset) }
        return (field, kind)
    }

    private func wantsField(_ function: String, _ at: Int) -> ExpressionError {
        ExpressionError(offset: at, message: "'\(function)' takes one field, as in \(function)(x)")
    }

    /// A comparison with an age, which is brought to the left; nil if neither side is one.
    func age(
        _ comparison: Term.Comparison, _ left: Syntax, _ right: Syntax, _ at: Int
    ) throws(ExpressionError) -> Term? {
        if case .call("age", let arguments, let at) = left {
            return try age(comparison, arguments, at, against: right, at: at)
        }
        if case .call("age", let arguments, let at) = right {
            return try age(comparison.mirrored, arguments, at, against: left, at: at)
        }
        return nil
    }

    private func age(
        _ comparison: Term.Comparison, _ arguments: [Syntax], _ ageAt: Int, against other: Syntax, at: Int
    ) throws(ExpressionError) -> Term {
        let subject = try ageSubject(arguments, ageAt)
        if case .call("age", _, let at) = other { throw timelyLimit(at) }
        let limit = try number(other)
        if limit.term.dependsOnTime { throw timelyLimit(other.offset) }
        let (age, converted) = try comparable((.age(subject), .number(.duration)), limit, at)
        return .comparison(comparison, age, converted)
    }

    private func timelyLimit(_ at: Int) -> ExpressionError {
        ExpressionError(
            offset: at, message: "what 'age' is compared with may not depend on time itself; write a duration")
    }

    private func ageSubject(_ arguments: [Syntax], _ at: Int) throws(ExpressionError) -> AgeSubject {
        guard arguments.count == 1 else {
            throw ExpressionError(
                offset: at, message: "'age' takes one field or condition, as in age(x) or age(x == true)")
        }
        let syntax = arguments[0]
        let (term, kind) = try check(syntax)
        if case .field(let field) = term, case .name = syntax { return .field(field) }
        guard kind == .boolean else {
            throw ExpressionError(
                offset: syntax.offset, message: "'age' takes a field, or what is true or false; this is \(kind.article)"
            )
        }
        if term.fields.isEmpty { throw unread("age", syntax.offset) }
        return .condition(term, expression: syntax.canonical)
    }

    // MARK: between

    private func interval(_ arguments: [Syntax], _ at: Int) throws(ExpressionError) -> DayInterval {
        guard arguments.count == 2 else {
            throw ExpressionError(
                offset: at, message: "'between' takes two times of day, as in between('22:00', '06:00')")
        }
        let start = try timeOfDay(arguments[0])
        let end = try timeOfDay(arguments[1])
        guard start < DayInterval.day else {
            throw ExpressionError(
                offset: arguments[0].offset, message: "'24:00' can stand only as the end; write '00:00'")
        }
        guard start != end else {
            throw ExpressionError(
                offset: arguments[1].offset,
                message: "from a time to the same time is nothing or all day; write '00:00' and '24:00' for all day")
        }
        return DayInterval(start: start, end: end)
    }

    /// Milliseconds from midnight; `'24:00'` is a whole day.
    private func timeOfDay(_ syntax: Syntax) throws(ExpressionError) -> Int64 {
        guard case .text(let text, let at) = syntax else {
            throw ExpressionError(
                offset: syntax.offset, message: "a time of day in quotes should stand here, such as '22:00'")
        }
        let digits = text.utf8.map { Int64($0) - 0x30 }
        let places = [0, 1, 3, 4]
        guard digits.count == 5, digits[2] == 10, places.allSatisfy({ (0...9).contains(digits[$0]) }),
            case let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4], digits[3] < 6,
            minutes <= 24 * 60
        else {
            throw ExpressionError(
                offset: at,
                message: "'\(text)' is no time of day; write it from '00:00' to '23:59', or '24:00' as the end")
        }
        return minutes * 60_000
    }
}

extension Term {
    /// The same in another unit.
    func converted(_ conversion: Conversion) -> Term {
        if conversion == .identity { return self }
        if case .constant(.number(let number)) = self { return .constant(.number(conversion.applied(to: number))) }
        return .converted(self, conversion)
    }
}
