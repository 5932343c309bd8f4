extension Deliberation {
    /// Gives a device back while it is being changed, so that `body` may change it as any other.
    mutating func givingBack(_ device: Int, _ state: inout DeviceState, _ body: (inout Deliberation) -> Void) {
        decision.working.devices[device] = state
        body(&self)
        if let changed = decision.working.devices.removeValue(forKey: device) { state = changed }
    }
}
