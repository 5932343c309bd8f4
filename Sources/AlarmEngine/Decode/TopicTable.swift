/// The topics that were heard, and where their messages go: found by their bytes with one hash and one comparison.
///
/// The hash is Swift's own, keyed anew in each process, so that nobody can choose topics that collide.
struct TopicTable: Sendable {
    struct Entry: BitwiseCopyable, Sendable {
        let hash: Int
        /// In `bytes`.
        let start: Int
        let count: Int32
        /// -1 where the payload says whose the readings are.
        let device: Int32
        let profile: Int32
        let message: Int32
        /// Of all messages of all profiles, one behind the other.
        let plan: Int32
        /// In `details`; -1 where there are none.
        let detail: Int32
    }

    /// What a topic says beside the device.
    struct Detail: Hashable, Sendable {
        let zone: String?
        let bridge: String?
        let area: String

        /// Whether a message changes neither the zone nor the bridge of a device.
        func leaves(_ device: UnsafePointer<DeviceState>) -> Bool {
            device.pointee.keeps(zone: zone, bridge: bridge)
        }
    }

    private(set) var entries: [Entry] = []
    private(set) var details: [Detail] = []
    private var bytes: [UInt8] = []
    /// Open addressing with linear steps: 0 is free, else one more than the number of an entry; a power of two, at most half full.
    private var slots: [UInt32] = [0, 0]

    /// The place of a topic in ``entries``.
    func place(of topic: String) -> Int? {
        let found = topic.utf8.withContiguousStorageIfAvailable { place(of: $0) }
        return found ?? Array(topic.utf8).withUnsafeBufferPointer { place(of: $0) }
    }

    private func place(of topic: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = Self.hash(topic)
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] != 0 {
            let place = Int(slots[slot] - 1)
            if entries[place].hash == hash, isEqual(entries[place], topic) { return place }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func isEqual(_ entry: Entry, _ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(entry.count) == topic.count else { return false }
        return bytes.withUnsafeBytes { bytes in
            let (known, asked) = (
                UnsafeRawBufferPointer(rebasing: bytes[entry.start...]), UnsafeRawBufferPointer(topic)
            )
            var place = 0
            while place + 8 <= asked.count {
                let isSame =
                    known.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    == asked.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                guard isSame else { return false }
                place += 8
            }
            while place < asked.count {
                guard known[place] == asked[place] else { return false }
                place += 1
            }
            return true
        }
    }

    private static func hash(_ topic: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(topic))
        return hasher.finalize()
    }

    /// Where the messages of a topic go.
    func route(_ topic: String) -> Engine.Route? {
        guard let place = place(of: topic) else { return nil }
        let entry = entries[place]
        let detail = entry.detail < 0 ? nil : details[Int(entry.detail)]
        return Engine.Route(
            device: entry.device < 0 ? nil : Int(entry.device), profile: Int(entry.profile),
            message: Int(entry.message), zone: detail?.zone, bridge: detail?.bridge, area: detail?.area ?? "")
    }

    /// Remembers a topic that is not known yet.
    mutating func insert(_ topic: String, _ route: Engine.Route, plan: Int) {
        let text = Array(topic.utf8)
        text.withUnsafeBufferPointer { text in
            guard place(of: text) == nil else { return }
            let entry = Entry(
                hash: Self.hash(text), start: bytes.count, count: Int32(clamping: text.count),
                device: Int32(clamping: route.device ?? -1), profile: Int32(clamping: route.profile),
                message: Int32(clamping: route.message), plan: Int32(clamping: plan), detail: detail(route))
            bytes.append(contentsOf: text)
            entries.append(entry)
            if 2 * entries.count > slots.count { grow() } else { enter(entries.count - 1) }
        }
    }

    private mutating func detail(_ route: Engine.Route) -> Int32 {
        if route.zone == nil, route.bridge == nil, route.area.isEmpty { return -1 }
        let detail = Detail(zone: route.zone, bridge: route.bridge, area: route.area)
        // Topics of one place mostly come one after the other.
        if detail != details.last { details.append(detail) }
        return Int32(clamping: details.count - 1)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: 2 * slots.count)
        for place in entries.indices { enter(place) }
    }

    private mutating func enter(_ place: Int) {
        let mask = slots.count - 1
        var slot = entries[place].hash & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: place + 1)
    }
}
