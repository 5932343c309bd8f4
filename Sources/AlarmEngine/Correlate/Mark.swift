/// What one device is to one correlation, as far as it has been counted.
struct Mark: Hashable, Sendable {
    /// One of its watched alarms is on.
    var isOn = false
    /// When one of them last came on or occurred, on the gateway's clock.
    var cameOnAt: Moment?
    /// When what came on is too long ago to count.
    var freshUntil: Moment?
    /// It was found to offend while this was the last excuse.
    var offence: Offence?
    /// When the timer that was set for it goes off; nil if none is set.
    var timer: Moment?

    struct Offence: Hashable, Sendable {
        let excusedAt: Moment?
    }

    var isFresh: Bool { freshUntil != nil }

    /// Whether it is an answer to what began then.
    func answers(_ since: Moment) -> Bool {
        isOn || cameOnAt.map { $0 >= since } ?? false
    }
}

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

    /// Ends what is met; answers whether anything was.
    mutating func meet(_ isMet: (_ answers: Int, _ devices: Int) -> Bool) -> Bool {
        let before = self
        if waitingSince != nil, isMet(waitingAnswers, devices) {
            waitingSince = nil
            waitingAnswers = 0
        }
        if missedSince != nil, isMet(missedAnswers, devices) {
            missedSince = nil
            missedAnswers = 0
        }
        return self != before
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

    func record(_ correlation: String) -> GatheredRecord {
        GatheredRecord(
            correlation: correlation, expectedSince: waitingSince, missedSince: missedSince, excusedAt: excusedAt)
    }

    /// Takes over what was kept; before any mark is counted.
    mutating func restore(_ record: GatheredRecord) {
        waitingSince = record.expectedSince
        missedSince = record.missedSince
        excusedAt = record.excusedAt
    }
}

/// One correlation in one scope.
struct TallyKey: Hashable, Sendable {
    /// The correlation's place in the engine.
    let correlation: Int
    let place: ScopePlace
}

/// A zone, an area, or all there is.
struct ScopePlace: Hashable, Sendable {
    /// A code; empty for the gateway, and for the zones of devices without an area.
    let area: String
    let zone: String?

    static func == (left: ScopePlace, right: ScopePlace) -> Bool {
        guard left.area.utf8.elementsEqual(right.area.utf8) else { return false }
        return switch (left.zone, right.zone) {
        case (nil, nil): true
        case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
        case (nil, .some), (.some, nil): false
        }
    }

    func hash(into hasher: inout Hasher) {
        ExactText(area).hash(into: &hasher)
        if let zone { ExactText(zone).hash(into: &hasher) }
    }
}

extension CorrelationDescription.Scope {
    /// Where a device is gathered; nil where it is in none of these.
    func place(area: String?, zone: String?) -> ScopePlace? {
        switch self {
        case .gateway: ScopePlace(area: "", zone: nil)
        case .zone: zone.map { ScopePlace(area: area ?? "", zone: $0) }
        case .area: area.map { ScopePlace(area: $0, zone: nil) }
        case .village: level(12, of: area)
        case .township: level(9, of: area)
        case .county: level(6, of: area)
        case .prefecture: level(4, of: area)
        }
    }

    private func level(_ digits: Int, of area: String?) -> ScopePlace? {
        guard let area else { return nil }
        let head = area.utf8.prefix(digits)
        guard head.count == digits, head.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return ScopePlace(area: String(decoding: head, as: UTF8.self), zone: nil)
    }
}
