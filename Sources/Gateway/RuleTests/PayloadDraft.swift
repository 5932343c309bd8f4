import AlarmEngine
import Yams

/// A JSON text being put together, its numbers as they were written.
indirect enum PayloadDraft {
    /// JSON already.
    case raw(String)
    case string(String)
    case array([PayloadDraft])
    case object([(name: String, value: PayloadDraft)])

    /// What YAML says as JSON says it; nil, and reported, where JSON has no such thing.
    init?(_ value: YAMLValue) {
        switch value.node {
        case .scalar(let scalar):
            let text = scalar.string
            if scalar.isNothing {
                self = .raw("null")
            } else if scalar.isPlain, ["true", "false"].contains(text) || isDecimal(text) {
                self = .raw(text)
            } else {
                self = .string(text)
            }
        case .sequence:
            self = .array((value.list(of: "values") ?? []).compactMap(PayloadDraft.init))
        case .mapping:
            guard let keys = MappingReader(value) else { return nil }
            self = .object(
                keys.members.compactMap { member in PayloadDraft(member).map { (member.key, $0) } })
        case .alias:
            value.report("is an alias, which a payload cannot hold; write the value itself")
            return nil
        }
    }

    var json: String {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.text
    }

    private func write(into writer: inout JSONWriter) {
        switch self {
        case .raw(let text): writer.raw(text)
        case .string(let text): writer.string(text)
        case .array(let items): writer.array { writer in items.forEach { $0.write(into: &writer) } }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.key(member.name)
                    member.value.write(into: &writer)
                }
            }
        }
    }

    /// Whether something stands at a JSON Pointer, `null` included.
    func has(_ pointer: String) -> Bool { value(at: Self.tokens(pointer)[...]) != nil }

    private func value(at tokens: ArraySlice<String>) -> PayloadDraft? {
        guard let token = tokens.first else { return self }
        switch self {
        case .raw, .string: return nil
        case .array(let items):
            guard let index = Int(token), items.indices.contains(index) else { return nil }
            return items[index].value(at: tokens.dropFirst())
        case .object(let members):
            return members.last { $0.name == token }?.value.value(at: tokens.dropFirst())
        }
    }

    /// Puts a value at a JSON Pointer, making the objects on the way; what cannot hold it stays as it is.
    mutating func put(_ value: PayloadDraft, at pointer: String) {
        put(value, at: Self.tokens(pointer)[...])
    }

    private mutating func put(_ value: PayloadDraft, at tokens: ArraySlice<String>) {
        guard let token = tokens.first else {
            self = value
            return
        }
        switch self {
        case .raw, .string: return
        case .array(var items):
            guard let index = Int(token), items.indices.contains(index) else { return }
            items[index].put(value, at: tokens.dropFirst())
            self = .array(items)
        case .object(var members):
            if let index = members.lastIndex(where: { $0.name == token }) {
                members[index].value.put(value, at: tokens.dropFirst())
            } else {
                var inner = tokens.count == 1 ? value : .object([])
                if tokens.count > 1 { inner.put(value, at: tokens.dropFirst()) }
                members.append((token, inner))
            }
            self = .object(members)
        }
    }

    /// The names along a JSON Pointer (RFC 6901).
    private static func tokens(_ pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: "~", omittingEmptySubsequences: false).enumerated().map { index, piece in
                guard index > 0 else { return String(piece) }
                return (piece.hasPrefix("1") ? "/" : "~") + piece.dropFirst()
            }.joined()
        }
    }
}

extension TimeDescription {
    /// A moment as a device writes it; nil where it has a format of its own, so that it is left out.
    func draft(_ moment: Moment) -> PayloadDraft? {
        guard format == nil else { return nil }
        let milliseconds = (moment - (epoch ?? Moment(milliseconds: 0))).milliseconds
        switch unit {
        case .milliseconds: return .raw("\(milliseconds)")
        case .microseconds: return .raw("\(milliseconds)000")
        case .iso8601: return .string(Timestamp.text(moment))
        case .seconds:
            // Whole seconds, as devices send them; a fraction only where it is one.
            let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
            return .raw(rest == 0 ? "\(whole)" : "\(whole).\(String(rest.magnitude + 1000).dropFirst())")
        }
    }
}
