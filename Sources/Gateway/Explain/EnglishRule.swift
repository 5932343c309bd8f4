import AlarmEngine

/// Says a rule in English, as the end of a sentence: "smoke is at least smoke_limit (10 %/m)".
struct EnglishRule {
    /// One statement, cut so that two about the same thing can share their beginning.
    private struct Clause {
        var subject: String
        /// Such as "is" or "has been".
        var verb: String
        var complement: String

        var text: String { "\(subject) \(verb) \(complement)" }
    }

    /// How tightly a list of conditions must hold together.
    private enum Surroundings {
        case sentence, all, any
    }

    /// The condition, to stand after "when".
    func condition(_ part: RulePart) -> String { condition(part, within: .sentence) }

    /// The condition as one of two things that are joined by "and".
    func joinedCondition(_ part: RulePart) -> String { condition(part, within: .all) }

    private func condition(_ part: RulePart, within surroundings: Surroundings) -> String {
        switch part {
        case .all(let parts): return all(parts, within: surroundings)
        case .any(let parts): return any(parts, within: surroundings)
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between:
            return clause(part).text
        }
    }

    private func all(_ parts: [RulePart], within surroundings: Surroundings) -> String {
        let pieces = shared(parts, "and", inner: .all)
        let text = pieces.texts.joined(separator: pieces.areSimple ? " and " : ", and ")
        return surroundings == .any && pieces.texts.count > 1 ? "both \(text)" : text
    }

    private func any(_ parts: [RulePart], within surroundings: Surroundings) -> String {
        let pieces = shared(parts, surroundings == .all ? "or either" : "or", inner: .any)
        guard surroundings == .all, pieces.texts.count > 1 else {
            return pieces.texts.joined(separator: pieces.areSimple ? " or " : ", or ")
        }
        return "either \(pieces.texts.joined(separator: " or "))"
    }

    /// The parts in words; neighbours about the same thing share it.
    private func shared(_ parts: [RulePart], _ word: String, inner: Surroundings) -> (texts: [String], areSimple: Bool)
    {
        var texts: [String] = []
        var open: [Clause] = []
        var areSimple = true
        func close() {
            if let first = open.first { texts.append(merged(first, open, word)) }
            open = []
        }
        for piece in word == "and" ? RuleRange.joined(parts) : parts.map(RuleRange.Piece.part) {
            guard case .part(let part) = piece else {
                if case .range(let range) = piece {
                    close()
                    texts.append(clause(range).text)
                }
                continue
            }
            guard part.isLeaf else {
                close()
                areSimple = false
                texts.append(condition(part, within: inner))
                continue
            }
            let clause = clause(part)
            if let first = open.first, first.subject != clause.subject || first.subject == "it" { close() }
            open.append(clause)
        }
        close()
        return (texts, areSimple)
    }

    private func merged(_ first: Clause, _ clauses: [Clause], _ word: String) -> String {
        guard clauses.count > 1 else { return first.text }
        let either = word == "or either" ? "either " : ""
        let isOneVerb = clauses.allSatisfy { $0.verb == first.verb }
        let pieces = clauses.map { isOneVerb ? $0.complement : "\($0.verb) \($0.complement)" }
        let joint = pieces.joined(separator: word == "and" ? " and " : " or ")
        return isOneVerb ? "\(first.subject) \(first.verb) \(either)\(joint)" : "\(first.subject) \(either)\(joint)"
    }

    // MARK: Statements

    private func clause(_ part: RulePart) -> Clause {
        switch part {
        case .comparison(let comparison, .age(let since), let limit):
            return Clause(
                subject: "it", verb: "is",
                complement: "\(length(comparison)) \(value(limit, "ms")) since \(last(since))")
        case .comparison(let comparison, let left, let right):
            if let change = ChangeOverTime(comparison, left, right) { return clause(change) }
            if comparison == .equal, right == .number(0), case .window(.count, let part, let time) = left,
                !part.isCondition
            {
                return Clause(
                    subject: value(part), verb: "has not been", complement: "reported in the last \(span(time))")
            }
            return Clause(subject: value(left), verb: "is", complement: "\(word(comparison))\(value(right, left.unit))")
        case .oneOf(let part, let list):
            return Clause(subject: value(part), verb: "is", complement: listed(list, "or", part.unit))
        case .noneOf(let part, let list):
            let words = listed(list, list.count == 1 ? "or" : "nor", part.unit)
            return Clause(
                subject: value(part), verb: "is", complement: "\(list.count == 1 ? "not" : "neither") \(words)")
        case .holds(let part, let truth): return Clause(subject: value(part), verb: "is", complement: "\(truth)")
        case .changed(let field, let truth):
            return Clause(
                subject: name(field), verb: truth ? "differs" : "does not differ", complement: "from the reading before"
            )
        case .covered(let part, let span, let truth):
            return Clause(
                subject: seen(part), verb: truth ? "has been" : "has not yet been",
                complement: "reported for the whole of the last \(self.span(span))")
        case .between(let from, let to, let truth):
            return Clause(subject: "it", verb: truth ? "is" : "is not", complement: "between \(from) and \(to)")
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .all, .any:
            return Clause(subject: value(part), verb: "is", complement: "true")
        }
    }

    /// "breathing is from 12 to 20 /min".
    private func clause(_ range: RuleRange) -> Clause {
        let isPlain = range.from.isNumber && range.to.isNumber
        let unit = range.part.unit
        let complement = "from \(value(range.from, isPlain ? nil : unit)) to \(value(range.to, unit))"
        return Clause(subject: value(range.part), verb: "is", complement: complement)
    }

    /// "temperature has risen by at least 8 °C per minute over the last minute".
    private func clause(_ change: ChangeOverTime) -> Clause {
        let per = change.per.map { " per \(span($0))" } ?? ""
        return Clause(
            subject: value(change.part), verb: change.isRise ? "has risen" : "has fallen",
            complement:
                "by \(change.isStrict ? "more than" : "at least") \(value(change.amount, change.part.unit))\(per)"
                + " over the last \(span(change.span))")
    }

    private func word(_ comparison: RulePart.Comparison) -> String {
        switch comparison {
        case .less: "below "
        case .atMost: "at most "
        case .greater: "above "
        case .atLeast: "at least "
        case .equal: ""
        case .unequal: "anything but "
        }
    }

    private func length(_ comparison: RulePart.Comparison) -> String {
        switch comparison {
        case .less: "less than"
        case .atMost: "at most"
        case .greater: "more than"
        case .atLeast: "at least"
        case .equal: "exactly"
        case .unequal: "anything but"
        }
    }

    private func listed(_ list: [RulePart], _ word: String, _ unit: String?) -> String {
        let words = list.map { value($0, unit) }
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(word) \(last)"
    }

    /// What an age counts from.
    func last(_ part: RulePart) -> String {
        switch part {
        case .field(let field): return "\(name(field)) was last reported"
        case .holds(let part, let truth): return "\(value(part)) was last \(truth)"
        case .comparison, .oneOf, .noneOf, .changed, .covered, .between, .all, .any, .number, .duration, .text, .truth,
            .parameter, .negative, .arithmetic, .window, .previous, .age:
            return "a reading last said that \(condition(part))"
        }
    }

    /// A condition or a value, as something that was reported.
    private func seen(_ part: RulePart) -> String { part.isCondition ? "whether \(condition(part))" : value(part) }
}
