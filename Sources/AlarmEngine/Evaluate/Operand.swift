/// A value on the stack of a running program; a text stays where it is.
enum Operand {
    case unknown
    case number(Double)
    case boolean(Bool)
    case text(TextSource)

    enum TextSource {
        case constant(Int), field(Int), parameter(Int), previous(Int)
    }

    init(_ value: Value?, text: TextSource) {
        switch value {
        case .number(let number): self = .number(number)
        case .boolean(let boolean): self = .boolean(boolean)
        case .text: self = .text(text)
        case nil: self = .unknown
        }
    }

    init(_ number: Double?) {
        self = number.map { .number($0) } ?? .unknown
    }

    init(_ truth: Truth) {
        switch truth {
        case .yes: self = .boolean(true)
        case .no: self = .boolean(false)
        case .unknown: self = .unknown
        }
    }

    var truth: Truth {
        guard case .boolean(let holds) = self else { return .unknown }
        return Truth(holds)
    }

    func mapNumber(_ change: (Double) -> Double) -> Operand {
        guard case .number(let number) = self else { return .unknown }
        return .number(change(number))
    }

    static func arithmetic(_ operation: Term.Arithmetic, _ left: Operand, _ right: Operand) -> Operand {
        guard case .number(let left) = left, case .number(let right) = right else { return .unknown }
        return .number(operation.result(left, right))
    }

    /// As a window keeps it: true is 1, and of a text only that there was one.
    var sample: Double? {
        switch self {
        case .number(let number): number
        case .boolean(let holds): holds ? 1 : 0
        case .text: 0
        case .unknown: nil
        }
    }
}

/// The values that wait for each other.
struct OperandStack {
    private let cells: UnsafeMutableBufferPointer<Operand>
    private var count = 0

    init(_ cells: UnsafeMutableBufferPointer<Operand>) {
        self.cells = cells
    }

    var top: Operand { cells[count - 1] }

    mutating func push(_ operand: Operand) {
        cells.initializeElement(at: count, to: operand)
        count += 1
    }

    mutating func pop() -> Operand {
        guard count > 0 else { return .unknown }
        count -= 1
        return cells[count]
    }

    mutating func popTwo(_ isReversed: Bool) -> (left: Operand, right: Operand) {
        let (second, first) = (pop(), pop())
        return isReversed ? (second, first) : (first, second)
    }
}
