/// What a level of a topic looks like: one thing's name, or a word that many things share.
enum TopicLevel {
    /// Whether it is one thing's: digits alone, four digits or more, a hexadecimal id, or an address of mail.
    ///
    /// A hexadecimal id has six characters or more and a digit among them: `b64` and `cafe` are words.
    static func isName(_ level: Substring) -> Bool {
        guard !level.isEmpty else { return false }
        let digits = level.utf8.count { isDigit($0) }
        if digits >= 4 { return true }
        if digits > 0, level.utf8.allSatisfy({ isDigit($0) || isSeparator($0) }) { return true }
        if isHexID(level, digits) { return true }
        guard let at = level.firstIndex(of: "@") else { return false }
        return at > level.startIndex && level[at...].contains(".")
    }

    /// Whether it is a word with a number behind it, such as `wm-71`: a thing's perhaps, where no level is one for certain.
    static func isNumbered(_ level: Substring) -> Bool {
        let word = level.prefix { $0.isLetter }
        let number = level[word.endIndex...].dropFirst()
        return !word.isEmpty && "-_".contains(level[word.endIndex...].first ?? " ") && !number.isEmpty
            && number.utf8.allSatisfy(isDigit)
    }

    /// A hardware address or a hash, its bytes perhaps apart.
    private static func isHexID(_ level: Substring, _ digits: Int) -> Bool {
        let plain = level.utf8.filter { !isSeparator($0) }
        return digits > 0 && plain.count >= 6 && plain.allSatisfy(isHexDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isSeparator(_ byte: UInt8) -> Bool { ":-_.".utf8.contains(byte) }
}

/// Whether it is a hexadecimal digit.
func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    case _: false
    }
}
