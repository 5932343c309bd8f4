/// An expression as a list of steps over a stack; it has no loops.
struct BytesProgram: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case constant(BytesValue)
        /// The value of a name.
        case slot(Int)
        case known(Known)
        case unary(Unary)
        case binary(Binary)
        case call(Function)
    }

    /// What is known without being read.
    enum Known: String, CaseIterable, Sendable {
        case port = "_port"
        /// Bytes of the payload.
        case size = "_size"
        /// Bytes left in the block.
        case left = "_left"
        /// The cursor's place in the block.
        case at = "_at"
        /// Passes of the innermost repeat before this one.
        case index = "_index"
    }

    enum Unary: Sendable {
        case not, negate
    }

    enum Binary: String, Sendable {
        case or, and
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case bitOr = "|"
        case bitXor = "^"
        case bitAnd = "&"
        case shiftLeft = "<<"
        case shiftRight = ">>"
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    enum Function: String, CaseIterable, Sendable {
        case floor, ceil, round, abs, sqrt, min, max
        case choice = "if"
        /// The byte at a place of the block, wherever the cursor is.
        case byte

        var arity: Int {
            switch self {
            case .floor, .ceil, .round, .abs, .sqrt, .byte: 1
            case .min, .max: 2
            case .choice: 3
            }
        }
    }

    var steps: [Step] = []

    /// The constant it is, if it is no more.
    var constant: BytesValue? {
        guard steps.count == 1, case .constant(let value) = steps[0] else { return nil }
        return value
    }
}

extension BytesProgram.Binary {
    /// What two values make.
    func applied(_ left: BytesValue, _ right: BytesValue) -> BytesValue {
        switch self {
        case .or: Self.disjunction(left.isTrue, right.isTrue)
        case .and: Self.conjunction(left.isTrue, right.isTrue)
        case .equal: left.equals(right).map(BytesValue.boolean) ?? .unknown
        case .unequal: left.equals(right).map { .boolean(!$0) } ?? .unknown
        case .less: Self.compared(left, right) { $0.isLess(than: $1) }
        case .lessOrEqual: Self.compared(left, right) { !$1.isLess(than: $0) }
        case .greater: Self.compared(left, right) { $1.isLess(than: $0) }
        case .greaterOrEqual: Self.compared(left, right) { !$0.isLess(than: $1) }
        case .bitOr: Self.whole(left, right) { $0 | $1 }
        case .bitXor: Self.whole(left, right) { $0 ^ $1 }
        case .bitAnd: Self.whole(left, right) { $0 & $1 }
        case .shiftLeft: Self.whole(left, right, Self.shiftedLeft)
        case .shiftRight: Self.whole(left, right) { (0...63).contains($1) ? $0 >> $1 : nil }
        case .add: Self.computed(left, right) { $0.adding($1) }
        case .subtract: Self.computed(left, right) { $0.subtracting($1) }
        case .multiply: Self.computed(left, right) { $0.multiplied(by: $1) }
        case .divide: Self.computed(left, right) { $0.divided(by: $1) }
        case .remainder: Self.computed(left, right) { $0.remainder(by: $1) }
        }
    }

    private static func disjunction(_ left: Bool?, _ right: Bool?) -> BytesValue {
        if left == true || right == true { return .boolean(true) }
        return left == nil || right == nil ? .unknown : .boolean(false)
    }

    private static func conjunction(_ left: Bool?, _ right: Bool?) -> BytesValue {
        if left == false || right == false { return .boolean(false) }
        return left == nil || right == nil ? .unknown : .boolean(true)
    }

    private static func compared(
        _ left: BytesValue, _ right: BytesValue, _ holds: (BytesNumber, BytesNumber) -> Bool
    ) -> BytesValue {
        guard let a = left.number, let b = right.number else { return .unknown }
        return .boolean(holds(a, b))
    }

    private static func computed(
        _ left: BytesValue, _ right: BytesValue, _ result: (BytesNumber, BytesNumber) -> BytesNumber?
    ) -> BytesValue {
        guard let a = left.number, let b = right.number else { return .unknown }
        return result(a, b).map(BytesValue.number) ?? .unknown
    }

    private static func whole(
        _ left: BytesValue, _ right: BytesValue, _ result: (Int128, Int128) -> Int128?
    ) -> BytesValue {
        guard let a = left.number?.whole, let b = right.number?.whole, let whole = result(a, b) else { return .unknown }
        return .number(BytesNumber(whole))
    }

    private static func shiftedLeft(_ value: Int128, _ count: Int128) -> Int128? {
        guard (0...63).contains(count) else { return nil }
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 1 << count)
        return overflow ? nil : shifted
    }
}

extension BytesProgram.Unary {
    func applied(_ value: BytesValue) -> BytesValue {
        switch self {
        case .not: value.isTrue.map { .boolean(!$0) } ?? .unknown
        case .negate: BytesProgram.Binary.subtract.applied(.number(BytesNumber(0)), value)
        }
    }
}

extension BytesProgram.Function {
    /// What it makes of its arguments, of which there are as many as ``arity`` says; ``byte`` is the reader's to answer.
    func applied(_ arguments: ArraySlice<BytesValue>) -> BytesValue {
        guard let first = arguments.first, let last = arguments.last else { return .unknown }
        switch self {
        case .floor: return Self.rounded(first, .down)
        case .ceil: return Self.rounded(first, .up)
        case .round: return first.number.map { .number($0.rounded(to: 0)) } ?? .unknown
        case .abs:
            guard let number = first.number else { return .unknown }
            return number.double < 0 ? BytesProgram.Unary.negate.applied(first) : .number(number)
        case .sqrt:
            return first.number.flatMap { BytesNumber($0.double.squareRoot()) }.map(BytesValue.number) ?? .unknown
        case .min, .max:
            guard let a = first.number, let b = last.number else { return .unknown }
            return .number((self == .min) == b.isLess(than: a) ? b : a)
        case .choice:
            guard arguments.count == 3 else { return .unknown }
            return first.isTrue ?? false ? arguments[arguments.startIndex + 1] : last
        case .byte: return .unknown
        }
    }

    private static func rounded(_ value: BytesValue, _ rule: FloatingPointRoundingRule) -> BytesValue {
        switch value.number {
        case nil: return .unknown
        case .exact(let exact):
            let floor = exact.floored
            return .number(BytesNumber(rule == .up && !exact.isWhole ? floor + 1 : floor))
        case .real(let double): return BytesNumber(double.rounded(rule)).map(BytesValue.number) ?? .unknown
        }
    }
}
