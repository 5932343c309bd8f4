/// Where a device's own time stands, and how it is read.
struct TimePlan: Sendable {
    let slot: Slot
    let unit: TimeDescription.Unit
    let epoch: Moment?
    /// In place of the unit.
    let format: TimeFormat?
    let secondsEast: Int?

    /// The moment a value stands for, cut to milliseconds; nil if it is none.
    func moment(_ token: JSONToken, _ bytes: UnsafeBufferPointer<UInt8>, _ aids: DecodingAids) -> Moment? {
        switch token {
        case .null, .boolean, .structure: return nil
        case .number(let range):
            if let format {
                return format.time(bytes[range])?.moment(secondsEast: secondsEast, aids.localClock)
            }
            if let quick = QuickDecimal(bytes, range).flatMap({ moment($0) }) { return quick }
            return moment(bytes[range])
        case .string(let range, let isEscaped):
            return moment(text: Array(JSONString.decode(bytes, range, isEscaped: isEscaped).utf8), aids)
        }
    }

    /// The same of a text as it means.
    fileprivate func moment(text: [UInt8], _ aids: DecodingAids) -> Moment? {
        if let format { return format.time(text)?.moment(secondsEast: secondsEast, aids.localClock) }
        if unit == .iso8601 {
            return ISO8601.written(text[...])?.moment(secondsEast: secondsEast, aids.localClock)
        }
        return NumberWriting.text.figures(text[...]).flatMap { moment($0) }
    }

    /// The moment a number stands for; nil where that takes longer to find out.
    func moment(_ written: QuickDecimal) -> Moment? {
        guard format == nil, let power = unit.powerOfTen, let span = written.floored(timesTenTo: power) else {
            return nil
        }
        return (epoch ?? Moment(milliseconds: 0)) + Span(milliseconds: span)
    }

    private func moment(_ figures: some Sequence<UInt8>) -> Moment? {
        guard let power = unit.power, let written = ExactDecimal(figures), let factor = ExactDecimal(power.utf8) else {
            return nil
        }
        let span = Span(milliseconds: (written * factor).floored)
        return (epoch ?? Moment(milliseconds: 0)) + span
    }
}

extension TimeDescription {
    /// Whether a text of a payload, without its escapes, is a time as this reads it.
    public func reads(text: String, _ aids: DecodingAids) -> Bool { plan.moment(text: Array(text.utf8), aids) != nil }

    /// Whether a number is one, as it is written in a payload.
    public func reads(number: String, _ aids: DecodingAids) -> Bool {
        Array(number.utf8).withUnsafeBufferPointer { plan.moment(.number($0.indices), $0, aids) != nil }
    }

    /// It points nowhere.
    private var plan: TimePlan {
        TimePlan(
            slot: Slot(index: 0, isOuter: true), unit: unit, epoch: epoch, format: format.flatMap(TimeFormat.init),
            secondsEast: secondsEast)
    }
}

extension TimeDescription.Unit {
    /// The power of ten that makes milliseconds of it; nil where it is no number.
    fileprivate var powerOfTen: Int? {
        switch self {
        case .seconds: 3
        case .milliseconds: 0
        case .microseconds: -3
        case .iso8601: nil
        }
    }

    /// How many milliseconds one is; nil where it is no number.
    fileprivate var power: String? {
        switch self {
        case .seconds: "1000"
        case .milliseconds: "1"
        case .microseconds: "0.001"
        case .iso8601: nil
        }
    }
}
