/// The latest beginning of a period of each kind in each area, so that no two lives have the same id.
///
/// Of areas it has forgotten, or knew before a restart, it knows the latest of all.
struct PeriodBeginnings: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        let kind: Period.Kind
        let area: ExactText
        var beganAt: Moment
    }

    /// At most so many areas are remembered apart.
    private static let maximumAreas = 1000

    /// The longest unused first.
    private var entries: [Entry] = []
    /// For every other area; by place in `allCases`.
    private var others = [Moment?](repeating: nil, count: Period.Kind.allCases.count)

    /// The beginning of a life at `time`: a millisecond after the last of that kind and area where that is not earlier.
    mutating func begin(_ kind: Period.Kind, area: String, at time: Moment) -> Moment {
        let area = ExactText(area)
        let place = entries.firstIndex { $0.kind == kind && $0.area == area }
        let last = place.map { entries.remove(at: $0).beganAt } ?? others[kind.place]
        let beganAt = last.map { max(time, $0 + Span(milliseconds: 1)) } ?? time
        entries.append(Entry(kind: kind, area: area, beganAt: beganAt))
        if entries.count > Self.maximumAreas { forget(entries.removeFirst()) }
        return beganAt
    }

    private mutating func forget(_ entry: Entry) {
        others[entry.kind.place] = Moment.later(others[entry.kind.place], entry.beganAt)
    }

    /// The latest of a kind in any area: what is kept over a restart.
    func latest(_ kind: Period.Kind) -> Moment? {
        entries.reduce(others[kind.place]) { $1.kind == kind ? Moment.later($0, $1.beganAt) : $0 }
    }

    mutating func restore(_ kind: Period.Kind, latest: Moment?) {
        others[kind.place] = latest
    }
}

extension Period.Kind {
    fileprivate var place: Int {
        switch self {
        case .drill: 0
        case .maintenance: 1
        case .absence: 2
        }
    }
}

extension Moment {
    fileprivate static func later(_ one: Moment?, _ other: Moment) -> Moment {
        one.map { max($0, other) } ?? other
    }
}
