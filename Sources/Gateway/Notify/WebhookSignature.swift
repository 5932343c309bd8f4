/// The signature header of Standard Webhooks (https://www.standardwebhooks.com, section "Signature scheme").
enum WebhookSignature {
    /// `v1,` and Base64 of HMAC-SHA256 over `id.timestamp.body`; one for each secret, with a space between.
    ///
    /// - Parameters:
    ///   - id: the `webhook-id` header.
    ///   - timestamp: the `webhook-timestamp` header, seconds since 1970.
    ///   - body: exactly the bytes that are sent.
    ///   - secrets: more than one while a key is rotated.
    /// - Returns: nil if there is no secret.
    static func header(id: String, timestamp: Int64, body: String, secrets: [Secret]) -> String? {
        guard !secrets.isEmpty else { return nil }
        let message = Array("\(id).\(timestamp).\(body)".utf8)
        return secrets.map { "v1,\(Base64.text(of: $0.authenticationCode(of: message)))" }.joined(separator: " ")
    }
}
