@testable import AlarmEngine

/// The hands of an operator upon a watched engine.
extension Watch {
    static let device = DeviceKey(profile: "p", area: "", device: "d")

    @discardableResult
    mutating func obey(_ action: Hand.Action, at moment: Int64, by: String? = "lin", reason: String? = "seen")
        -> [String]
    {
        decide([.hand(Hand(action, by: by, reason: reason, at: Moment(milliseconds: moment)))])
    }

    @discardableResult
    mutating func shelve(
        _ alarm: String = "high", until: Int64? = nil, once: Bool = false, of device: DeviceKey = Watch.device,
        at moment: Int64
    ) -> [String] {
        let until = until.map { Moment(milliseconds: $0) }
        return obey(.shelve(NamedAlarm(device: device, alarm: alarm), until: until, isOnce: once), at: moment)
    }

    @discardableResult
    mutating func unshelve(_ alarm: String = "high", at moment: Int64) -> [String] {
        obey(.unshelve(NamedAlarm(device: Watch.device, alarm: alarm)), at: moment)
    }

    @discardableResult
    mutating func takeOut(_ alarm: String = "high", until: Int64? = nil, at moment: Int64) -> [String] {
        let until = until.map { Moment(milliseconds: $0) }
        return obey(.takeOutOfService(NamedAlarm(device: Watch.device, alarm: alarm), until: until), at: moment)
    }

    @discardableResult
    mutating func putBack(_ alarm: String = "high", at moment: Int64) -> [String] {
        obey(.returnToService(NamedAlarm(device: Watch.device, alarm: alarm)), at: moment)
    }

    @discardableResult
    mutating func begin(
        _ kind: Period.Kind, _ target: Period.Target = Period.Target(area: ""), from: Int64? = nil, until: Int64,
        at moment: Int64
    ) -> [String] {
        obey(
            .begin(
                Period(
                    kind: kind, target: target, from: Moment(milliseconds: from ?? moment),
                    until: Moment(milliseconds: until), by: nil, reason: nil)), at: moment)
    }

    @discardableResult
    mutating func end(
        _ kind: Period.Kind, _ target: Period.Target = Period.Target(area: ""), at moment: Int64
    ) -> [String] {
        obey(.end(kind, target), at: moment, by: "wu", reason: "done")
    }

    /// What was told from here on.
    mutating func toldNow(_ body: (inout Watch) throws -> Void) rethrows -> [String] {
        let before = told.count
        try body(&self)
        return Array(told.dropFirst(before))
    }

    /// The states shown by the events so far, such as `raised unacknowledged`.
    var shown: [String] { events.map { "\($0.kind.rawValue) \($0.shownState)" } }
}

extension CoverRecord {
    /// One of each reason there is.
    static let samples: [CoverRecord] = [
        CoverRecord(cover: .shelved, source: .hand, until: Moment(milliseconds: 9000)),
        CoverRecord(cover: .outOfService, source: .hand),
        CoverRecord(cover: .suppressed, source: .rule), CoverRecord(cover: .suppressed, source: .parent),
        CoverRecord(cover: .suppressed, source: .absence, until: Moment(milliseconds: 9000)),
        CoverRecord(cover: .outOfService, source: .maintenance, until: Moment(milliseconds: 9000)),
    ]
}
