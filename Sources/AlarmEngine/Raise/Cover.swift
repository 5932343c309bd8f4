/// What can lie over an alarm's true state, which goes on beneath and is told to nobody (ISA-18.2).
///
/// The first that an alarm has is the one that shows.
public enum Cover: String, CaseIterable, Sendable {
    case outOfService = "out-of-service"
    case suppressed
    case shelved
}

/// One reason why an alarm is covered.
public struct CoverRecord: Hashable, Sendable {
    /// Who or what laid the cover.
    public enum Source: String, CaseIterable, Sendable {
        case hand
        /// The alarm's own `suppress_when`.
        case rule
        /// A correlation that suppresses what it counts.
        case parent
        case maintenance, absence
    }

    public var cover: Cover
    public var source: Source
    /// When it ends by itself.
    public var until: Moment?
    /// It ends when the alarm next goes off.
    public var isOnce: Bool

    public init(cover: Cover, source: Source, until: Moment? = nil, isOnce: Bool = false) {
        self.cover = cover
        self.source = source
        self.until = until
        self.isOnce = isOnce
    }
}
