/// The places of a JSON payload that a message description names, merged into one tree, so that one walk finds them all.
///
/// The tree is flat: nodes without references of their own, each with its first child and its next sibling by number, and
/// all names in one array. Walking it allocates nothing and counts no references.
struct PayloadPlan: Sendable {
    /// One place on the way to what is looked for; numbers of nodes and slots are -1 for none.
    struct Node: BitwiseCopyable, Sendable {
        /// In `names`.
        let nameStart: Int
        let nameCount: Int
        /// The array place its name would be; -1 if it can be none.
        let index: Int
        var firstChild = -1
        var nextSibling = -1
        /// The slots filled by the value that stands here, chained by `nextSlots`.
        var firstSlot = -1
    }

    private var nodes = [Node(nameStart: 0, nameCount: 0, index: -1)]
    private var names: [UInt8] = []
    private var nextSlots: [Int] = []

    var slotCount: Int { nextSlots.count }
    var nodeCount: Int { nodes.count }

    /// Reserves a slot for the value at `pointer`, and answers its number.
    mutating func addSlot(_ pointer: JSONPointer) -> Int {
        let node = pointer.tokens.reduce(0) { child(of: $0, named: $1) }
        nextSlots.append(nodes[node].firstSlot)
        nodes[node].firstSlot = nextSlots.count - 1
        return nextSlots.count - 1
    }

    private mutating func child(of parent: Int, named name: [UInt8]) -> Int {
        var last = -1
        var child = nodes[parent].firstChild
        while child >= 0 {
            let node = nodes[child]
            if names[node.nameStart..<node.nameStart + node.nameCount].elementsEqual(name) { return child }
            (last, child) = (child, node.nextSibling)
        }
        let new = nodes.count
        nodes.append(
            Node(nameStart: names.count, nameCount: name.count, index: JSONPointer.arrayIndex(name) ?? -1))
        names += name
        if last < 0 { nodes[parent].firstChild = new } else { nodes[last].nextSibling = new }
        return new
    }

    /// Lends the tree.
    func withTree<Answer>(_ body: (PayloadTree) throws(JSONError) -> Answer) throws(JSONError) -> Answer {
        try nodes.withUnsafeBufferPointer { (nodes) throws(JSONError) in
            try names.withUnsafeBufferPointer { (names) throws(JSONError) in
                try nextSlots.withUnsafeBufferPointer { (nextSlots) throws(JSONError) in
                    try body(PayloadTree(nodes: nodes, names: names, nextSlots: nextSlots))
                }
            }
        }
    }

    /// Walks the whole text, which must be valid UTF-8, and answers what stands in each slot; nil where nothing does.
    func capture(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> [JSONToken?] {
        var captured = [JSONToken?](repeating: nil, count: slotCount)
        let outcome = captured.withUnsafeMutableBufferPointer { slots in
            Result { () throws(JSONError) in
                try withTree { (tree) throws(JSONError) in
                    var walk = PayloadWalk(tree: tree, slots: slots, scanner: JSONScanner(bytes, takesNonNumbers: true))
                    try walk.value(at: 0, depth: 0)
                    try walk.scanner.expectEnd()
                }
            }
        }
        try outcome.get()
        return captured
    }
}

/// A plan's tree by pointers, for as long as it is lent.
struct PayloadTree {
    let nodes: UnsafeBufferPointer<PayloadPlan.Node>
    let names: UnsafeBufferPointer<UInt8>
    let nextSlots: UnsafeBufferPointer<Int>
}

/// One walk over a payload.
private struct PayloadWalk {
    let tree: PayloadTree
    let slots: UnsafeMutableBufferPointer<JSONToken?>
    var scanner: JSONScanner

    mutating func value(at node: Int, depth: Int) throws(JSONError) {
        // A member that comes a second time: the last one counts, with all that is below it.
        forget(below: node)
        let token = try scanner.scanToken()
        fill(node, token)
        guard case .structure = token else { return }
        try scanner.checkDepth(depth)
        if scanner.skip("{") {
            try members(of: node, depth: depth)
        } else {
            try elements(of: node, depth: depth)
        }
    }

    private func fill(_ node: Int, _ token: JSONToken?) {
        var slot = tree.nodes[node].firstSlot
        while slot >= 0 {
            slots[slot] = token
            slot = tree.nextSlots[slot]
        }
    }

    private func forget(below node: Int) {
        var child = tree.nodes[node].firstChild
        while child >= 0 {
            fill(child, nil)
            forget(below: child)
            child = tree.nodes[child].nextSibling
        }
    }

    private mutating func members(of node: Int, depth: Int) throws(JSONError) {
        if scanner.skip("}") { return }
        // Devices say their members in the order the last one said them, and descriptions mostly name them so.
        var expected = tree.nodes[node].firstChild
        repeat {
            let key = try scanner.scanKey()
            let child = member(of: node, named: key.range, key.isEscaped, from: expected)
            if child >= 0 {
                try value(at: child, depth: depth + 1)
                expected = tree.nodes[child].nextSibling
            } else {
                try scanner.skipValue(depth: depth + 1)
            }
        } while scanner.skip(",")
        try scanner.expect("}")
    }

    private mutating func elements(of node: Int, depth: Int) throws(JSONError) {
        try scanner.expect("[")
        if scanner.skip("]") { return }
        var index = 0
        repeat {
            var child = tree.nodes[node].firstChild
            while child >= 0, tree.nodes[child].index != index { child = tree.nodes[child].nextSibling }
            if child >= 0 {
                try value(at: child, depth: depth + 1)
            } else {
                try scanner.skipValue(depth: depth + 1)
            }
            index += 1
        } while scanner.skip(",")
        try scanner.expect("]")
    }

    /// The child of that name, looked for from `expected` on and then from the beginning; -1 for none.
    private func member(of node: Int, named range: Range<Int>, _ isEscaped: Bool, from expected: Int) -> Int {
        let first = tree.nodes[node].firstChild
        if isEscaped {
            let name = Array(JSONString.decode(scanner.bytes, range, isEscaped: true).utf8)
            return name.withUnsafeBufferPointer { child(named: $0, from: first, upTo: -1) }
        }
        let name = UnsafeBufferPointer(rebasing: scanner.bytes[range])
        let found = child(named: name, from: expected, upTo: -1)
        return found >= 0 ? found : child(named: name, from: first, upTo: expected)
    }

    private func child(named name: UnsafeBufferPointer<UInt8>, from first: Int, upTo end: Int) -> Int {
        var child = first
        while child >= 0, child != end {
            let node = tree.nodes[child]
            if node.nameCount == name.count, isEqual(name, node.nameStart) { return child }
            child = node.nextSibling
        }
        return -1
    }

    private func isEqual(_ name: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        for place in name.indices where name[place] != tree.names[start + place] { return false }
        return true
    }
}
