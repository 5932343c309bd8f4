/// A compiled expression: steps over a small stack, which allocates nothing when it runs.
struct Program: Sendable {
    /// So many values wait for each other at most.
    static let maximumDepth = 64

    /// One step; places are those of the profile's fields and parameters, of its ``MemoryPlan``, and of this program's texts.
    enum Step: BitwiseCopyable, Sendable {
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
        result(in: situation).truth
    }

    func number(in situation: Situation) -> Double? {
        guard case .number(let number) = result(in: situation) else { return nil }
        return number
    }

    func result(in situation: Situation) -> Operand {
        steps.withUnsafeBufferPointer { steps in
            Program.result(of: steps, in: ProgramSituation(situation: situation, texts: texts))
        }
    }

    /// Runs steps over what surrounds them.
    static func result(of steps: UnsafeBufferPointer<Step>, in surroundings: some Surroundings) -> Operand {
        withUnsafeTemporaryAllocation(of: Operand.self, capacity: Program.maximumDepth) { cells in
            var stack = OperandStack(cells)
            var place = 0
            while place < steps.count {
                place = run(steps[place], place, surroundings, &stack)
            }
            return stack.pop()
        }
    }

    /// Runs one step and answers the place of the next.
    private static func run(
        _ step: Step, _ place: Int, _ surroundings: some Surroundings, _ stack: inout OperandStack
    ) -> Int {
        switch step {
        case .number(let number): stack.push(.number(number))
        case .boolean(let value): stack.push(.boolean(value))
        case .text(let place): stack.push(.text(.constant(place)))
        case .field(let place): stack.push(surroundings.field(place))
        case .parameter(let place): stack.push(surroundings.parameter(place))
        case .previous, .window, .trueCount, .covered, .ageOfField, .ageOfCondition, .between:
            stack.push(surroundings.remembered(step))
        case .negative: stack.push(stack.pop().mapNumber { -$0 })
        case .converted(let conversion): stack.push(stack.pop().mapNumber { conversion.applied(to: $0) })
        case .arithmetic(let operation, let isReversed):
            let (left, right) = stack.popTwo(isReversed)
            stack.push(Operand.arithmetic(operation, left, right))
        case .comparison(let comparison, let isReversed):
            let (left, right) = stack.popTwo(isReversed)
            stack.push(Operand(compared(comparison, left, right, surroundings)))
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
            let isThis = compared(.equal, stack.top, listed, surroundings)
            stack.push(Operand(.or(found.truth, isThis)))
        case .endList:
            let (_, found) = stack.popTwo(false)
            stack.push(found)
        }
        return place + 1
    }

    static func compared(
        _ comparison: Term.Comparison, _ left: Operand, _ right: Operand, _ surroundings: some Surroundings
    ) -> Truth {
        switch (left, right) {
        case (.number(let left), .number(let right)): return Truth(comparison.holds(left, right))
        case (.boolean(let left), .boolean(let right)): return Truth((left == right) == (comparison == .equal))
        case (.text(let left), .text(let right)):
            let isEqual = surroundings.text(left).utf8.elementsEqual(surroundings.text(right).utf8)
            return Truth(isEqual == (comparison == .equal))
        case (.unknown, _), (_, .unknown), (.number, _), (.boolean, _), (.text, _): return .unknown
        }
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
