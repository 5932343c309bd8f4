/// An expression of the rule language as a tree of the tests' own; the engine is given its text.
indirect enum Phrase: Codable, Hashable, Sendable {
    case number(Double)
    case truth(Bool)
    case text(String)
    /// A duration, in milliseconds.
    case span(Int64)
    /// A field or a parameter.
    case name(String)
    case not(Phrase)
    case minus(Phrase)
    /// `or and == != < <= > >= + - * /`.
    case pair(String, Phrase, Phrase)
    case among(Phrase, [Phrase])
    /// `avg min max sum count rate delta`, over so many milliseconds.
    case window(String, Phrase, Int64)
    case covered(Phrase, Int64)
    case previous(String)
    case changed(String)
    case age(Phrase)
    /// Two times of day, in minutes.
    case between(Int, Int)
}

extension Phrase {
    /// As a profile would have it: every operation in parentheses but the outermost.
    var written: String {
        switch self {
        case .number(let number): number < 0 ? "-\(Self.digits(-number))" : Self.digits(number)
        case .truth(let truth): truth ? "true" : "false"
        case .text(let text): "'\(text)'"
        case .span(let span): Self.duration(span)
        case .name(let name): name
        case .not(let part): "not \(part.enclosed)"
        case .minus(let part): "-\(part.enclosed)"
        case .pair(let sign, let left, let right): "\(left.enclosed) \(sign) \(right.enclosed)"
        case .among(let part, let choices):
            "\(part.enclosed) in (\(choices.map(\.written).joined(separator: ", ")))"
        case .window(let function, let part, let span): "\(function)(\(part.written), \(Self.duration(span)))"
        case .covered(let part, let span): "covered(\(part.written), \(Self.duration(span)))"
        case .previous(let field): "previous(\(field))"
        case .changed(let field): "changed(\(field))"
        case .age(let part): "age(\(part.written))"
        case .between(let from, let to): "between('\(Self.clock(from))', '\(Self.clock(to))')"
        }
    }

    private var enclosed: String {
        switch self {
        case .not, .pair, .among: "(\(written))"
        case .minus: "(\(written))"
        case .number(let number): number < 0 ? "(\(written))" : written
        case .truth, .text, .span, .name, .window, .covered, .previous, .changed, .age, .between: written
        }
    }

    private static func digits(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : "\(number)"
    }

    static func duration(_ milliseconds: Int64) -> String {
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)] as [(String, Int64)]
        where milliseconds > 0 && milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }
}

extension Phrase {
    /// What it is made of, directly.
    var parts: [Phrase] {
        switch self {
        case .number, .truth, .text, .span, .name, .between: []
        case .previous(let field), .changed(let field): [.name(field)]
        case .not(let part), .minus(let part), .window(_, let part, _), .covered(let part, _), .age(let part): [part]
        case .pair(_, let left, let right): [left, right]
        case .among(let part, let choices): [part] + choices
        }
    }

    /// Itself and all it is made of.
    var all: [Phrase] { [self] + parts.flatMap(\.all) }

    /// Whether time alone may change what it says.
    var isTimed: Bool {
        all.contains { part in
            switch part {
            case .window, .covered, .age, .between: true
            case .number, .truth, .text, .span, .name, .not, .minus, .pair, .among, .previous, .changed: false
            }
        }
    }

    var asksForTimeOfDay: Bool {
        all.contains { if case .between = $0 { true } else { false } }
    }

    /// The fields and parameters it names.
    var names: Set<String> {
        var found: Set<String> = []
        for part in all { if case .name(let name) = part { found.insert(name) } }
        return found
    }
}
