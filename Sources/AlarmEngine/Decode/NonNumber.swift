/// What is written where a figure should stand and there is none: `NaN`, `Infinity`, and what C makes of them (`nan`, `-nan`,
/// `inf`, `nan(ind)`), in any case.
enum NonNumber {
    /// Where one ends that begins at `position`; nil where none does.
    static func end(in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int? {
        var end = position
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
        if stands("nan", in: bytes, at: end) {
            end += 3
            guard let note = noteEnd(in: bytes, from: end) else { return nil }
            end = note
        } else if stands("infinity", in: bytes, at: end) {
            end += 8
        } else if stands("inf", in: bytes, at: end) {
            end += 3
        } else {
            return nil
        }
        return end < bytes.count && isWordByte(bytes[end]) ? nil : end
    }

    /// Steps over what C may say of a NaN in brackets; nil where they do not close.
    private static func noteEnd(in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "(") else { return position }
        var end = position + 1
        while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
        return end < bytes.count && bytes[end] == UInt8(ascii: ")") ? end + 1 : nil
    }

    private static func stands(_ word: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[position + $0] | 0x20 == word.utf8Start[$0] }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        case _: false
        }
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    /// Where its text stands: behind a byte-order mark, and before the zeros that end a string of C or fill its buffer.
    var textRange: Range<Int> {
        var (start, end) = (startIndex, endIndex)
        while end > start, self[end - 1] == 0 { end -= 1 }
        if end - start >= 3, self[start] == 0xEF, self[start + 1] == 0xBB, self[start + 2] == 0xBF { start += 3 }
        return start..<end
    }
}
