/// Numbers as people read them.
enum Figure {
    /// Three significant digits, thousands parted.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = value.magnitude
        return fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size == 0 ? 2 : 4)
    }

    static func fixed(_ value: Double, _ decimals: Int) -> String {
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        let scaled = Int64((value.magnitude * factor).rounded())
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(factor))
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return sign + grouped(Int(whole)) }
        let digits = String(rest)
        return sign + grouped(Int(whole)) + "." + String(repeating: "0", count: decimals - digits.count) + digits
    }

    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// The middle one; of an even number the mean of both.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return .nan }
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : sorted.count > 1 ? (sorted[half - 1] + sorted[half]) / 2 : last
    }

    /// The median, and the least and the greatest beside it.
    static func spread(_ values: [Double]) -> String {
        guard let least = values.min(), let most = values.max() else { return "–" }
        return "\(text(median(values))) (\(text(least))–\(text(most)))"
    }
}
