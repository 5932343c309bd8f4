import AlarmEngine

/// How long to wait before the next attempt: exponential, with full jitter.
///
/// A village full of gateways must not come back to a restarted broker in one beat.
struct Backoff {
    /// The ceiling after the first failure; it doubles with each further one.
    var first: Span
    var longest: Span

    /// For what time may mend: a broker that restarts, a cable.
    static let link = Backoff(first: Span(milliseconds: 250), longest: .seconds(10))
    /// For what a person must mend: asking a broker again and again with a wrong password may lock the account.
    static let refusal = Backoff(first: .seconds(2), longest: .seconds(30))

    /// Never less, whatever the jitter: no spin.
    static let shortest = Span(milliseconds: 20)

    /// The pause after so many failures in a row, 1 or more, with a jitter of 0 to 1 that is drawn anew each time.
    func pause(afterFailures failures: Int, jitter: Double) -> Span {
        let doublings = min(max(failures, 1) - 1, 20)
        let ceiling = min(first.milliseconds << Int64(doublings), longest.milliseconds)
        return max(Backoff.shortest, Span(milliseconds: Int64(Double(ceiling) * jitter)))
    }
}
