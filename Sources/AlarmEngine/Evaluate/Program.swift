/// A compiled expression: steps over a small stack, which allocates nothing when it runs.
struct Program: Sendable {
    /// So many values wait for each other at most.
    static let maximumDepth = 64

    /// One step; places are those of the profile's fields and parameters, of its ``MemoryPlan``, and of this program's texts.
    enum Step: Sendable {
        case number(Double)
        case boolean(Bool)
        case text(Int)
        case field(Int)
        case parameter(Int)
        case previous(Int)
        case window(WindowFunction, Int, Span)
        /// How many samples of something true or false were true.
        case trueCount(Int, Span)
        case covered(Int, Span)
        case ageOfField(Int)
        case ageOfCondition(Int)
        case between(DayInterval)
        case negative
        case converted(Conversion)
        /// Where the deeper operand stands on the right it comes first: `isReversed`.
        case arithmetic(Term.Arithmetic, isReversed: Bool)
        case comparison(Term.Comparison, isReversed: Bool)
        case not
        case and
        case or
        /// Goes on there if the value on top is this already.
        case jump(ifTopIs: Bool, to: Int)
        /// The value on top is sought in a list, of which nothing has been seen yet.
        case beginList
        /// The value on top is the list's next.
        case listed
        case endList
    }

    fileprivate(set) var steps: [Step] = []
    fileprivate(set) var texts: [String] = []

    init() {}

    /// The value of one field.
    init(reading field: Int) {
        steps = [.field(field)]
    }

    func truth(in situation: Situation) -> Truth {
        switch result(in: situation) {
        case .boolean(let holds): Truth(holds)
        case .number, .text, .unknown: .unknown
        }
    }

    func number(in situation: Situation) -> Double? {
        guard case .number(let number) = result(in: situation) else { return nil }
        return number
    }

    func result(in situation: Situation) -> Operand {
        withUnsafeTemporaryAllocation(of: Operand.self, capacity: Program.maximumDepth) { cells in
            var stack = OperandStack(cells)
            var place = 0
            while place < steps.count {
                place = run(steps[place], place, situation, &stack)
            }
            return stack.pop()
        }
    }

    /// Runs one step and answers the place of the next.
    private func run(_ step: Step, _ place: Int, _ situation: Situation, _ stack: inout OperandStack) -> Int {
        switch step {
        case .number, .boolean, .text, .field, .parameter, .previous, .window, .trueCount, .covered, .ageOfField,
            .ageOfCondition, .between:
            stack.push(load(step, situation))
        case .negative: stack.push(stack.pop().mapNumber { -$0 })
        case .converted(let conversion): stack.push(stack.pop().mapNumber { conversion.applied(to: $0) })
        case .arithmetic(let operation, let isReversed):
            let (left, right) = stack.popTwo(isReversed)
            stack.push(Operand.arithmetic(operation, left, right))
        case .comparison(let comparison, let isReversed):
            let (left, right) = stack.popTwo(isReversed)
            stack.push(Operand(compared(comparison, left, right, situation)))
        case .not: stack.push(Operand(!stack.pop().truth))
        case .and:
            let (left, right) = stack.popTwo(false)
            stack.push(Operand(.and(left.truth, right.truth)))
        case .or:
            let (left, right) = stack.popTwo(false)
            stack.push(Operand(.or(left.truth, right.truth)))
        case .jump(let value, let target):
            if case .boolean(value) = stack.top { return target }
        case .beginList: stack.push(.boolean(false))
        case .listed:
            let (found, listed) = stack.popTwo(false)
            let isThis = compared(.equal, stack.top, listed, situation)
            stack.push(Operand(.or(found.truth, isThis)))
        case .endList:
            let (_, found) = stack.popTwo(false)
            stack.push(found)
        }
        return place + 1
    }

    private func load(_ step: Step, _ situation: Situation) -> Operand {
        switch step {
        case .number(let number): return .number(number)
        case .boolean(let value): return .boolean(value)
        case .text(let place): return .text(.constant(place))
        case .field(let place): return Operand(situation.fields[place], text: .field(place))
        case .parameter(let place): return Operand(situation.parameters[place], text: .parameter(place))
        case .previous(let place):
            return Operand(situation.memory.traces[place].previous, text: .previous(place))
        case .window(let function, let place, let span):
            return Operand(situation.memory.windows[place].value(function, at: situation.kept, span))
        case .trueCount(let place, let span):
            return .number(situation.memory.windows[place].trueCount(at: situation.kept, span))
        case .covered(let place, let span):
            return .boolean(situation.memory.windows[place].isCovered(at: situation.kept, span))
        case .ageOfField(let place): return age(since: situation.memory.traces[place].broughtAt, situation)
        case .ageOfCondition(let place): return age(since: situation.memory.ages[place], situation)
        case .between(let interval): return .boolean(interval.contains(situation.deviceTime, situation.localClock))
        case .negative, .converted, .arithmetic, .comparison, .not, .and, .or, .jump, .beginList, .listed, .endList:
            return .unknown
        }
    }

    private func age(since: Moment?, _ situation: Situation) -> Operand {
        Operand(since.map { Double(max(0, (situation.kept - $0).milliseconds)) })
    }

    // MARK: Comparing

    private func compared(
        _ comparison: Term.Comparison, _ left: Operand, _ right: Operand, _ situation: Situation
    ) -> Truth {
        switch (left, right) {
        case (.number(let left), .number(let right)): return Truth(comparison.holds(left, right))
        case (.boolean(let left), .boolean(let right)): return Truth((left == right) == (comparison == .equal))
        case (.text(let left), .text(let right)):
            let isEqual = text(left, situation).utf8.elementsEqual(text(right, situation).utf8)
            return Truth(isEqual == (comparison == .equal))
        case (.unknown, _), (_, .unknown), (.number, _), (.boolean, _), (.text, _): return .unknown
        }
    }

    private func text(_ source: Operand.TextSource, _ situation: Situation) -> String {
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

extension Program {
    mutating func append(_ step: Step) {
        steps.append(step)
    }

    mutating func append(text: String) {
        steps.append(.text(texts.count))
        texts.append(text)
    }

    /// Has the jump at a place go on behind what stands there now.
    mutating func land(_ place: Int, ifTopIs value: Bool) {
        steps[place] = .jump(ifTopIs: value, to: steps.count)
    }
}
