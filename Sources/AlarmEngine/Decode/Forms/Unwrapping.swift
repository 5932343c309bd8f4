extension PayloadEncoding {
    /// The bytes that are wrapped; nil where nothing wraps them.
    ///
    /// - Throws: where the wrapping is broken.
    func unwrapped(_ bytes: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> [UInt8]? {
        switch self {
        case .raw: return nil
        case .hex: return try Self.hexadecimal(bytes)
        case .base64: return try Self.base64(bytes)
        }
    }

    private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt32?
        for (offset, byte) in text.enumerated() {
            if byte == UInt8(ascii: ":") || isBlank(byte) { continue }
            guard let digit = hexDigit(byte) else { throw .notEncoded(.hex, offset: offset) }
            if let first = high {
                bytes.append(UInt8(truncatingIfNeeded: first << 4 | digit))
                high = nil
            } else {
                high = digit
            }
        }
        if high != nil { throw .notEncoded(.hex, offset: text.count) }
        return bytes
    }

    private static func base64(_ text: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (bits, count, padding) = (UInt32(0), 0, 0)
        for (offset, byte) in text.enumerated() {
            if isBlank(byte) { continue }
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let sextet = sextet(byte) else { throw .notEncoded(.base64, offset: offset) }
            bits = bits << 6 | sextet
            count += 1
            guard count == 4 else { continue }
            for shift in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
            (bits, count) = (0, 0)
        }
        switch count {
        case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3: bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        case 1: throw .notEncoded(.base64, offset: text.count)
        case _: break
        }
        if padding > 2 { throw .notEncoded(.base64, offset: text.count) }
        return bytes
    }

    /// Also of the alphabet for URLs (RFC 4648, section 5).
    private static func sextet(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        case _: nil
        }
    }
}

/// ASCII's white space.
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

extension [UInt8] {
    /// Appends a JSON string that stands for `text`, which is well-formed UTF-8.
    mutating func append(quoted text: some Sequence<UInt8>) {
        append(UInt8(ascii: "\""))
        for byte in text { append(inQuotes: byte) }
        append(UInt8(ascii: "\""))
    }

    /// Appends one byte of a JSON string, escaped where it must be.
    mutating func append(inQuotes byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0..<0x20:
            append(contentsOf: "\\u00".utf8)
            append(UInt8(ascii: "0") + byte >> 4)
            append(byte & 0xF < 10 ? UInt8(ascii: "0") + byte & 0xF : UInt8(ascii: "a") + byte & 0xF - 10)
        case _: append(byte)
        }
    }
}

extension PayloadEncoding {
    /// The bytes that a text wraps, the text's own where nothing wraps them; nil where the wrapping is broken.
    public func bytes(of text: [UInt8]) -> [UInt8]? {
        let unwrapped = text.withUnsafeBufferPointer { bytes in Result { try self.unwrapped(bytes) } }
        switch unwrapped {
        case .success(let bytes): return bytes ?? text
        case .failure: return nil
        }
    }
}
