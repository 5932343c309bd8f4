/// The rules for names that people give.
enum Names {
    /// Words of the rules' language, which no field or parameter may bear.
    static let reserved: Set<String> = [
        "and", "or", "not", "in", "true", "false", "between", "avg", "min", "max", "sum", "count", "rate", "delta",
        "covered", "previous", "changed", "age",
    ]

    /// What a text may name beside fields and parameters.
    static let placeholders = ["place", "device", "area", "zone"]

    /// Whether it can name a profile, an alarm or a sink.
    static func isLabel(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLowerOrDigit(first) else { return false }
        return name.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// Whether it is a name as the rules write it.
    static func isIdentifier(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLowerOrDigit(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || isDigit(byte) }
}

extension YAMLValue {
    /// Checks the key itself as the name of a profile, an alarm or a sink.
    func hasLabelForKey(_ what: String) -> Bool {
        if Names.isLabel(key) { return true }
        file.report("\(what) cannot be called \(quoted(key)); \(Self.labelRule)", at: keyPlace)
        return false
    }

    /// A name of a profile, such as `smoke-detector`.
    func labelText(_ what: String) -> String? {
        guard let name = text("a name such as smoke-detector") else { return nil }
        if Names.isLabel(name) { return name }
        report("cannot be \(quoted(name)); \(Self.labelRule)")
        return nil
    }

    private static var labelRule: String {
        "write lower-case letters, digits, '-' and '_', and begin with a letter or digit"
    }

    /// Checks the key itself as the name of a field or parameter.
    func hasIdentifierForKey(_ what: String) -> Bool {
        if Names.reserved.contains(key) {
            file.report("\(what) cannot be called \(quoted(key)), which is a word of the rules", at: keyPlace)
            return false
        }
        if Names.isIdentifier(key) { return true }
        let rule = "write letters, digits and '_', and begin with a letter or '_'"
        file.report("\(what) cannot be called \(quoted(key)); \(rule)", at: keyPlace)
        return false
    }
}
