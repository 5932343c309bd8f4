/// One correlation in one scope.
struct TallyKey: Hashable, Sendable {
    /// The correlation's place in the engine.
    let correlation: Int
    let place: ScopePlace
}

/// A zone, an area, or all there is.
struct ScopePlace: Hashable, Sendable {
    /// A code; empty for the gateway, and for the zones of devices without an area.
    let area: String
    let zone: String?

    static func == (left: ScopePlace, right: ScopePlace) -> Bool {
        guard left.area.utf8.elementsEqual(right.area.utf8) else { return false }
        return switch (left.zone, right.zone) {
        case (nil, nil): true
        case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
        case (nil, .some), (.some, nil): false
        }
    }

    func hash(into hasher: inout Hasher) {
        ExactText(area).hash(into: &hasher)
        if let zone { ExactText(zone).hash(into: &hasher) }
    }
}

extension CorrelationDescription.Scope {
    /// Where a device is gathered; nil where it is in none of these.
    func place(area: String?, zone: String?) -> ScopePlace? {
        switch self {
        case .gateway: ScopePlace(area: "", zone: nil)
        case .zone: zone.map { ScopePlace(area: area ?? "", zone: $0) }
        case .area: area.map { ScopePlace(area: $0, zone: nil) }
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
        return ScopePlace(area: String(decoding: head, as: UTF8.self), zone: nil)
    }
}

extension TallyKey: Comparable {
    /// By the correlations' names, then by area and zone.
    static func < (left: TallyKey, right: TallyKey) -> Bool {
        if left.correlation != right.correlation { return left.correlation < right.correlation }
        if !left.place.area.utf8.elementsEqual(right.place.area.utf8) {
            return left.place.area.utf8.lexicographicallyPrecedes(right.place.area.utf8)
        }
        return (left.place.zone ?? "").utf8.lexicographicallyPrecedes((right.place.zone ?? "").utf8)
    }
}
