import COpenSSL

/// The key by which names become pseudonyms: whoever has it can tell whether a name is behind one, and nobody else.
///
/// It never shows itself: not printed, not dumped, not in a message.
public struct PseudonymKey: Sendable {
    private let key: [UInt8]

    /// Reads a key: all of the file, white space at its ends left out; at least 16 bytes.
    ///
    /// - Parameter path: the file.
    /// - Throws: the one problem, if it cannot be read or is too short.
    public init(file path: String) throws(Problem) {
        let bytes = try readBytes(path, shown: path)
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        guard end - start >= 16, end - start <= 65_536 else {
            throw Problem(
                file: path,
                message: "a key has 16 bytes or more; make one with: head -c 32 /dev/urandom | base64 > KEYFILE")
        }
        key = Array(bytes[start..<end])
    }

    /// HMAC-SHA256 over a kind and what is of it.
    func code(_ kind: String, _ text: String) -> [UInt8] {
        let message = Array(kind.utf8) + [0] + Array(text.utf8)
        var code = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var count: UInt32 = 0
        _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &count)
        return code
    }
}

extension PseudonymKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(key)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
