/// What a condition gives: Kleene's three values.
enum Truth: Hashable, Sendable {
    case yes
    case no
    /// Something it needs was never seen, or overflowed.
    case unknown

    init(_ holds: Bool) {
        self = holds ? .yes : .no
    }

    static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }

    static func and(_ left: Truth, _ right: Truth) -> Truth {
        switch (left, right) {
        case (.no, _), (_, .no): .no
        case (.yes, .yes): .yes
        case (.unknown, _), (_, .unknown): .unknown
        }
    }

    static func or(_ left: Truth, _ right: Truth) -> Truth {
        !and(!left, !right)
    }
}
