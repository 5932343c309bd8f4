/// The text a JSON string stands for.
enum JSONString {
    /// Undoes the escapes; a lone surrogate becomes U+FFFD, as `String` cannot hold one.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isEscaped: Bool) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[range])
        guard isEscaped else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var position = 0
        while position < raw.count {
            guard raw[position] == UInt8(ascii: "\\") else {
                text.append(raw[position])
                position += 1
                continue
            }
            if raw[position + 1] == UInt8(ascii: "u") {
                let (scalar, length) = unicodeEscape(in: raw, at: position)
                text.append(contentsOf: String(Character(scalar)).utf8)
                position += length
            } else {
                text.append(simpleEscape(raw[position + 1]))
                position += 2
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// The scanner has seen that four hex digits follow each `\u`.
    private static func unicodeEscape(in raw: UnsafeBufferPointer<UInt8>, at position: Int) -> (Unicode.Scalar, Int) {
        let first = codeUnit(in: raw, at: position)
        if (0xD800..<0xDC00).contains(first), position + 11 < raw.count, raw[position + 6] == UInt8(ascii: "\\"),
            raw[position + 7] == UInt8(ascii: "u")
        {
            let second = codeUnit(in: raw, at: position + 6)
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return (scalar, 12)
            }
        }
        return (Unicode.Scalar(first) ?? "\u{FFFD}", 6)
    }

    private static func codeUnit(in raw: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt32 {
        (2...5).reduce(0) { $0 << 4 | (hexDigit(raw[position + $1]) ?? 0) }
    }
}

/// Whether bytes are well-formed UTF-8 (Unicode 15, table 3-7).
enum UTF8Check {
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while position < bytes.count {
            // Almost all of it is ASCII: eight bytes at once.
            if position + 8 <= raw.count,
                raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                position += 8
                continue
            }
            let length = sequenceLength(bytes, at: position)
            if length == 0 { return false }
            position += length
        }
        return true
    }

    /// 0 where no well-formed sequence begins.
    @inline(__always)
    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let first = bytes[position]
        if first < 0x80 { return 1 }
        switch first {
        case 0xC2...0xDF: return follows(bytes, position, 1, 0x80...0xBF) ? 2 : 0
        case 0xE0: return follows(bytes, position, 2, 0xA0...0xBF) ? 3 : 0
        case 0xED: return follows(bytes, position, 2, 0x80...0x9F) ? 3 : 0
        case 0xE1...0xEF: return follows(bytes, position, 2, 0x80...0xBF) ? 3 : 0
        case 0xF0: return follows(bytes, position, 3, 0x90...0xBF) ? 4 : 0
        case 0xF1...0xF3: return follows(bytes, position, 3, 0x80...0xBF) ? 4 : 0
        case 0xF4: return follows(bytes, position, 3, 0x80...0x8F) ? 4 : 0
        default: return 0
        }
    }

    private static func follows(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, _ count: Int, _ second: ClosedRange<UInt8>
    ) -> Bool {
        guard position + count < bytes.count, second.contains(bytes[position + 1]) else { return false }
        return count < 2 || (position + 2...position + count).allSatisfy { bytes[$0] & 0xC0 == 0x80 }
    }
}
