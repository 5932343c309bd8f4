/// Strings, numbers and words; each is read from where it begins, and left behind its end.
extension QuietScan {
    /// Whether a string has escapes, once it is read; nil where it does not end or has a control character.
    @inline(__always)
    mutating func string() -> Bool? {
        var place = position + 1
        while place + 8 <= count {
            let marks = Self.marks(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: place, as: UInt64.self))
            if marks != 0 {
                place += marks.trailingZeroBitCount / 8
                break
            }
            place += 8
        }
        while place < count {
            let byte = bytes[place]
            if byte == 0x22 {
                position = place + 1
                return false
            }
            if byte == 0x5C {
                position = place
                return escapedString()
            }
            if byte < 0x20 { return nil }
            place += 1
        }
        return nil
    }

    /// The high bit of the first byte that is a quote, a backslash or a control character; of later ones it may err.
    ///
    /// Source: Sean Eron Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        let word = UInt64(littleEndian: word)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ 0x22 &* ones
        let slashes = word ^ 0x5C &* ones
        let isMarked = (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes | (word &- 0x20 &* ones) & ~word
        return isMarked & (0x80 &* ones)
    }

    private mutating func escapedString() -> Bool? {
        var scanner = JSONScanner(bytes, from: position)
        guard (try? scanner.scanRestOfString()) != nil else { return nil }
        position = scanner.position
        return true
    }

    /// Reads a number without an exponent; of too many digits it keeps what nobody asks for.
    @inline(__always)
    mutating func number(_ number: inout QuickDecimal) -> Bool {
        var place = position
        let isNegative = bytes[place] == 0x2D
        if isNegative { place += 1 }
        var mantissa: Int64 = 0
        let start = place
        while place < count, bytes[place] &- 0x30 < 10 {
            mantissa = mantissa &* 10 &+ Int64(bytes[place] &- 0x30)
            place += 1
        }
        guard place > start, place == start + 1 || bytes[start] != 0x30 else { return false }
        var decimals = 0
        if place < count, bytes[place] == 0x2E {
            place += 1
            let point = place
            while place < count, bytes[place] &- 0x30 < 10 {
                mantissa = mantissa &* 10 &+ Int64(bytes[place] &- 0x30)
                place += 1
            }
            decimals = place - point
            guard decimals > 0 else { return false }
        }
        if place < count, bytes[place] | 0x20 == 0x65 { return false }
        position = place
        number = QuickDecimal(mantissa: isNegative ? 0 &- mantissa : mantissa, decimals: decimals)
        return true
    }

    /// Four letters as they stand in memory.
    @inline(__always)
    mutating func word(_ letters: UInt32, _ length: Int) -> Bool {
        guard position + length <= count else { return false }
        let found = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt32.self)
        guard UInt32(littleEndian: found) == letters else { return false }
        position += length
        return true
    }
}
