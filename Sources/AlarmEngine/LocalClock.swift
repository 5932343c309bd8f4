/// The local time of one place, handed in as a table: the engine knows no time zones.
public struct LocalClock: Hashable, Sendable {
    /// From a moment on, so many seconds east of UTC.
    public struct Offset: Hashable, Sendable {
        public var from: Moment
        public var secondsEast: Int

        public init(from: Moment, secondsEast: Int) {
            self.from = from
            self.secondsEast = secondsEast
        }
    }

    /// In rising order; the first holds before its moment too.
    public var offsets: [Offset]

    public init(offsets: [Offset]) {
        self.offsets = offsets
    }

    public static let utc = LocalClock(offsets: [])
}
