import AlarmEngine

/// The pause after the n-th failure: 1, 2, 4 … s up to the longest, times a jitter that the caller draws ("full jitter", so
/// that a thousand gateways do not come back in step).
enum Backoff {
    /// - Parameters:
    ///   - failures: how many there were, at least 1.
    ///   - longest: the pause it grows to.
    ///   - jitter: 0 up to 1.
    static func pause(afterFailures failures: Int, longest: Span, jitter: Double) -> Span {
        let full = min(longest, .seconds(1 << Int64(min(max(failures, 1) - 1, 30))))
        return Span(milliseconds: Int64(Double(full.milliseconds) * min(max(jitter, 0), 1)))
    }
}
