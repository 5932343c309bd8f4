/// A device as its topic names it.
public struct DeviceKey: Sendable {
    public var profile: String
    /// The `{area}` of its topic; empty where the topic has none.
    public var area: String
    public var device: String

    public init(profile: String, area: String, device: String) {
        self.profile = profile
        self.area = area
        self.device = device
    }
}

/// Names are equal, and ordered, by their bytes: Swift's own comparison takes composed and decomposed letters for the same.
extension DeviceKey: Hashable, Comparable {
    public static func == (left: DeviceKey, right: DeviceKey) -> Bool {
        left.device.utf8.elementsEqual(right.device.utf8) && left.area.utf8.elementsEqual(right.area.utf8)
            && left.profile.utf8.elementsEqual(right.profile.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        ExactText(profile).hash(into: &hasher)
        ExactText(area).hash(into: &hasher)
        ExactText(device).hash(into: &hasher)
    }

    public static func < (left: DeviceKey, right: DeviceKey) -> Bool {
        for (a, b) in [(left.profile, right.profile), (left.area, right.area), (left.device, right.device)]
        where !a.utf8.elementsEqual(b.utf8) {
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        return false
    }
}

/// A text that is equal only to the same bytes.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        let hashed: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if hashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
        hasher.combine(UInt8(0xFF))
    }
}
