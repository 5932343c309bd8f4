import AlarmEngine

/// A value with both its bounds: `breathing >= 12 and breathing <= 20`.
struct RuleRange {
    enum Piece {
        case part(RulePart)
        case range(RuleRange)
    }

    let part: RulePart
    let from: RulePart
    let to: RulePart

    private init?(_ left: RulePart, _ right: RulePart) {
        guard case .comparison(let first, let subject, let one) = left,
            case .comparison(let second, let other, let another) = right, subject == other, !subject.isAge
        else { return nil }
        part = subject
        switch (first, second) {
        case (.atLeast, .atMost): (from, to) = (one, another)
        case (.atMost, .atLeast): (from, to) = (another, one)
        case (.less, _), (.atMost, _), (.greater, _), (.atLeast, _), (.equal, _), (.unequal, _): return nil
        }
    }

    /// Conditions joined by `and`, neighbours that bound the same value taken together.
    static func joined(_ parts: [RulePart]) -> [Piece] {
        var pieces: [Piece] = []
        for part in parts {
            if case .part(let last) = pieces.last, let range = RuleRange(last, part) {
                pieces[pieces.count - 1] = .range(range)
            } else {
                pieces.append(.part(part))
            }
        }
        return pieces
    }
}

extension RulePart {
    fileprivate var isAge: Bool {
        guard case .age = self else { return false }
        return true
    }

    var isNumber: Bool {
        guard case .number = self else { return false }
        return true
    }
}
