import AlarmEngine

extension EnglishRule {
    /// A value in words; a bare number bears the unit of what it stands beside.
    func value(_ part: RulePart, _ unit: String? = nil) -> String {
        switch part {
        case .number(let number): return figure(number, unit)
        case .duration(let span): return length(span)
        case .text(let text): return "‘\(text)’"
        case .truth(let truth): return "\(truth)"
        case .field(let field): return name(field)
        case .parameter(let parameter): return self.parameter(parameter, unit)
        case .negative(let part): return "minus \(value(part, unit))"
        case .arithmetic(.times, .window(.rate, let part, let span), let factor),
            .arithmetic(.times, let factor, .window(.rate, let part, let span)):
            return rate(part, span, factor)
        case .arithmetic(let sign, let left, let right):
            return "\(operand(left, unit)) \(word(sign)) \(operand(right, sign.keepsUnit ? left.unit ?? unit : nil))"
        case .window(let window, let part, let span): return self.window(window, part, span)
        case .previous(let field): return "the value of \(name(field)) in the reading before"
        case .age(let part): return "the time since \(last(part))"
        case .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between, .all, .any:
            return "whether \(condition(part))"
        }
    }

    private func operand(_ part: RulePart, _ unit: String?) -> String {
        if case .arithmetic = part { return "(\(value(part, unit)))" }
        return value(part, unit)
    }

    func name(_ field: FieldDescription) -> String { field.title.en ?? field.name }

    private func parameter(_ parameter: ParameterDescription, _ unit: String?) -> String {
        switch parameter.value {
        case .number(let number): "\(parameter.name) (\(figure(number, unit)))"
        case .text(let text): "\(parameter.name) (‘\(text)’)"
        case .boolean(let truth): "\(parameter.name) (\(truth))"
        }
    }

    func figure(_ number: Double, _ unit: String?) -> String {
        ExplainedFigure.text(number, unit, length)
    }

    private func word(_ sign: RulePart.Arithmetic) -> String {
        switch sign {
        case .plus: "plus"
        case .minus: "minus"
        case .times: "times"
        case .dividedBy: "divided by"
        }
    }

    private func window(_ window: RulePart.Window, _ part: RulePart, _ span: Span) -> String {
        let time = "the last \(self.span(span))"
        return switch window {
        case .avg: "the mean of \(value(part)) over \(time)"
        case .min: "the lowest \(value(part)) of \(time)"
        case .max: "the highest \(value(part)) of \(time)"
        case .sum: "the sum of \(value(part)) over \(time)"
        case .count:
            part.isCondition
                ? "the number of readings of \(time) in which \(condition(part))"
                : "the number of readings of \(value(part)) in \(time)"
        case .rate: "the rate at which \(value(part)) changed per second, over \(time),"
        case .delta: "the change of \(value(part)) over \(time)"
        }
    }

    private func rate(_ part: RulePart, _ span: Span, _ factor: RulePart) -> String {
        let time = "over the last \(self.span(span)),"
        guard let per = ChangeOverTime.per(factor) else {
            return "\(value(factor)) times the rate at which \(value(part)) changed per second, \(time)"
        }
        return "the rate at which \(value(part)) changed per \(self.span(per)), \(time)"
    }

    /// After "per" or "the last": `minute`, `5 min`.
    func span(_ span: Span) -> String {
        let (count, unit) = ExplainedFigure.largest(span)
        guard count == 1 else { return length(span) }
        return switch unit {
        case .day: "day"
        case .hour: "hour"
        case .minute: "minute"
        case .second: "second"
        case .millisecond: "millisecond"
        }
    }

    /// `10 s`, `5 min`, `31 days`.
    func length(_ span: Span) -> String {
        let (count, unit) = ExplainedFigure.largest(span)
        return switch unit {
        case .day: "\(count) day\(count == 1 ? "" : "s")"
        case .hour: "\(count) h"
        case .minute: "\(count) min"
        case .second: "\(count) s"
        case .millisecond: "\(count) ms"
        }
    }
}
