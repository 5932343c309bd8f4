/// Lets something be said at once, and then at most once a minute.
struct Rarely {
    private var saidAt: ContinuousClock.Instant?
    private var unsaid = 0

    /// Counts one more occurrence.
    ///
    /// Answers how many there were since the last time it was said, or nil if now is not the time.
    mutating func occurred(at now: ContinuousClock.Instant) -> Int? {
        unsaid += 1
        if let saidAt, now - saidAt < .seconds(60) { return nil }
        saidAt = now
        defer { unsaid = 0 }
        return unsaid
    }
}
