import AlarmEngine

extension Hand {
    /// Why the engine refused, in one sentence that names what was to be done to what.
    ///
    /// - Parameters:
    ///   - refusal: the engine's.
    ///   - longestShelf: as configured.
    /// - Returns: the sentence.
    func refusal(_ refusal: HandRefusal, longestShelf: Span) -> ControlRefusal {
        let longest: Span? =
            switch action {
            case .shelve: longestShelf
            case .begin(let period): period.kind.longest
            case .acknowledge, .reset, .note, .unshelve, .takeOutOfService, .returnToService, .end: nil
            }
        let limit = refusal == .tooLong ? longest.map { "; the longest is \($0)" } ?? "" : ""
        return ControlRefusal("\(deed): \(refusal.rawValue)\(limit).")
    }

    /// What cannot be done, as the beginning of a sentence.
    private var deed: String {
        switch action {
        case .acknowledge(let life): "Alarm \(AlarmID.of(life)) cannot be acknowledged"
        case .reset(let life): "Alarm \(AlarmID.of(life)) cannot be reset"
        case .note(let life): "Alarm \(AlarmID.of(life)) cannot have a note"
        case .shelve(let alarm, _, _): "\(alarm.shown) cannot be shelved"
        case .unshelve(let alarm): "\(alarm.shown) cannot be unshelved"
        case .takeOutOfService(let alarm, _): "\(alarm.shown) cannot be taken out of service"
        case .returnToService(let alarm): "\(alarm.shown) cannot be put back into service"
        case .begin(let period): "The \(period.kind.rawValue) in \(period.target.shown) cannot begin"
        case .end(let kind, let target): "The \(kind.rawValue) in \(target.shown) cannot end"
        }
    }

    /// The place of the hand's own event among those of a decision; nil where it has none, as a period to come.
    ///
    /// Deadlines that were due came before it, and what follows from it comes after.
    func event(in events: [Event]) -> Int? {
        switch action {
        case .acknowledge(let life): events.lastIndex { $0.isOf(life.named, [.acknowledged, .cleared]) }
        case .reset(let life): events.lastIndex { $0.isOf(life.named, [.reset]) }
        case .note(let life): events.lastIndex { $0.isOf(life.named, [.note]) }
        case .shelve(let alarm, _, _): events.lastIndex { $0.isOf(alarm, [.shelved]) }
        case .unshelve(let alarm): events.lastIndex { $0.isOf(alarm, [.unshelved]) }
        case .takeOutOfService(let alarm, _): events.lastIndex { $0.isOf(alarm, [.outOfService]) }
        case .returnToService(let alarm): events.lastIndex { $0.isOf(alarm, [.inService]) }
        case .begin(let period):
            events.lastIndex { $0.isOf(period.kind, period.target, .raised) && $0.until == period.until }
        case .end(let kind, let target): events.lastIndex { $0.isOf(kind, target, .cleared) }
        }
    }
}

extension Event {
    fileprivate func isOf(_ alarm: NamedAlarm, _ kinds: Set<Kind>) -> Bool {
        kinds.contains(kind) && life.device == alarm.device && life.alarm == alarm.alarm
    }

    fileprivate func isOf(_ period: Period.Kind, _ target: Period.Target, _ kind: Kind) -> Bool {
        let device = values.first { $0.name == "device" }?.value
        return self.kind == kind && service == .gateway && life.alarm == period.rawValue
            && (area ?? "") == target.area && zone == target.zone && device == target.device.map { .text($0) }
    }
}

extension Life {
    fileprivate var named: NamedAlarm { NamedAlarm(device: device, alarm: alarm) }
}

extension NamedAlarm {
    fileprivate var shown: String { "Alarm '\(alarm)' of \(device.device)" }
}

extension Period.Target {
    fileprivate var shown: String {
        let place = area.isEmpty ? "any area" : area
        if let zone { return "zone '\(zone)' of \(place)" }
        if let device { return area.isEmpty ? device : "\(place) for \(device)" }
        return place
    }
}
