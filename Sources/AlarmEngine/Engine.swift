/// Judges messages and keeps the life of every alarm.
///
/// Time is an argument; nothing here waits, asks or forgets.
public struct Engine: Sendable {
    let configuration: Configuration
    /// The configured profiles, then the gateway's own, and that of the correlations last.
    let profiles: [Profile]
    /// Which alarms the correlations look at.
    let plan: GatheringPlan
    let router: TopicRouter
    let registry: Registry
    let escalation: EscalationPlan
    /// The alarm that a flood is, by its profile's place and its own; nil without a gateway.
    let flood: (profile: Int, alarm: Int)?

    private(set) var devices: [DeviceState] = []
    /// How many of them are the gateway's own that count floods: they take no place from others.
    private(set) var areaCount = 0
    private(set) var places: [DeviceKey: Int] = [:]
    private(set) var topics = TopicTable()
    private(set) var quietPlans: QuietPlans
    /// Of each device, whether a message that begins nothing changes no more than its values.
    private(set) var isCalm: [Bool] = []
    private(set) var unnamedSamples: Set<UnnamedSample> = []
    private(set) var timers = Timers()
    /// Since when messages can reach us; nil while they cannot.
    public private(set) var listeningSince: Moment?
    /// Alarms that were restored but are no longer configured.
    private(set) var orphans: [Orphan] = []
    /// Devices that others have taken the place of, and that something may be open of, in order.
    private(set) var replaced: [Int] = []
    /// What the gateway keeps beside its own alarms: drills, maintenance and absences.
    private(set) var own = OwnLives()
    /// Records of this gateway under another name, with drills and the like in them.
    private(set) var renamed: [DeviceRecord] = []
    /// Something was restored that may have lost what it hangs on: a cover its rule, a test its drill, a life that is held back its flood.
    private(set) var isUnsettled = false
    /// What correlations have counted.
    private(set) var gathered = Gathered()
    /// No decision was adopted yet.
    private(set) var isUngathered = true
    /// How many of the devices stand for the scopes of correlations.
    private(set) var scopeCount = 0
    private var unsaved = UnsavedDevices()

    /// An engine that knows what `records` say.
    ///
    /// Alarms in them that are no longer configured are withdrawn by the first decision.
    ///
    /// - Parameters:
    ///   - configuration: what to judge by.
    ///   - records: what was known before.
    ///   - listeningSince: since when messages reach us, where a configuration is replaced while they do.
    public init(
        configuration: Configuration, restoring records: [DeviceRecord] = [], listeningSince: Moment? = nil
    ) {
        self.listeningSince = listeningSince
        var configuration = configuration
        if let gateway = configuration.gateway {
            configuration.gateway = (gateway.profile.adding(AreaFlood.rule), gateway.device)
        }
        self.configuration = configuration
        let correlations = configuration.correlations.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        profiles =
            configuration.profiles + (configuration.gateway.map { [$0.profile] } ?? [])
            + (correlations.isEmpty ? [] : [Profile(correlations)])
        quietPlans = QuietPlans(profiles)
        plan = GatheringPlan(correlations, profiles, gateway: configuration.gateway?.device ?? "gengfu")
        router = TopicRouter(configuration.profiles)
        registry = Registry(configuration.registry)
        escalation = EscalationPlan(
            policies: configuration.escalation, desks: configuration.desks, sinks: configuration.sinks)
        let ownProfile = configuration.profiles.count
        flood = configuration.gateway.flatMap { gateway in
            gateway.profile.alarms.firstIndex { $0.name == AreaFlood.alarmName }.map { (ownProfile, $0) }
        }
        for record in records { restore(record) }
        orphans.sort { left, right in
            left.device.key != right.device.key
                ? left.device.key < right.device.key
                : left.alarm.name.utf8.lexicographicallyPrecedes(right.alarm.name.utf8)
        }
        replaced.sort { devices[$0].key < devices[$1].key }
        addRegisteredDevices()
        for device in devices.indices {
            if let listeningSince { devices[device].memory.listen(at: listeningSince) }
            for alarm in devices[device].alarms.indices { setTimer(device, alarm) }
        }
        gathered = gather(&devices)
        for timer in own.setTimers() { timers.push(timer) }
        isUnsettled = devices.contains { $0.alarms.contains(where: \.isUnsettled) }
        isCalm = devices.map { $0.isCalm(profiles[$0.profile]) }
    }

    private mutating func restore(_ record: DeviceRecord) {
        if record.key == ownKey {
            own.restore(record)
        } else if record.key.profile == ownKey.profile, !record.periods.isEmpty {
            own.periods += record.periods
            renamed.append(record)
        }
        guard isKnown(record), let profile = profiles.firstIndex(where: { $0.name == record.key.profile }) else {
            orphans += record.alarms.filter { $0.state != .normal }.map { Orphan(device: record, alarm: $0) }
            return
        }
        let definition = profiles[profile]
        var state = DeviceState(
            key: record.key, profile: profile, of: definition, registered: registry.row(record.key), zone: nil)
        let bits = configuration.sinks.enumerated().map { ($0.element.name, UInt64(1) << UInt64($0.offset)) }
        state.restore(record, definition, sinkBits: Dictionary(bits) { first, _ in first })
        orphans += record.alarms.filter { alarm in
            alarm.state != .normal && !definition.alarms.contains { $0.name == alarm.name && !$0.isSign }
        }.map { Orphan(device: record, alarm: $0) }
        if isScope(state) { orphans += state.withdrawStrangers(record, plan) }
        state.successor = registry.successor(of: record.key)
        if state.successor != nil { replaced.append(devices.count) }
        add(state)
    }

