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
        left.device.hasBytes(of: right.device) && left.area.hasBytes(of: right.area)
            && left.profile.hasBytes(of: right.profile)
    }

    public func hash(into hasher: inout Hasher) {
        ExactText(profile).hash(into: &hasher)
        ExactText(area).hash(into: &hasher)
        ExactText(device).hash(into: &hasher)
    }

    public static func < (left: DeviceKey, right: DeviceKey) -> Bool {
        for (a, b) in [(left.profile, right.profile), (left.area, right.area), (left.device, right.device)]
        where !a.hasBytes(of: b) {
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
        left.text.hasBytes(of: right.text)
    }

    func hash(into hasher: inout Hasher) {
        let hashed: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if hashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
        hasher.combine(UInt8(0xFF))
    }
}

extension String {
    /// Whether it is the same bytes: a word at a time, as keys are compared for every message.
    func hasBytes(of other: String) -> Bool {
        let found = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                UnsafeRawBufferPointer(left).hasBytes(of: UnsafeRawBufferPointer(right))
            }
        }
        if case .some(.some(let isSame)) = found { return isSame }
        return utf8.elementsEqual(other.utf8)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the same bytes lie in both.
    func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var place = 0
        while place + 8 <= count {
            let isSame =
                loadUnaligned(fromByteOffset: place, as: UInt64.self)
                == other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard isSame else { return false }
            place += 8
        }
        while place < count {
            guard self[place] == other[place] else { return false }
            place += 1
        }
        return true
    }
}
