/// A code of China's administrative divisions: 2 digits for a province, 4 a prefecture, 6 a county, 9 a township, 12 a village.
enum AreaCode {
    static let rule = "write 2, 4, 6, 9 or 12 digits, or up to 20 for what lies beneath a village"

    static func isCode(_ text: String) -> Bool {
        let count = text.utf8.count
        return ([2, 4, 6, 9].contains(count) || (12...20).contains(count))
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// How many digits the code of the area has in which one with so many lies; nil for a province.
    static func parentLength(_ length: Int) -> Int? {
        switch length {
        case 13...: 12
        case 12: 9
        case 9: 6
        case 6: 4
        case 4: 2
        default: nil
        }
    }
}

/// The codes of the areas that are known.
struct KnownAreas {
    private let codes: Set<String>

    init(_ codes: some Sequence<String>) {
        self.codes = Set(codes)
    }

    var isEmpty: Bool { codes.isEmpty }

    /// Whether it is one of them, or lies in one.
    func cover(_ area: String) -> Bool {
        let longest = min(20, area.utf8.count)
        guard longest >= 2 else { return false }
        return (2...longest).contains { codes.contains(String(area.prefix($0))) }
    }
}
