/// Judges messages and keeps the life of every alarm. Time is an argument; nothing here waits or asks.
public struct Engine: Sendable {
    /// All that the engine must know beforehand.
    public struct Configuration: Sendable {
        public var profiles: [Profile]
        public var registry: [RegisteredDevice]
        /// In the order deliveries are listed; at most 64.
        public var sinks: [SinkRoute]
        /// Whether a device that is not in the registry is accepted by its topic.
        public var acceptsUnknownDevices: Bool
        /// At most so many devices are known; at least 1.
        public var maximumDevices: Int

        public init(
            profiles: [Profile], registry: [RegisteredDevice] = [], sinks: [SinkRoute] = [],
            acceptsUnknownDevices: Bool = true, maximumDevices: Int = 200_000
        ) {
            self.profiles = profiles
            self.registry = registry
            self.sinks = sinks
            self.acceptsUnknownDevices = acceptsUnknownDevices
            self.maximumDevices = maximumDevices
        }
    }

    /// An engine that knows what `records` say, and is not yet listening.
    ///
    /// Alarms in them that are no longer configured are withdrawn by the first decision.
    public init(configuration: Configuration, restoring records: [DeviceRecord] = [], at now: Moment) {
    }

    /// Judges a batch and every deadline due by `now`, and changes nothing.
    public func decide(_ batch: [Input], at now: Moment) -> Decision {
        Decision()
    }

    /// Takes over what ``decide(_:at:)`` decided; cannot fail.
    public mutating func adopt(_ decision: Decision) {
    }

    /// When the engine must be asked again though no message comes; nil if nothing runs.
    public var nextDeadline: Moment? { nil }

    /// Everything a restart needs, in order of device.
    public func records() -> [DeviceRecord] { [] }

    /// The records of the devices that heard plain readings since they were last kept; a batch that is worth keeping
    /// carries its own in ``Decision/changed``.
    public mutating func takeUnsaved() -> [DeviceRecord] { [] }
}

/// A profile whose rules are read and checked.
public struct Profile: Sendable {
    public let name: String
    /// The topic filters to subscribe to: the profile's topics with `+` for each `{…}`.
    public let filters: [String]

    /// Reads the rules of `description`.
    ///
    /// - Throws: every problem found, in the order of the file's parts; warnings alone are no reason to throw.
    public init(_ description: ProfileDescription) throws(ProfileProblems) {
        name = description.name
        filters = []
    }
}

/// All that is wrong with one profile.
public struct ProfileProblems: Error, Hashable, Sendable {
    public var problems: [ProfileProblem]
}

struct WorkingState: Sendable {}
