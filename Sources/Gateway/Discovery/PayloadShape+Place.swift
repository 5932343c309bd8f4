import AlarmEngine

extension PayloadShape.Place {
    mutating func note(_ kind: PayloadShape.Kind) {
        kinds.insert(kind)
        count += 1
    }

    mutating func note(_ number: Double) {
        note(.number)
        least = min(least, number)
        most = max(most, number)
        isWhole = isWhole && number == number.rounded()
    }

    mutating func merge(_ other: PayloadShape.Place) {
        kinds.formUnion(other.kinds)
        count += other.count
        least = min(least, other.least)
        most = max(most, other.most)
        isWhole = isWhole && other.isWhole
    }

    /// A unit of time that the numbers may be in; nil where they are no times of these decades.
    var timeUnit: String? {
        guard kinds == [.number], least.isFinite else { return nil }
        let (early, late) = (1_000_000_000.0, 4_000_000_000.0)
        for (unit, factor) in [("s", 1.0), ("ms", 1e3), ("us", 1e6)]
        where least >= early * factor && most <= late * factor {
            return unit
        }
        return nil
    }

    /// The types, and the range of numbers; not of those so large that they may be somebody's number.
    var words: String {
        let types = PayloadShape.Kind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: " or ")
        if let timeUnit { return "\(types), perhaps a time in \(timeUnit)" }
        guard kinds.contains(.number), least.isFinite, most.isFinite else { return types }
        guard max(abs(least), abs(most)) < 1e8 else { return "\(types), large" }
        let range = least == most ? Value.shortest(least) : "\(Value.shortest(least)) to \(Value.shortest(most))"
        return "\(types), \(range)"
    }
}
