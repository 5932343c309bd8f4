/// Words of JSON as people write it: numbers, `None`, names without quotation marks.
struct LooseWord {
    let bytes: [UInt8]

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
            UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "#"), 0...0x20, 0x7F:
            false
        case _: true
        }
    }

    /// As JSON has it: a word that means nothing else is a text.
    var json: [UInt8] {
        switch String(decoding: bytes, as: UTF8.self) {
        case "true", "True", "TRUE": return Array("true".utf8)
        case "false", "False", "FALSE": return Array("false".utf8)
        case "null", "None", "NULL", "Null", "nil", "undefined": return Array("null".utf8)
        case _: break
        }
        let isNonNumber = bytes.withUnsafeBufferPointer { NonNumber.end(in: $0, from: 0) == $0.count }
        if isNonNumber { return Array("null".utf8) }
        let isHex = bytes.count > 2 && bytes[0] == 0x30 && bytes[1] | 0x20 == UInt8(ascii: "x")
        if let figures = (isHex ? NumberWriting.hex : .text).figures(bytes[...]) { return LooseWord.number(figures) }
        var text: [UInt8] = []
        text.append(quoted: bytes)
        return text
    }

    /// Figures as JSON has them: no zeros in front, and digits on both sides of a point.
    private static func number(_ figures: [UInt8]) -> [UInt8] {
        var rest = figures[...]
        var number: [UInt8] = []
        if rest.first == UInt8(ascii: "-") { number.append(rest.removeFirst()) }
        while rest.count > 1, rest.first == 0x30, (0x30...0x39).contains(rest[rest.startIndex + 1]) {
            rest.removeFirst()
        }
        for (place, byte) in rest.enumerated() {
            let following = rest.startIndex + place + 1
            let isDigitNext = following < rest.endIndex && (0x30...0x39).contains(rest[following])
            if byte == UInt8(ascii: "."), !isDigitNext { continue }
            number.append(byte)
        }
        return number
    }
}
