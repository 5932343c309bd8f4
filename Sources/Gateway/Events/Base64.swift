import COpenSSL

/// Base64 with padding (RFC 4648, section 4), by OpenSSL.
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        var encoded = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&encoded, bytes, Int32(bytes.count))
        return String(decoding: encoded.prefix(Int(count)), as: UTF8.self)
    }

    /// The bytes a text stands for; nil if it is not Base64.
    ///
    /// Padding at the end may be missing.
    static func bytes(of text: Substring) -> [UInt8]? {
        var digits = Array(text.utf8)
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        guard digits.count % 4 != 1, digits.allSatisfy(isDigit), text.utf8.count - digits.count <= 2 else { return nil }
        let padding = (4 - digits.count % 4) % 4
        digits += [UInt8](repeating: UInt8(ascii: "="), count: padding)
        var decoded = [UInt8](repeating: 0, count: digits.count / 4 * 3)
        // EVP_DecodeBlock counts the padding as zero bytes.
        guard EVP_DecodeBlock(&decoded, digits, Int32(digits.count)) == decoded.count else { return nil }
        return decoded.dropLast(padding)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
