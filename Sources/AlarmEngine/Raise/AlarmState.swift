/// Where one alarm stands in its life (ISA-18.2; the table is in the design, section 6).
///
/// Shelved, suppressed and out of service will lie over these, which go on beneath.
public enum AlarmState: String, CaseIterable, Sendable {
    case normal
    /// On, and nobody has said that they know.
    case unacknowledged
    /// On, and somebody has.
    case acknowledged
    /// Off again before anybody acknowledged it.
    case returned
    /// Off, but held for a person to look and reset.
    case latched
    case latchedAcknowledged = "latched-acknowledged"

    /// Whether what the alarm is about goes on now.
    public var isActive: Bool {
        switch self {
        case .unacknowledged, .acknowledged: true
        case .normal, .returned, .latched, .latchedAcknowledged: false
        }
    }
}
