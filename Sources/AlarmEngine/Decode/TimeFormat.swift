/// How a device writes its time, such as `dd/MM/yyyy HH:mm:ss`.
struct TimeFormat: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case year, shortYear, month, day, hour, minute, second, fraction, zone
        case literal(UInt8)
    }

    private let parts: [Part]

    private static let words: [(text: String, part: Part)] = [
        ("yyyy", .year), ("yy", .shortYear), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute),
        ("ss", .second), ("SSS", .fraction), ("X", .zone),
    ]

    /// Nil unless it names a year, a month and a day, and each quotation mark has its second.
    init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "'" {
                rest.removeFirst()
                guard let end = rest.firstIndex(of: "'") else { return nil }
                let quoted = end == rest.startIndex ? "'" : rest[..<end]
                parts += quoted.utf8.map(Part.literal)
                rest = rest[rest.index(after: end)...]
            } else if let word = Self.words.first(where: { rest.hasPrefix($0.text) }) {
                parts.append(word.part)
                rest = rest.dropFirst(word.text.count)
            } else {
                parts += first.utf8.map(Part.literal)
                rest.removeFirst()
            }
        }
        guard parts.contains(.year) || parts.contains(.shortYear), parts.contains(.month), parts.contains(.day) else {
            return nil
        }
        self.parts = parts
    }

    /// The time a text stands for; blanks around it are no matter. Nil for anything else.
    func time(_ text: some Sequence<UInt8>) -> WrittenTime? {
        var reader = CivilReader(Array(text)[...])
        reader.skipBlanks()
        for part in parts {
            let isRead =
                switch part {
                case .year: reader.number(.year, digits: 4)
                case .shortYear: reader.shortYear()
                case .month: reader.shortNumber(.month)
                case .day: reader.shortNumber(.day)
                case .hour: reader.shortNumber(.hour)
                case .minute: reader.shortNumber(.minute)
                case .second: reader.shortNumber(.second)
                case .fraction: reader.fraction()
                case .zone: reader.zone()
                case .literal(let byte): reader.skip(byte: byte)
                }
            guard isRead else { return nil }
        }
        reader.skipBlanks()
        return reader.isAtEnd ? reader.time : nil
    }
}
