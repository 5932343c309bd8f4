/// One decoded value of a field, or the value of a parameter.
public enum Value: Sendable {
    case number(Double)
    case boolean(Bool)
    case text(String)
}

extension Value: Hashable {
    /// Texts are equal when their bytes are: Swift's own `==` takes composed and decomposed letters for the same.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.number, _), (.boolean, _), (.text, _): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .number(let number): hasher.combine(number)
        case .boolean(let boolean): hasher.combine(boolean)
        case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

/// The type a field declares.
public enum ValueType: String, CaseIterable, Sendable {
    case number, boolean, text
}

extension Value {
    public var type: ValueType {
        switch self {
        case .number: .number
        case .boolean: .boolean
        case .text: .text
        }
    }
}

extension Value {
    /// As people read it.
    public var text: String {
        switch self {
        case .number(let number): Value.shortest(number)
        case .boolean(let value): value ? "true" : "false"
        case .text(let text): text
        }
    }

    /// The shortest digits that read back as the same double; whole numbers without a fraction.
    public static func shortest(_ number: Double) -> String {
        if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return String(whole) }
        let text = number.description
        if text.hasSuffix(".0") { return String(text.dropLast(2)) }
        guard let mark = text.firstIndex(of: "e") else { return text }
        let exponent = text[text.index(after: mark)...]
        let digits = exponent.drop { "+-0".contains($0) }
        return "\(text[..<mark])e\(exponent.hasPrefix("-") ? "-" : "")\(digits)"
    }
}
