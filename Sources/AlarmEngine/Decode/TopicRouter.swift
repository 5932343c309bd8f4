/// Finds whose message a topic carries.
struct TopicRouter: Sendable {
    struct Candidate: Hashable, Sendable {
        /// The profile's place in the engine, and the message's in its profile.
        let profile: Int
        let message: Int
        let match: TopicMatch
    }

    private struct Entry: Sendable {
        let profile: Int
        let message: Int
        let pattern: TopicPattern
    }

    /// By number of levels; in each, the most literal first.
    private var entries: [Int: [Entry]] = [:]

    init(_ profiles: [Profile]) {
        for (profile, definition) in profiles.enumerated() {
            for (message, plan) in definition.messages.enumerated() {
                let entry = Entry(profile: profile, message: message, pattern: plan.pattern)
                entries[plan.pattern.levels.count, default: []].append(entry)
            }
        }
        for (count, list) in entries {
            entries[count] = list.enumerated().sorted { left, right in
                let (a, b) = (left.element.pattern.rank, right.element.pattern.rank)
                return a != b ? a > b : left.offset < right.offset
            }.map(\.element)
        }
    }

    /// The most literal matches; more than one where the topic alone does not decide.
    func candidates(for topic: String) -> [Candidate] {
        let levels = Array(topic.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var found: [Candidate] = []
        var best = (0, 0)
        for entry in entries[levels.count] ?? [] {
            if !found.isEmpty, entry.pattern.rank < best { break }
            guard let match = entry.pattern.match(levels) else { continue }
            best = entry.pattern.rank
            found.append(Candidate(profile: entry.profile, message: entry.message, match: match))
        }
        return found
    }
}

/// The installed devices, by what their topics say.
struct Registry: Sendable {
    private var byKey: [DeviceKey: RegisteredDevice] = [:]
    private var firstOfName: [DeviceKey: RegisteredDevice] = [:]
    /// The names of the devices that have taken the place of others, by those.
    private var successors: [DeviceKey: String] = [:]
    private var successorOfName: [DeviceKey: String] = [:]

    init(_ devices: [RegisteredDevice]) {
        for device in devices {
            if let old = device.replaces { note(device.device, inPlaceOf: old) }
            byKey[DeviceKey(profile: device.profile, area: device.area, device: device.device)] = device
            let bare = DeviceKey(profile: device.profile, area: "", device: device.device)
            if firstOfName[bare] == nil { firstOfName[bare] = device }
        }
    }

    /// The row for a device; one without an area stands for any, and any for a device whose topic says none.
    func row(_ key: DeviceKey) -> RegisteredDevice? {
        if let exact = byKey[key] { return exact }
        let bare = DeviceKey(profile: key.profile, area: "", device: key.device)
        return key.area.isEmpty ? firstOfName[bare] : byKey[bare]
    }

    private mutating func note(_ name: String, inPlaceOf old: RegisteredDevice.Predecessor) {
        successors[DeviceKey(profile: old.profile, area: old.area, device: old.device)] = name
        let bare = DeviceKey(profile: old.profile, area: "", device: old.device)
        if successorOfName[bare] == nil { successorOfName[bare] = name }
    }

    /// The device that has taken a device's place; nil for one that still has a row.
    func successor(of key: DeviceKey) -> String? {
        guard !successors.isEmpty, row(key) == nil else { return nil }
        if let exact = successors[key] { return exact }
        let bare = DeviceKey(profile: key.profile, area: "", device: key.device)
        return key.area.isEmpty ? successorOfName[bare] : successors[bare]
    }
}
