/// JSON being written by a decoder: objects and arrays, no spaces.
///
/// Names and the texts of our own tables are written as they are; what a device sent is escaped.
struct JSONText {
    private(set) var text: [UInt8] = []
    /// Something stands before the next member or element.
    private var needsComma = false

    init(capacity: Int) {
        text.reserveCapacity(capacity)
    }

    mutating func open(_ bracket: Unicode.Scalar) {
        text.append(UInt8(ascii: bracket))
        needsComma = false
    }

    mutating func close(_ bracket: Unicode.Scalar) {
        text.append(UInt8(ascii: bracket))
        needsComma = true
    }

    /// Before each element of an array.
    mutating func element() {
        if needsComma { text.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    mutating func key(_ name: StaticString) {
        element()
        quote(name)
        text.append(UInt8(ascii: ":"))
    }

    mutating func member(_ name: StaticString, _ number: Int) {
        key(name)
        text.append(contentsOf: String(number).utf8)
        needsComma = true
    }

    /// The number with its last digits behind the point; without zeros at the end.
    mutating func member(_ name: StaticString, _ number: Int, decimals: Int) {
        var digits = decimals
        var whole = number
        while digits > 0, whole % 10 == 0 {
            whole /= 10
            digits -= 1
        }
        guard digits > 0 else { return member(name, whole) }
        var unit = 1
        for _ in 0..<digits { unit *= 10 }
        let magnitude = whole.magnitude
        let fraction = String(magnitude % UInt(unit))
        key(name)
        if whole < 0 { text.append(UInt8(ascii: "-")) }
        text.append(contentsOf: String(magnitude / UInt(unit)).utf8)
        text.append(UInt8(ascii: "."))
        for _ in fraction.utf8.count..<digits { text.append(UInt8(ascii: "0")) }
        text.append(contentsOf: fraction.utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        text.append(contentsOf: (value ? "true" : "false").utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ word: StaticString) {
        key(name)
        quote(word)
        needsComma = true
    }

    /// - Parameters:
    ///   - name: of the member.
    ///   - value: well-formed UTF-8.
    mutating func member(_ name: StaticString, text value: [UInt8]) {
        key(name)
        text.append(UInt8(ascii: "\""))
        for byte in value {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0..<0x20:
                text.append(contentsOf: "\\u00".utf8)
                text.append(UInt8(ascii: "0") + byte >> 4)
                text.append(byte & 0xF < 10 ? UInt8(ascii: "0") + byte & 0xF : UInt8(ascii: "a") + byte & 0xF - 10)
            case _: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// The elements of another, behind those that stand here.
    mutating func append(_ other: JSONText) {
        guard !other.text.isEmpty else { return }
        element()
        text.append(contentsOf: other.text)
        needsComma = true
    }

    private mutating func quote(_ word: StaticString) {
        text.append(UInt8(ascii: "\""))
        word.withUTF8Buffer { text.append(contentsOf: $0) }
        text.append(UInt8(ascii: "\""))
    }
}
