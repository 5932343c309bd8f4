import AlarmEngine

extension HandRequest.Verb {
    /// What the request may hold beside who and why.
    fileprivate var members: Set<String> {
        switch self {
        case .acknowledge, .reset, .note: ["id"]
        case .shelve: RequestMembers.alarmMembers.union(["for", "until", "once"])
        case .takeOutOfService: RequestMembers.alarmMembers.union(["for", "until"])
        case .unshelve, .returnToService: RequestMembers.alarmMembers
        case .drill, .maintenance, .absence: ["area", "zone", "device", "from", "for", "until", "end"]
        }
    }
}

extension RequestMembers {
    fileprivate static let alarmMembers: Set<String> = ["id", "device", "alarm", "profile", "area"]

    /// The longest a device's id can be: that of an MQTT topic.
    static let longestDevice = 65_535

    /// Reads a hand: the same members on the control socket and in a recording.
    ///
    /// - Parameter verb: what its `do` says.
    /// - Throws: one sentence, for the one who wrote the request.
    /// - Returns: the hand, whose `by` is nil where the request does not say.
    func hand(_ verb: HandRequest.Verb) throws(ControlRefusal) -> HandRequest {
        try allow(verb.members.union(["by", "reason"]))
        let action: HandRequest.Action =
            switch verb {
            case .acknowledge: .acknowledge(id: try id())
            case .reset: .reset(id: try id())
            case .note: .note(id: try id())
            case .shelve: .shelve(try target(), try ending(), isOnce: try flag("once"))
            case .unshelve: .unshelve(try target())
            case .takeOutOfService: .takeOutOfService(try target(), try ending())
            case .returnToService: .returnToService(try target())
            case .drill: try period(.drill)
            case .maintenance: try period(.maintenance)
            case .absence: try period(.absence)
            }
        let reason = try filledText("reason", atMost: 2000)
        if verb == .note, reason == nil { throw ControlRefusal("A note needs its text: 'reason', a string.") }
        return HandRequest(action, by: try filledText("by"), reason: reason)
    }

    private func id() throws(ControlRefusal) -> String {
        let id = try required("id").lowercased()
        guard (4...16).contains(id.utf8.count), id.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw ControlRefusal("'id' must be an alarm's id or its beginning: 4 to 16 hex digits.")
        }
        return id
    }

    private func target() throws(ControlRefusal) -> HandRequest.NamedTarget {
        let others = ["device", "alarm", "profile", "area"].filter(has)
        if has("id") {
            guard others.isEmpty else {
                throw ControlRefusal(
                    "'id' says which alarm it is; leave out '\(others[0])', or say 'device' and 'alarm'.")
            }
            return .id(try id())
        }
        guard let device = try filledText("device", atMost: RequestMembers.longestDevice),
            let alarm = try filledText("alarm")
        else { throw ControlRefusal("The request needs 'id', or 'device' and 'alarm', to say which alarm it is.") }
        return .alarm(alarm, device: device, profile: try filledText("profile"), area: try filledText("area"))
    }

    private func ending() throws(ControlRefusal) -> HandRequest.Ending? {
        guard let span = try span("for") else { return try moment("until").map { .at($0) } }
        guard !has("until") else { throw ControlRefusal("'for' and 'until' both say when it ends; leave one out.") }
        return .after(span)
    }

    private func period(_ kind: Period.Kind) throws(ControlRefusal) -> HandRequest.Action {
        let target = try periodTarget()
        if try flag("end") {
            if let stranger = ["from", "for", "until"].first(where: has) {
                throw ControlRefusal("'end' ends it at once; leave out '\(stranger)'.")
            }
            return .end(kind, target)
        }
        guard let ending = try ending() else {
            throw ControlRefusal(
                "The request must say when the \(kind.rawValue) ends: 'for', such as 30m, or 'until'; or 'end':true to end one."
            )
        }
        return .begin(kind, target, from: try moment("from"), ending)
    }

    /// A name that is empty, as a script's unset variable is, would widen what is meant: it is refused.
    private func namedText(_ name: String, atMost bound: Int = 200) throws(ControlRefusal) -> String? {
        guard let text = try text(name, atMost: bound) else { return nil }
        guard !text.isEmpty else {
            throw ControlRefusal("'\(name)' is empty; name the one that is meant, or leave it out to mean all of them.")
        }
        return text
    }

    /// An area is left out only where a device is named: one left out by mistake must not put everything in a drill.
    private func periodTarget() throws(ControlRefusal) -> Period.Target {
        let zone = try namedText("zone")
        let device = try namedText("device", atMost: RequestMembers.longestDevice)
        guard zone == nil || device == nil else {
            throw ControlRefusal("'zone' and 'device' exclude each other; a device is in its zone.")
        }
        guard let area = try namedText("area") else {
            guard let device else { throw ControlRefusal("The request needs 'area', an area's code, or 'device'.") }
            return Period.Target(area: "", device: device)
        }
        let count = area.utf8.count
        guard area.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            [2, 4, 6, 9].contains(count) || (12...20).contains(count)
        else {
            throw ControlRefusal(
                "'area' must be an area's code: 2, 4, 6, 9 or 12 digits, or up to 20 for what lies beneath a village.")
        }
        return Period.Target(area: area, zone: zone, device: device)
    }
}
