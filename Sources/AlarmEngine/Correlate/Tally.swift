/// What is counted of one correlation in one scope: whoever changes a mark takes it out before and puts it in after.
struct Tally: Hashable, Sendable {
    /// The known devices of the watched alarms' profiles.
    private(set) var devices = 0
    private(set) var on = 0
    private(set) var fresh = 0
    /// Fresh or on.
    private(set) var standing = 0
    private(set) var offending = 0
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
    /// When an operand of `without` last came on.
    private(set) var excusedAt: Moment?
    /// The place in the engine of the device that the correlation is an alarm of; nil until it has something to keep.
    var place: Int?

    mutating func add(_ mark: Mark) {
        if let cameOnAt = mark.cameOnAt, cameOnAt > newest {
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
        if mark.isOn { on += step }
        if mark.isFresh { fresh += step }
        if mark.isOn || mark.isFresh { standing += step }
        if let offence = mark.offence, offence.excusedAt == excusedAt { offending += step }
        if let waitingSince, mark.answers(waitingSince) { waitingAnswers += step }
        if let missedSince, mark.answers(missedSince) { missedAnswers += step }
        if !mark.isOn, let cameOnAt = mark.cameOnAt, cameOnAt == newest { passed += step }
    }

    // MARK: Expectations

    /// One begins, unless one waits already.
    mutating func expect(at time: Moment) -> Bool {
        guard waitingSince == nil else { return false }
        waitingSince = time
        waitingAnswers = on + (newest == time ? passed : 0)
        return true
    }

    /// Its time is over: it was missed, and whatever was missed before is forgotten.
    mutating func miss() {
        missedSince = waitingSince
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
        offending = 0
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
    mutating func restore(_ record: GatheredRecord) {
        waitingSince = record.expectedSince
        missedSince = record.missedSince
        excusedAt = record.excusedAt
    }
}
