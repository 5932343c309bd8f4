extension Deliberation {
    /// Judges the gateway's own alarms, as if a device of its own had sent one field.
    mutating func judgeCondition(_ name: String, _ value: Value) {
        guard let gateway = engine.configuration.gateway,
            let profile = engine.profiles.lastIndex(where: { $0.name == gateway.profile.name }),
            let field = gateway.profile.fields.firstIndex(where: { $0.name == name })
        else { return }
        let key = DeviceKey(profile: gateway.profile.name, area: "", device: gateway.device)
        let device =
            place(of: key)
            ?? add(DeviceState(key: key, profile: profile, of: gateway.profile, registered: nil, zone: nil))
        let reading = Reading(values: [(field, value)])
        withDevice(device) { me, state in
            me.judgeOwn(reading, Occasion(receipt: me.clock), device, &state)
        }
    }
}
