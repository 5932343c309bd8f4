import COpenSSL
import Foundation

/// A secret shared with the sender: `whsec_` and the base64 of 24 to 64 bytes.
///
/// Source: Standard Webhooks, "Signature scheme".
struct SigningSecret {
    private let key: [UInt8]

    init?(_ text: String) {
        let prefix = "whsec_"
        guard text.hasPrefix(prefix), let data = Data(base64Encoded: String(text.dropFirst(prefix.count))),
            24...64 ~= data.count
        else { return nil }
        key = [UInt8](data)
    }

    /// HMAC-SHA256 over `id.timestamp.body`; nil only if OpenSSL fails.
    func signature(of attempt: Attempt, id: String, timestamp: String) -> [UInt8]? {
        let content = Array("\(id).\(timestamp).".utf8) + attempt.body
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var length: UInt32 = 0
        guard HMAC(EVP_sha256(), key, Int32(key.count), content, content.count, &digest, &length) != nil,
            Int(length) == digest.count
        else { return nil }
        return digest
    }
}

/// The secrets that are good now: more than one while they are being changed.
struct SigningSecrets {
    let all: [SigningSecret]

    /// Reads a file with a secret a line; empty lines and lines that begin with `#` say nothing.
    init(file: String) throws(Failure) {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw .noInput("Reading the secrets in '\(file)' failed; it must be a file that this user may read.")
        }
        var secrets: [SigningSecret] = []
        let lines = String(decoding: data, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            guard let secret = SigningSecret(text) else {
                throw .badData(
                    "Line \(index + 1) of '\(file)' is not a secret; it must be whsec_ and the base64 of 24 to 64 bytes."
                )
            }
            secrets.append(secret)
        }
        guard !secrets.isEmpty else {
            throw .badData(
                "The file '\(file)' holds no secret; it must have at least one line that begins with whsec_.")
        }
        all = secrets
    }

    /// Whether any of the space-delimited signatures is `v1` and by any of our secrets.
    ///
    /// Each is compared in constant time and none ends the search, so that the time taken tells nothing. Signatures of
    /// another version, such as the asymmetric `v1a`, are passed over.
    func sign(_ attempt: Attempt, id: String, timestamp: String, signatures: String) -> Bool {
        let offered = signatures.split(separator: " ").compactMap { part -> [UInt8]? in
            guard part.hasPrefix("v1,"), let data = Data(base64Encoded: String(part.dropFirst(3))),
                data.count == Int(SHA256_DIGEST_LENGTH)
            else { return nil }
            return [UInt8](data)
        }
        var isSigned = false
        for secret in all {
            guard let expected = secret.signature(of: attempt, id: id, timestamp: timestamp) else { continue }
            for signature in offered where CRYPTO_memcmp(signature, expected, expected.count) == 0 {
                isSigned = true
            }
        }
        return isSigned
    }
}
