/// One thing that lies over an alarm in the model.
struct ModelCover: Hashable {
    /// `out-of-service`, `suppressed` or `shelved`.
    var name: String
    /// `hand`, `rule`, `maintenance` or `absence`.
    var source: String
    /// Of a hand's.
    var until: Int64?
    var isOnce = false

    var laying: String { name }
    var lifting: String {
        switch name {
        case "shelved": "unshelved"
        case "suppressed": "unsuppressed"
        case _: "in-service"
        }
    }
}

/// A drill, a maintenance or an absence in the model.
struct ModelPeriod: Hashable {
    var kind: String
    var area: String
    var zone: String?
    var device: String?
    var from: Int64
    var until: Int64
    var by: String?
    var reason: String?
    /// Nil until it begins.
    var beganAt: Int64?

    func covers(_ device: ModelDevice) -> Bool {
        device.shownArea.hasPrefix(area) && (zone == nil || zone == device.row?.zone)
            && (self.device == nil || self.device == device.device)
    }

    func isOn(_ other: ModelPeriod) -> Bool {
        kind == other.kind && area == other.area && zone == other.zone && device == other.device
    }

    static func longest(_ kind: String) -> Int64 {
        let day = Int64(86_400_000)
        return kind == "drill" ? day : kind == "maintenance" ? 31 * day : 366 * day
    }
}

/// A step of escalation still to come.
struct ModelStep: Hashable {
    var after: Int64
    var dueAt: Int64
    var unless: String
    var level: String?
    var sink: String
}

extension ModelAlarm {
    /// The first that shows.
    var shownCover: String? {
        ["out-of-service", "suppressed", "shelved"].first { name in covers.contains { $0.name == name } }
    }

    /// When a hand's cover ends by itself.
    var coverEnd: Int64? { covers.compactMap(\.until).min() }
}
