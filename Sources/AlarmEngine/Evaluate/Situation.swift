/// What a condition is judged over: a device's values, what is remembered of it, and when.
struct Situation {
    /// Nil is unknown.
    let fields: [Value?]
    let parameters: [Value]
    let memory: DeviceMemory
    /// On the device's time.
    let deviceTime: Moment
    /// The same as a kept time.
    let kept: Moment
    let localClock: LocalClock

    init(
        fields: [Value?], parameters: [Value], memory: DeviceMemory = .nothing, deviceTime: Moment = .distantPast,
        localClock: LocalClock = .utc
    ) {
        self.fields = fields
        self.parameters = parameters
        self.memory = memory
        self.deviceTime = deviceTime
        kept = memory.kept(deviceTime)
        self.localClock = localClock
    }
}

extension DeviceState {
    /// The device as a condition sees it at a judgement.
    func situation(_ occasion: Occasion, _ localClock: LocalClock) -> Situation {
        Situation(
            fields: fields, parameters: parameters, memory: memory, deviceTime: deviceTime(occasion),
            localClock: localClock)
    }

    /// The device's time of a judgement: what its reading told, else the gateway's clock less its lag.
    func deviceTime(_ occasion: Occasion) -> Moment {
        occasion.ownTime ?? memory.deviceTime(occasion.receipt)
    }

    /// Takes what a reading brought into all that functions over time remember; its values are in ``fields`` already.
    mutating func remember(_ brought: FieldSet, _ plan: MemoryPlan, _ occasion: Occasion, _ localClock: LocalClock) {
        let kept = memory.kept(deviceTime(occasion))
        memory.sample(brought, plan, fields: fields, parameters: parameters, at: kept)
        // An age's condition may ask for the age of another, which stands before it.
        for (place, age) in plan.ages.enumerated() where age.reads.intersects(brought) {
            if truth(of: age.condition, occasion, localClock) == .yes { memory.noteTrue(place, at: kept) }
        }
    }

    private func truth(of program: Program, _ occasion: Occasion, _ localClock: LocalClock) -> Truth {
        program.truth(in: situation(occasion, localClock))
    }
}

/// What a text is filled in from; a field that is nil is unknown.
struct Scope {
    let fields: [Value?]
    let parameters: [Value]
}
