import AlarmEngine

extension ChineseRule {
    /// A value in words; a bare number bears the unit of what it stands beside.
    func value(_ part: RulePart, _ unit: String? = nil) -> String {
        switch part {
        case .number(let number): return figure(number, unit)
        case .duration(let span): return length(span)
        case .text(let text): return "“\(text)”"
        case .truth(let truth): return truth ? "真" : "假"
        case .field(let field): return name(field)
        case .parameter(let parameter): return self.parameter(parameter, unit)
        case .negative(let part): return "负的\(value(part, unit))"
        case .arithmetic(.times, .window(.rate, let part, let span), let factor),
            .arithmetic(.times, let factor, .window(.rate, let part, let span)):
            return rate(part, span, factor)
        case .arithmetic(let sign, let left, let right):
            return "\(operand(left, unit))\(word(sign))\(operand(right, sign.keepsUnit ? left.unit ?? unit : nil))"
        case .window(let window, let part, let span): return self.window(window, part, span)
        case .previous(let field): return "上一次的\(name(field))"
        case .age(let part): return "距\(last(part))的时间"
        case .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between, .all, .any:
            return "“\(condition(part))”"
        }
    }

    private func operand(_ part: RulePart, _ unit: String?) -> String {
        if case .arithmetic = part { return "（\(value(part, unit))）" }
        return value(part, unit)
    }

    func name(_ field: FieldDescription) -> String { field.title.zh ?? field.name }

    private func parameter(_ parameter: ParameterDescription, _ unit: String?) -> String {
        switch parameter.value {
        case .number(let number): "\(parameter.name)（\(figure(number, unit))）"
        case .text(let text): "\(parameter.name)（“\(text)”）"
        case .boolean(let truth): "\(parameter.name)（\(truth ? "真" : "假")）"
        }
    }

    func figure(_ number: Double, _ unit: String?) -> String {
        ExplainedFigure.text(number, unit, length)
    }

    private func word(_ sign: RulePart.Arithmetic) -> String {
        switch sign {
        case .plus: "加"
        case .minus: "减"
        case .times: "乘以"
        case .dividedBy: "除以"
        }
    }

    private func window(_ window: RulePart.Window, _ part: RulePart, _ span: Span) -> String {
        let time = "最近 \(length(span))"
        return switch window {
        case .avg: "\(time)\(value(part))的平均值"
        case .min: "\(time)\(value(part))的最低值"
        case .max: "\(time)\(value(part))的最高值"
        case .sum: "\(time)\(value(part))的总和"
        case .count: part.isCondition ? "\(time)内\(condition(part))的读数" : "\(time)内\(value(part))的读数"
        case .rate: "\(time)\(value(part))平均每秒的变化"
        case .delta: "\(time)\(value(part))的变化量"
        }
    }

    private func rate(_ part: RulePart, _ span: Span, _ factor: RulePart) -> String {
        guard let per = ChangeOverTime.per(factor) else {
            return "\(value(factor)) 乘以\(window(.rate, part, span))"
        }
        return "最近 \(length(span))\(value(part))平均\(every(per))的变化"
    }

    /// `每分钟`, `每 5 分钟`.
    func every(_ span: Span) -> String {
        let (count, unit) = ExplainedFigure.largest(span)
        guard count == 1 else { return "每 \(length(span))" }
        return switch unit {
        case .day: "每天"
        case .hour: "每小时"
        case .minute: "每分钟"
        case .second: "每秒"
        case .millisecond: "每毫秒"
        }
    }

    /// `10 秒`, `5 分钟`, `31 天`.
    func length(_ span: Span) -> String {
        let (count, unit) = ExplainedFigure.largest(span)
        return switch unit {
        case .day: "\(count) 天"
        case .hour: "\(count) 小时"
        case .minute: "\(count) 分钟"
        case .second: "\(count) 秒"
        case .millisecond: "\(count) 毫秒"
        }
    }
}
