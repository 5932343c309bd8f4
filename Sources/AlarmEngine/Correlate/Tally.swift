/// What is counted of one correlation in one scope: whoever changes a mark takes it out before and puts it in after.
struct Tally: Hashable, Sendable {
    /// The known devices of the watched alarms' profiles.
    private(set) var devices = 0
    private(set) var all = Numbers()
    /// Without the alarms whose lives are tests.
    private(set) var real = Numbers()
    /// The answers to the expectation that waits, and to the one that was missed.
    private(set) var waitingAnswers = 0
    private(set) var missedAnswers = 0
    /// The newest moment at which anything came on, and those that did then and are not on.
    private(set) var newest = Moment.distantPast
    private(set) var passed = 0

    /// The beginning of the expectation that waits.
    private(set) var waitingSince: Moment?
    /// The beginning of the one that was missed.
    private(set) var missedSince: Moment?
    /// Nothing but tests began them.
    private(set) var isWaitingTest = false
    private(set) var isMissedTest = false
    /// When an operand of `without` last came on.
    private(set) var excusedAt: Moment?
    /// The place in the engine of the device that the correlation is an alarm of; nil until it has something to keep.
    var place: Int?
    /// The condition is on, and would be without the tests too.
    var isReal = false

    /// How many devices are what.
    struct Numbers: Hashable, Sendable {
        var on = 0
        var fresh = 0
        /// Fresh or on.
        var standing = 0
        var offending = 0

        fileprivate mutating func count(_ part: Mark.Part, _ step: Int, excusedAt: Moment?) {
            if part.isOn { on += step }
            if part.isFresh { fresh += step }
            if part.isOn || part.isFresh { standing += step }
            if let offence = part.offence, offence.excusedAt == excusedAt { offending += step }
        }
    }

    mutating func add(_ mark: Mark) {
        if let cameOnAt = mark.all.cameOnAt, cameOnAt > newest {
            newest = cameOnAt
            passed = 0
        }
        count(mark, 1)
    }

    mutating func remove(_ mark: Mark) {
        count(mark, -1)
    }

    private mutating func count(_ mark: Mark, _ step: Int) {
        devices += step
        all.count(mark.all, step, excusedAt: excusedAt)
        real.count(mark.real, step, excusedAt: excusedAt)
        if let waitingSince, mark.all.answers(waitingSince) { waitingAnswers += step }
        if let missedSince, mark.all.answers(missedSince) { missedAnswers += step }
        if !mark.all.isOn, let cameOnAt = mark.all.cameOnAt, cameOnAt == newest { passed += step }
    }

    // MARK: Expectations

    /// One begins, unless one waits already: that one is real from now on, if this is.
    mutating func expect(at time: Moment, isTest: Bool) -> Bool {
        guard waitingSince == nil else {
            if !isTest { isWaitingTest = false }
            return false
        }
        waitingSince = time
        isWaitingTest = isTest
        waitingAnswers = all.on + (newest == time ? passed : 0)
        return true
    }

    /// Its time is over: it was missed, and whatever was missed before is forgotten.
    mutating func miss() {
        missedSince = waitingSince
        isMissedTest = isWaitingTest
        missedAnswers = waitingAnswers
        waitingSince = nil
        waitingAnswers = 0
    }

    /// Ends what is met.
    mutating func meet(_ isMet: (_ answers: Int, _ devices: Int) -> Bool) {
        if waitingSince != nil, isMet(waitingAnswers, devices) {
            waitingSince = nil
            waitingAnswers = 0
        }
        if missedSince != nil, isMet(missedAnswers, devices) {
            missedSince = nil
            missedAnswers = 0
        }
    }

    // MARK: Excuses

    /// Nobody offends any more.
    mutating func excuse(at time: Moment) {
        excusedAt = time
        all.offending = 0
        real.offending = 0
    }

    // MARK: The clock, and what is kept

    mutating func move(by span: Span) {
        newest = newest == .distantPast ? newest : newest + span
        waitingSince = waitingSince.map { $0 + span }
        missedSince = missedSince.map { $0 + span }
        excusedAt = excusedAt.map { $0 + span }
    }

    func record(_ correlation: CorrelationDescription) -> GatheredRecord {
        GatheredRecord(
            correlation: correlation.name, service: correlation.service, expectedSince: waitingSince,
            missedSince: missedSince, excusedAt: excusedAt)
    }

    /// Takes over what was kept; before any mark is counted.
    mutating func restore(_ record: GatheredRecord, isWaitingTest: Bool, isMissedTest: Bool) {
        self.isWaitingTest = isWaitingTest
        self.isMissedTest = isMissedTest
        waitingSince = record.expectedSince
        missedSince = record.missedSince
        excusedAt = record.excusedAt
    }
}
