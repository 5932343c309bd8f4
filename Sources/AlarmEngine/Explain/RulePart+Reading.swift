extension RulePart {
    /// Reads a rule of a profile.
    ///
    /// - Parameters:
    ///   - rule: an expression of the profile, which ``Profile/init(_:)`` has found sound.
    ///   - profile: its fields and parameters.
    /// - Returns: nil if it is not sound.
    public static func read(_ rule: String, of profile: ProfileDescription) -> RulePart? {
        guard let syntax = try? Parser.parse(rule) else { return nil }
        return RuleReading(profile: profile).condition(syntax, holds: true)
    }

    /// When an alarm with a deadband is over: the comparison beyond it, its limit worked out.
    ///
    /// Nil unless `self` is one comparison of a field with a fixed value other than `==` and `!=`.
    public func beyond(_ deadband: Double) -> RulePart? {
        guard case .comparison(let comparison, let left, let right) = self else { return nil }
        if left.isFixed, !right.isFixed {
            return RulePart.comparison(comparison.mirrored, right, left).beyond(deadband)
        }
        guard case .field(let field) = left, let limit = right.figure(in: field.unit) else { return nil }
        return switch comparison {
        case .atLeast, .greater: .comparison(comparison.opposite, left, .number(limit - deadband))
        case .atMost, .less: .comparison(comparison.opposite, left, .number(limit + deadband))
        case .equal, .unequal: nil
        }
    }

    /// The number it stands for, in a field's unit.
    private func figure(in unit: String?) -> Double? {
        switch self {
        case .number(let number): return number
        case .negative(let part): return part.figure(in: unit).map { -$0 }
        case .parameter(let parameter):
            guard case .number(let number) = parameter.value else { return nil }
            return number
        case .duration(let span):
            let milliseconds = Double(span.milliseconds)
            guard let unit else { return milliseconds }
            return Unit(name: "ms").conversion(to: Unit(name: unit))?.applied(to: milliseconds)
        case .text, .truth, .field, .arithmetic, .window, .previous, .age, .comparison, .oneOf, .noneOf, .holds,
            .changed, .covered, .between, .all, .any:
            return nil
        }
    }
}

/// Turns the syntax of a sound rule into parts.
private struct RuleReading {
    let profile: ProfileDescription

    /// A part that is true or false; with `holds` false, its opposite.
    func condition(_ syntax: Syntax, holds: Bool) -> RulePart? {
        switch syntax {
        case .not(let operand, _): return condition(operand, holds: !holds)
        case .binary(.and, let left, let right, _): return joined(left, right, holds, isAll: holds)
        case .binary(.or, let left, let right, _): return joined(left, right, holds, isAll: !holds)
        case .binary(let sign, let left, let right, _): return comparison(sign, left, right, holds)
        case .member(let element, let list, _):
            guard let part = value(element) else { return nil }
            let parts = list.compactMap(value)
            guard parts.count == list.count else { return nil }
            return holds ? .oneOf(part, parts) : .noneOf(part, parts)
        case .call(let name, let arguments, _): return call(name, arguments, holds)
        case .boolean(let truth, _): return .holds(.truth(truth), holds)
        case .name: return value(syntax).map { .holds($0, holds) }
        case .number, .duration, .text, .negative: return nil
        }
    }

    /// `and` and `or` of the same kind within each other are one list.
    private func joined(_ left: Syntax, _ right: Syntax, _ holds: Bool, isAll: Bool) -> RulePart? {
        guard let left = condition(left, holds: holds), let right = condition(right, holds: holds) else { return nil }
        let parts = [left, right].flatMap { part -> [RulePart] in
            switch part {
            case .all(let parts) where isAll: parts
            case .any(let parts) where !isAll: parts
            case let part: [part]
            }
        }
        return isAll ? .all(parts) : .any(parts)
    }

