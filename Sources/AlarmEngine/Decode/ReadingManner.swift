/// How a message's readings are to be taken, beside where they stand in it.
struct ReadingManner: Sendable {
    /// The payload says whose they are.
    let namesDevices: Bool
    /// They should tell their time.
    let tellsTime: Bool
    /// Where they have no time of their own, their place among the others says when they were taken.
    let isSpaced: Bool
    /// Readings carry the time of receipt: the device's own recognises repeats and nothing else.
    let distrustsClock: Bool
    /// The message says, in place of fields, whether its device can be reached.
    let isAvailability: Bool
    /// What the devices speak through, where the description itself names it.
    let bridge: String?

    init(_ description: MessageDescription) {
        namesDevices = description.device != nil
        tellsTime = !description.times.isEmpty
        isSpaced = description.each?.spacing != nil
        distrustsClock = description.clock == .receipt
        isAvailability = description.availability != nil
        bridge = description.bridgeName
    }
}
