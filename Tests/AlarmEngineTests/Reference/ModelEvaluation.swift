/// How the model reads an expression: at one moment of the device's time, nil being unknown.
struct ModelEvaluation {
    let device: ModelDevice
    /// On the device's time.
    let at: Int64
    let offsets: [CourseOffset]
    /// What a late reading says, which changes no field.
    var instead: [String: Scalar?] = [:]

    func truth(_ phrase: Phrase) -> Bool? {
        guard case .truth(let truth)? = answer(phrase) else { return nil }
        return truth
    }

    private func number(_ phrase: Phrase) -> Double? {
        guard case .number(let number)? = answer(phrase) else { return nil }
        return number
    }

    private func value(_ name: String) -> Scalar? {
        if let other = instead[name] { return other }
        return device.value(name)
    }

    func answer(_ phrase: Phrase) -> Scalar? {
        switch phrase {
        case .number(let number): return .number(number)
        case .truth(let truth): return .truth(truth)
        case .text(let text): return .text(text)
        case .span(let span): return .number(Double(span))
        case .name(let name): return value(name)
        case .not(let part): return truth(part).map { .truth(!$0) }
        case .minus(let part): return number(part).map { .number(-$0) }
        case .pair(let sign, let left, let right): return pair(sign, left, right)
        case .among(let part, let choices):
            guard let value = answer(part) else { return nil }
            return .truth(choices.contains { answer($0) == value })
        case .window(let function, let part, let span):
            return window(part, span)?.answer(function, isTruth: device.isTruth(part), at: at).map { .number($0) }
        case .covered(let part, let span): return .truth(window(part, span)?.isCovered(at: at) ?? false)
        case .previous(let field): return device.previous[field]
        case .changed(let field):
            guard let now = value(field), let then = device.previous[field] else { return nil }
            return .truth(now != then)
        case .age(let part): return device.baseOfAge(part).map { .number(Double(at - $0)) }
        case .between(let from, let to): return .truth(isBetween(from, to))
        }
    }

    private func window(_ part: Phrase, _ span: Int64) -> ModelWindow? {
        device.windows.first { $0.span == span && $0.phrase == part }
    }

    private func pair(_ sign: String, _ left: Phrase, _ right: Phrase) -> Scalar? {
        if sign == "and" || sign == "or" {
            let decisive = sign == "or"
            let (one, other) = (truth(left), truth(right))
            if one == decisive || other == decisive { return .truth(decisive) }
            return one == nil || other == nil ? nil : .truth(!decisive)
        }
        guard let one = answer(left), let other = answer(right) else { return nil }
        guard case (.number(let a), .number(let b)) = (one, other) else {
            return sign == "==" ? .truth(one == other) : .truth(one != other)
        }
        switch sign {
        case "+": return .number(a + b)
        case "-": return .number(a - b)
        case "*": return .number(a * b)
        case "/": return .number(a / b)
        case _: return .truth(Self.holds(a, sign, b))
        }
    }

    static func holds(_ a: Double, _ sign: String, _ b: Double) -> Bool {
        switch sign {
        case "==": return a == b
        case "!=": return a != b
        case "<": return a < b
        case "<=": return a <= b
        case ">": return a > b
        case _: return a >= b
        }
    }

    private func isBetween(_ from: Int, _ to: Int) -> Bool {
        let minute = Int64(60_000)
        let local = at + offset(at) * 1000
        let day = 1440 * minute
        let ofDay = ((local % day) + day) % day
        let (begin, end) = (Int64(from) * minute, Int64(to) * minute)
        return begin < end ? ofDay >= begin && ofDay < end : ofDay >= begin || ofDay < end
    }

    private func offset(_ moment: Int64) -> Int64 {
        Int64((offsets.last { $0.from <= moment } ?? offsets.first)?.secondsEast ?? 0)
    }
}

extension ModelDevice {
    /// Whether an expression is true or false, rather than a number.
    func isTruth(_ phrase: Phrase) -> Bool {
        switch phrase {
        case .truth, .not, .among, .covered, .changed, .between: true
        case .pair(let sign, _, _): !["+", "-", "*", "/"].contains(sign)
        case .name(let name), .previous(let name): profile.fields.contains { $0.name == name && $0.type == "boolean" }
        case .number, .text, .span, .minus, .window, .age: false
        }
    }

    /// The moment an `age` counts from, on the device's time.
    func baseOfAge(_ part: Phrase) -> Int64? {
        if case .name(let field) = part { return broughtAt[field] }
        return trueAt[part]
    }

    /// The next moment after `moment`, on the device's time, at which time alone could change what `phrase` says.
    func nextChange(of phrase: Phrase, after moment: Int64, offsets: [CourseOffset]) -> Int64? {
        var changes: [Int64] = []
        for part in phrase.all {
            switch part {
            case .window(_, let inner, let span):
                let window = windows.first { $0.span == span && $0.phrase == inner }
                if let departure = window?.departure(after: moment) { changes.append(departure) }
            case .covered(let inner, let span):
                let window = windows.first { $0.span == span && $0.phrase == inner }
                if let startedAt = window?.startedAt { changes.append(startedAt + span) }
            case .pair(let sign, .age(let inner), .span(let limit)):
                if let base = baseOfAge(inner) { changes.append(base + limit + (sign == ">" || sign == "<=" ? 1 : 0)) }
            case .pair(let sign, .span(let limit), .age(let inner)):
                if let base = baseOfAge(inner) { changes.append(base + limit + (sign == "<" || sign == ">=" ? 1 : 0)) }
            case .between(let from, let to):
                changes += Self.bounds(from, to, after: moment, offsets)
            case .number, .truth, .text, .span, .name, .not, .minus, .pair, .among, .previous, .changed, .age: break
            }
        }
        return changes.filter { $0 > moment }.min()
    }

    /// The bounds of a time of day that come next, in each stretch of the local clock.
    private static func bounds(_ from: Int, _ to: Int, after moment: Int64, _ offsets: [CourseOffset]) -> [Int64] {
        let day = Int64(86_400_000)
        var stretches = offsets.enumerated().map { place, offset in
            (from: place == 0 ? Int64.min / 4 : offset.from, east: Int64(offset.secondsEast) * 1000)
        }
        if stretches.isEmpty { stretches = [(Int64.min / 4, 0)] }
        var found: [Int64] = []
        for (place, stretch) in stretches.enumerated() {
            let end = place + 1 < stretches.count ? stretches[place + 1].from : .max
            let start = max(moment + 1, stretch.from)
            if place > 0 { found.append(stretch.from) }
            for minutes in [from, to] {
                let wanted = Int64(minutes) * 60_000 - stretch.east
                let first = start + (((wanted - start) % day) + day) % day
                if first < end { found.append(first) }
            }
        }
        return found
    }
}
