import AlarmEngine

/// Which events an operator wants to see; an empty filter lets all through.
public struct EventFilter: Hashable, Sendable {
    public var minimumSeverity: Severity?
    /// Empty stands for all.
    public var signals: Set<Signal>
    /// The beginning of an area code: `5328` is the prefecture and all below it.
    public var areaPrefix: String?
    public var device: String?
    /// The alarm's name, such as `smoke-high`.
    public var alarm: String?

    public init(
        minimumSeverity: Severity? = nil, signals: Set<Signal> = [], areaPrefix: String? = nil, device: String? = nil,
        alarm: String? = nil
    ) {
        self.minimumSeverity = minimumSeverity
        self.signals = signals
        self.areaPrefix = areaPrefix
        self.device = device
        self.alarm = alarm
    }

    public func matches(_ event: Event) -> Bool {
        if let minimumSeverity, event.severity < minimumSeverity { return false }
        if !signals.isEmpty, !signals.contains(event.signal) { return false }
        if let areaPrefix, !(event.area ?? "").hasPrefix(areaPrefix) { return false }
        if let device, event.life.device.device != device { return false }
        if let alarm, event.life.alarm != alarm { return false }
        return true
    }
}
