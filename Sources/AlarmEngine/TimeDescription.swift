/// Where the device's own time stands, and how it is written.
public struct TimeDescription: Hashable, Sendable {
    public enum Unit: String, CaseIterable, Sendable {
        case seconds = "s"
        case milliseconds = "ms"
        case microseconds = "us"
        /// RFC 3339, such as `2026-11-23T08:00:00.250Z`, or the basic form, `20261123T080000Z`; without a zone it is local.
        case iso8601
    }

    /// A JSON Pointer.
    public var path: String
    /// Whether `path` points into the whole document, though the message has `each:`.
    public var isOuter = false
    public var unit: Unit
    /// Where numbers are counted from; nil is 1970.
    public var epoch: Moment?
    /// How a text is written, such as `dd/MM/yyyy HH:mm:ss`; `unit` means nothing then.
    public var format: String?
    /// Seconds east of Greenwich, of a text that names no zone; nil is the gateway's local time.
    public var secondsEast: Int?

    public init(path: String, unit: Unit) {
        self.path = path
        self.unit = unit
    }
}
