import AlarmEngine

/// Finds what a hand means: lives by the beginnings of their ids, alarms by the names of their devices, ends by durations.
///
/// The daemon and a replay ask it alike, so that a line of a recording does what the request did.
struct HandResolver {
    /// More devices than these are not searched for what was perhaps meant: the engine waits meanwhile.
    private static let mostSuggestions = 2000

    let engine: Engine
    let moment: Moment

    /// - Parameters:
    ///   - engine: it is asked and not changed.
    ///   - moment: the gateway's clock when the hand acts.
    init(_ engine: Engine, at moment: Moment) {
        self.engine = engine
        self.moment = moment
    }

    /// - Throws: one sentence, where what was named is unknown or could be several things.
    func hand(_ request: HandRequest) throws(ControlRefusal) -> Hand {
        Hand(try action(request), by: request.by, reason: request.reason, at: moment)
    }

    private func action(_ request: HandRequest) throws(ControlRefusal) -> Hand.Action {
        switch request.action {
        case .acknowledge(let id): .acknowledge(try life(id))
        case .reset(let id): .reset(try life(id))
        case .note(let id): .note(try life(id))
        case .shelve(let target, let ending, let isOnce):
            .shelve(try alarm(target), until: ending?.moment(from: moment), isOnce: isOnce)
        case .unshelve(let target): .unshelve(try alarm(target))
        case .takeOutOfService(let target, let ending):
            .takeOutOfService(try alarm(target), until: ending?.moment(from: moment))
        case .returnToService(let target): .returnToService(try alarm(target))
        case .begin(let kind, let target, let from, let ending):
            .begin(try period(kind, target, from: from ?? moment, ending, request))
        case .end(let kind, let target): .end(kind, target)
        }
    }

    private func life(_ id: String) throws(ControlRefusal) -> Life {
        let lives = engine.openAlarms.map { (id: AlarmID.of($0.life), life: $0.life) }
        let whole = try AlarmID.completed(id, among: lives.map(\.id))
        guard let found = lives.first(where: { $0.id == whole }) else {
            throw ControlRefusal("No alarm with the id \(whole) is open.")
        }
        return found.life
    }

    private func alarm(_ target: HandRequest.NamedTarget) throws(ControlRefusal) -> NamedAlarm {
        switch target {
        case .id(let id):
            let life = try life(id)
            return NamedAlarm(device: life.device, alarm: life.alarm)
        case .alarm(let alarm, let device, let profile, let area):
            return NamedAlarm(device: try self.device(device, profile, area, having: alarm), alarm: alarm)
        }
    }

    /// The one device of that name that has the alarm.
    private func device(
        _ name: String, _ profile: String?, _ area: String?, having alarm: String
    ) throws(ControlRefusal) -> DeviceKey {
        let named = try devices(named: name)
        let fitting = named.filter { device in
            (profile == nil || device.key.profile == profile)
                && (area.map { (device.area ?? "").hasPrefix($0) } ?? true)
        }
        guard !fitting.isEmpty else {
            throw ControlRefusal("Device '\(name)' is known, but not so; it is \(places(named)).")
        }
        let having = fitting.filter { $0.alarms.contains(alarm) }
        guard let found = having.first else {
            let names = Set(fitting.flatMap(\.alarms)).sorted()
            let meant = suggestion(for: alarm, among: names).map { "did you mean '\($0)'?" }
            throw ControlRefusal(
                "Device '\(name)' has no alarm '\(alarm)'; \(meant ?? "it has \(names.joined(separator: ", ")).")")
        }
        guard having.count == 1 else {
            throw ControlRefusal(
                "'\(name)' is the id of \(having.count) devices: \(places(having)); say which, with 'profile' or 'area'."
            )
        }
        return found.key
    }

    private func devices(named name: String) throws(ControlRefusal) -> [KnownDevice] {
        let named = engine.devices(named: name)
        guard named.isEmpty else { return named }
        let names = engine.deviceCount <= HandResolver.mostSuggestions ? engine.deviceNames : []
        let meant = suggestion(for: name, among: names).map { "; did you mean '\($0)'?" } ?? "."
        throw ControlRefusal("No device '\(name)' is known\(meant)")
    }

    /// At most three of them.
    private func places(_ devices: [KnownDevice]) -> String {
        let shown = devices.prefix(3).map { device in
            "\(device.key.profile) \(device.area.map { "in area \($0)" } ?? "without an area")"
        }
        return (shown + (devices.count > 3 ? ["…"] : [])).joined(separator: ", ")
    }

    /// A device that is named must be known, and in one area: a drill for a misspelt one would be none.
    private func period(
        _ kind: Period.Kind, _ target: Period.Target, from: Moment, _ ending: HandRequest.Ending, _ request: HandRequest
    ) throws(ControlRefusal) -> Period {
        if let device = target.device {
            let named = try devices(named: device)
            let within = named.filter { ($0.area ?? "").hasPrefix(target.area) }
            guard !within.isEmpty else {
                throw ControlRefusal("Device '\(device)' is not in area \(target.area); it is \(places(named)).")
            }
            guard Set(within.map(\.area)).count == 1 else {
                throw ControlRefusal(
                    "'\(device)' is the id of devices in several areas: \(places(within)); say which, with 'area'.")
            }
        }
        return Period(
            kind: kind, target: target, from: max(from, moment), until: ending.moment(from: from), by: request.by,
            reason: request.reason)
    }
}
