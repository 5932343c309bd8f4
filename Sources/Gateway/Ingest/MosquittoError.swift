/// Why the broker cannot be reached or heard, in one sentence for the operator; without topics, payloads or secrets.
public struct MosquittoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Who can make it pass.
    enum Cause: Hashable, Sendable {
        /// Time: the broker or the network may be back in a moment.
        case link
        /// A person: credentials, certificates or the broker's configuration must be mended first.
        case refusal
    }

    let cause: Cause
    public let description: String

    init(_ cause: Cause, _ description: String) {
        self.cause = cause
        self.description = description
    }
}
