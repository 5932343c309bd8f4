/// Random conditions.
extension CourseChance {
    /// One that names a field at least.
    mutating func condition(_ profile: CourseProfile) -> Phrase {
        let fields = Set(profile.fields.map(\.name))
        for _ in 0..<20 {
            let phrase = condition(profile, depth: 1 + chance.below(2))
            if !phrase.names.isDisjoint(with: fields) { return phrase }
        }
        return .name("on")
    }

    private mutating func condition(_ profile: CourseProfile, depth: Int) -> Phrase {
        if depth > 0 && one(in: 2) {
            if one(in: 4) { return .not(condition(profile, depth: depth - 1)) }
            return .pair(
                pick(["and", "or"]), condition(profile, depth: depth - 1), condition(profile, depth: depth - 1))
        }
        if hasTimeFunctions && one(in: 2) { return overTime(profile) }
        return comparison(profile, depth: depth)
    }

    /// Without functions over time.
    private mutating func comparison(_ profile: CourseProfile, depth: Int) -> Phrase {
        let hasMode = profile.fields.contains { $0.name == "mode" }
        switch chance.below(8) {
        case 0: return .name("on")
        case 1: return .pair(pick(["==", "!="]), .name("on"), .truth(one(in: 2)))
        case 2 where hasMode: return .pair(pick(["==", "!="]), .name("mode"), .text(pick(["a", "b"])))
        case 3 where hasMode: return .among(.name("mode"), [.text("a"), .text("c")])
        case 4: return .among(.name("v"), [.number(number()), .number(number())])
        case _:
            let sign = pick([">=", ">", "<=", "<", "==", "!=", ">", ">="])
            return .pair(sign, sum(profile, depth: depth), sum(profile, depth: 0))
        }
    }

    /// A number of fields, parameters and constants.
    private mutating func sum(_ profile: CourseProfile, depth: Int) -> Phrase {
        if depth > 0 && one(in: 3) {
            if one(in: 6) { return .minus(sum(profile, depth: depth - 1)) }
            return .pair(
                pick(["+", "-", "*", "/"]), sum(profile, depth: depth - 1), sum(profile, depth: depth - 1))
        }
        switch chance.below(6) {
        case 0, 1: return .number(number())
        case 2 where !profile.parameters.isEmpty: return .name("limit")
        case _: return .name(pick(profile.fields.filter { $0.type == "number" }).name)
        }
    }

    private mutating func overTime(_ profile: CourseProfile) -> Phrase {
        let field = Phrase.name(pick(profile.fields.filter { $0.type == "number" }).name)
        let span = pick(Self.spans)
        switch chance.below(12) {
        case 0, 1, 2, 3:
            let function = pick(["avg", "min", "max", "sum", "count", "rate", "delta"])
            let inner: Phrase = one(in: 4) ? .pair("+", field, .number(number())) : field
            return .pair(pick([">=", ">", "<=", "<"]), .window(function, inner, span), .number(number()))
        case 4: return .pair(pick([">=", ">", "<"]), .window("count", .name("on"), span), .number(pick([1, 2, 3])))
        case 5: return .covered(one(in: 2) ? field : .name("on"), span)
        case 6: return .changed(pick(profile.fields).name)
        case 7:
            guard case .name(let name) = field else { return .name("on") }
            return .pair(pick([">", "<", ">="]), .pair("-", field, .previous(name)), .number(number() - 4))
        case 8, 9:
            var inner: Phrase = one(in: 2) ? .name(pick(profile.fields).name) : comparison(profile, depth: 0)
            if inner.names.subtracting(["limit"]).isEmpty { inner = .pair("==", .name("on"), .truth(true)) }
            let sign = pick([">=", ">", "<=", "<"])
            return one(in: 5) ? .pair(sign, .span(span), .age(inner)) : .pair(sign, .age(inner), .span(span))
        case 10: return .pair(one(in: 4) ? "or" : "and", between(), comparison(profile, depth: 0))
        case _: return .pair("and", .covered(field, span), .pair("<", .window("count", field, span), .number(2)))
        }
    }

    /// The course begins at 08:00 UTC.
    private mutating func between() -> Phrase {
        let from = 8 * 60 + chance.below(8)
        var to = 8 * 60 + chance.below(12)
        if to == from { to += 1 }
        return one(in: 5) ? .between(from, 1440) : .between(from, to)
    }
}
