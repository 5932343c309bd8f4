extension Engine {
    /// Everything a restart needs, in order of device; the gateway's own last where it has no alarms.
    public func records() -> [DeviceRecord] {
        let known = devices.map { record(of: $0, with: own) }
        return own.isEmpty || place(of: ownKey) != nil ? known : known + [own.record(ownKey)]
    }

    func record(of state: DeviceState, with own: OwnLives) -> DeviceRecord {
        var record = state.record(profiles[state.profile], sinks: configuration.sinks)
        if state.key == ownKey { own.fill(&record) }
        return record
    }

    /// How many devices are known.
    public var deviceCount: Int { devices.count - areaCount - scopeCount }

    func isAccepted(_ key: DeviceKey) -> Bool {
        configuration.acceptsUnknownDevices || registry.row(key) != nil
    }

    /// Whether it is a device of the gateway's own that counts the floods of one area.
    func isArea(_ key: DeviceKey) -> Bool {
        !key.area.isEmpty && key.profile == ownKey.profile
    }
}

extension AlarmStatus {
    /// Whether it may have lost what it hangs on.
    var isUnsettled: Bool {
        isHeldBack || isTest && state != .normal || covers.contains { $0.source != .hand }
    }
}
