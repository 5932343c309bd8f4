/// What issue 5 wants of a figure.
enum Target {
    /// No more than these.
    case atMost(Double, hopedFor: Double)
    /// No less than these.
    case atLeast(Double, hopedFor: Double)
    /// It is reported only.
    case none

    /// The columns "at least", "hoped for" and "reached" beside a figure.
    func cells(_ value: Double) -> [String] {
        switch self {
        case .atMost(let bound, let hope):
            [bound, hope].map(Figure.text) + [verdict(value <= bound, value <= hope)]
        case .atLeast(let bound, let hope):
            [bound, hope].map(Figure.text) + [verdict(value >= bound, value >= hope)]
        case .none: ["", "", ""]
        }
    }

    private func verdict(_ isReached: Bool, _ isHope: Bool) -> String {
        isHope ? "yes, as hoped" : isReached ? "yes" : "**no**"
    }
}
