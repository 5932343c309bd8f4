/// A hash of 64 bits in the manner of FNV-1a, eight bytes at a time: of 170 bytes byte by byte, FNV would take longer than
/// all of the rules.
///
/// Two payloads of the same length that differ in eight bytes or fewer that stand together, from a multiple of eight on, never
/// have the same.
enum PayloadDigest {
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        let raw = UnsafeRawBufferPointer(bytes)
        var position = 0
        while position + 8 <= raw.count {
            digest = mixed(digest, UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
            position += 8
        }
        var rest: UInt64 = 0
        while position < raw.count {
            rest = rest << 8 | UInt64(raw[position])
            position += 1
        }
        return mixed(mixed(digest, rest), UInt64(truncatingIfNeeded: bytes.count))
    }

    /// Undone by nothing else than the same word: the factor is odd.
    private static func mixed(_ digest: UInt64, _ word: UInt64) -> UInt64 {
        let product = (digest ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}
