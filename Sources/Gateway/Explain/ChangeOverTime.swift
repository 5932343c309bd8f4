import AlarmEngine

/// A comparison that says that something rose or fell: `rate(temperature, 60s) * 60 >= 8`, `delta(level, 1h) < -0.5`.
struct ChangeOverTime {
    let part: RulePart
    let span: Span
    /// What the change is reckoned by; nil for the whole of it.
    let per: Span?
    /// How much; never negative.
    let amount: RulePart
    let isRise: Bool
    let isStrict: Bool

    /// Nil unless `left` is a change, and the limit says which way it went.
    init?(_ comparison: RulePart.Comparison, _ left: RulePart, _ right: RulePart) {
        switch left {
        case .window(.delta, let part, let span): (self.part, self.span, per) = (part, span, nil)
        case .window(.rate, let part, let span): (self.part, self.span, per) = (part, span, .seconds(1))
        case .arithmetic(.times, .window(.rate, let part, let span), let factor),
            .arithmetic(.times, let factor, .window(.rate, let part, let span)):
            guard let per = Self.per(factor) else { return nil }
            (self.part, self.span, self.per) = (part, span, per)
        case _: return nil
        }
        guard !part.isCondition, let limit = Self.figure(right) else { return nil }
        switch comparison {
        case .atLeast where limit > 0, .greater where limit >= 0: (amount, isRise) = (right, true)
        case .atMost where limit < 0, .less where limit < 0:
            guard case .number(let number) = right else { return nil }
            (amount, isRise) = (.number(-number), false)
        case .less, .atMost, .greater, .atLeast, .equal, .unequal: return nil
        }
        isStrict = comparison == .greater || comparison == .less
    }

    /// The time that a change per second times `factor` is reckoned by.
    static func per(_ factor: RulePart) -> Span? {
        switch factor {
        case .duration(let span): span
        case .number(60): .minutes(1)
        case .number(3600): .hours(1)
        case .number(86_400): .hours(24)
        case _: nil
        }
    }

    private static func figure(_ part: RulePart) -> Double? {
        switch part {
        case .number(let number): return number
        case .parameter(let parameter):
            guard case .number(let number) = parameter.value else { return nil }
            return number
        case _: return nil
        }
    }
}
