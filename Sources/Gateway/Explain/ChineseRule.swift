import AlarmEngine

/// Says a rule in Chinese: 烟雾浓度不低于 smoke_limit（10 %/m）.
struct ChineseRule {
    /// One statement, cut so that two about the same thing can share their beginning.
    private struct Clause {
        var subject: String
        var predicate: String

        var text: String { subject + predicate }
    }

    /// The condition.
    func condition(_ part: RulePart) -> String { condition(part, isEnclosed: false) }

    /// The condition as one of two things that are joined by 而且.
    func joinedCondition(_ part: RulePart) -> String { condition(part, isEnclosed: true) }

    private func condition(_ part: RulePart, isEnclosed: Bool) -> String {
        switch part {
        case .all(let parts): return joined(parts, "并且", short: "且", isEnclosed)
        case .any(let parts): return joined(parts, "或者", short: "或", isEnclosed)
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between:
            return clause(part).text
        }
    }

    /// The parts in words; neighbours about the same thing share it.
    private func joined(_ parts: [RulePart], _ word: String, short: String, _ isEnclosed: Bool) -> String {
        var texts: [String] = []
        var last: Clause?
        for piece in short == "且" ? RuleRange.joined(parts) : parts.map(RuleRange.Piece.part) {
            guard case .part(let part) = piece else {
                if case .range(let range) = piece { texts.append(clause(range).text) }
                last = nil
                continue
            }
            guard part.isLeaf else {
                texts.append(condition(part, isEnclosed: true))
                last = nil
                continue
            }
            let clause = clause(part)
            if let before = last, before.subject == clause.subject {
                texts[texts.count - 1] += short + clause.predicate
            } else {
                texts.append(clause.text)
            }
            last = clause
        }
        let text = texts.joined(separator: texts.count > 1 ? "，\(word)" : "")
        return isEnclosed && texts.count > 1 ? "（\(text)）" : text
    }

    // MARK: Statements

    private func clause(_ part: RulePart) -> Clause {
        switch part {
        case .comparison(let comparison, .age(let since), let limit):
            return Clause(subject: "距\(last(since))", predicate: "\(length(comparison))\(value(limit, "ms"))")
        case .comparison(let comparison, let left, let right):
            if let change = ChangeOverTime(comparison, left, right) { return clause(change) }
            if comparison == .equal, right == .number(0), case .window(.count, let part, let span) = left,
                !part.isCondition
            {
                return Clause(subject: "最近 \(length(span))内", predicate: "没有收到\(value(part))")
            }
            let isCount = left.isCountOfReadings
            return Clause(
                subject: value(left),
                predicate: "\(isCount ? number(comparison) : word(comparison, of: right))\(value(right, left.unit))"
                    + (isCount ? " 次" : ""))
        case .oneOf(let part, let list):
            return Clause(subject: value(part), predicate: "为\(listed(list, part.unit))")
        case .noneOf(let part, let list):
            return Clause(subject: value(part), predicate: "不为\(listed(list, part.unit))")
        case .holds(let part, let truth): return Clause(subject: value(part), predicate: "为\(truth ? "真" : "假")")
        case .changed(let field, let truth):
            return Clause(subject: name(field), predicate: truth ? "与上一次不同" : "与上一次相同")
        case .covered(let part, let span, let truth):
            return Clause(
                subject: part.isCondition ? "“\(condition(part))”" : value(part),
                predicate: "\(truth ? "已有" : "还没有")完整 \(length(span))的读数")
        case .between(let from, let to, let truth):
            return Clause(subject: "当地时间", predicate: "\(truth ? "在" : "不在") \(from) 至 \(to) 之间")
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .all, .any:
            return Clause(subject: value(part), predicate: "为真")
        }
    }

    /// 呼吸在 12 至 20 /min 之间.
    private func clause(_ range: RuleRange) -> Clause {
        let isPlain = range.from.isNumber && range.to.isNumber
        let unit = range.part.unit
        let from = value(range.from, isPlain ? nil : unit)
        return Clause(subject: value(range.part), predicate: "在 \(from) 至 \(value(range.to, unit)) 之间")
    }

    /// 最近 1 分钟温度平均每分钟上升 8 °C 以上.
    private func clause(_ change: ChangeOverTime) -> Clause {
        let per = change.per.map { "平均\(every($0))" } ?? ""
        return Clause(
            subject: "最近 \(length(change.span))\(value(change.part))",
            predicate: "\(per)\(change.isRise ? "上升" : "下降")\(change.isStrict ? "超过" : "至少") "
                + value(change.amount, change.part.unit))
    }

    private func word(_ comparison: RulePart.Comparison, of right: RulePart) -> String {
        switch comparison {
        case .less: "低于 "
        case .atMost: "不高于 "
        case .greater: "高于 "
        case .atLeast: "不低于 "
        case .equal: right.isText ? "为" : "等于 "
        case .unequal: right.isText ? "不为" : "不等于 "
        }
    }

    private func number(_ comparison: RulePart.Comparison) -> String {
        switch comparison {
        case .less: "少于 "
        case .atMost: "不多于 "
        case .greater: "多于 "
        case .atLeast: "不少于 "
        case .equal: "等于 "
        case .unequal: "不等于 "
        }
    }

    private func length(_ comparison: RulePart.Comparison) -> String {
        switch comparison {
        case .less: "不到 "
        case .atMost: "不超过 "
        case .greater: "已超过 "
        case .atLeast: "已满 "
        case .equal: "正好 "
        case .unequal: "不是 "
        }
    }

    private func listed(_ list: [RulePart], _ unit: String?) -> String {
        let words = list.map { value($0, unit) }
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        let space = list.allSatisfy(\.isText) ? "" : " "
        return "\(space)\(words.dropLast().joined(separator: "、"))\(space)或\(space)\(last)"
    }

    /// What an age counts from.
    func last(_ part: RulePart) -> String {
        switch part {
        case .field(let field): return "上次收到\(name(field))"
        case .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between, .all, .any, .number, .duration, .text,
            .truth, .parameter, .negative, .arithmetic, .window, .previous, .age:
            return "上次\(condition(part))"
        }
    }
}

extension RulePart {
    fileprivate var isText: Bool {
        switch self {
        case .text: true
        case .parameter(let parameter): parameter.value.type == .text
        case .number, .duration, .truth, .field, .negative, .arithmetic, .window, .previous, .age, .comparison, .oneOf,
            .noneOf, .holds, .changed, .covered, .between, .all, .any:
            false
        }
    }

    fileprivate var isCountOfReadings: Bool {
        guard case .window(.count, _, _) = self else { return false }
        return true
    }
}
