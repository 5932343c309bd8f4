extension AlarmStatus {
    /// The cover that shows: the first of those that lie over it.
    var cover: Cover? {
        Cover.allCases.first { cover in covers.contains { $0.cover == cover } }
    }

    /// Whether that cover of that source lies over it.
    func has(_ cover: Cover, _ source: CoverRecord.Source) -> Bool {
        covers.contains { $0.cover == cover && $0.source == source }
    }

    /// When the next of its covers ends by time.
    ///
    /// Those of periods end with their period, whatever their `until`.
    var coverDeadline: Moment? {
        covers.lazy.filter { $0.source == .hand }.compactMap(\.until).min()
    }

    /// Lays a cover; a hand's over an older one of the same hand replaces it.
    ///
    /// Only a hand covers an alarm that is normal: the others lay their covers where it matters.
    mutating func lay(_ cover: CoverRecord) -> Event.Kind? {
        if let place = covers.firstIndex(where: { $0.cover == cover.cover && $0.source == cover.source }) {
            guard cover.source == .hand else { return nil }
            covers[place] = cover
            return cover.cover.laid
        }
        guard cover.source == .hand || state != .normal else { return nil }
        covers.append(cover)
        return cover.cover.laid
    }

    /// Lifts a cover; the last one moves the true state: to normal if the alarm is off, else to unacknowledged.
    mutating func lift(_ cover: Cover, _ source: CoverRecord.Source) -> Event.Kind? {
        guard let place = covers.firstIndex(where: { $0.cover == cover && $0.source == source }) else { return nil }
        covers.remove(at: place)
        guard covers.isEmpty else { return cover.lifted }
        return become(state.isActive ? .unacknowledged : .normal, cover.lifted)
    }
}

extension Cover {
    var laid: Event.Kind {
        switch self {
        case .outOfService: .outOfService
        case .suppressed: .suppressed
        case .shelved: .shelved
        }
    }

    var lifted: Event.Kind {
        switch self {
        case .outOfService: .inService
        case .suppressed: .unsuppressed
        case .shelved: .unshelved
        }
    }
}