    private func isKnown(_ record: DeviceRecord) -> Bool {
        switch record.key.profile {
        case Correlation.profileName: true
        case configuration.gateway?.profile.name: record.key.device == configuration.gateway?.device
        case _: isAccepted(record.key) || owesAcknowledgement(record)
        }
    }

    /// Devices of the registry are waited for from the start.
    private mutating func addRegisteredDevices() {
        for row in configuration.registry {
            guard let profile = profiles.firstIndex(where: { $0.name == row.profile }) else { continue }
            let hasArea = profiles[profile].messages.contains { $0.pattern.names("area") }
            guard !hasArea || !row.area.isEmpty else { continue }
            let key = DeviceKey(profile: row.profile, area: hasArea ? row.area : "", device: row.device)
            guard places[key] == nil, deviceCount < configuration.maximumDevices else { continue }
            add(DeviceState(key: key, profile: profile, of: profiles[profile], registered: row, zone: nil))
        }
    }

    private mutating func add(_ state: DeviceState) {
        if isScope(state) { scopeCount += 1 }
        places[state.key] = devices.count
        devices.append(state)
        isCalm.append(false)
        if isArea(state.key) { areaCount += 1 }
    }

    private mutating func setTimer(_ device: Int, _ alarm: Int) {
        devices[device].timers[alarm] = nil
        let rule = profiles[devices[device].profile].alarms[alarm]
        guard
            let at = devices[device].deadline(
                of: alarm, rule, self, listeningSince: listeningSince, notBefore: .distantPast)
        else { return }
        devices[device].timers[alarm] = at
        timers.push(Timer(at: at, device: device, alarm: alarm))
    }

    /// A device that was replaced is kept, though it is no longer listened to, until all that is open of it is settled.
    private func owesAcknowledgement(_ record: DeviceRecord) -> Bool {
        record.alarms.contains { $0.state != .normal } && registry.successor(of: record.key) != nil
    }

    func isAccepted(_ key: DeviceKey) -> Bool {
        configuration.acceptsUnknownDevices || registry.row(key) != nil
    }

    /// Judges a batch and every deadline due by `now`, and changes nothing.
    ///
    /// Inputs are judged in their order; one whose moment is before that of the one ahead of it is taken to come with it.
    public func decide(_ batch: [Input], at now: Moment) -> Decision {
        var deliberation = Deliberation(self, through: batch.reduce(now) { max($0, $1.moment) })
        return deliberation.run(batch, at: now)
    }

    /// Takes over what ``decide(_:at:)`` decided; cannot fail.
    public mutating func adopt(_ decision: Decision) {
        let working = decision.working
        for (device, state) in working.devices.sorted(by: { $0.key < $1.key }) {
            if device < devices.count { devices[device] = state } else { add(state) }
            isCalm[device] = state.isCalm(profiles[state.profile])
            unsaved.insert(device)
        }
        working.quiet.apply(to: &devices, silences: quietPlans.silences)
        for device in working.quiet.heard { unsaved.insert(device) }
        for device in working.changed { unsaved.remove(device) }
        for (topic, route) in working.routes where topics.entries.count < 4 * configuration.maximumDevices {
            topics.insert(topic.text, route, plan: quietPlans.place(route.profile, route.message))
        }
        unnamedSamples.formUnion(working.unnamedSamples)
        if working.replacesTimers { timers = Timers() } else { timers.removeAll(through: working.horizon) }
        for timer in working.timers.all { timers.push(timer) }
        listeningSince = working.listeningSince
        if let own = working.own { self.own = own }
        gathered.adopt(working)
        isUngathered = false
        orphans = []
        replaced = []
        renamed = []
        isUnsettled = false
    }

    /// The same engine, but that it tries no message for being quiet: what it decides must be the same.
    var withoutQuietPlans: Engine {
        var engine = self
        engine.quietPlans = quietPlans.none
        return engine
    }

    /// When the engine must be asked again though no message comes; nil if nothing runs.
    public var nextDeadline: Moment? { Moment.earliest(timers.earliest, gathered.timers.earliest) }

    /// How many devices are known.
    public var deviceCount: Int { devices.count - areaCount - scopeCount }

    /// The records of the devices heard since they were last kept; a batch that is worth keeping carries its own in
    /// ``Decision/changed``.
    public mutating func takeUnsaved(atMost limit: Int = .max) -> [DeviceRecord] {
        unsaved.take(atMost: limit).map { record(of: devices[$0], with: own) }
    }
}
