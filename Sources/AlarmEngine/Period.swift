/// A drill, a maintenance or an absence: a time in which some devices' alarms are told otherwise (docs/life.md).
public struct Period: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case drill, maintenance, absence
    }

    /// An area and all beneath it, and perhaps one zone or one device in it.
    public struct Target: Hashable, Sendable {
        /// A code; empty for everything.
        public var area: String
        public var zone: String?
        public var device: String?

        public init(area: String, zone: String? = nil, device: String? = nil) {
            self.area = area
            self.zone = zone
            self.device = device
        }
    }

    public var kind: Kind
    public var target: Target
    public var from: Moment
    public var until: Moment
    public var by: String?
    public var reason: String?
    /// The beginning of its life as an alarm; nil until it begins.
    public var beganAt: Moment?

    public init(
        kind: Kind, target: Target, from: Moment, until: Moment, by: String?, reason: String?, beganAt: Moment? = nil
    ) {
        self.kind = kind
        self.target = target
        self.from = from
        self.until = until
        self.by = by
        self.reason = reason
        self.beganAt = beganAt
    }
}

extension Period.Kind {
    /// The longest it may last.
    public var longest: Span {
        switch self {
        case .drill: .hours(24)
        case .maintenance: .hours(31 * 24)
        case .absence: .hours(366 * 24)
        }
    }
}
