import AlarmEngine

extension RulePart {
    /// Whether it becomes unknown, not false, when nothing is heard for as long as its windows last: what it raised then
    /// stays raised.
    ///
    /// Beside an age that must be short, as in `age(x) < 5m and avg(x, 5m) >= 30`, it becomes false instead.
    var staysWhileUnheard: Bool {
        switch self {
        case .all(let parts): parts.contains(where: \.staysWhileUnheard) && !parts.contains(where: \.endsUnheard)
        case .any(let parts): parts.contains(where: \.staysWhileUnheard)
        case .comparison(_, let left, let right): left.needsReadings || right.needsReadings
        case .oneOf(let part, let list), .noneOf(let part, let list):
            part.needsReadings || list.contains(where: \.needsReadings)
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .holds, .changed, .covered, .between:
            false
        }
    }

    /// Whether time alone makes it false.
    private var endsUnheard: Bool {
        switch self {
        case .comparison(.less, .age, _), .comparison(.atMost, .age, _): true
        case .comparison(.greater, _, .age), .comparison(.atLeast, _, .age): true
        case .all(let parts): parts.contains(where: \.endsUnheard)
        case .any(let parts): parts.allSatisfy(\.endsUnheard)
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between:
            false
        }
    }

    /// Whether it is a value that is unknown of an empty window.
    private var needsReadings: Bool {
        switch self {
        case .window(let window, _, _):
            switch window {
            case .avg, .min, .max, .sum, .rate, .delta: true
            case .count: false
            }
        case .negative(let part): part.needsReadings
        case .arithmetic(_, let left, let right): left.needsReadings || right.needsReadings
        case .number, .duration, .text, .truth, .field, .parameter, .previous, .age, .comparison, .oneOf, .noneOf,
            .holds, .changed, .covered, .between, .all, .any:
            false
        }
    }
}

extension AlarmFacts {
    /// Whether its end waits for readings: of a window that has emptied nothing is known.
    var staysWhileUnheard: Bool {
        switch trigger {
        case .levels(let levels):
            levels.contains { $0.when.staysWhileUnheard } || clearWhen?.staysWhileUnheard ?? false
        case .momentary, .silence, .undecodable, .correlation: false
        }
    }
}
