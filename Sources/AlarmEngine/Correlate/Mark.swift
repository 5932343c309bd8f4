/// What one device is to one correlation, as far as it has been counted.
struct Mark: Hashable, Sendable {
    /// By all of its watched alarms that are in service.
    var all = Part()
    /// By those of them whose lives are no tests.
    var real = Part()
    /// When the timer that was set for it goes off; nil if none is set.
    var timer: Moment?

    /// What some of its watched alarms come to.
    struct Part: Hashable, Sendable {
        /// One of them is on.
        var isOn = false
        /// When one of them last came on or occurred, on the gateway's clock.
        var cameOnAt: Moment?
        /// When what came on is too long ago to count.
        var freshUntil: Moment?
        /// It was found to offend while this was the last excuse.
        var offence: Offence?

        var isFresh: Bool { freshUntil != nil }

        /// Whether it is an answer to what began then.
        func answers(_ since: Moment) -> Bool {
            isOn || cameOnAt.map { $0 >= since } ?? false
        }
    }

    struct Offence: Hashable, Sendable {
        let excusedAt: Moment?
    }

    /// When time next changes what it is.
    var expiresAt: Moment? { Moment.earliest(all.freshUntil, real.freshUntil) }
}

extension Mark {
    /// Takes over what was found; the timer that is set stays.
    mutating func replace(by mark: Mark) {
        let timer = timer
        self = mark
        self.timer = timer
    }

    mutating func move(by span: Span) {
        all.move(by: span)
        real.move(by: span)
        timer = nil
    }
}

extension Mark.Part {
    fileprivate mutating func move(by span: Span) {
        cameOnAt = cameOnAt.map { $0 + span }
        freshUntil = freshUntil.map { $0 + span }
        offence = offence.map { Mark.Offence(excusedAt: $0.excusedAt.map { $0 + span }) }
    }
}

extension GatheredRecord {
    mutating func move(by span: Span) {
        expectedSince = expectedSince.map { $0 + span }
        missedSince = missedSince.map { $0 + span }
        excusedAt = excusedAt.map { $0 + span }
    }
}
