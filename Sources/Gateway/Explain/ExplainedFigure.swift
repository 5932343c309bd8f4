import AlarmEngine

/// Figures for people.
enum ExplainedFigure {
    enum TimeUnit: CaseIterable {
        case day, hour, minute, second, millisecond

        fileprivate var milliseconds: Int64 {
            switch self {
            case .day: 86_400_000
            case .hour: 3_600_000
            case .minute: 60_000
            case .second: 1000
            case .millisecond: 1
            }
        }
    }

    /// A duration in the largest unit that keeps it whole; a day or an hour alone stays in the smaller unit people say.
    static func largest(_ span: Span) -> (count: Int64, unit: TimeUnit) {
        for unit in TimeUnit.allCases where span.milliseconds != 0 && span.milliseconds % unit.milliseconds == 0 {
            return (span.milliseconds / unit.milliseconds, unit)
        }
        return (span.milliseconds, span == .zero ? .second : .millisecond)
    }

    /// A figure with its unit; whole milliseconds as a length of time.
    static func text(_ number: Double, _ unit: String?, _ length: (Span) -> String) -> String {
        if unit == "ms", number == number.rounded(), number.magnitude < 1e15 {
            return length(Span(milliseconds: Int64(number)))
        }
        return text(number) + (unit.map { " \($0)" } ?? "")
    }

    /// Without the dust that arithmetic in doubles leaves: 7.9 and not 7.8999999999999995.
    static func text(_ number: Double) -> String {
        let rounded = (number * 1e9).rounded() / 1e9
        return Value.shortest(rounded.isFinite && number.magnitude < 1e6 ? rounded : number)
    }
}

extension RulePart {
    /// Whether it is true or false.
    var isCondition: Bool {
        switch self {
        case .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between, .all, .any: true
        case .field(let field), .previous(let field): field.type == .boolean
        case .number, .duration, .text, .truth, .parameter, .negative, .arithmetic, .window, .age: false
        }
    }

    /// Whether it is a single statement.
    var isLeaf: Bool {
        switch self {
        case .all, .any: false
        case .number, .duration, .text, .truth, .field, .parameter, .negative, .arithmetic, .window, .previous, .age,
            .comparison, .oneOf, .noneOf, .holds, .changed, .covered, .between:
            true
        }
    }
}

extension RulePart.Arithmetic {
    /// Whether both sides are of one unit.
    var keepsUnit: Bool {
        switch self {
        case .plus, .minus: true
        case .times, .dividedBy: false
        }
    }
}
