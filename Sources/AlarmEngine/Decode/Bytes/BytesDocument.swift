/// The document that a binary payload becomes, as it grows.
struct BytesDocument {
    static let maximumValues = 4096
    /// Bytes of its text.
    static let maximumText = 1 << 20

    private enum Kind {
        /// Nothing was put in.
        case null
        case value
        case object
        case array
    }

    /// A value, an object or an array; children hang on each other, in the order they came.
    private struct Node {
        var kind: Kind
        /// Its name in an object, as a number of ``keys``.
        var key: Int
        var first: Int?
        var last: Int?
        var next: Int?
        var count = 0
        /// A value's JSON in ``text``.
        var text = 0..<0
    }

    static let root = 0
    private var nodes = [Node(kind: .object, key: -1)]
    private var text: [UInt8] = []
    private var keys: [[UInt8]]
    private var numbers: [[UInt8]: Int]

    /// A document whose names will mostly be among `keys`, whose places in it `numbers` says.
    init(keys: [[UInt8]], numbers: [[UInt8]: Int]) {
        self.keys = keys
        self.numbers = numbers
    }

    /// Whether it has grown beyond what may be.
    var isTooLarge: Bool {
        nodes.count > Self.maximumValues + 1 || text.count > Self.maximumText
    }

    /// The number of a name.
    mutating func key(_ name: [UInt8]) -> Int {
        if let known = numbers[name] { return known }
        keys.append(name)
        numbers[name] = keys.count - 1
        return keys.count - 1
    }

    /// The member or element of that name, made if it is not there.
    ///
    /// A whole number is a place in an array, unless there is an object already; what is between is `null`.
    mutating func child(of parent: Int, key: Int) -> Int {
        let index = parent == Self.root ? nil : JSONPointer.arrayIndex(keys[key])
        switch nodes[parent].kind {
        case .object: break
        case .array where index != nil: break
        case .null, .value, .array: become(index == nil ? .object : .array, parent)
        }
        if nodes[parent].kind == .array, let index { return element(of: parent, index: index) }
        var child = nodes[parent].first
        while let node = child {
            if nodes[node].key == key { return node }
            child = nodes[node].next
        }
        return append(to: parent, key: key)
    }

    private mutating func become(_ kind: Kind, _ node: Int) {
        nodes[node].kind = kind
        nodes[node].first = nil
        nodes[node].last = nil
        nodes[node].count = 0
    }

    private mutating func element(of parent: Int, index: Int) -> Int {
        while nodes[parent].count <= index, !isTooLarge { _ = append(to: parent, key: -1) }
        guard let last = nodes[parent].last else { return parent }
        if nodes[parent].count <= index + 1 { return last }
        var child = nodes[parent].first ?? last
        for _ in 0..<index { child = nodes[child].next ?? last }
        return child
    }

    @discardableResult
    private mutating func append(to parent: Int, key: Int) -> Int {
        let new = nodes.count
        nodes.append(Node(kind: .null, key: key))
        if let last = nodes[parent].last { nodes[last].next = new } else { nodes[parent].first = new }
        nodes[parent].last = new
        nodes[parent].count += 1
        return new
    }

    /// Makes it an array, if it is none yet.
    mutating func makeArray(_ node: Int) {
        if nodes[node].kind != .array { become(.array, node) }
    }

    /// A new object at the end of an array.
    mutating func appendObject(to array: Int) -> Int {
        let new = append(to: array, key: -1)
        nodes[new].kind = .object
        return new
    }

    /// Puts a value in the place of whatever stands there; what is unknown changes nothing.
    mutating func set(_ node: Int, _ value: BytesValue) {
        let start = text.count
        guard write(value) else { return }
        become(.value, node)
        nodes[node].text = start..<text.count
    }

    private mutating func write(_ value: BytesValue) -> Bool {
        switch value {
        case .unknown: return false
        case .number(let number): text += number.json
        case .boolean(let boolean): text += Array((boolean ? "true" : "false").utf8)
        case .text(let string): Self.quote(string, into: &text)
        case .list(let items):
            text.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                _ = write(item)
            }
            text.append(UInt8(ascii: "]"))
        }
        return true
    }

    private static func quote(_ string: [UInt8], into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                text += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            case _: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    /// The whole as JSON text.
    var json: [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(text.count + nodes.count * 16)
        append(Self.root, to: &json)
        return json
    }

    /// Nesting is bounded by the plan.
    private func append(_ node: Int, to json: inout [UInt8]) {
        switch nodes[node].kind {
        case .null: json += Array("null".utf8)
        case .value: json += text[nodes[node].text]
        case .object, .array:
            let isObject = nodes[node].kind == .object
            json.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
            var child = nodes[node].first
            while let each = child {
                if each != nodes[node].first { json.append(UInt8(ascii: ",")) }
                if isObject {
                    Self.quote(keys[nodes[each].key], into: &json)
                    json.append(UInt8(ascii: ":"))
                }
                append(each, to: &json)
                child = nodes[each].next
            }
            json.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        }
    }
}
