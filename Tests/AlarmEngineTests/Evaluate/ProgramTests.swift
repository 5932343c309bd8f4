import Testing

@testable import AlarmEngine

/// A rule's meaning once more, as plainly as it can be said: the tree itself, without order, jumps or stack.
extension Term {
    fileprivate func plainly(_ situation: Situation) -> Value? {
        switch self {
        case .constant(let value): return value
        case .field(let index): return situation.fields[index]
        case .parameter(let index): return situation.parameters[index]
        case .negative(let term):
            guard case .number(let number) = term.plainly(situation) else { return nil }
            return .number(-number)
        case .converted(let term, let conversion):
            guard case .number(let number) = term.plainly(situation) else { return nil }
            return .number(conversion.applied(to: number))
        case .arithmetic(let operation, let left, let right):
            guard case .number(let left) = left.plainly(situation), case .number(let right) = right.plainly(situation)
            else { return nil }
            return .number(operation.result(left, right))
        case .comparison(let comparison, let left, let right):
            guard let left = left.plainly(situation), let right = right.plainly(situation) else { return nil }
            if case .number(let left) = left, case .number(let right) = right {
                return .boolean(comparison.holds(left, right))
            }
            return .boolean((left == right) == (comparison == .equal))
        case .member(let element, let list):
            guard let element = element.plainly(situation) else { return nil }
            let others = list.map { $0.plainly(situation) }
            if others.contains(element) { return .boolean(true) }
            return others.contains(nil) ? nil : .boolean(false)
        case .not(let term): return term.plainly(situation).map { .boolean($0 == .boolean(false)) }
        case .and(let left, let right):
            let both = [left.plainly(situation), right.plainly(situation)]
            if both.contains(.boolean(false)) { return .boolean(false) }
            return both.contains(nil) ? nil : .boolean(true)
        case .or(let left, let right): return Term.not(.and(.not(left), .not(right))).plainly(situation)
        case .window, .previous, .age, .between: return nil
        }
    }
}

/// Rules of every shape.
private struct RandomTerms {
    var chance: SplitMix64

    mutating func number(_ depth: Int) -> Term {
        switch depth == 0 ? chance.below(3) : chance.below(7) {
        case 0: return .constant(.number(Double(chance.below(5))))
        case 1, 2: return .field(chance.below(3))
        case 3: return .negative(number(depth - 1))
        case 4: return .converted(number(depth - 1), Conversion(numerator: 9, denominator: 5, shift: 32))
        case _:
            let operation = chance.pick([Term.Arithmetic.add, .subtract, .multiply, .divide])
            return .arithmetic(operation, number(chance.below(depth)), number(chance.below(depth)))
        }
    }

    mutating func truth(_ depth: Int) -> Term {
        guard depth > 0 else { return chance.below(4) == 0 ? .parameter(0) : .field(3 + chance.below(3)) }
        switch chance.below(8) {
        case 0: return .not(truth(depth - 1))
        case 1, 2: return .and(truth(chance.below(depth)), truth(chance.below(depth)))
        case 3, 4: return .or(truth(chance.below(depth)), truth(chance.below(depth)))
        case 5:
            let comparison = chance.pick([
                Term.Comparison.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual,
            ])
            return .comparison(comparison, number(chance.below(depth)), number(chance.below(depth)))
        case 6:
            let list = (0...chance.below(3)).map { _ in truth(chance.below(depth)) }
            return .member(truth(chance.below(depth)), of: list)
        case _:
            return .member(text(), of: (0...chance.below(3)).map { _ in text() })
        }
    }

    private mutating func text() -> Term {
        chance.below(2) == 0 ? .field(6 + chance.below(2)) : .constant(.text(chance.pick(["x", "y"])))
    }

    mutating func situation() -> Situation {
        let numbers = (0..<3).map { _ in chance.below(4) == 0 ? nil : Value.number(Double(chance.below(5))) }
        let truths = (0..<3).map { _ in chance.pick([nil, Value.boolean(true), .boolean(false)]) }
        let texts = (0..<2).map { _ in chance.pick([nil, Value.text("x"), .text("y")]) }
        return Situation(fields: numbers + truths + texts, parameters: [.boolean(true)])
    }
}

@Suite("Compiled rules")
struct ProgramTests {
    @Test("A program gives what its tree does, whichever operand came first and whatever was jumped over")
    func agrees() throws {
        var random = RandomTerms(chance: SplitMix64(seed: 21))
        var seen: [Bool?: Int] = [:]
        for _ in 0..<4000 {
            let term = random.truth(random.chance.below(7))
            var plan = MemoryPlan()
            let condition = try plan.condition(term, at: "")
            for _ in 0..<3 {
                let situation = random.situation()
                let truth = condition.truth(in: situation).holds
                seen[truth, default: 0] += 1
                let expected: Bool? = term.plainly(situation).map { $0 == .boolean(true) }
                guard truth == expected else {
                    Issue.record("\(term) over \(situation.fields) is \(truth as Any), not \(expected as Any)")
                    return
                }
            }
        }
        #expect(seen.values.allSatisfy { $0 > 1000 } && seen.count == 3, "\(seen)")
    }

    @Test("Few values wait for each other, however long a rule is; only lists within lists go deep")
    func depth() throws {
        let number = "a" + String(repeating: " + (b * (2 - c))", count: 80)
        #expect(try Desk.ask("\(number) > 5", ["a": .number(9), "b": .number(0), "c": .number(1)]) == true)
        let right = String(repeating: "a + (", count: 40) + "a" + String(repeating: ")", count: 40)
        #expect(try Desk.ask("\(right) == 41", ["a": .number(1)]) == true)
        func lists(_ count: Int) -> String {
            String(repeating: "p in (", count: count) + "p" + String(repeating: ")", count: count)
        }
        #expect(try Desk.ask(lists(31), ["p": .boolean(true)]) == true)
        #expect(throws: ExpressionError.self) { try Desk.ask(lists(32)) }
        #expect(throws: ExpressionError.self) { try Desk.ask("count(\(lists(32)), 5m) > 1") }
        #expect(throws: ExpressionError.self) { try Desk.ask("age(\(lists(32))) > 5m") }
        #expect(MemoryLayout<Operand>.stride * Program.maximumDepth <= 1024, "the stack is never on the heap")
    }

    @Test("Sets of fields of any size")
    func fieldSets() {
        let groups = [[], [0], [63], [64], [127, 128], [5, 64, 300], Array(0...200)]
        for one in groups {
            for other in groups {
                let (left, right) = (FieldSet(one), FieldSet(other))
                #expect(left.intersects(right) == !Set(one).isDisjoint(with: other))
            }
            #expect((0...310).filter { FieldSet(one).contains($0) } == one)
        }
    }

    @Test("Kleene's tables")
    func truths() {
        for left in [Truth.yes, .no, .unknown] {
            #expect(Truth.and(left, .no) == .no && Truth.and(.no, left) == .no && Truth.and(left, .yes) == left)
            #expect(Truth.or(left, .yes) == .yes && Truth.or(.yes, left) == .yes && Truth.or(left, .no) == left)
            #expect(Truth.and(left, .unknown) == (left == .no ? .no : .unknown) && !(!left) == left)
        }
    }
}
