extension Deliberation {
    /// Where a message goes; nil, and counted, where it goes nowhere.
    mutating func route(_ message: Message) -> Engine.Route? {
        let topic = ExactText(message.topic)
        if let known = engine.routes[topic] ?? decision.working.routes[topic] { return known }
        let candidates = engine.router.candidates(for: message.topic)
        guard let candidate = choose(candidates, message) else {
            decision.counts.unknownTopic += 1
            return nil
        }
        guard let device = device(of: candidate) else { return nil }
        let route = Engine.Route(device: device, message: candidate.message, zone: candidate.match.zone)
        // Where the payload decides, the next message of this topic may be another's.
        if candidates.count == 1 { decision.working.routes[topic] = route }
        return route
    }

    /// The registry decides by device; then each profile's `match:` by the payload.
    func choose(_ candidates: [TopicRouter.Candidate], _ message: Message) -> TopicRouter.Candidate? {
        guard candidates.count > 1 else { return candidates.first }
        let registered = candidates.filter { engine.registry.row(key(of: $0)) != nil }
        if registered.count == 1 { return registered.first }
        let fitting = (registered.isEmpty ? candidates : registered).filter {
            plan(of: $0).matches(message.payload)
        }
        let chosen = fitting.filter { plan(of: $0).match != nil }
        return chosen.count == 1 ? chosen.first : fitting.count == 1 ? fitting.first : nil
    }

    private func plan(of candidate: TopicRouter.Candidate) -> MessagePlan {
        engine.profiles[candidate.profile].messages[candidate.message]
    }

    private func key(of candidate: TopicRouter.Candidate) -> DeviceKey {
        DeviceKey(
            profile: engine.profiles[candidate.profile].name, area: candidate.match.area, device: candidate.match.device
        )
    }

    private mutating func device(of candidate: TopicRouter.Candidate) -> Int? {
        let key = key(of: candidate)
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
            key: key, profile: candidate.profile, of: engine.profiles[candidate.profile],
            registered: engine.registry.row(key), zone: candidate.match.zone)
        state.successor = engine.registry.successor(of: key)
        let device = add(state)
        expectChanges(of: device, engine.profiles[candidate.profile])
        return device
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
