// Durations are in milliseconds within: what would mix them with bare numbers in silence is refused.

extension Checker {
    /// A duration divided by a number is one; by another time it is a number.
    func quotient(_ left: Typed, _ right: Typed, _ at: Int) throws(ExpressionError) -> Typed {
        guard case .number(let unitA) = left.kind, case .number(let unitB) = right.kind else {
            return (.arithmetic(.divide, left.term, right.term), .number(nil))
        }
        if unitB == nil { return (.arithmetic(.divide, left.term, right.term), .number(unitA)) }
        guard let unitA, let conversion = unitB?.conversion(to: unitA) else {
            throw right.kind.isDuration
                ? DurationMistake.divisor(at) : DurationMistake.quotient(of: unitB?.name ?? "", at)
        }
        return (.arithmetic(.divide, left.term, right.term.converted(conversion)), .number(nil))
    }

    /// A number without a unit beside a duration, but for 0, is refused.
    func refuseBareNumber(_ left: Typed, _ right: Typed, _ at: Int) throws(ExpressionError) {
        if left.kind.isDuration, !right.kind.hasUnit, right.term != .constant(.number(0)) {
            throw DurationMistake.bareNumber(right.term, at)
        }
        if right.kind.isDuration, !left.kind.hasUnit, left.term != .constant(.number(0)) {
            throw DurationMistake.bareNumber(left.term, at)
        }
    }

    /// A difference beside a value of a scale that begins elsewhere, such as one of °C beside one in °F, is refused.
    func refuseScale(_ left: Typed, _ right: Typed, _ at: Int) throws(ExpressionError) {
        guard case .number(let unit?) = left.kind, case .number(let other?) = right.kind,
            let conversion = other.conversion(to: unit), conversion.shift != 0
        else { return }
        let (difference, scale) = unit.isDifference ? (unit.name, other.name) : (other.name, unit.name)
        throw ExpressionError(
            offset: at,
            message: "a difference in \(difference) cannot be compared with a value in \(scale), whose zero lies "
                + "elsewhere; compare it with another difference or a number, or let both be in one unit")
    }
}

/// What would mix durations with bare numbers.
enum DurationMistake {
    static func bareNumber(_ term: Term, _ at: Int) -> ExpressionError {
        guard case .constant(.number(let number)) = term else {
            return ExpressionError(
                offset: at,
                message: "a duration and a number without a unit do not go together; say what it counts, as in "
                    + "limit * 1h, or give the field its unit")
        }
        let text = Value.shortest(number)
        return ExpressionError(
            offset: at,
            message: "a duration and a number without a unit do not go together; write its unit, as in \(text)s, "
                + "\(text)m or \(text)h")
    }

    static func divisor(_ at: Int) -> ExpressionError {
        ExpressionError(
            offset: at,
            message: "only a time can be divided by a duration; divide by a number, as in delta(x, 90s) / 90, or write "
                + "rate(x, 90s), which is per second")
    }

    static func quotient(of unit: String, _ at: Int) -> ExpressionError {
        ExpressionError(
            offset: at, message: "a duration cannot be divided by what is in \(unit); divide by a time or a number")
    }

    static func product(of unit: Unit, _ other: Unit, _ at: Int) -> ExpressionError {
        let name = unit.isDuration ? other.isDuration ? "another duration" : other.name : unit.name
        return ExpressionError(
            offset: at,
            message: "a duration can be multiplied with a number without a unit, or with a rate; here it is \(name)")
    }
}
