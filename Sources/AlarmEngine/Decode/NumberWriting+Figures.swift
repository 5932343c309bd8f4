extension NumberWriting {
    /// The number a text writes, blanks around it or not, as ``ExactDecimal`` reads it; nil where it is none.
    func figures(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let bare = text.trimmed
        switch self {
        case .text: return NumberWriting.decimal(bare, points: [UInt8(ascii: ".")])
        case .comma: return NumberWriting.decimal(bare, points: [UInt8(ascii: ",")])
        case .underscore: return NumberWriting.decimal(bare, points: [UInt8(ascii: "_"), UInt8(ascii: ".")])
        case .hex: return NumberWriting.hexadecimal(bare)
        }
    }

    /// A sign, digits with at most one of `points` among them, perhaps an exponent.
    private static func decimal(_ text: ArraySlice<UInt8>, points: [UInt8]) -> [UInt8]? {
        var rest = text
        var figures: [UInt8] = []
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-"), let sign = rest.popFirst() {
            if sign == UInt8(ascii: "-") { figures.append(sign) }
        }
        if let first = rest.first, points.contains(first) { figures.append(0x30) }
        var (digits, hasPoint) = (0, false)
        while let byte = rest.first {
            if (0x30...0x39).contains(byte) {
                figures.append(byte)
                digits += 1
            } else if points.contains(byte), !hasPoint {
                figures.append(UInt8(ascii: "."))
                hasPoint = true
            } else {
                break
            }
            rest.removeFirst()
        }
        guard digits > 0 else { return nil }
        if rest.isEmpty { return figures }
        guard let letter = rest.popFirst(), letter | 0x20 == UInt8(ascii: "e") else { return nil }
        figures.append(letter)
        figures += rest
        let signless = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") ? rest.dropFirst() : rest
        return !signless.isEmpty && signless.allSatisfy { (0x30...0x39).contains($0) } ? figures : nil
    }

    /// At most 16 digits, perhaps with `0x` before them.
    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = text
        if rest.count > 2, rest.first == 0x30, rest[rest.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
            rest = rest.dropFirst(2)
        }
        guard !rest.isEmpty, rest.count <= 16 else { return nil }
        var number: UInt64 = 0
        for byte in rest {
            guard let digit = hexDigit(byte) else { return nil }
            number = number << 4 | UInt64(digit)
        }
        return Array(String(number).utf8)
    }
}

extension ArraySlice<UInt8> {
    /// Without ASCII's blanks around it.
    var trimmed: ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var slice = self
        while let first = slice.first, isBlank(first) { slice.removeFirst() }
        while let last = slice.last, isBlank(last) { slice.removeLast() }
        return slice
    }
}
