/// A path into a JSON text (RFC 6901).
struct JSONPointer: Hashable, Sendable {
    /// The bytes of each member's name, or of an element's number.
    let tokens: [[UInt8]]

    /// Nil unless `text` is empty or begins with `/`, and each `~` is followed by 0 or 1.
    init?(_ text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        var tokens: [[UInt8]] = []
        var escaping = false
        for byte in text.utf8 {
            if escaping {
                guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
                tokens[tokens.count - 1].append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                escaping = false
            } else if byte == UInt8(ascii: "/") {
                tokens.append([])
            } else if tokens.isEmpty {
                return nil
            } else if byte == UInt8(ascii: "~") {
                escaping = true
            } else {
                tokens[tokens.count - 1].append(byte)
            }
        }
        guard !escaping else { return nil }
        self.tokens = tokens
    }

    /// The place in an array that a token names: digits without a leading zero.
    static func arrayIndex(_ token: [UInt8]) -> Int? {
        guard !token.isEmpty, token.count <= 6, token.allSatisfy({ (0x30...0x39).contains($0) }),
            token.count == 1 || token[0] != 0x30
        else { return nil }
        return token.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