    private func call(_ name: String, _ arguments: [Syntax], _ holds: Bool) -> RulePart? {
        switch name {
        case "changed":
            guard let field = arguments.first.flatMap(field) else { return nil }
            return .changed(field, holds)
        case "covered":
            guard let part = arguments.first.flatMap(operand), let span = arguments.last?.span else { return nil }
            return .covered(part, span, holds)
        case "between":
            guard case .text(let from, _)? = arguments.first, case .text(let to, _)? = arguments.last else {
                return nil
            }
            return .between(from, to, holds)
        case "previous": return arguments.first.flatMap(field).map { .holds(.previous($0), holds) }
        case _: return nil
        }
    }

    private func comparison(_ sign: BinaryOperator, _ left: Syntax, _ right: Syntax, _ holds: Bool) -> RulePart? {
        guard let comparison = sign.comparison, let left = value(left), let right = value(right) else { return nil }
        let said = holds ? comparison : comparison.opposite
        let (subject, other) = left.isFixed && !right.isFixed ? (right, left) : (left, right)
        let asked = left.isFixed && !right.isFixed ? said.mirrored : said
        // `motion == true` is what `motion` says by itself.
        if case .truth(let truth) = other, asked == .equal || asked == .unequal {
            return .holds(subject, truth == (asked == .equal))
        }
        return .comparison(asked, subject, other)
    }

    private func value(_ syntax: Syntax) -> RulePart? {
        switch syntax {
        case .number(let number, _): return .number(number)
        case .duration(let span, _): return .duration(span)
        case .boolean(let truth, _): return .truth(truth)
        case .text(let text, _): return .text(text)
        case .name(let name, _):
            if let field = profile.field(name) { return .field(field) }
            return profile.parameters.first { $0.name == name }.map { .parameter($0) }
        case .negative(let operand, _):
            if case .number(let number)? = value(operand) { return .number(-number) }
            return value(operand).map { .negative($0) }
        case .call(let name, let arguments, _): return function(name, arguments)
        case .binary(let sign, let left, let right, _):
            guard let arithmetic = sign.arithmetic, let left = value(left), let right = value(right) else {
                return condition(syntax, holds: true)
            }
            return .arithmetic(arithmetic, left, right)
        case .not, .member: return condition(syntax, holds: true)
        }
    }

    private func function(_ name: String, _ arguments: [Syntax]) -> RulePart? {
        if let window = RulePart.Window(rawValue: name) {
            guard let part = arguments.first.flatMap(operand), let span = arguments.last?.span else { return nil }
            return .window(window, part, span)
        }
        switch name {
        case "previous": return arguments.first.flatMap(field).map { .previous($0) }
        case "age": return arguments.first.flatMap(operand).map { .age($0) }
        case _: return call(name, arguments, true)
        }
    }

    /// What a window or an age looks at: a value, or a condition.
    private func operand(_ syntax: Syntax) -> RulePart? { value(syntax) }

    private func field(_ syntax: Syntax) -> FieldDescription? {
        guard case .name(let name, _) = syntax else { return nil }
        return profile.field(name)
    }
}

extension ProfileDescription {
    fileprivate func field(_ name: String) -> FieldDescription? {
        messages.lazy.flatMap(\.fields).first { $0.name == name }
    }
}

extension Syntax {
    fileprivate var span: Span? {
        guard case .duration(let span, _) = self else { return nil }
        return span
    }
}

extension BinaryOperator {
    fileprivate var comparison: RulePart.Comparison? {
        switch self {
        case .less: .less
        case .lessOrEqual: .atMost
        case .greater: .greater
        case .greaterOrEqual: .atLeast
        case .equal: .equal
        case .notEqual: .unequal
        case .add, .subtract, .multiply, .divide, .and, .or: nil
        }
    }

    fileprivate var arithmetic: RulePart.Arithmetic? {
        switch self {
        case .add: .plus
        case .subtract: .minus
        case .multiply: .times
        case .divide: .dividedBy
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or: nil
        }
    }
}
