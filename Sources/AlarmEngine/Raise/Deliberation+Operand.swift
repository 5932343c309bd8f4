extension Deliberation {
    /// Tells the correlations that count an alarm that it came on or went off: they have their place here.
    ///
    /// It comes last of what follows from an event: after its covers and the end of a shelf laid for once. What is
    /// changed here may be any device, this one included.
    mutating func noteOperand(
        _ turn: OperandTurn, _ telling: Telling, _ device: Int, _ alarm: Int, _ state: inout DeviceState
    ) {
    }

    /// Gives a device back while it is being changed, so that `body` may change it as any other.
    mutating func givingBack(_ device: Int, _ state: inout DeviceState, _ body: (inout Deliberation) -> Void) {
        decision.working.devices[device] = state
        body(&self)
        if let changed = decision.working.devices.removeValue(forKey: device) { state = changed }
    }
}
