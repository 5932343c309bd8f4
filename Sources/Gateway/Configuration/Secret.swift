import COpenSSL
import Glibc

/// A signing key of Standard Webhooks.
///
/// It never shows itself: not printed, not dumped, not in a message.
struct Secret: Sendable {
    private let key: [UInt8]

    /// Reads `whsec_` and Base64 of the key; nil if it is anything else, or empty.
    init?(_ text: Substring) {
        let prefix = "whsec_"
        guard text.hasPrefix(prefix), let key = Base64.bytes(of: text.dropFirst(prefix.count)), !key.isEmpty else {
            return nil
        }
        self.key = key
    }

    /// Whether it has the 24 bytes Standard Webhooks asks for.
    var isLongEnough: Bool { key.count >= 24 }

    /// HMAC-SHA256 over `message`.
    func authenticationCode(of message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var count: UInt32 = 0
        _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &count)
        return code
    }
}

/// Why a file gives no secrets, as the end of a sentence.
struct SecretFileError: Error, Hashable {
    let reason: String
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(secret)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret {
    /// The secrets in a file, one `whsec_…` a line; empty lines and those that begin with `#` are passed over.
    ///
    /// - Throws: ``SecretFileError``, which names a line, never what stands in it.
    static func all(inFile path: String) throws(SecretFileError) -> [Secret] {
        guard let text = contents(ofFile: path) else {
            throw SecretFileError(reason: "it cannot be read (\(String(cString: strerror(errno))))")
        }
        var secrets: [Secret] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = line.filter { !$0.isWhitespace }[...]
            guard !word.isEmpty, !word.hasPrefix("#") else { continue }
            guard let secret = Secret(word) else {
                throw SecretFileError(reason: "its line \(index + 1) is no such secret")
            }
            secrets.append(secret)
        }
        guard !secrets.isEmpty else { throw SecretFileError(reason: "there is no secret in it") }
        return secrets
    }

    /// At most 64 KiB of a file; nil, with errno, if it cannot be read.
    private static func contents(ofFile path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
