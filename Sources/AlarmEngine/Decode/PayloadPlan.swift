/// The places of a JSON payload that a message description names, merged into one tree, so that one walk finds them all.
struct PayloadPlan: Sendable {
    private struct Node: Sendable {
        var name: [UInt8] = []
        /// The array place `name` would be, if it can be one.
        var index: Int?
        var children: [Int] = []
        /// The slots filled by the value that stands here.
        var slots: [Int] = []
        /// All slots at or below this place: forgotten when a member comes a second time, as the last one counts.
        var below: [Int] = []
    }

    private var nodes = [Node()]
    private(set) var slotCount = 0

    /// Reserves a slot for the value at `pointer`, and answers its number.
    mutating func addSlot(_ pointer: JSONPointer) -> Int {
        let slot = slotCount
        slotCount += 1
        var node = 0
        nodes[0].below.append(slot)
        for token in pointer.tokens {
            node = child(of: node, named: token)
            nodes[node].below.append(slot)
        }
        nodes[node].slots.append(slot)
        return slot
    }

    private mutating func child(of node: Int, named name: [UInt8]) -> Int {
        if let known = nodes[node].children.first(where: { nodes[$0].name == name }) { return known }
        nodes.append(Node(name: name, index: JSONPointer.arrayIndex(name)))
        nodes[node].children.append(nodes.count - 1)
        return nodes.count - 1
    }

    /// Walks the whole text, which must be valid UTF-8, and answers what stands in each slot; nil where nothing does.
    func capture(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> [JSONToken?] {
        var captured = [JSONToken?](repeating: nil, count: slotCount)
        var scanner = JSONScanner(bytes, takesNonNumbers: true)
        try walk(&scanner, node: 0, depth: 0, into: &captured)
        try scanner.expectEnd()
        return captured
    }

    private func walk(
        _ scanner: inout JSONScanner, node: Int, depth: Int, into captured: inout [JSONToken?]
    ) throws(JSONError) {
        for slot in nodes[node].below { captured[slot] = nil }
        let token = try scanner.scanToken()
        for slot in nodes[node].slots { captured[slot] = token }
        guard case .structure = token else { return }
        try scanner.checkDepth(depth)
        if scanner.skip("{") {
            try walkMembers(&scanner, node: node, depth: depth, into: &captured)
        } else {
            try walkElements(&scanner, node: node, depth: depth, into: &captured)
        }
    }

    private func walkMembers(
        _ scanner: inout JSONScanner, node: Int, depth: Int, into captured: inout [JSONToken?]
    ) throws(JSONError) {
        if scanner.skip("}") { return }
        repeat {
            let key = try scanner.scanKey()
            if let child = member(of: node, named: key.range, key.isEscaped, in: scanner.bytes) {
                try walk(&scanner, node: child, depth: depth + 1, into: &captured)
            } else {
                try scanner.skipValue(depth: depth + 1)
            }
        } while scanner.skip(",")
        try scanner.expect("}")
    }

    private func walkElements(
        _ scanner: inout JSONScanner, node: Int, depth: Int, into captured: inout [JSONToken?]
    ) throws(JSONError) {
        try scanner.expect("[")
        if scanner.skip("]") { return }
        var index = 0
        repeat {
            if let child = nodes[node].children.first(where: { nodes[$0].index == index }) {
                try walk(&scanner, node: child, depth: depth + 1, into: &captured)
            } else {
                try scanner.skipValue(depth: depth + 1)
            }
            index += 1
        } while scanner.skip(",")
        try scanner.expect("]")
    }

    private func member(
        of node: Int, named range: Range<Int>, _ isEscaped: Bool, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let children = nodes[node].children
        guard !children.isEmpty else { return nil }
        if isEscaped {
            let name = Array(JSONString.decode(bytes, range, isEscaped: true).utf8)
            return children.first { nodes[$0].name == name }
        }
        return children.first { nodes[$0].name.elementsEqual(bytes[range]) }
    }
}
