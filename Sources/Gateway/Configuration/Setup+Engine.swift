import AlarmEngine

extension Setup {
    /// What the engine needs to judge as these files say: the same for a daemon and for a replay, so that both say the same.
    ///
    /// Without a configuration there are no sinks, nothing is passed on, and the gateway is called `gengfu`.
    public var engineConfiguration: Engine.Configuration {
        // The rules of the gateway's own alarms are ours: `OwnAlarmsTests` reads them.
        let gateway = (try? OwnAlarms.profile()).map { ($0, configuration?.broker.clientID ?? OwnAlarms.profileName) }
        var engine = Engine.Configuration(
            profiles: profiles, registry: registry, sinks: configuration?.sinks.map(\.route) ?? [],
            acceptsUnknownDevices: configuration?.acceptsUnknownDevices ?? true,
            maximumDevices: configuration?.limits.devices ?? Limits().devices, gateway: gateway)
        engine.localClock = localClock
        engine.correlations = correlations
        if let configuration {
            engine.escalation = configuration.escalation
            engine.longestShelf = configuration.longestShelf
        }
        for area in areas { engine.desks[area.code] = area.sink }
        return engine
    }
}
