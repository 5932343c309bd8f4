/// What happens to one POST.
struct Act: Hashable {
    enum Answer: Hashable {
        /// The delivery is judged as a good receiver would; if it is good, the answer is this 2xx.
        case honest(status: Int)
        /// Nothing is judged or recorded: a receiver that is broken or busy.
        case refusal(status: Int, retryAfterSeconds: Int?)
        /// The request is read and never answered.
        case hang
        /// The request is read and the connection dropped.
        case close
    }

    var answer: Answer
    /// How long the answer waits.
    ///
    /// What is judged good is recorded before the wait, so that a sender that gives up
    /// meanwhile and tries again is seen as a repeat.
    var delay: Span = .zero

    static let normal = Act(answer: .honest(status: 200))

    /// A status as the answer: 2xx is honest, any other a refusal.
    ///
    /// Nil unless it is 200 to 599, and from 300 if there is a Retry-After.
    init?(status: Int, retryAfterSeconds: Int?, delay: Span = .zero) {
        switch status {
        case 200..<300 where retryAfterSeconds == nil: answer = .honest(status: status)
        case 300..<600: answer = .refusal(status: status, retryAfterSeconds: retryAfterSeconds)
        default: return nil
        }
        self.delay = delay
    }

    init(answer: Answer, delay: Span = .zero) {
        self.answer = answer
        self.delay = delay
    }
}

/// The faults still to come: some acts in turn, then one that stands.
struct FaultPlan: Hashable {
    struct Step: Hashable {
        var act: Act
        var count: Int
    }

    private(set) var steps: [Step]
    var standing: Act

    init(steps: [Step] = [], standing: Act = .normal) {
        self.steps = steps
        self.standing = standing
    }

    /// What happens to the next POST.
    mutating func next() -> Act {
        guard let first = steps.first else { return standing }
        if first.count > 1 {
            steps[0].count -= 1
        } else {
            steps.removeFirst()
        }
        return first.act
    }
}
