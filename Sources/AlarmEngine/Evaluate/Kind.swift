/// What kind of value a part of a rule gives.
enum Kind: Hashable, Sendable {
    /// A nil unit goes with any.
    case number(Unit?)
    case boolean
    case text

    init(_ type: ValueType, unit: Unit? = nil) {
        switch type {
        case .number: self = .number(unit)
        case .boolean: self = .boolean
        case .text: self = .text
        }
    }

    var hasUnit: Bool {
        guard case .number(.some) = self else { return false }
        return true
    }

    /// Whether it is a duration, such as `5m` or an age.
    var isDuration: Bool {
        guard case .number(let unit?) = self else { return false }
        return unit.isDuration
    }

    /// Whether it is a number that tells how far two others are apart.
    var isDifference: Bool {
        guard case .number(let unit?) = self else { return false }
        return unit.isDifference
    }

    var article: String {
        switch self {
        case .number: "a number"
        case .boolean: "true or false"
        case .text: "a text"
        }
    }
}

/// What a rule may name.
struct Vocabulary {
    struct Field {
        let name: String
        let type: ValueType
        let unit: Unit?
    }

    var fields: [Field]
    var parameters: [ParameterDescription]

    var names: [String] { fields.map(\.name) + parameters.map(\.name) }
}
