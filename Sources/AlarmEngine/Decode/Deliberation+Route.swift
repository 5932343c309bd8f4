extension Deliberation {
    /// Where a message goes; nil, and counted, where it goes nowhere.
    mutating func route(_ message: Message) -> Engine.Route? {
        let topic = ExactText(message.topic)
        if let known = engine.topics.route(message.topic) ?? decision.working.routes[topic] { return known }
        let candidates = engine.router.candidates(for: message.topic)
        let settled = settled(candidates)
        guard let candidate = settled ?? choose(candidates, message) else {
            decision.counts.unknownTopic += 1
            return nil
        }
        guard let route = route(of: candidate) else { return nil }
        // Where the payload decides, the next message of this topic may be another's.
        if settled != nil { decision.working.routes[topic] = route }
        return route
    }

    private mutating func route(of candidate: TopicRouter.Candidate) -> Engine.Route? {
        let (match, manner) = (candidate.match, manner(of: candidate))
        let bridge = manner.bridge ?? match.bridge
        func route(_ device: Int?) -> Engine.Route {
            Engine.Route(
                device: device, profile: candidate.profile, message: candidate.message, zone: match.zone,
                bridge: bridge, area: device == nil ? match.area : "")
        }
        if manner.namesDevices { return route(nil) }
        return device(key(of: candidate), candidate.profile, zone: match.zone, bridge: bridge).map(route)
    }

    /// The one that the topic alone, or with it the registry, decides for; as long as both are what they are.
    private func settled(_ candidates: [TopicRouter.Candidate]) -> TopicRouter.Candidate? {
        if candidates.count == 1, let only = candidates.first, !asks(only) { return only }
        let registered = candidates.filter { engine.registry.row(key(of: $0)) != nil }
        return registered.count == 1 ? registered.first : nil
    }

    /// The registry decides by device; then each profile's `match:` by the payload; then who was heard by that name
    /// before, as where a message says no more than that its device can be reached, or is broken.
    func choose(_ candidates: [TopicRouter.Candidate], _ message: Message) -> TopicRouter.Candidate? {
        if let settled = settled(candidates) { return settled }
        let registered = candidates.filter { engine.registry.row(key(of: $0)) != nil }
        var outer = OuterValues()
        let asked = (registered.isEmpty ? candidates : registered).map { candidate in
            let plan = plan(of: candidate)
            // What says that it is another's need not be unwrapped.
            if let match = plan.outerMatch, outer.fits(match, message.payload) != true {
                return (candidate: candidate, fits: outer.fits(match, message.payload))
            }
            return (candidate: candidate, fits: plan.takes(message.payload, engine.aids))
        }
        let fitting = asked.filter { $0.fits == true }.map(\.candidate)
        let chosen = fitting.filter { plan(of: $0).match != nil }
        if chosen.count == 1 { return chosen.first }
        if fitting.count == 1, let only = fitting.first, !asks(only) { return only }
        let known = asked.filter { $0.fits != false && place(of: key(of: $0.candidate)) != nil }
        return known.count == 1 ? known.first?.candidate : nil
    }

    /// Whether a profile takes only what is shown to be its own, on this topic too where it alone has it: by a `match:`, or,
    /// where the message says no more than that its device can be reached, by the `match:` of another.
    private func asks(_ candidate: TopicRouter.Candidate) -> Bool {
        let plan = plan(of: candidate)
        if plan.match != nil { return true }
        return plan.availability != nil && engine.profiles[candidate.profile].messages.contains { $0.match != nil }
    }

    private func plan(of candidate: TopicRouter.Candidate) -> MessagePlan {
        engine.profiles[candidate.profile].messages[candidate.message]
    }

    private func manner(of candidate: TopicRouter.Candidate) -> ReadingManner {
        engine.profiles[candidate.profile].manners[candidate.message]
    }

    /// A bridge stands for the device where the topic has none.
    func key(of candidate: TopicRouter.Candidate) -> DeviceKey {
        let match = candidate.match
        return DeviceKey(
            profile: engine.profiles[candidate.profile].name, area: match.area,
            device: match.device.isEmpty ? manner(of: candidate).bridge ?? match.bridge ?? "" : match.device)
    }

    /// The device of that name, known from now on where it is accepted; nil, and counted, where it is not.
    private mutating func device(_ key: DeviceKey, _ profile: Int, zone: String?, bridge: String?) -> Int? {
        guard engine.isAccepted(key) else {
            decision.counts.unknownDevice += 1
            return nil
        }
        if let known = place(of: key) { return known }
        guard deviceCount - areaCount - scopeCount < engine.configuration.maximumDevices else {
            decision.counts.overDeviceLimit += 1
            return nil
        }
        var state = DeviceState(
            key: key, profile: profile, of: engine.profiles[profile], registered: engine.registry.row(key),
            zone: zone, bridge: bridge)
        state.successor = engine.registry.successor(of: key)
        let device = add(state)
        expectChanges(of: device, engine.profiles[profile])
        return device
    }

    // MARK: What the payload says

    /// Whose it is what was said; nil where it is nobody's that we know.
    mutating func device(_ name: String?, through bridge: String?, _ delivered: Delivered) -> Int? {
        let route = delivered.route
        guard delivered.manner.namesDevices else { return route.device }
        guard let name else { return nil }
        let key = DeviceKey(profile: engine.profiles[route.profile].name, area: route.area, device: name)
        return device(key, route.profile, zone: route.zone, bridge: bridge)
    }

    /// What the device speaks through, as far as the message says: the payload knows best.
    func bridge(_ name: String?, _ delivered: Delivered) -> String? {
        name ?? delivered.route.bridge
    }

    /// From now on time alone may change what a new device's rules say, whatever it said first.
    private mutating func expectChanges(of device: Int, _ definition: Profile) {
        guard definition.alarms.contains(where: { !$0.timed.isEmpty }) else { return }
        let occasion = Occasion(receipt: clock, isReading: false)
        withDevice(device) { me, state in
            for (alarm, rule) in definition.alarms.enumerated() where !rule.timed.isEmpty {
                state.note(judged: rule.timed, occasion)
                me.setTimer(device, alarm, &state)
            }
        }
    }

    /// Takes in a device never heard of before.
    mutating func add(_ state: DeviceState) -> Int {
        let device = deviceCount
        deviceCount += 1
        if engine.isArea(state.key) { areaCount += 1 }
        places[state.key] = device
        decision.working.devices[device] = state
        if engine.isScope(state) { scopeCount += 1 } else { join(device) }
        return device
    }
}
