/// An installed device, from the registry.
public struct RegisteredDevice: Hashable, Sendable {
    public var device: String
    public var profile: String
    /// Empty if the registry does not say.
    public var area: String
    public var zone: String?
    public var place: String?
    /// The sinks of the household's contact and of the household group's.
    public var contact: String?
    public var group: String?
    /// What it speaks through, whatever messages say.
    public var bridge: String?
    /// Overrides of the profile's parameters.
    public var parameters: [ParameterDescription]
    /// The device whose place it has taken.
    public var replaces: Predecessor?

    public init(
        device: String, profile: String, area: String = "", zone: String? = nil, place: String? = nil,
        contact: String? = nil, group: String? = nil,
        parameters: [ParameterDescription] = [], replaces: Predecessor? = nil
    ) {
        self.device = device
        self.profile = profile
        self.area = area
        self.zone = zone
        self.place = place
        self.contact = contact
        self.group = group
        self.parameters = parameters
        self.replaces = replaces
    }
}

extension RegisteredDevice {
    /// A device that another has taken the place of, as its topic named it.
    public struct Predecessor: Hashable, Sendable {
        public var profile: String
        /// Empty for any.
        public var area: String
        public var device: String

        public init(profile: String, area: String, device: String) {
            self.profile = profile
            self.area = area
            self.device = device
        }
    }
}
