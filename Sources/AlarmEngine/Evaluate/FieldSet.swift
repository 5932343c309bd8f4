/// Some of a profile's fields, by their places; of the first 64 it allocates nothing.
struct FieldSet: Hashable, Sendable {
    private var first: UInt64 = 0
    private var further: [UInt64] = []

    /// The first 64 fields, a bit each.
    var firstWord: UInt64 { first }

    init() {}

    init(_ fields: some Sequence<Int>) {
        for field in fields { insert(field) }
    }

    mutating func insert(_ field: Int) {
        let bit = UInt64(1) << UInt64(field % 64)
        guard field >= 64 else {
            first |= bit
            return
        }
        let word = field / 64 - 1
        while further.count <= word { further.append(0) }
        further[word] |= bit
    }

    mutating func remove(_ field: Int) {
        let bit = UInt64(1) << UInt64(field % 64)
        guard field >= 64 else {
            first &= ~bit
            return
        }
        let word = field / 64 - 1
        if word < further.count { further[word] &= ~bit }
    }

    /// Takes in some of the first 64 fields, a bit each.
    mutating func formUnion(firstWord: UInt64) { first |= firstWord }

    /// Takes out some of the first 64 fields, a bit each.
    mutating func subtract(firstWord: UInt64) { first &= ~firstWord }

    func contains(_ field: Int) -> Bool {
        let bit = UInt64(1) << UInt64(field % 64)
        if field < 64 { return first & bit != 0 }
        let word = field / 64 - 1
        return word < further.count && further[word] & bit != 0
    }

    func intersects(_ other: FieldSet) -> Bool {
        if first & other.first != 0 { return true }
        for word in 0..<min(further.count, other.further.count) where further[word] & other.further[word] != 0 {
            return true
        }
        return false
    }

    mutating func formUnion(_ other: FieldSet) {
        first |= other.first
        while further.count < other.further.count { further.append(0) }
        for word in other.further.indices { further[word] |= other.further[word] }
    }
}
