/// What may be the name of a device, or of a bridge, that a payload says.
enum DeviceName {
    /// As many bytes as a topic's level would hold without being a nuisance in every event.
    private static let longest = 256

    /// At most 256 bytes, without control characters, and not empty.
    static func isOne(_ text: String) -> Bool {
        let length = text.utf8.count
        return length > 0 && length <= longest && text.unicodeScalars.allSatisfy { !$0.isControl }
    }

    /// What is wrong with a payload that says none, beside the causes of ``UndecodableCause``.
    static let fault =
        "where the device's name should stand is none: a text of 1 to 256 bytes without control characters"
    static let faultNumber: UInt8 = .max
}

extension Unicode.Scalar {
    /// Category Cc.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
