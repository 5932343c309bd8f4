extension Engine {
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
        /// The profile of the gateway's own alarms, and its name as a device.
        public var gateway: (profile: Profile, device: String)?
        /// The local time that `between` asks for.
        public var localClock = LocalClock.utc
        /// Reads GB 18030.
        public var legacyText = LegacyText.ascii
        /// The first that fits is taken.
        public var escalation = EscalationPolicy.shipped
        /// The sinks of areas' duty desks, by code.
        public var desks: [String: String] = [:]
        /// No alarm is shelved for longer.
        public var longestShelf = Span.hours(12)
        /// Rules over several devices.
        public var correlations: [Correlation] = []

        public init(
            profiles: [Profile], registry: [RegisteredDevice] = [], sinks: [SinkRoute] = [],
            acceptsUnknownDevices: Bool = true, maximumDevices: Int = 200_000,
            gateway: (profile: Profile, device: String)? = nil
        ) {
            self.profiles = profiles
            self.registry = registry
            self.sinks = sinks
            self.acceptsUnknownDevices = acceptsUnknownDevices
            self.maximumDevices = maximumDevices
            self.gateway = gateway
        }
    }
}
