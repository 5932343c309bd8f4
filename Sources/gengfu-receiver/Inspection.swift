import Foundation

/// The checks of a good receiver, in order: headers, time, signature, and only then the body.
///
/// This is the other end of the wire: it shares no code with the gateway's signer, on purpose, so that a mistake there
/// cannot be made here too and pass unseen.
struct Inspection {
    /// Nil: signatures are not asked for.
    var secrets: SigningSecrets?
    /// How far a timestamp may be from now, before or after it.
    var tolerance: Span

    /// The longest `webhook-id` taken, in bytes: the memory of ids is bounded in number, so they must be in length.
    static let maximumIDBytes = 256

    func delivery(_ attempt: Attempt, atSeconds now: Int64) throws(Rejection) -> Delivery {
        let id = try identifier(attempt)
        let timestamp = try time(attempt, atSeconds: now)
        try checkSignature(attempt, id: id, timestamp: timestamp)
        let (json, object) = try object(attempt.body)
        return Delivery(path: attempt.path, id: id, json: json, event: AnnouncedEvent(object))
    }

    /// A full stop delimits id, timestamp and body in what is signed, and must not stand in the id.
    private func identifier(_ attempt: Attempt) throws(Rejection) -> String {
        guard let id = attempt.id, !id.isEmpty else { throw .bad("The header webhook-id is missing.") }
        let isPlain = id.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ".") }
        guard isPlain, id.utf8.count <= Self.maximumIDBytes else {
            throw .bad(
                "The header webhook-id must be 1 to \(Self.maximumIDBytes) printable ASCII characters without '.'.")
        }
        return id
    }

    private func time(_ attempt: Attempt, atSeconds now: Int64) throws(Rejection) -> String {
        guard let text = attempt.timestamp, !text.isEmpty else {
            throw .bad("The header webhook-timestamp is missing.")
        }
        guard text.utf8.count <= 15, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let sent = Int64(text) else {
            throw .untrusted("The header webhook-timestamp must be whole seconds since 1970.")
        }
        guard abs(now - sent) * 1000 <= tolerance.milliseconds else {
            throw .untrusted("The header webhook-timestamp is \(abs(now - sent)) s from now; \(tolerance) are allowed.")
        }
        return text
    }

    private func checkSignature(_ attempt: Attempt, id: String, timestamp: String) throws(Rejection) {
        guard let secrets else { return }
        guard let signatures = attempt.signatures, !signatures.isEmpty else {
            throw .bad("The header webhook-signature is missing.")
        }
        guard secrets.sign(attempt, id: id, timestamp: timestamp, signatures: signatures) else {
            throw .untrusted("The header webhook-signature has no v1 signature by a secret we know.")
        }
    }

    /// One JSON object in UTF-8 and nothing else; Foundation alone would also take UTF-16 and a byte order mark.
    private func object(_ body: [UInt8]) throws(Rejection) -> (String, [String: Any]) {
        let start = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard start == UInt8(ascii: "{"), !body.contains(0), let text = String(validating: body, as: UTF8.self),
            let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        else { throw .bad("The body is not a JSON object in UTF-8.") }
        return (text, object)
    }
}

extension Rejection {
    fileprivate static func bad(_ reason: String) -> Rejection { Rejection(status: 400, reason: reason) }
    fileprivate static func untrusted(_ reason: String) -> Rejection { Rejection(status: 401, reason: reason) }
}
