/// A JSON text as a tree: for recordings and the control socket, not for device payloads.
public enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    /// The nearest double; an infinity where the text overflows.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; a name may stand twice.
    case object([JSONMember])

    /// Reads a whole JSON text.
    ///
    /// - Throws: ``JSONError`` with the offset where it stops being JSON.
    public init(parsing text: [UInt8]) throws(JSONError) {
        let result = text.withUnsafeBufferPointer { bytes -> Result<JSONValue, JSONError> in
            Result { () throws(JSONError) in
                guard UTF8Check.isValid(bytes) else { throw JSONError(offset: 0, reason: "it is not UTF-8") }
                var scanner = JSONScanner(bytes)
                let value = try JSONValue(&scanner, depth: 0)
                try scanner.expectEnd()
                return value
            }
        }
        self = try result.get()
    }

    private init(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) {
        switch try scanner.scanToken() {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .number(let range):
            let text = String(decoding: UnsafeBufferPointer(rebasing: scanner.bytes[range]), as: UTF8.self)
            self = .number(Double(text) ?? .infinity)
        case .string(let range, let isEscaped):
            self = .string(JSONString.decode(scanner.bytes, range, isEscaped: isEscaped))
        case .structure:
            try scanner.checkDepth(depth)
            self =
                try scanner.skip("{")
                ? .object(.init(members: &scanner, depth)) : .array(.init(elements: &scanner, depth))
        }
    }

    /// The member of that name, the last where it stands twice; nil if this is no object or has none.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// Nil if it is no string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// Nil if it is no number.
    public var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// Nil if it is no boolean.
    public var boolean: Bool? {
        guard case .boolean(let value) = self else { return nil }
        return value
    }

    fileprivate static func next(_ scanner: inout JSONScanner, _ depth: Int) throws(JSONError) -> JSONValue {
        try JSONValue(&scanner, depth: depth)
    }
}

/// One member of an object, and where its value's text stands.
public struct JSONMember: Sendable {
    public let name: String
    public let value: JSONValue
    /// The bytes of the value in the text it was read from.
    public let range: Range<Int>
}

extension [JSONMember] {
    fileprivate init(members scanner: inout JSONScanner, _ depth: Int) throws(JSONError) {
        self = []
        if scanner.skip("}") { return }
        repeat {
            let key = try scanner.scanKey()
            let name = JSONString.decode(scanner.bytes, key.range, isEscaped: key.isEscaped)
            _ = scanner.peek()
            let start = scanner.position
            let value = try JSONValue.next(&scanner, depth + 1)
            append(JSONMember(name: name, value: value, range: start..<scanner.position))
        } while scanner.skip(",")
        try scanner.expect("}")
    }
}

extension [JSONValue] {
    fileprivate init(elements scanner: inout JSONScanner, _ depth: Int) throws(JSONError) {
        self = []
        try scanner.expect("[")
        if scanner.skip("]") { return }
        repeat { append(try JSONValue.next(&scanner, depth + 1)) } while scanner.skip(",")
        try scanner.expect("]")
    }
}
