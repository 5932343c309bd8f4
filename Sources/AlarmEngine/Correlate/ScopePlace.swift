/// One correlation in one scope.
struct TallyKey: Hashable, Sendable {
    /// The correlation's place in the engine.
    let correlation: Int
    let place: ScopePlace
}

/// A zone, an area, what is behind a bridge, or all there is.
struct ScopePlace: Hashable, Sendable {
    /// A code; empty for the gateway, for bridges, and for the zones of devices without an area.
    let area: String
    /// The zone's name, or the bridge's, as its correlation's scope says.
    private let part: ExactText?

    init(area: String, part: String? = nil) {
        self.area = area
        self.part = part.map { ExactText($0) }
    }

    var name: String? { part?.text }

    static func == (left: ScopePlace, right: ScopePlace) -> Bool {
        left.area.utf8.elementsEqual(right.area.utf8) && left.part == right.part
    }

    func hash(into hasher: inout Hasher) {
        ExactText(area).hash(into: &hasher)
        if let part { part.hash(into: &hasher) }
    }
}

extension CorrelationDescription.Scope {
    /// Where a device is gathered; nil where it is in none of these.
    func place(area: String?, zone: String?, bridge: String?) -> ScopePlace? {
        switch self {
        case .gateway: ScopePlace(area: "")
        case .zone: zone.map { ScopePlace(area: area ?? "", part: $0) }
        case .bridge: bridge.map { ScopePlace(area: "", part: $0) }
        case .area: area.map { ScopePlace(area: $0) }
        case .village: level(12, of: area)
        case .township: level(9, of: area)
        case .county: level(6, of: area)
        case .prefecture: level(4, of: area)
        }
    }

    private func level(_ digits: Int, of area: String?) -> ScopePlace? {
        guard let area else { return nil }
        let head = area.utf8.prefix(digits)
        guard head.count == digits, head.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return ScopePlace(area: String(decoding: head, as: UTF8.self))
    }
}

extension TallyKey: Comparable {
    /// By the correlations' names, then by area and zone or bridge.
    static func < (left: TallyKey, right: TallyKey) -> Bool {
        if left.correlation != right.correlation { return left.correlation < right.correlation }
        if !left.place.area.utf8.elementsEqual(right.place.area.utf8) {
            return left.place.area.utf8.lexicographicallyPrecedes(right.place.area.utf8)
        }
        return (left.place.name ?? "").utf8.lexicographicallyPrecedes((right.place.name ?? "").utf8)
    }
}
