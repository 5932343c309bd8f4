/// Where each device stands in the engine, by what it is called.
///
/// The keys stand with the devices: here are eight bytes a device, and what open addressing leaves free.
struct DevicePlaces: Sendable {
    /// Linear steps: 0 is free, else half of a hash and one more than a place; a power of two, at most three quarters full.
    private var slots: [UInt64] = [0, 0, 0, 0]
    private var count = 0

    /// The place of a device; nil if it is not known.
    func place(of key: DeviceKey, in devices: [DeviceState]) -> Int? {
        let hash = Self.hash(key)
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] != 0 {
            let (known, place) = Self.parts(slots[slot])
            if known == hash, devices[place].key == key { return place }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Takes in a device that is not known yet.
    mutating func insert(_ key: DeviceKey, at place: Int) {
        count += 1
        if 4 * count > 3 * slots.count { grow(to: 2 * slots.count) }
        enter(UInt64(Self.hash(key)) << 32 | UInt64(UInt32(truncatingIfNeeded: place + 1)))
    }

    /// Makes room for so many devices at once.
    mutating func reserve(_ devices: Int) {
        var size = slots.count
        while 4 * devices > 3 * size { size *= 2 }
        if size > slots.count { grow(to: size) }
    }

    /// Half of one is enough: there are fewer slots than it has values.
    private static func hash(_ key: DeviceKey) -> Int {
        var hasher = Hasher()
        key.hash(into: &hasher)
        return Int(UInt32(truncatingIfNeeded: hasher.finalize()))
    }

    private static func parts(_ slot: UInt64) -> (hash: Int, place: Int) {
        (Int(slot >> 32), Int(UInt32(truncatingIfNeeded: slot)) - 1)
    }

    private mutating func grow(to size: Int) {
        let old = slots
        slots = [UInt64](repeating: 0, count: size)
        for slot in old where slot != 0 { enter(slot) }
    }

    private mutating func enter(_ entry: UInt64) {
        let mask = slots.count - 1
        var slot = Int(entry >> 32) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }
}
