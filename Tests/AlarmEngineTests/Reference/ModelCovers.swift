/// What lies over an alarm in the model.
struct ModelCovers: Hashable {
    struct Shelf: Hashable {
        var until: Int64
        var isOnce: Bool
    }

    var shelf: Shelf?
    var isSuppressedByRule = false
    /// What `suppress_when` last said.
    var ruleSays = false
    var isSuppressedByAbsence = false
    var isOutByMaintenance = false
    var outByHand: Out?

    struct Out: Hashable {
        var until: Int64?
    }

    /// The first that shows.
    var shown: String? {
        if outByHand != nil || isOutByMaintenance { return "out-of-service" }
        if isSuppressedByRule || isSuppressedByAbsence { return "suppressed" }
        return shelf == nil ? nil : "shelved"
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
