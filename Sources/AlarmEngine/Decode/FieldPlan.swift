/// A place in what is captured of a message: in the element where it has `each:`, or in the whole document.
struct Slot: Hashable, Sendable {
    let index: Int
    let isOuter: Bool
}

/// One field of a message, ready to be read.
struct FieldPlan: Sendable {
    let slot: Slot
    /// The field's place in its profile.
    let field: Int
    let type: ValueType
    let scaling: Scaling
    /// Nil where the value counts as it stands, which is the hot path.
    let conversion: FieldConversion?
}

/// What stood at a field's place.
enum FieldOutcome: Hashable, Sendable {
    case value(Value)
    /// A number beyond the doubles.
    case overflow
    case mistyped
    case missing(Absence)

    enum Absence: Hashable, Sendable {
        case nothingThere
        case null
        /// One of the values that are no reading.
        case invalid
        /// The part of the text that would count is not there.
        case cutAway
    }
}

extension FieldPlan {
    /// Reads what was captured; `token` is nil where nothing stands.
    func read(_ token: JSONToken?, _ bytes: UnsafeBufferPointer<UInt8>) -> FieldOutcome {
        guard let token else { return .missing(.nothingThere) }
        if token == .null { return .missing(.null) }
        if let conversion { return conversion.read(token, bytes, as: type, scaling) }
        switch (type, token) {
        case (.number, .number(let range)):
            guard let number = scaling.double(bytes, range) else { return .overflow }
            return .value(.number(number))
        case (.boolean, .boolean(let value)):
            return .value(.boolean(value))
        case (.text, .string(let range, let isEscaped)):
            return .value(.text(JSONString.decode(bytes, range, isEscaped: isEscaped)))
        case (.number, _), (.boolean, _), (.text, _):
            return .mistyped
        }
    }
}

extension ValueType {
    /// How a payload that is one plain text reads as this type; white space around a number or a boolean is no matter.
    func token(ofPlainText bytes: UnsafeBufferPointer<UInt8>) -> JSONToken {
        let whole = JSONToken.string(bytes.indices, isEscaped: false)
        switch self {
        case .text: return whole
        case .number, .boolean:
            var scanner = JSONScanner(bytes, takesNonNumbers: self == .number)
            guard let token = try? scanner.scanToken(), (try? scanner.expectEnd()) != nil else { return whole }
            return token
        }
    }
}
