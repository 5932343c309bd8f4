/// What a program asks for while it runs; its texts stay where they are until they are compared.
protocol Surroundings {
    func field(_ place: Int) -> Operand
    func parameter(_ place: Int) -> Operand
    /// What a step over time gives.
    func remembered(_ step: Program.Step) -> Operand
    /// Empty where no text stands.
    func text(_ source: Operand.TextSource) -> String
}

/// A program's own texts, and a device as it is remembered.
struct ProgramSituation: Surroundings {
    let situation: Situation
    let texts: [String]

    func field(_ place: Int) -> Operand { Operand(situation.fields[place], text: .field(place)) }
    func parameter(_ place: Int) -> Operand { Operand(situation.parameters[place], text: .parameter(place)) }

    func remembered(_ step: Program.Step) -> Operand {
        switch step {
        case .previous(let place):
            return Operand(situation.memory.traces[place].previous, text: .previous(place))
        case .window(let function, let place, let span):
            return Operand(situation.memory.windows[place].value(function, at: situation.kept, span))
        case .trueCount(let place, let span):
            return .number(situation.memory.windows[place].trueCount(at: situation.kept, span))
        case .covered(let place, let span):
            return .boolean(situation.memory.windows[place].isCovered(at: situation.kept, span))
        case .ageOfField(let place): return age(since: situation.memory.traces[place].broughtAt)
        case .ageOfCondition(let place): return age(since: situation.memory.ages[place])
        case .between(let interval): return .boolean(interval.contains(situation.deviceTime, situation.localClock))
        case .number, .boolean, .text, .field, .parameter, .negative, .converted, .arithmetic, .comparison, .not, .and,
            .or, .jump, .beginList, .listed, .endList:
            return .unknown
        }
    }

    private func age(since: Moment?) -> Operand {
        Operand(since.map { Double(max(0, (situation.kept - $0).milliseconds)) })
    }

    func text(_ source: Operand.TextSource) -> String {
        let value: Value? =
            switch source {
            case .constant(let place): .text(texts[place])
            case .field(let place): situation.fields[place]
            case .parameter(let place): situation.parameters[place]
            case .previous(let place): situation.memory.traces[place].previous
            }
        guard case .text(let text) = value else { return "" }
        return text
    }
}
