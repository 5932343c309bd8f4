/// An alarm that goes on, waits for somebody or is covered: what a hand may act on by its id.
public struct OpenAlarm: Hashable, Sendable {
    /// That of the last life where it is covered in `normal`, and the one of 1970 where there never was one.
    public var life: Life
    /// Beneath its covers.
    public var state: AlarmState
    /// In the order they were laid.
    public var covers: [CoverRecord]

    public init(life: Life, state: AlarmState, covers: [CoverRecord] = []) {
        self.life = life
        self.state = state
        self.covers = covers
    }
}

/// A device that the engine knows, and where it is.
public struct KnownDevice: Hashable, Sendable {
    public var key: DeviceKey
    /// From its topic, else from the registry.
    public var area: String?
    public var zone: String?
    /// The names of its alarms, `silence` and `payload` among them.
    public var alarms: [String]
}

/// What an operator may ask before a hand acts; nothing here changes anything.
extension Engine {
    /// In order of devices as they became known, and of alarm names.
    public var openAlarms: [OpenAlarm] {
        var open: [OpenAlarm] = []
        for device in devices {
            for (status, rule) in zip(device.alarms, profiles[device.profile].alarms)
            where status.state != .normal || !status.covers.isEmpty {
                let life = Life(
                    device: device.key, alarm: rule.name, beganAt: status.beganAt ?? Moment(milliseconds: 0))
                open.append(OpenAlarm(life: life, state: status.state, covers: status.covers))
            }
        }
        return open
    }

    /// Every device of that id, in order of profile and area.
    public func devices(named name: String) -> [KnownDevice] {
        let wanted = ExactText(name)
        return devices.filter { ExactText($0.key.device) == wanted }.map(known).sorted { $0.key < $1.key }
    }

    /// The ids of all devices, as they became known.
    public var deviceNames: [String] { devices.map(\.key.device) }

    /// How many known devices are in a period's target; the gateway itself is in none, and the scope of a correlation no device.
    public func deviceCount(in target: Period.Target) -> Int {
        devices.count { state in
            target.covers(state) && !isScope(state) && profiles[state.profile].description.service != .gateway
        }
    }

    /// Signs have no life for a hand to act on; what stands for an area's floods has no other alarms.
    private func known(_ device: DeviceState) -> KnownDevice {
        let rules = profiles[device.profile].alarms.enumerated().filter { place, rule in
            isArea(device.key) ? place == flood?.alarm : !rule.isSign
        }
        return KnownDevice(
            key: device.key, area: device.area, zone: device.zone, alarms: rules.map(\.element.name))
    }

    /// Drills, maintenances and absences that go on or are to come, in the order they were made known.
    public var periods: [Period] { own.periods }

    /// No alarm is shelved for longer.
    public var longestShelf: Span { configuration.longestShelf }
}
