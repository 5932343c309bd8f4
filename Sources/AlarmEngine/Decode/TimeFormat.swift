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
                guard let quoted = TimeFormat.takeQuoted(&rest) else { return nil }
                parts += quoted.utf8.map(Part.literal)
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

    /// What stands between two quotation marks, two of which stand for one; nil where they do not end.
    private static func takeQuoted(_ rest: inout Substring) -> String? {
        rest.removeFirst()
        if rest.first == "'" {
            rest.removeFirst()
            return "'"
        }
        var quoted = ""
        while let letter = rest.popFirst() {
            guard letter == "'" else {
                quoted.append(letter)
                continue
            }
            guard rest.first == "'" else { return quoted }
            quoted.append("'")
            rest.removeFirst()
        }
        return nil
    }

    /// The time a text stands for, blanks around it or not; nil for anything else.
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
