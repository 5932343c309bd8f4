import AlarmEngine

extension Setup {
    /// What the engine needs to judge as these files say: the same for a daemon and for a replay, so that both say the same.
    ///
    /// Without a configuration there is no gateway: nobody is told, nothing is passed on, and nothing of its own is raised.
    public var engineConfiguration: Engine.Configuration {
        var engine = Engine.Configuration(
            profiles: profiles, registry: registry, sinks: configuration?.sinks.map(\.route) ?? [],
            acceptsUnknownDevices: configuration?.acceptsUnknownDevices ?? true,
            maximumDevices: configuration?.limits.devices ?? Limits().devices)
        engine.localClock = localClock
        engine.legacyText = LegacyText.system ?? .ascii
        engine.correlations = correlations
        if let configuration {
            // Their rules are ours: `OwnAlarmsTests` reads them.
            engine.gateway = (try? OwnAlarms.profile()).map { ($0, configuration.broker.clientID) }
            engine.escalation = configuration.escalation
            engine.longestShelf = configuration.longestShelf
        }
        for area in areas { engine.desks[area.code] = area.sink }
        return engine
    }
}
