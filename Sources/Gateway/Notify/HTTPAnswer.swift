import AlarmEngine

/// A POST to make.
struct HTTPRequest: Sendable {
    var address: WebhookAddress
    var headers: [(name: String, value: String)]
    var body: String
    /// The longest all of it may take, from the name's resolution to the answer.
    var timeout: Span
    /// PEM; nil trusts the system's certificates.
    var caFile: String?
    /// Never over a connection kept from before: that may be dead without our knowing.
    var usesNewConnection: Bool
}

/// What came of it.
enum HTTPAnswer: Hashable, Sendable {
    /// The receiver answered; of its body nothing is kept.
    case status(Int, retryAfterSeconds: Int?)
    /// No answer came: curl's sentence, without what is secret in the URL.
    case failed(String)
}

/// What an answer means for a delivery (design, section 8).
enum Verdict: Hashable, Sendable {
    case delivered
    /// Another attempt may succeed. `after` is what the receiver asked for.
    case retry(after: Span?, why: String)
    /// The receiver will not have it.
    case refused(why: String)
}

extension HTTPAnswer {
    /// A `Retry-After` is honoured up to an hour: a receiver's mistake must not silence a fire for a week.
    static let longestRetryAfter = Span.hours(1)

    var verdict: Verdict {
        switch self {
        case .failed(let why): .retry(after: nil, why: why)
        case .status(200..<300, _): .delivered
        case .status(let status, let seconds) where [408, 425, 429].contains(status) || (500..<600).contains(status):
            .retry(
                after: seconds.map { min(.seconds(Int64($0)), HTTPAnswer.longestRetryAfter) },
                why: "the receiver answered \(status)"
            )
        case .status(let status, _): .refused(why: "the receiver answered \(status)")
        }
    }
}
