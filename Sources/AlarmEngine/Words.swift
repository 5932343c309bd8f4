/// How bad it is: the severities of CAP 1.2, the least first.
///
/// China's four colours stand for the same four: blue, yellow, orange, red.
public enum Severity: String, CaseIterable, Comparable, Sendable {
    case minor, moderate, severe, extreme

    /// 0 for minor to 3 for extreme.
    public var rank: Int {
        switch self {
        case .minor: 0
        case .moderate: 1
        case .severe: 2
        case .extreme: 3
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }
}

/// What kind of thing it is, apart from how bad (NFPA 72's signal classes), the least urgent first.
public enum Signal: String, CaseIterable, Sendable {
    case test
    /// A device or a link is faulty.
    case trouble
    /// A protection is off or weakened.
    case supervisory
    /// Life or property, now.
    case alarm

    /// 0 for test to 3 for alarm.
    public var rank: Int {
        switch self {
        case .test: 0
        case .trouble: 1
        case .supervisory: 2
        case .alarm: 3
        }
    }
}

/// The service a device belongs to; `gateway` is Gengfu itself.
public enum Service: String, CaseIterable, Sendable {
    case fireStation = "fire-station"
    case emergencyBroadcast = "emergency-broadcast"
    case elderCare = "elder-care"
    case gateway
}

/// A CAP 1.2 category.
public enum Category: String, CaseIterable, Sendable {
    case geo = "Geo"
    case met = "Met"
    case safety = "Safety"
    case security = "Security"
    case rescue = "Rescue"
    case fire = "Fire"
    case health = "Health"
    case env = "Env"
    case transport = "Transport"
    case infra = "Infra"
    case cbrne = "CBRNE"
    case other = "Other"
}

/// A text in the two languages operators read; a language not written is nil.
public struct Words: Hashable, Sendable {
    public var en: String?
    public var zh: String?

    public init(en: String? = nil, zh: String? = nil) {
        self.en = en
        self.zh = zh
    }
}
