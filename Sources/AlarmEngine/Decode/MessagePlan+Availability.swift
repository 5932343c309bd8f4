/// Messages that say whether a device can be reached: docs/payloads.md, section 4.
extension MessagePlan {
    /// A payload that is one plain word is read as that word, whatever its form; nil for any other.
    func plainAvailability(_ payload: [UInt8]) -> MessageContents? {
        guard let availability, device == nil, each == nil else { return nil }
        let word = payload[payload.textRange].trimmed
        let isWord = !word.isEmpty && word.count <= 64 && word.allSatisfy(Self.isWordByte)
        guard isWord, let isOnline = availability.description.isOnline(.text(String(decoding: word, as: UTF8.self)))
        else { return nil }
        return .availability(MessageContents.Availability(isOnline: isOnline))
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...: true
        case _: false
        }
    }

    func availability(_ element: MessageElement) throws(UndecodableCause) -> MessageContents.Availability {
        guard let (slot, description) = availability else { throw .noAvailability }
        guard let token = element.token(slot), let raw = RawValue(token, element.bytes(slot)),
            let isOnline = description.isOnline(raw)
        else { throw .noAvailability }
        // Only the names count: it has no fields.
        let reading = reading(element, DecodingAids())
        if reading.device == "" { throw .noDevice }
        return MessageContents.Availability(device: reading.device, bridge: reading.bridge, isOnline: isOnline)
    }
}

extension AvailabilityDescription {
    /// Nil where it says neither.
    func isOnline(_ raw: RawValue) -> Bool? {
        if offline.contains(where: { says(raw, $0) }) { return false }
        guard let online else { return true }
        return online.contains { says(raw, $0) } ? true : nil
    }

    /// Texts regardless of case; a plain word may be a number or a boolean too.
    private func says(_ raw: RawValue, _ wanted: Value) -> Bool {
        if case .text(let text) = raw, case .text(let word) = wanted { return text.lowercased() == word.lowercased() }
        return raw.isEqual(to: wanted) || raw.isWritten(as: wanted)
    }
}
