/// What the engine decided about a batch: all that must be kept, told and remembered.
///
/// Nothing has happened until the caller has committed it and had it adopted.
public struct Decision: Sendable {
    /// In the order they happened.
    public internal(set) var events: [Event] = []
    /// By event, then in the order the sinks are configured.
    public internal(set) var deliveries: [Delivery] = []
    /// Devices whose alarms or running delays changed: to be kept in the same transaction as the events.
    public internal(set) var changed: [DeviceRecord] = []
    /// The places in the batch of the messages that changed them: to be recognised when they come again.
    public internal(set) var causes: [Int] = []
    /// One answer for each hand in the batch, in order.
    public internal(set) var refusals: [HandRefusal?] = []
    public internal(set) var counts = Counts()
    /// The first undecodable payload of each device and cause; of each profile and cause, where the payload names devices.
    public internal(set) var undecodable: [UndecodableSample] = []
    /// What ``Engine/adopt(_:)`` takes over.
    var working = Working()

    /// The engine's state as it will be.
    struct Working: Sendable {
        /// Devices that changed or are new, by their place in the engine.
        var devices: [Int: DeviceState] = [:]
        /// Devices that did no more than bring values.
        var quiet = QuietBook()
        /// Those of `devices` that are kept with the events.
        var changed: Set<Int> = []
        var routes: [ExactText: Engine.Route] = [:]
        var unnamedSamples: Set<Engine.UnnamedSample> = []
        /// Set in place of all that went off by `horizon`, or of all there were.
        var timers = Timers()
        var replacesTimers = false
        var horizon = Moment.distantPast
        var listeningSince: Moment?
        /// What correlations have counted, where it changed.
        var tallies: [TallyKey: Tally] = [:]
        /// Devices that came into a scope or left it, in order.
        var moves: [Gathered.Move] = []
        /// As `timers`, for what is counted.
        var gathering = Timers()
        /// Drills and the like as they will be; nil where nothing changed.
        var own: OwnLives?
    }

    /// Whether there is anything that must reach the disk before the acknowledgement.
    public var isWorthKeeping: Bool { !events.isEmpty || !changed.isEmpty }
}

/// How many messages met which fate; of a message with many readings, `judged`, `late`, `mistypedFields`,
/// `incredibleTime`, `known` and `badNames` count readings, and what is a device's own counts for each of its devices.
public struct Counts: Hashable, Sendable {
    public var messages = 0
    public var judged = 0
    public var undecodable = 0
    /// A field's value was not of its declared type.
    public var mistypedFields = 0
    /// The topic belongs to no profile, or to two that nothing tells apart.
    public var unknownTopic = 0
    /// The device is not in the registry and `unknown_devices` is `reject`.
    public var unknownDevice = 0
    /// The bound on devices was reached.
    public var overDeviceLimit = 0
    public var redelivered = 0
    public var late = 0
    /// The profile declares a time, and it was not credible.
    public var incredibleTime = 0
    public var retained = 0
    public var empty = 0
    /// Readings of a message with many that were not newer than what is known of their device.
    public var known = 0
    /// The same again within the profile's `repeats`: one transmission, heard more than once.
    public var repeated = 0
    /// Elements of a message beyond the bound on them.
    public var overElements = 0
    /// A payload should have said whose a reading is, and what stands there is no name.
    public var badNames = 0

    public init() {}

    public static func += (total: inout Counts, more: Counts) {
        total.messages += more.messages
        total.judged += more.judged
        total.undecodable += more.undecodable
        total.mistypedFields += more.mistypedFields
        total.unknownTopic += more.unknownTopic
        total.unknownDevice += more.unknownDevice
        total.overDeviceLimit += more.overDeviceLimit
        total.redelivered += more.redelivered
        total.late += more.late
        total.incredibleTime += more.incredibleTime
        total.retained += more.retained
        total.empty += more.empty
        total.known += more.known
        total.repeated += more.repeated
        total.overElements += more.overElements
        total.badNames += more.badNames
    }
}

/// A payload that did not decode, kept so that somebody can look at it.
public struct UndecodableSample: Hashable, Sendable {
    /// Its name is empty where the payload should have said it.
    public var device: DeviceKey
    public var topic: String
    /// One sentence, without any of the payload.
    public var cause: String
    /// The payload's beginning, at most 1024 bytes.
    public var payload: [UInt8]
    public var receivedAt: Moment
}
